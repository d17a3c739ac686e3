"""Every figure of the published texts stands in a pack at a named path; what nobody published says so."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from tests.contract import figures
from tests.contract.figures import City, Figure

from chassis.testing.required import absent, data_folder
from contracts import canonical
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents import pack, shapes
from indicators.domain.checking import check

PACKS = sorted((figures.REPOSITORY / "schemes").glob("*/*.yaml"))
CITIES = figures.cities()
FIGURES = [figure for city in CITIES for figure in city.figures]

each_pack = pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
each_city = pytest.mark.parametrize("city", CITIES, ids=lambda city: city.code)
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)


@cache
def read(path: Path) -> SchemeContent:
    return pack.read(path)


@cache
def form_of(path: Path) -> dict[str, Any]:
    return canonical.whole(read(path))


def form_at(name: str) -> dict[str, Any]:
    return form_of(figures.REPOSITORY / name)


def within(place: str, other: str) -> bool:
    """Whether the first place is the other one or stands in it."""
    return place == other or place.startswith((f"{other}.", f"{other}["))


def numbers_in(model: type[BaseModel], form: Any, at: str = "") -> Iterator[str]:
    """The places of all numbers that somebody chose: not those that stand at their default."""
    for name, place in shapes.places(model).items():
        yield from _numbers(place.shape, name, form[name], f"{at}.{name}" if at else name, default=place.default)


def _numbers(shape: shapes.Shape, name: str, value: Any, at: str, *, default: Any = None) -> Iterator[str]:
    if value is None:
        return
    match shape:
        case shapes.Many(of):
            for key, item in paths.items(name, value):
                yield from _numbers(of, name, item, f"{at}[{key}]")
        case shapes.Group(model):
            yield from numbers_in(model, value, at)
        case shapes.Either(tag, models):
            yield from numbers_in(models[value[tag]], value, at)
        case shapes.Number() | shapes.Whole() if not isinstance(default, Decimal | int) or Decimal(value) != default:
            yield at


@pytest.fixture(scope="module")
def texts(repository: Path) -> str:
    file = data_folder(repository).parent / "policies.md"
    if not file.is_file():
        absent("shared-data", f"put policies.md into {file.parent}, or set BATON_DATA to the folder data beside it")
    return file.read_text(encoding="utf-8")


class TestPacks:
    def test_there_are_packs_of_all_five_cities_and_of_the_nation(self) -> None:
        assert {path.parent.name for path in PACKS} == {
            "national", "bazhong", "jingzhou", "jiaxiang", "siming", "tengchong",
        }  # fmt: skip

    @each_pack
    def test_can_be_published_as_they_stand(self, path: Path) -> None:
        assert [(found.code, found.at) for found in check.findings(read(path))] == []

    @each_pack
    def test_are_named_after_their_scheme(self, path: Path) -> None:
        assert read(path).code == path.stem

    @each_pack
    def test_assume_only_what_is_there_and_say_why_in_both_languages(self, path: Path) -> None:
        for assumption in read(path).assumed:
            paths.value_at(form_of(path), assumption.at)

    @each_pack
    def test_hold_no_number_that_is_neither_published_nor_assumed(self, path: Path) -> None:
        form = form_of(path)
        listed = [figure.path for figure in FIGURES if figures.REPOSITORY / figure.pack == path]
        known = [*listed, *(assumption["at"] for assumption in form["assumed"]), "notes"]
        unexplained = [
            place for place in numbers_in(SchemeContent, form) if not any(within(place, one) for one in known)
        ]
        assert unexplained == []

    @each_pack
    def test_read_an_open_text_in_one_of_its_ways_and_the_value_that_it_decides_agrees(self, path: Path) -> None:
        for reading in read(path).readings:
            options = {option.code for option in reading.options}
            assert reading.chosen in options
            if reading.decides is not None:
                decided = paths.value_at(form_of(path), reading.decides)
                if isinstance(decided, str) and decided in options:
                    assert decided == reading.chosen

    @each_pack
    def test_tell_no_outcome_that_is_not_in_the_table(self, path: Path) -> None:
        listed = {figure.path for figure in FIGURES if figures.REPOSITORY / figure.pack == path}
        for note in read(path).notes:
            if note.figure is not None:
                assert f"notes[{note.code}].figure" in listed


class TestFigures:
    @each_figure
    def test_stand_at_their_path_with_their_value(self, figure: Figure) -> None:
        found = paths.value_at(form_at(figure.pack), figure.path)
        if figure.count is not None:
            assert len(found) == figure.count
            return
        assert figure.value is not None
        said = figures.shown(found)
        try:
            assert Decimal(said) == Decimal(figure.value)
        except ArithmeticError:
            assert said == figure.value

    @each_figure
    def test_an_outcome_is_told_in_the_notes_and_a_rule_is_not(self, figure: Figure) -> None:
        assert figure.path.startswith("notes[") == figure.outcome

    @each_figure
    def test_what_was_published_is_not_marked_as_assumed(self, figure: Figure) -> None:
        if figure.published:
            assumed = [assumption["at"] for assumption in form_at(figure.pack)["assumed"]]
            assert [at for at in assumed if within(figure.path, at)] == []

    @each_city
    def test_no_number_of_the_text_is_missing(self, city: City, texts: str) -> None:
        said = Counter(figures.numbers(figures.section(texts, city.section)))
        assert said - city.listed() == Counter()

    @each_city
    def test_nothing_is_listed_that_the_text_does_not_say(self, city: City, texts: str) -> None:
        text = figures.section(texts, city.section)
        assert [figure.figure for figure in city.figures if figure.figure not in text] == []
        said = figures.numbers(text)
        assert [one.number for one in city.no_figures if one.number not in said] == []


class TestTable:
    def test_is_what_the_lists_say(self) -> None:
        assert figures.TABLE.read_text(encoding="utf-8") == figures.table(CITIES)
