"""The sheets of a scheme's workbook: one for its single values, one for each list, one for the entries of each part.

Groups of fields are columns side by side (单位.名称.中文). Lists within items have a sheet of their own, whose rows
name the item to which they belong: `jobs`, or `common/jobs` two lists deep.
"""

import typing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from pydantic import BaseModel

from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
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
FIELD, VALUE = "项目", "内容"
"""The columns of the sheet of single values."""
ENTRIES = ("parts", "entries")
OF_PART = "部分."
"""Sheets of the entries of one part begin so."""
BETWEEN = "/"
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
    several: bool = False
    """Whether one cell holds a list of words, codes or numbers."""

    @property
    def header(self) -> str:
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
        leading = ((OWNER,) if self.within else ()) + ((NUMBER,) if self.numbered else ())
        return leading + tuple(column.header for column in self.columns)


@cache
def tables() -> tuple[Table, ...]:
    """All tables, each after the one that holds its owners. The first holds the single values."""
    found = tuple(_tables(SchemeContent, None, (), (), ()))
    owners = {table.within for table in found}
    return tuple(replace(table, owns=bool(table.names) and table.names in owners) for table in found)


@cache
def table_of(names: tuple[str, ...]) -> Table:
    return next(table for table in tables() if table.names == names)


def _tables(
    model: type[BaseModel],
    place: Place | None,
    names: tuple[str, ...],
    titles: tuple[str, ...],
    within: tuple[str, ...],
) -> Iterator[Table]:
    columns: list[Column] = []
    lists: dict[tuple[str, ...], tuple[tuple[str, ...], Place, type[BaseModel]]] = {}
    _flatten(model, ((), ()), columns, lists, required=True)
    yield Table(names, titles, within, model, place, tuple(columns), _key(names, columns))
    for below, (said, inner_place, inner) in lists.items():
        yield from _tables(inner, inner_place, (*names, *below), (*titles, *said), names)


def _flatten(
    model: type[BaseModel],
    at: tuple[tuple[str, ...], tuple[str, ...]],
    columns: list[Column],
    lists: dict[tuple[str, ...], Any],
    *,
    required: bool,
) -> None:
    for place in places(model).values():
        names, titles = (*at[0], place.name), (*at[1], place.title)
        needed = required and place.required
        match place.shape:
            case Many(of=Group(model=inner)):
                lists.setdefault(names, (titles, place, inner))
            case Group(model=inner):
                _flatten(inner, (names, titles), columns, lists, required=needed)
            case Either(tag=tag, models=models):
                first = next(iter(models.values()))
                mark = places(first)[tag]
                columns.append(
                    Column((*names, tag), (*titles, mark.title), first.__name__, mark, Choice(tuple(models)), needed)
                )
                for one in models.values():
                    _flatten(one, (names, titles), columns, lists, required=False)
            case shape:
                if all(column.names != names for column in columns):
                    several = isinstance(shape, Many)
                    of = shape.of if isinstance(shape, Many) else shape
                    columns.append(Column(names, titles, model.__name__, place, of, needed, several))


def _key(names: tuple[str, ...], columns: list[Column]) -> Column | None:
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
