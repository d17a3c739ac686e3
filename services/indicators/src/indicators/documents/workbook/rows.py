"""The rows of a workbook's sheets, each with the cells of its columns and the rows that belong to it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from indicators.documents.nodes import Mark
from indicators.documents.references import LISTS
from indicators.documents.registers.grid import Cell, Grid, address
from indicators.documents.registers.names import flat
from indicators.documents.shapes import Choice, Truth
from indicators.documents.workbook import cells
from indicators.documents.workbook.cells import CellWrong
from indicators.documents.workbook.layout import (
    BETWEEN,
    ENTRIES,
    FIELD,
    FINDINGS,
    INDEX,
    MAIN,
    NUMBER,
    OF_PART,
    OWNER,
    VALUE,
    WORDS_SHEET,
    Column,
    Table,
    table_of,
    tables,
)
from indicators.documents.workbook.links import Step
from indicators.documents.workbook.marking import FIRST_ROW, HEADER_ROW, SAID_COLUMN, VALUE_COLUMN
from indicators.documents.workbook.wrong import Wrong

Value = str | list[str] | CellWrong | None
EMPTY = Cell("")
PARTS = (OF_PART, "部分.")
"""How the names of the sheets of a part's entries begin; the second is that of workbooks of earlier versions."""
COUNTED = 3
"""Columns of the index from the name of a sheet to the number of its rows."""
LOOKED_THROUGH = 20
"""Rows among which the header is looked for: somebody may have put a line above it."""


@dataclass(slots=True)
class Row:
    """One item, or all single values: the values of its columns, and the rows of its lists, by their names."""

    table: Table
    mark: Mark
    values: dict[tuple[str, ...], Value] = field(default_factory=dict)
    marks: dict[tuple[str, ...], Mark] = field(default_factory=dict)
    leading: dict[str, str] = field(default_factory=dict)
    """What stands in the columns that say to what the row belongs; of the owner, once it is found, its codes."""
    label: str | None = None
    """What it is called, or what the item is called that it stands for."""
    holder: "Row | None" = None
    """The row to which it belongs."""
    children: dict[tuple[str, ...], "list[Row]"] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return self.leading.get(OWNER, "")

    @property
    def name(self) -> str:
        """What rows that belong to it call it."""
        return f"{self.owner}{BETWEEN}{self.key}" if self.owner else self.key

    @property
    def key(self) -> str:
        if self.table.numbered:
            return self.leading.get(NUMBER, "")
        found = self.values.get(self.table.key.names) if self.table.key else None
        return found if isinstance(found, str) else ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The codes and names that lead to it."""
        return (*(self.holder.steps if self.holder is not None else ()), (self.key, self.label))

    def has(self, at: tuple[str, ...]) -> bool:
        """Whether anything stands in this field or below it."""
        return any(value is not None and names[: len(at)] == at for names, value in self.values.items()) or any(
            names[: len(at)] == at for names in self.children
        )


def sheets(grids: Sequence[Grid], hidden: Sequence[Grid], wrong: Wrong) -> Iterator[tuple[Table, Grid]]:
    """The tables with the sheets that hold their rows, owners first. Sheets that are missing or strange are told.

    The index names the sheets that were written with rows: these must be there. Others hold nothing where they are
    missing or hidden, and what somebody wrote into a hidden one is told.
    """
    by_name = {grid.name: grid for grid in grids}
    known = {name: table for table in tables() if table.names != ENTRIES for name in (table.spelled, table.sheet)}
    out_of_sight = {grid.name for grid in hidden}
    for name in dict.fromkeys([INDEX, MAIN, *_listed(by_name)]):
        if name not in by_name and name not in out_of_sight:
            wrong.sheet("sheet_missing", name, sheet=name)
    for grid in hidden:
        if grid.name in (INDEX, MAIN) or (_of_scheme(grid.name, known) and _has_rows(grid)):
            wrong.sheet("sheet_hidden", grid.name, sheet=grid.name)
    for name in by_name:
        if not _of_scheme(name, known) and name not in (INDEX, FINDINGS, WORDS_SHEET):
            wrong.sheet("sheet_unknown", name, sheet=name)
    for table in tables():
        for grid in grids:
            if known.get(grid.name) is table or (table.names == ENTRIES and grid.name.startswith(PARTS)):
                yield table, grid


def _of_scheme(name: str, known: Mapping[str, Table]) -> bool:
    return name in known or name.startswith(PARTS)


def _has_rows(grid: Grid) -> bool:
    return any(not cell.is_empty for row in grid.rows[FIRST_ROW:] for cell in row)


def of_scheme(grid: Grid, wrong: Wrong) -> Row:
    """The single values of the scheme, one below the other."""
    table = table_of(())
    found = Row(table, wrong.mark(grid.name, 0, 0))
    columns = {column.header: column for column in table.columns}
    first: dict[str, int] = {}
    strange: list[tuple[Mark, str]] = []
    header_at, left = _fields_of_scheme(grid)
    grid = _without_merged(table, grid, header_at, dict.fromkeys((left, left + VALUE_COLUMN)), wrong)
    for at, line in enumerate(grid.rows):
        header, mark = _header(table, line[left]), wrong.mark(grid.name, at, left)
        value = line[left + VALUE_COLUMN] if len(line) > left + VALUE_COLUMN else EMPTY
        if header in first:
            wrong.cell("header_twice", mark, table, header=header, first=address(first[header], left))
        elif header in columns:
            first[header] = at
            _put(found, columns[header], value, wrong.mark(grid.name, at, left + VALUE_COLUMN))
        elif header and at > header_at:
            strange.append((mark, header))
        elif at > header_at and not value.is_empty:
            mark = wrong.mark(grid.name, at, left + VALUE_COLUMN)
            wrong.cell("cell_no_field", mark, table, given=cells.shown(value))
        for number, cell in enumerate(line):
            if at > header_at and not left <= number <= left + SAID_COLUMN and not cell.is_empty:
                wrong.cell("cell_no_header", wrong.mark(grid.name, at, number), table, given=cells.shown(cell))
    _tell_headers(table, grid, strange, [header for header in columns if header not in first], wrong)
    return found


def of_list(table: Table, grid: Grid, wrong: Wrong) -> Iterator[Row]:
    """The rows of one sheet; empty ones are none."""
    header_at = _header_row(table, grid)
    headers, said = _headers(table, grid, header_at, wrong)
    columns = {column.header: column for column in table.columns}
    _tell_above(table, grid, header_at, wrong)
    grid = _without_merged(table, grid, header_at, {at: columns.get(header) for at, header in headers.items()}, wrong)
    for at in range(header_at + 1, len(grid.rows)):
        line = grid.rows[at]
        for number, cell in enumerate(line):
            if number not in said and not cell.is_empty:
                said.add(number)
                wrong.cell("cell_no_header", wrong.mark(grid.name, at, number), table, given=cells.shown(cell))
        if all(line[number].is_empty for number in headers if number < len(line)):
            continue
        row = Row(table, wrong.mark(grid.name, at, min(headers)))
        for number, header in headers.items():
            cell, mark = line[number] if number < len(line) else EMPTY, wrong.mark(grid.name, at, number)
            if header in columns:
                _put(row, columns[header], cell, mark)
            else:
                row.leading[header] = unicodedata.normalize("NFKC", cell.shown).strip()
                row.marks[(header,)] = mark
        yield row


def _fields_of_scheme(grid: Grid) -> tuple[int, int]:
    """Where the headers of the single values stand: somebody may have put a line above them, or a column before."""
    for at, line in enumerate(grid.rows[:LOOKED_THROUGH]):
        for number, (one, other) in enumerate(pairwise(line)):
            if (one.shown.strip(), other.shown.strip()) == (FIELD, VALUE):
                return at, number
    return HEADER_ROW, 0


def _tell_above(table: Table, grid: Grid, header_at: int, wrong: Wrong) -> None:
    """A line above the headers is a title or a note; several cells side by side are a row that was moved there."""
    covered = {cell for one in grid.merged for cell in _covered(one)}
    for at in range(header_at):
        filled = [
            number for number, cell in enumerate(grid.rows[at]) if not cell.is_empty and (at, number) not in covered
        ]
        if len(filled) > 1:
            wrong.cell("row_above_headers", wrong.mark(grid.name, at, filled[0]), table, row=at + 1)


def _without_merged(
    table: Table, grid: Grid, header_at: int, columns: Mapping[int, Column | None], wrong: Wrong
) -> Grid:
    """The sheet without what merged cells would only seem to say; each range of which one cannot tell is told.

    An owner, a word or the name of an item that is merged over several rows is that of each. Of a number or a text, and
    across columns, nobody knows what the cells that went under held. `columns`: those with a header; None is an owner.
    """
    unclear: set[tuple[int, int]] = set()
    for one in grid.merged:
        top, left, bottom, right = one
        if bottom <= header_at or not any(left <= number <= right for number in columns):
            continue
        if grid.rows[top][left].is_empty or (left == right and _says_it_of_each(columns[left], table)):
            continue
        unclear |= _covered(one)
        cells_merged = f"{address(top, left)}:{address(bottom, right)}"
        wrong.cell("cell_merged", wrong.mark(grid.name, top, left), table, cells=cells_merged)
    rows = (
        tuple(EMPTY if (at, number) in unclear else cell for number, cell in enumerate(line))
        for at, line in enumerate(grid.rows)
    )
    return replace(grid, rows=tuple(rows)) if unclear else grid


def _says_it_of_each(column: Column | None, table: Table) -> bool:
    """Whether one cell may speak for several rows."""
    if column is None:
        return bool(table.names)
    return isinstance(column.of, Choice | Truth) or column.field in LISTS


def _covered(merged: tuple[int, int, int, int]) -> set[tuple[int, int]]:
    """The cells of a merged range below its first."""
    top, left, bottom, right = merged
    return {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)} - {(top, left)}


def _listed(by_name: Mapping[str, Grid]) -> Iterator[str]:
    """The sheets that were written with rows, as the index names them."""
    index = by_name.get(INDEX)
    for row in index.rows[FIRST_ROW:] if index else ():
        told = [str(cell.value) for cell in row[1:4]]
        if len(told) == len(row[1:4]) == COUNTED and told[-1].isdigit() and int(told[-1]):
            yield told[0]


def _put(row: Row, column: Column, cell: Cell, mark: Mark) -> None:
    row.marks[column.names] = mark
    try:
        row.values[column.names] = cells.read(cell, column)
    except CellWrong as refused:
        row.values[column.names] = refused


def _header_row(table: Table, grid: Grid) -> int:
    """The row that has most of the headers."""
    known = set(table.headers)
    rows = [len({_header(table, cell) for cell in row} & known) for row in grid.rows[:LOOKED_THROUGH]]
    return max(range(len(rows)), key=rows.__getitem__, default=0)


def _headers(table: Table, grid: Grid, at: int, wrong: Wrong) -> tuple[dict[int, str], set[int]]:
    """Column → its header; and the columns of which nothing more is to be said."""
    found: dict[int, str] = {}
    said: set[int] = set()
    strange: list[tuple[Mark, str]] = []
    for number, cell in enumerate(grid.rows[at] if at < len(grid.rows) else ()):
        header, mark = _header(table, cell), wrong.mark(grid.name, at, number)
        if header:
            said.add(number)
        if header in found.values():
            first = next(address(at, other) for other, known in found.items() if known == header)
            wrong.cell("header_twice", mark, table, header=header, first=first)
        elif header in table.headers:
            found[number] = header
        elif header:
            strange.append((mark, header))
    missing = [header for header in table.headers if header not in found.values()]
    _tell_headers(table, grid, strange, missing, wrong)
    nameless = {
        number for row in grid.rows[at + 1 :] for number, cell in enumerate(row) if number not in said and cell.value
    }
    # columns whose header was emptied are those of the headers that are missing
    return found, said | nameless if len(nameless) <= len(missing) - len(strange) else said


def _tell_headers(
    table: Table, grid: Grid, strange: Sequence[tuple[Mark, str]], missing: Sequence[str], wrong: Wrong
) -> None:
    """Headers that nothing knows, and headers that are not there: a changed header is one of each, and told once."""
    for mark, header in strange:
        wrong.cell("header_unknown", mark, table, header=header, known="、".join(missing or table.headers))
    if missing:
        wrong.broken.add(grid.name)
    for header in missing if len(missing) > len(strange) else ():
        wrong.sheet("header_missing", grid.name, header=header)


def _header(table: Table, cell: Cell) -> str:
    """The header that a cell means, in one line; one in full means the same, and so do half-width brackets."""
    return _headers_of(table.names).get(flat(cell.shown), re.sub(r"\s", "", cell.shown))


@cache
def _headers_of(names: tuple[str, ...]) -> Mapping[str, str]:
    columns = table_of(names).columns
    in_full = {flat(column.spelled): column.header for column in columns}
    return in_full | {flat(column.header): column.header for column in columns}
