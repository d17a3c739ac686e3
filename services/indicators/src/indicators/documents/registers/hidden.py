"""What the reader of a workbook does not see: told in every report, read unless somebody asks to leave it out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from indicators.documents.registers import grid
from indicators.documents.registers.grid import Grid, address
from indicators.documents.registers.refused import MOST_SHOWN, LeftOut


@dataclass(frozen=True, slots=True)
class Seen:
    """The sheets to read, and what of the workbook is hidden. Hidden sheets are never read."""

    grids: list[Grid]
    told: tuple[LeftOut, ...]


def load(path: Path, *, leave_out: bool) -> Seen:
    """Raises OSError, or WorkbookUnreadable where it is no usual .xlsx file."""
    return loads(path.read_bytes(), leave_out=leave_out)


def loads(content: bytes, *, leave_out: bool) -> Seen:
    """Raises WorkbookUnreadable where it is no usual .xlsx file."""
    grids = grid.loads(content)
    told = [LeftOut(name, "A1", name, "hidden_sheet") for name in grid.hidden_sheets(content)]
    for one in grids:
        told += _rows(one, leave_out=leave_out)
        told += _columns(one, leave_out=leave_out)
    return Seen([one.without_hidden() for one in grids] if leave_out else grids, tuple(told))


def _rows(one: Grid, *, leave_out: bool) -> Iterator[LeftOut]:
    for row in sorted(one.hidden_rows):
        if row < len(one.rows) and (text := _text(one.rows[row])):
            yield LeftOut(one.name, address(row, 0), text, "hidden_row" if leave_out else "hidden_row_read")


def _columns(one: Grid, *, leave_out: bool) -> Iterator[LeftOut]:
    for column in sorted(one.hidden_columns):
        if text := _text([row[column] for row in one.rows if column < len(row)]):
            yield LeftOut(one.name, address(0, column), text, "hidden_column" if leave_out else "hidden_column_read")


def _text(cells: Sequence[grid.Cell]) -> str:
    """What stands in a row or a column, each text once in a run: merged cells repeat theirs."""
    return " · ".join(text for text, _ in groupby(cell.shown for cell in cells if not cell.is_empty))[:MOST_SHOWN]
