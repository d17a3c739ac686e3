"""Tables as ministries write them: made cell by cell, so that a test shows what stands where."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from indicators.documents.registers import grid
from indicators.documents.registers.grid import Cell, Grid

Draw = Callable[..., Path]
Rows = Sequence[Sequence[Any]]
Merged = Sequence[tuple[int, int, int, int, str]]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Draws a workbook: sheet name → rows of cells; `merged` are ranges with their text, on every sheet."""

    def made(sheets: Mapping[str, Rows], *, merged: Merged = (), percent: Sequence[str] = ()) -> Path:
        path = tmp_path / "drawn.xlsx"
        book = xlsxwriter.Workbook(path)
        shown_as_percent = book.add_format({"num_format": "0.0%"})
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for row, values in enumerate(cells):
                for column, value in enumerate(values):
                    place = grid.address(row, column)
                    if value is not None:
                        sheet.write(place, value, shown_as_percent if place in percent else None)
            for top, left, bottom, right, text in merged:
                sheet.merge_range(top, left, bottom, right, text)
        book.close()
        return path

    return made


@pytest.fixture
def grid_of() -> Callable[..., Grid]:
    """A sheet as it is read, without a file."""
    return lambda *rows: Grid("Sheet1", tuple(tuple(Cell(value) for value in row) for row in rows))
