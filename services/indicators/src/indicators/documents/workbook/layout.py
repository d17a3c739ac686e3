"""The sheets of a scheme's workbook: one for its single values, one for each list, one for the entries of each part.

Groups of fields are columns side by side. Lists within items have a sheet of their own, whose rows name the item to
which they belong: by its name and code, two lists deep by both (共性指标/城镇新增就业（common/jobs）).
"""

import typing
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from pydantic import BaseModel

from contracts.envelope import Labels
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents.sections import SECTIONS
from indicators.documents.shapes import Choice, Either, Group, Many, Place, Shape, places

MAIN = "方案"
INDEX = "目录"
FINDINGS = "问题"
WORDS_SHEET = "词表"
"""Hidden; what the drop-down lists offer where it does not fit into them."""
OWNER = "所属"
"""The column that names the item to which a row of a nested list belongs."""
NUMBER = "编号"
"""The column that tells rows apart which have no code and to which other rows belong."""
FIELD, VALUE, SAID = "项目", "内容", "填写说明（不导入）"
"""The columns of the sheet of single values; what is said of each is not read."""
ENTRIES = ("parts", "entries")
NESTED = "·"
OF_PART = f"部分{NESTED}"
"""Sheets of the entries of one part begin so."""
BETWEEN = "/"
ENGLISH = "（英文）"
NOTHING = "（无）"
"""A list that is empty although an empty cell would mean something else."""


@dataclass(frozen=True)
class Column:
    """One field: where it stands below its item, and what its header says. `of` is the shape of one value."""

    names: tuple[str, ...]
    titles: tuple[str, ...]
    model: str
    place: Place
    of: Shape
    required: bool
    shown: str = ""
    """Its header, as short as it can be: a line for the group of fields, one for the field."""
    several: bool = False
    """Whether one cell holds a list of words, codes or numbers."""
    parent: str = ""
    """The field that holds the group of fields to which it belongs: `Indicator.definition`."""
    of_text: bool = False
    """Whether it is one of the languages of a text."""

    @property
    def header(self) -> str:
        """The header in one line, by which a column is found: no other column of its table has it."""
        return self.shown.replace("\n", "")

    @property
    def spelled(self) -> str:
        """The header in full, as places are named: 计分方式.最低比例. It is read too."""
        return ".".join(self.titles)

    @property
    def field(self) -> str:
        return f"{self.model}.{self.place.name}"

    @cached_property
    def coded(self) -> bool:
        """Whether the text has a form that it must match, so that spaces around it mean nothing."""
        return _has_pattern(self.place.info.metadata) or _has_pattern([self.place.info.annotation])


@dataclass(frozen=True, slots=True)
class Table:
    """One list, or the single values of the scheme.

    `names` lead to it from the scheme; `within` are those of the list whose items hold it, empty where the scheme does.
    """

    names: tuple[str, ...]
    titles: tuple[str, ...]
    within: tuple[str, ...]
    model: type[BaseModel]
    place: Place | None
    columns: tuple[Column, ...]
    key: Column | None = None
    """The column that tells the rows of one owner apart."""
    owns: bool = False
    """Whether rows of other tables belong to rows of this one."""

    @property
    def sheet(self) -> str:
        """The name of its sheet, short enough for a tab: of a nested list with the list around it."""
        if not self.titles:
            return MAIN
        around = self.titles[: -len(self.inner)] or self.titles[:-1] if len(self.titles) > 1 else ()
        return NESTED.join((*around[-1:], self.titles[-1]))

    @property
    def spelled(self) -> str:
        """The name in full, as places are named: 组成部分.指标项. A sheet of this name is read too."""
        return ".".join(self.titles) or MAIN

    @property
    def inner(self) -> tuple[str, ...]:
        """The names that lead to it from the item that holds it."""
        return self.names[len(self.within) :]

    @property
    def numbered(self) -> bool:
        return self.owns and self.key is None

    @property
    def headers(self) -> tuple[str, ...]:
        return self.leading + tuple(column.header for column in self.columns)

    @property
    def leading(self) -> tuple[str, ...]:
        """The headers of the columns that say to what a row belongs, and what rows that belong to it call it."""
        return ((OWNER,) if self.within else ()) + ((NUMBER,) if self.numbered else ())


@cache
def tables() -> tuple[Table, ...]:
    """All tables in the order of work, each after the one that holds its owners. The first holds the single values."""
    found = sorted(_tables(SchemeContent, None, (), (), ()), key=lambda table: _turn(table.names))
    owners = {table.within for table in found}
    return tuple(replace(table, owns=bool(table.names) and table.names in owners) for table in found)


def _turn(names: tuple[str, ...]) -> int:
    """When an office comes to a list: the order of the questions that a scheme answers. The sort is stable."""
    order = ["", *(name for _, section in SECTIONS for name in section)]
    top = names[0] if names else ""
    return order.index(top) if top in order else len(order)


@cache
def table_of(names: tuple[str, ...]) -> Table:
    return next(table for table in tables() if table.names == names)


def _tables(
    model: type[BaseModel],
    place: Place | None,
    names: tuple[str, ...],
    titles: tuple[str, ...],
    within: tuple[str, ...],
    parent: str = "",
) -> Iterator[Table]:
    columns: list[Column] = []
    lists: dict[tuple[str, ...], tuple[tuple[str, ...], Place, type[BaseModel], str]] = {}
    _flatten(model, ((), ()), columns, lists, required=True, parent=parent)
    named = _with_headers(columns)
    yield Table(names, titles, within, model, place, named, _key(names, named))
    for below, (said, inner_place, inner, holds) in lists.items():
        yield from _tables(inner, inner_place, (*names, *below), (*titles, *said), names, parent=holds)


def _with_headers(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Each column with the shortest end of its titles that no other column has, its group as a line above it."""
    ways = [list(_ends(column)) for column in columns]
    taken = Counter(name for names in ways for name in names)
    chosen = [
        next(name for name in names if name == names[-1] or (taken[name] == 1 and name not in (OWNER, NUMBER)))
        for names in ways
    ]
    return tuple(replace(column, shown=shown) for column, shown in zip(columns, chosen, strict=True))


def _ends(column: Column) -> Iterator[str]:
    """What a header may be, the shortest first. The columns of a text are named by the text."""
    titles, behind = column.titles, ""
    if column.of_text and len(titles) > 1:
        titles, behind = titles[:-1], ENGLISH if column.names[-1] == "en" else ""
    for length in range(min(2, len(titles)), len(titles) + 1):
        *around, last = titles[-length:]
        lines = [title for title in around if not last.startswith(title)]
        yield "\n".join(lines if lines and lines[-1].endswith(last) else [*lines, last]) + behind


def _flatten(
    model: type[BaseModel],
    at: tuple[tuple[str, ...], tuple[str, ...]],
    columns: list[Column],
    lists: dict[tuple[str, ...], Any],
    *,
    required: bool,
    parent: str = "",
) -> None:
    text = issubclass(model, Labels)
    for place in places(model).values():
        names, titles = (*at[0], place.name), (*at[1], place.title)
        needed = required and place.required
        match place.shape:
            case Many(of=Group(model=inner)):
                lists.setdefault(names, (titles, place, inner, f"{model.__name__}.{place.name}"))
            case Group(model=inner):
                _flatten(
                    inner, (names, titles), columns, lists, required=needed, parent=f"{model.__name__}.{place.name}"
                )
            case Either(tag=tag, models=models):
                first = next(iter(models.values()))
                mark = places(first)[tag]
                columns.append(
                    Column((*names, tag), (*titles, mark.title), first.__name__, mark, Choice(tuple(models)), needed)
                )
                for one in models.values():
                    _flatten(
                        one, (names, titles), columns, lists, required=False, parent=f"{model.__name__}.{place.name}"
                    )
            case shape:
                if all(column.names != names for column in columns):
                    several = isinstance(shape, Many)
                    of = shape.of if isinstance(shape, Many) else shape
                    column = Column(
                        names, titles, model.__name__, place, of, needed, several=several, parent=parent, of_text=text
                    )
                    columns.append(column)


def _key(names: tuple[str, ...], columns: Sequence[Column]) -> Column | None:
    """The column by which paths name the items of a list, where every item has it."""
    wanted = paths.KEYS_OF_LIST.get(names[-1]) if names else None
    known = {column.names: column for column in columns if column.required}
    return next((known[(name,)] for name in ((wanted,) if wanted else paths.KEYS) if (name,) in known), None)


def _has_pattern(given: typing.Iterable[Any]) -> bool:
    for one in given:
        if getattr(one, "pattern", None) is not None or _has_pattern(getattr(one, "metadata", ())):
            return True
        if _has_pattern(typing.get_args(one)):
            return True
    return False
