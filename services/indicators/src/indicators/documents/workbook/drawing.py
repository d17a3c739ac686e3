"""A scheme as rows of texts, sheet by sheet: what a workbook will hold, before anything is written."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from contracts.scheme.content import SchemeContent
from indicators.documents.workbook import cells
from indicators.documents.workbook.layout import BETWEEN, ENTRIES, OF_PART, Table, tables

LONGEST_NAME = 31
NOT_IN_NAMES = frozenset("[]:*?/\\'")
SPARE = "（其他）"
"""The sheet for the entries of parts that are new."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list. `at` is its place with numbers, as `parts[0].entries[2]`."""

    at: str
    owner: str
    key: str
    texts: tuple[str, ...]
    """The texts below the headers of the table."""


@dataclass(slots=True)
class Sheet:
    """One sheet below its table's headers. `part` is the code of the part whose entries it holds."""

    name: str
    table: Table
    rows: list[Row] = field(default_factory=list)
    part: str | None = None


def sheets(content: SchemeContent) -> list[Sheet]:
    """All sheets of the scheme in their order; the first holds its single values, one below the other."""
    found: list[Sheet] = []
    rows = dict(_rows(content))
    for table in tables():
        if table.names == ENTRIES:
            found.extend(_of_parts(content, table, rows[table.names]))
        else:
            found.append(Sheet(table.sheet, table, rows[table.names]))
    return found


def _of_parts(content: SchemeContent, table: Table, rows: list[Row]) -> Iterator[Sheet]:
    taken = {_alike(table.sheet) for table in tables()}
    for code, label in {part.code: part.labels.zh for part in content.parts}.items():
        plain = "".join(" " if letter in NOT_IN_NAMES or not letter.isprintable() else letter for letter in label)
        name = _free(f"{OF_PART}{plain.strip()}"[:LONGEST_NAME].rstrip(), taken)
        yield Sheet(name, table, [row for row in rows if row.owner == code], code)
    yield Sheet(_free(OF_PART + SPARE, taken), table)


def _free(wanted: str, taken: set[str]) -> str:
    """A name that no other sheet has."""
    name, number = wanted, 1
    while _alike(name) in taken:
        number += 1
        name = f"{wanted[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    taken.add(_alike(name))
    return name


def _alike(name: str) -> str:
    """What two names share that a spreadsheet takes for one: capital or small, full-width or not."""
    return unicodedata.normalize("NFKC", name).casefold()


def _rows(content: SchemeContent) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Table → its rows. Items of one table with their places and keys are the owners of the rows of another."""
    main = tables()[0]
    known: dict[tuple[str, ...], list[tuple[str, str, BaseModel]]] = {(): [("", "", content)]}
    yield (), [Row("", "", "", tuple(_texts(main, content)))]
    for table in tables()[1:]:
        items = known.setdefault(table.names, [])
        rows: list[Row] = []
        for at, owner, holder in known[table.within]:
            place = ".".join(filter(None, (at, *table.inner)))
            for number, item in enumerate(value_at(holder, table.inner) or ()):
                key = str(number + 1) if table.numbered else _key(table, item)
                here = f"{place}[{number}]"
                leading = ([owner] if table.within else []) + ([key] if table.numbered else [])
                rows.append(Row(here, owner, key, (*leading, *_texts(table, item))))
                items.append((here, f"{owner}{BETWEEN}{key}" if owner else key, item))
        yield table.names, rows


def _key(table: Table, item: BaseModel) -> str:
    return cells.written(value_at(item, table.key.names), table.key) if table.key else ""


def _texts(table: Table, item: BaseModel) -> Iterator[str]:
    for column in table.columns:
        yield cells.written(value_at(item, column.names), column)


def value_at(item: Any, names: tuple[str, ...]) -> Any:
    """What stands there; None where nothing does, as in a group that the item does not have."""
    for name in names:
        item = getattr(item, name, None)
    return item
