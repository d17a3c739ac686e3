"""A workbook with its refused cells marked: coloured, with the reason as a remark, and all of them listed first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from indicators.documents.registers import writing
from indicators.documents.registers.grid import Grid, address
from indicators.documents.registers.refused import RefusedCell
from indicators.documents.registers.writing import Book

LISTED = ("工作表 Sheet", "单元格 Cell", "内容 Value", "代码 Reason", "说明", "What to do")
WIDTHS = (20, 12, 28, 24, 60, 60)
LIST_NAMES = ("退回清单", "退回清单 2", "退回清单 3")


def write(grids: Sequence[Grid], refused: Sequence[RefusedCell], *, made_at: datetime) -> bytes:
    """The visible sheets with what they say, as text, so that they are corrected and read again."""
    names = {grid.name.casefold() for grid in grids}
    listed = next((name for name in LIST_NAMES if name not in names), "refused")
    with writing.book(made_at) as (book, file):
        mark = book.workbook.add_format({"border": 1, "bg_color": "#FFC7CE", "num_format": "@", "text_wrap": True})
        _list(book, book.sheet(listed), refused)
        for grid in grids:
            _sheet(book, book.sheet(grid.name), grid, [one for one in refused if one.sheet == grid.name], mark)
    return file.getvalue()


def _list(book: Book, sheet: Any, refused: Sequence[RefusedCell]) -> None:
    for column, (name, width) in enumerate(zip(LISTED, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, book.header)
    for row, one in enumerate(refused, 1):
        sheet.write_string(row, 0, one.sheet, book.text)
        name = one.sheet.replace("'", "''")
        sheet.write_url(row, 1, f"internal:'{name}'!{one.cell}", book.text, one.cell)
        for column, text in enumerate((one.value or "", one.code, one.text("zh"), one.text("en")), 2):
            sheet.write_string(row, column, text, book.text)
    sheet.freeze_panes(1, 0)


def _sheet(book: Book, sheet: Any, grid: Grid, refused: Sequence[RefusedCell], mark: Any) -> None:
    marks: dict[str, list[RefusedCell]] = {}
    for one in refused:
        marks.setdefault(one.cell, []).append(one)
    inner = set()
    for top, left, bottom, right in grid.merged:
        places = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        # a mark belongs to the whole range: of a merged cell only the first is seen
        found = [mark_ for place in sorted(places) for mark_ in marks.pop(address(*place), [])]
        if found:
            marks[address(top, left)] = found
        sheet.merge_range(top, left, bottom, right, "", mark if found else book.text)
        inner |= places - {(top, left)}
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            place = address(row, column)
            if (row, column) not in inner and (place in marks or not cell.is_empty):
                sheet.write_string(row, column, cell.shown, mark if place in marks else book.text)
    for place, reasons in marks.items():
        remark = "\n".join(f"{one.text('zh')}\n{one.text('en')}" for one in reasons)
        sheet.write_comment(place, remark, {"x_scale": 2.5, "y_scale": 1.5, "author": "Baton"})
