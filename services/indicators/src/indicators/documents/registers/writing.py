"""Writes tables as the ministries do: a title over all columns, merged headers, codes and numbers as text, a footer."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any

import xlsxwriter

from indicators.documents.registers.columns import Column, Language
from indicators.documents.registers.grid import address

Format = Any
"""A cell format of xlsxwriter, which has no types of its own for it."""

FONT = "宋体"
FOOTERS: Mapping[Language, tuple[str, str]] = {
    "zh": ("合计：{count} 行", "填表人：　　　　审核人：　　　　填报日期："),
    "en": ("Total: {count}", "Signed:        Checked by:        Date:"),
}
"""What stands below a register: how many rows, and who answers for them."""


class Book:
    """A workbook that is being written. Every cell is a text: what looks like a formula is none."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        base = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter", "num_format": "@"}
        boxed = {**base, "border": 1, "text_wrap": True}
        self.title: Format = workbook.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
        self.plain: Format = workbook.add_format(base)
        self.header: Format = workbook.add_format({**boxed, "bold": True, "align": "center", "bg_color": "#EFEFEF"})
        self.text: Format = workbook.add_format({**boxed, "align": "left"})
        self.number: Format = workbook.add_format({**boxed, "align": "right"})
        self.index: Format = workbook.add_format({**boxed, "align": "center"})

    def sheet(self, name: str) -> Any:
        """A sheet that prints on A4, as wide as the page."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C&P / &N")
        return sheet


@contextmanager
def book(made_at: datetime) -> Iterator[tuple[Book, io.BytesIO]]:
    """A workbook whose bytes are there when the block ends. `made_at` is all that its properties say."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"created": made_at.replace(tzinfo=None)})
    yield Book(workbook), file
    workbook.close()


def line(book: Book, sheet: Any, row: int, first: int, last: int, text: str, style: Format | None = None) -> None:
    """One text over several columns."""
    wanted = style or book.plain
    if first == last:
        sheet.write_string(row, first, text, wanted)
    else:
        sheet.merge_range(row, first, row, last, "", wanted)
        sheet.write_string(row, first, text, wanted)


def table(
    book: Book,
    sheet: Any,
    top: int,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, str | None]],
    *,
    language: Language = "zh",
    units: Mapping[str, str] | None = None,
) -> int:
    """Header and rows of a table; returns the first row below it. `units` stand in brackets behind the names."""
    _header(book, sheet, top, columns, language, units or {})
    for index, values in enumerate(rows, top + 2):
        for position, column in enumerate(columns):
            style = book.number if column.number else book.index if column.key == "number" else book.text
            sheet.write_string(index, position, values.get(column.key) or "", style)
    below = top + 2 + len(rows)
    if rows:
        # a number kept as text is what is wanted here, and no mistake to be flagged in every cell
        sheet.ignore_errors({"number_stored_as_text": f"A{top + 3}:{address(below - 1, len(columns) - 1)}"})
    return below


def register(
    book: Book,
    sheet: Any,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, str | None]],
    *,
    title: str,
    language: Language = "zh",
) -> None:
    """A whole sheet: a title over all columns, the table, the sum of its rows and a line to sign on."""
    last = len(columns) - 1
    widths(sheet, columns)
    line(book, sheet, 0, 0, last, title, book.title)
    below = table(book, sheet, 1, columns, rows, language=language)
    sheet.freeze_panes(3, 3)
    footer, signed = FOOTERS[language]
    line(book, sheet, below, 0, last, footer.format(count=len(rows)))
    line(book, sheet, below + 1, 0, last, signed)


def widths(sheet: Any, columns: Sequence[Column], language: Language | None = None) -> None:
    """Sets the widths of the columns; those of the other language are there, and hidden."""
    for position, column in enumerate(columns):
        hidden = language is not None and column.only not in (None, language)
        sheet.set_column(position, position, column.width, None, {"hidden": 1} if hidden else {})


def _header(
    book: Book, sheet: Any, top: int, columns: Sequence[Column], language: Language, units: Mapping[str, str]
) -> None:
    position = 0
    for group, members in groupby(columns, key=lambda column: column.header(language)[0]):
        below = list(members)
        if group:
            line(book, sheet, top, position, position + len(below) - 1, group, book.header)
        for offset, column in enumerate(below):
            unit = f"（{units[column.key]}）" if column.key in units else ""
            name = f"{column.header(language)[1]}{unit}"
            if group:
                sheet.write_string(top + 1, position + offset, name, book.header)
            else:
                sheet.merge_range(top, position + offset, top + 1, position + offset, "", book.header)
                sheet.write_string(top, position + offset, name, book.header)
        position += len(below)
