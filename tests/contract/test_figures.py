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
from tests.contract.figures import DIGITS, City, Figure

from chassis.testing.required import absent, data_folder
from contracts import canonical
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents import pack, shapes
from indicators.documents.explain import explain
from indicators.domain.checking import check

PACKS = sorted((figures.REPOSITORY / "schemes").glob("*/*.yaml"))
CITIES = figures.cities()
WITH_TEXT = [city for city in CITIES if city.text is not None]
FIGURES = [figure for city in CITIES for figure in city.figures]

each_pack = pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
each_city = pytest.mark.parametrize("city", WITH_TEXT, ids=lambda city: city.code)
each_said = pytest.mark.parametrize(
    ("city", "figure"),
    [(city, figure) for city in WITH_TEXT for figure in city.figures],
    ids=lambda one: one.code if isinstance(one, City) else one.name,
)
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
def practice(repository: Path) -> str:
    file = data_folder(repository).parent / "policies.md"
    if not file.is_file():
        absent("shared-data", f"put policies.md into {file.parent}, or set BATON_DATA to the folder data beside it")
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sources(repository: Path) -> Path:
    folder = data_folder(repository).parent / "sources"
    if not folder.is_dir():
        absent("shared-data", f"put the published texts into {folder}, or set BATON_DATA to the folder data beside it")
    return folder


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

    @each_said
    def test_are_printed_in_the_line_that_is_named_with_unit_and_year(
        self, city: City, figure: Figure, sources: Path
    ) -> None:
        assert city.text is not None
        assert figure.said.line is not None
        assert figure.said.is_in(city.text.lines(sources)[figure.said.line])

    @each_said
    def test_are_the_figure_that_is_printed(self, city: City, figure: Figure) -> None:
        try:
            value = Decimal(figure.value or "")
        except ArithmeticError:
            return
        assert figure.said.may_be(value)

    @each_said
    def test_quote_no_sentence(self, city: City, figure: Figure) -> None:
        assert len(figure.said.printed) <= 24
        assert not set("。；！？") & set(figure.said.printed)

    @each_said
    def test_an_outcome_is_told_with_its_year(self, city: City, figure: Figure) -> None:
        if figure.outcome and figure.path.endswith(".figure") and figure.said.year is not None:
            year = paths.value_at(form_at(figure.pack), f"{figure.path.removesuffix('.figure')}.year")
            assert year == figure.said.year

    @each_city
    def test_no_number_of_the_text_is_missing(self, city: City, sources: Path) -> None:
        assert city.text is not None
        missing = {
            (line, number)
            for line, text in city.text.lines(sources).items()
            for number in DIGITS.findall(text)
            if number not in city.listed_in(line)
        }
        assert missing == set()

    @each_city
    def test_what_is_said_to_be_no_figure_stands_in_its_line(self, city: City, sources: Path) -> None:
        assert city.text is not None
        lines = city.text.lines(sources)
        assert [one for one in city.no_figures if one.number not in DIGITS.findall(lines[one.line or 0])] == []

    def test_of_common_practice_are_all_that_is_told_of_it(self, practice: str) -> None:
        for city in CITIES:
            if city.section is not None:
                text = figures.section(practice, city.section)
                assert Counter(figures.numbers(text)) - city.listed() == Counter()
                assert [figure.said.figure for figure in city.figures if figure.said.figure not in text] == []


class TestWhatBinds:
    """Words bind as numbers do: who decides, who delivers, what a light brings."""

    CHOICES = frozenset(
        {
            "Consequence.decided_by", "Consequence.carried_out_by", "Consequence.reinspected", "DataSource.owner",
            "DataSource.rhythm", "Level.at_once", "Grading.basis", "Grading.by", "Fixture.by", "Periods.monitored",
            "Duties.responsible_person", "Duties.everyone_covered", "Duties.supervised_by", "Duties.public_takes_part",
            "Duties.sheet_per_person", "Quota.base", "Veto.ends", "RaterGroup.silence", "FundRule.traced",
            "Consultation.rounds", "Consultation.working_days",
        }
    )  # fmt: skip

    @each_pack
    def test_is_published_or_assumed(self, path: Path) -> None:
        content = read(path)
        listed = [figure.path for figure in FIGURES if figures.REPOSITORY / figure.pack == path]
        grounds = [ground.at for ground in content.grounds]
        known = [*listed, *grounds, *(assumption.at for assumption in content.assumed)]
        found = [at for at in self.chosen(SchemeContent, form_of(path)) if not any(within(at, one) for one in known)]
        assert found == []

    @each_pack
    def test_by_default_is_told_among_what_is_assumed(self, path: Path) -> None:
        told = explain(read(path), "zh", assumed=True)
        if read(path).parts and not any(within("rounding", one.at) for one in read(path).assumed):
            assert "舍入的小数位：2。" in told
        assert "征求意见" not in told.partition("方案没有写明")[2]

    def chosen(self, model: type[BaseModel], form: Any, at: str = "") -> Iterator[str]:
        for name, place in shapes.places(model).items():
            here = f"{at}.{name}" if at else name
            if f"{model.__name__}.{name}" in self.CHOICES and not self.is_default(place, form[name]):
                yield here
            yield from self.within(place.shape, name, form[name], here)

    def within(self, shape: shapes.Shape, name: str, value: Any, at: str) -> Iterator[str]:
        match shape:
            case shapes.Many(of) if isinstance(of, shapes.Group | shapes.Either):
                for key, item in paths.items(name, value):
                    yield from self.within(of, name, item, f"{at}[{key}]")
            case shapes.Group(model) if value is not None:
                yield from self.chosen(model, value, at)
            case shapes.Either(tag, models):
                yield from self.chosen(models[value[tag]], value, at)

    def is_default(self, place: shapes.Place, value: Any) -> bool:
        default = None if place.required else place.default
        return value in (None, [], False) or value == (list(default) if isinstance(default, tuple) else default)


class TestTable:
    def test_is_what_the_lists_say(self) -> None:
        assert figures.TABLE.read_text(encoding="utf-8") == figures.table(CITIES)
