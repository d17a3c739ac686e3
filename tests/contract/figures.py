"""The table of published figures: which rule says which figure, and at which path a pack holds it.

`python -m tests.contract.figures` writes docs/figures.md anew from docs/figures/*.yaml.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
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
DIGITS = re.compile(r"\d+(?:\.\d+)?")

SCARS = re.compile(r"\([a-zÀ-ɏ]+\)|\[\[.*?\]\]|\s")
"""What copying left in the texts: the sound of a character behind it, references to pages, spaces."""
HEADING = re.compile(r"^\d+\.(?!\d)")
SCALES = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}


@dataclass(frozen=True, slots=True)
class Said:
    """Where a published text says a figure: its line, and figure, unit and year as they are printed there.

    Of a section that only tells common practice there is no line, and the words are those of that section.
    """

    figure: str
    line: int | None = None
    unit: str = ""
    year: int | None = None

    @property
    def printed(self) -> str:
        return f"{self.figure}{self.unit}"

    def is_in(self, text: str) -> bool:
        """Whether the text prints it: no part of a longer number, and with its year."""
        begins = r"(?<![\d.])" if self.figure[0].isdigit() else ""
        ends = r"(?![\d.])" if self.printed[-1].isdigit() else ""
        found = re.search(f"{begins}{re.escape(self.printed)}{ends}", text)
        return found is not None and (self.year is None or str(self.year) in text)

    def may_be(self, value: Decimal) -> bool:
        """Whether a value in a pack can be this figure: its sign and its 10,000 may be in the words around it."""
        given = [Decimal(one) for one in DIGITS.findall(self.figure)]
        scale = SCALES.get(self.unit[:1], 1)
        return not given or abs(value) in {known for one in given for known in (one, one * scale)}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text and its place in a pack. `value` stands there, or `count` items do.

    Of a section that only tells common practice, nothing is `published`: its figures are marked as assumed.
    """

    label: Labels
    outcome: bool
    published: bool
    said: Said
    pack: str
    path: str
    value: str | None
    count: int | None

    @property
    def name(self) -> str:
        return f"{self.pack} {self.path}: {self.said.printed}"


@dataclass(frozen=True, slots=True)
class NoFigure:
    """A number in a text that no pack needs to hold, and why not."""

    number: str
    why: Labels
    times: int = 1
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A published text: its file in the folder of sources, and the lines from first to last that are the text."""

    file: str
    first: int
    last: int

    def lines(self, folder: Path) -> dict[int, str]:
        """Number → line without scars, from 1."""
        all_lines = (folder / self.file).read_text(encoding="utf-8").split("\n")
        return {n: HEADING.sub("", SCARS.sub("", all_lines[n - 1])) for n in range(self.first, self.last + 1)}


@dataclass(frozen=True, slots=True)
class City:
    """All figures of one published text; of common practice the section that tells it begins with `section`."""

    code: str
    labels: Labels
    text: Text | None
    section: str | None
    figures: tuple[Figure, ...]
    no_figures: tuple[NoFigure, ...]

    def listed(self) -> Counter[str]:
        """How often the list speaks of each number."""
        found = Counter(number for figure in self.figures for number in numbers(figure.said.figure))
        for one in self.no_figures:
            found[one.number] += one.times
        return found

    def listed_in(self, line: int) -> set[str]:
        """The numbers of a line of the text that the list speaks of."""
        said = [figure.said for figure in self.figures if figure.said.line == line]
        found = {number for one in said for number in DIGITS.findall(one.figure)}
        found |= {str(one.year) for one in said if one.year}
        return found | {one.number for one in self.no_figures if one.line == line}


def numbers(text: str) -> list[str]:
    """The numbers of a text in their order, without separators of thousands; number words in small letters."""
    return [found.group().replace(",", "").lower() for found in NUMBER.finditer(text)]


def shown(value: Any) -> str:
    """A value of a whole content as the table shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        # canonical spelling sorts numbers as texts
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
        text=Text(**written["text"]) if "text" in written else None,
        section=written.get("section"),
        figures=tuple(_figure(one, published=written.get("published", True)) for one in written["figures"]),
        no_figures=tuple(
            NoFigure(**{**one, "why": Labels(**one["why"])}) for one in written.get("no_figures", [])
        ),
    )  # fmt: skip


def _figure(written: dict[str, Any], *, published: bool) -> Figure:
    return Figure(
        label=Labels(**(written["note"] if "note" in written else written["rule"])),
        outcome="note" in written,
        published=published,
        said=Said(**written["source"]) if "source" in written else Said(written["figure"]),
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
        "an *outcome* is told in notes of a pack. *Source* is file and line of the published text, with figure and",
        "unit as printed there, and the year. `tests/contract/test_figures.py` holds that each path exists and has",
        "this value, that the text prints the figure in that line, and that no number of the texts is missing here.",
        "",
    ]


def _of_city(city: City) -> Iterator[str]:
    yield from (f"## {city.labels.zh} {city.labels.en}", "")
    for outcome, heading in ((False, "规则 | rule"), (True, "成效 | outcome")):
        chosen = [figure for figure in city.figures if figure.outcome == outcome]
        if chosen:
            yield from (f"| {heading} | figure | year | source | pack | path | value |", f"|{' --- |' * 8}")
            yield from (_row(city, figure) for figure in chosen)
            yield ""
    if city.no_figures:
        yield from ("Numbers of the text that are no figures:", "")
        for one in city.no_figures:
            where = f" ({city.text.file}:{one.line})" if city.text and one.line else ""
            yield f"- {one.number}{where}: {one.why.zh} · {one.why.en}"
        yield ""


def _row(city: City, figure: Figure) -> str:
    value = figure.value if figure.count is None else f"{figure.count} items"
    file = figure.pack.removeprefix("schemes/")
    source = f"{city.text.file}:{figure.said.line}" if city.text else "common practice"
    cells = (
        figure.label.zh, figure.label.en, figure.said.printed, str(figure.said.year or ""), source,
        f"[{file}](../{figure.pack})", f"`{figure.path}`", str(value),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    TABLE.write_text(table(cities()), encoding="utf-8")
