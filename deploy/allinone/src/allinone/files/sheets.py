"""A sheet of an .xlsx workbook as rows of cells: numbers and days as they are stored, where the cell shows them so."""

import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from allinone.failures import FileRefused
from allinone.files import tables
from allinone.files.cells import Broken, Cell, beginning
from allinone.files.mapping import TableFile
from allinone.files.values import EXACT_DIGITS
from indicators.documents.registers.grid import Cell as GridCell
from indicators.documents.registers.grid import Grid
from indicators.documents.registers.refused import LeftOut

WHOLE_DAY = {"year", "month", "day"}
EXCEL = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def is_workbook(path: Path, data: bytes) -> bool:
    """Whether the file is a workbook, by what it holds. Raises FileRefused for one of the old kind."""
    if data.startswith(OLD_EXCEL):
        raise FileRefused(
            f"{path} is a workbook of the old kind (.xls). Save it as .xlsx, or as CSV.",
            "这是旧式工作簿（.xls），请另存为 .xlsx 或 CSV。",
        )
    return data.startswith(EXCEL)


def rows(path: Path, mapping: TableFile) -> tuple[Iterator[tuple[int, list[Cell]]], tuple[LeftOut, ...]]:
    """Number and cells of each row that is not empty, and what of the sheet is hidden. Raises FileRefused."""
    seen = tables.load(path, leave_out_hidden=mapping.hidden == "leave_out")
    grid = _sheet(path, seen.grids, mapping.sheet)
    told = tuple(one for one in seen.told if one.sheet == grid.name or one.why == "hidden_sheet")
    return _rows(grid, mapping), told


def _sheet(path: Path, grids: list[Grid], name: str | None) -> Grid:
    found = [grid for grid in grids if name in (None, grid.name)]
    if len(found) != 1:
        names = ", ".join(repr(beginning(grid.name)) for grid in grids) or "none"
        wanted = "several sheets" if name is None else f"no visible sheet {name!r}"
        wanted_zh = "有多个工作表" if name is None else f"没有名为“{name}”的可见工作表"
        raise FileRefused(
            f"{path} has {wanted}: name one with `sheet` in the mapping. Visible sheets: {names}.",
            f"文件{wanted_zh}，请在映射的 sheet 中写明。"
            f"可见工作表：{'、'.join(beginning(one.name) for one in grids) or '无'}。",
        )
    return found[0]


def _rows(grid: Grid, mapping: TableFile) -> Iterator[tuple[int, list[Cell]]]:
    names: list[str] | None = None
    for number, cells in enumerate(grid.rows):
        if number < mapping.skip_lines or all(cell.is_empty for cell in cells):
            continue
        read = [_cell(cell) for cell in cells]
        if names is None:
            names = [cell.shown.strip() for cell in cells]
        else:
            for column in _shared(grid, number, names, mapping):
                read[column] = Broken("merged_amount", cells[column].shown)
        yield number + 1, read


def _shared(grid: Grid, row: int, names: list[str], mapping: TableFile) -> Iterator[int]:
    """The columns of amounts whose cell in this row is one with those around it."""
    amounts = getattr(mapping.columns, "amount", None)
    wanted = () if amounts is None else amounts.reads
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom:
            yield from (column for column in range(left, right + 1) if names[column] in wanted)


def _cell(cell: GridCell) -> Cell:
    value = cell.value
    if cell.error is not None:
        return Broken("formula_uncomputed" if cell.uncomputed else "formula_failed", beginning(cell.error))
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(cell, value)
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value if set(cell.format.parts) >= WHOLE_DAY else _otherwise(cell, value.isoformat())
    if isinstance(value, time | timedelta):
        return Broken("not_a_day", str(value))
    return str(value)


def _number(cell: GridCell, value: float) -> Cell:
    if not math.isfinite(value):
        return Broken("formula_failed", str(value))
    exact = Decimal(repr(value))
    digits = len(str(abs(int(exact)))) if exact == exact.to_integral_value() else 0
    if digits > EXACT_DIGITS:
        return Broken("number_beyond_digits", cell.shown, {"digits": EXACT_DIGITS})
    if cell.percent or "%" in cell.format.code or cell.format.padded or not cell.shows_itself:
        return _otherwise(cell, cell.shown)
    if len(exact.as_tuple().digits) > EXACT_DIGITS:
        # what lies behind is a remainder of binary that no spreadsheet shows
        exact = Decimal(f"{exact:.{EXACT_DIGITS - 1}e}")
    return exact


def _otherwise(cell: GridCell, stored: str) -> Broken:
    return Broken("shown_otherwise", stored, {"stored": stored, "format": beginning(cell.format.code)})
