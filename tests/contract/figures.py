"""The table of published figures: which rule says which figure, and at which path a pack holds it.

`python -m tests.contract.figures` writes docs/figures.md anew from docs/figures/*.yaml.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from contracts.envelope import Labels

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "docs/figures"
TABLE = REPOSITORY / "docs/figures.md"

NUMBER_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty")
"""*One* is left out: it is more often a pronoun than a number."""
NUMBER = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text and its place in a pack. `value` stands there, or `count` items do.

    Of a section that only tells common practice, nothing is `published`: its figures are marked as assumed.
    """

    said: Labels
    outcome: bool
    published: bool
    figure: str
    pack: str
    path: str
    value: str | None
    count: int | None

    @property
    def name(self) -> str:
        return f"{self.pack} {self.path}: {self.figure}"


@dataclass(frozen=True, slots=True)
class NoFigure:
    """A number in a text that no pack needs to hold, and why not."""

    number: str
    times: int
    why: Labels


@dataclass(frozen=True, slots=True)
class City:
    """All figures of one section of the published texts; `section` begins its heading."""

    code: str
    labels: Labels
    section: str
    figures: tuple[Figure, ...]
    no_figures: tuple[NoFigure, ...]

    def listed(self) -> Counter[str]:
        """How often the list speaks of each number."""
        found = Counter(number for figure in self.figures for number in numbers(figure.figure))
        for one in self.no_figures:
            found[one.number] += one.times
        return found


def numbers(text: str) -> list[str]:
    """The numbers of a text in their order, without separators of thousands; number words in small letters."""
    return [found.group().replace(",", "").lower() for found in NUMBER.finditer(text)]


def shown(value: Any) -> str:
    """A value of a canonical form as the table shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        # the canonical form sorts numbers as texts
        ordered = sorted(value) if all(isinstance(item, int) for item in value) else value
        return ", ".join(shown(item) for item in ordered)
    return str(value)


def section(text: str, heading: str) -> str:
    """What stands under the heading that begins so, on one line and without marks of emphasis.

    Raises LookupError where there is none or more than one.
    """
    parts = [part for part in re.split(r"^## ", text, flags=re.MULTILINE) if part.startswith(heading)]
    if len(parts) != 1:
        raise LookupError(f"{len(parts)} sections begin with {heading!r}")
    body = parts[0].partition("\n")[2]
    return " ".join(body.replace("*", "").split())


def cities() -> list[City]:
    return [_city(path) for path in sorted(FOLDER.glob("*.yaml"))]


def _city(path: Path) -> City:
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return City(
        code=path.stem,
        labels=Labels(**written["city"]),
        section=written["section"],
        figures=tuple(_figure(one, published=written.get("published", True)) for one in written["figures"]),
        no_figures=tuple(
            NoFigure(number=one["number"], times=one.get("times", 1), why=Labels(**one["why"]))
            for one in written.get("no_figures", [])
        ),
    )


def _figure(written: dict[str, Any], *, published: bool) -> Figure:
    return Figure(
        said=Labels(**(written["note"] if "note" in written else written["rule"])),
        outcome="note" in written,
        published=published,
        figure=written["figure"],
        pack=written["pack"],
        path=written["path"],
        value=written.get("value"),
        count=written.get("count"),
    )


def table(all_cities: list[City]) -> str:
    """docs/figures.md."""
    return "\n".join([*_head(), *(line for city in all_cities for line in _of_city(city))])


def _head() -> list[str]:
    return [
        "# Published figures and where the packs hold them",
        "",
        "Written by `python -m tests.contract.figures` from `docs/figures/*.yaml`; do not edit. A *rule* binds,",
        "an *outcome* is told in notes of a pack. `tests/contract/test_figures.py` holds that each path exists and has",
        "this value, and that no number of the published texts is missing here.",
        "",
    ]


def _of_city(city: City) -> Iterator[str]:
    yield from (f"## {city.labels.zh} {city.labels.en}", "")
    for outcome, heading in ((False, "规则 | rule"), (True, "成效 | outcome")):
        chosen = [figure for figure in city.figures if figure.outcome == outcome]
        if chosen:
            yield from (f"| {heading} | figure | pack | path | value |", "| --- | --- | --- | --- | --- | --- |")
            yield from (_row(figure) for figure in chosen)
            yield ""
    if city.no_figures:
        yield from ("Numbers of the text that are no figures:", "")
        yield from (f"- {one.number}: {one.why.zh} · {one.why.en}" for one in city.no_figures)
        yield ""


def _row(figure: Figure) -> str:
    value = figure.value if figure.count is None else f"{figure.count} items"
    file = figure.pack.removeprefix("schemes/")
    link = f"[{file}](../{figure.pack})"
    return f"| {figure.said.zh} | {figure.said.en} | {figure.figure} | {link} | `{figure.path}` | {value} |"


if __name__ == "__main__":
    TABLE.write_text(table(cities()), encoding="utf-8")
