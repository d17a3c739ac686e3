"""Writes a scheme as a workbook: Chinese headers, drop-down lists, protected codes, findings marked in the cells."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from contracts.scheme.content import SchemeContent
from indicators.documents import place_names
from indicators.documents.meanings import MEANINGS
from indicators.documents.problems import PackRefused, Problem
from indicators.documents.registers.grid import address
from indicators.documents.sections import section_of
from indicators.documents.workbook import cells, choices, drawing
from indicators.documents.workbook.choices import NAME, SPARE_ROWS, Lists
from indicators.documents.workbook.drawing import Row, Sheet
from indicators.documents.workbook.layout import (
    FIELD,
    FINDINGS,
    INDEX,
    OF_PART,
    OWNER,
    SAID,
    VALUE,
    WORDS_SHEET,
    Column,
)
from indicators.documents.workbook.marking import (
    FIRST_ROW,
    HEADER_ROW,
    SAID_COLUMN,
    TITLE_ROW,
    VALUE_COLUMN,
    Spot,
    marks,
)
from indicators.domain.checking.finding import Finding

LONGEST_CELL = 32_767
TEXT_FORMAT = 49
"""The number of the format “text”: a spreadsheet keeps what is typed, and makes no number or date of it."""
PROTECTED = {
    "select_locked_cells": True, "select_unlocked_cells": True, "format_columns": True, "format_rows": True,
    "sort": True, "autofilter": True,
}  # fmt: skip
"""What the protection of a sheet lets everybody do; it has no password."""
INTRODUCTION = (
    "白色单元格可以填写，灰色单元格（编码、所属、表头）受保护。新的一行写在表的最后一行之下。",
    "White cells may be filled in; grey ones (codes, owners, headers) are protected. New rows go below the last one.",
    "要删除一行，先撤消工作表保护（审阅 → 撤消工作表保护，无密码），再删除整行。",
    "To delete a row, unprotect its sheet first (Review → Unprotect Sheet, no password).",
    "指称别处的内容时，填写其名称、编码，或“名称（编码）”；两者都有时以编码为准。",
    "An item of another sheet is called by its name, its code, or both: name（code）; then the code decides.",
    "数字按文本保存，不带单位，百分数可带 %；一格填写多项时用顿号隔开；空单元格表示未填或取默认值。",
    "Numbers are kept as text without a unit; shares may have a %. Several items in one cell stand between 、. "
    "An empty cell says nothing, or the default.",
    "灰色的工作表没有内容，已隐藏：右键单击任一标签，选择“取消隐藏”，即可填写。列较多的表中，没有内容或全为默认值的列也已隐藏。",
    "Sheets in grey are empty and hidden: right-click a tab and choose Unhide to fill one in. "
    "So are columns of wide sheets in which nothing but the default stands.",
)
WIDE = 14
"""Columns that are read without scrolling; of a wider sheet those without a text are hidden."""
NARROWEST, WIDEST = 9, 38
"""Widths of columns, in characters."""
PAGE = 190
"""Characters that stand side by side on a page and can still be read."""
LINE = 15
"""Height of a line of text, in points."""
MOST_LINES = 20
"""Lines up to which a row is as high as its text."""
A4 = 9
FRAMED = {"border": 1, "border_color": "#BFBFBF"}
GREY, BLUE, RED, DARK = "#E7E6E6", "#DDEBF7", "#FFC7CE", "#7F7F7F"


def write(content: SchemeContent, to: str | Path | IO[bytes], findings: Sequence[Finding] = ()) -> None:
    """The workbook of a scheme, with a fill and a comment in the cell of each finding.

    Raises PackRefused where a text is longer than a cell can be; then nothing is written.
    """
    drawn = drawing.sheets(content)
    _measure(drawn)
    book = xlsxwriter.Workbook(str(to) if isinstance(to, Path) else to, {"in_memory": True})
    # one file for one content: the day of writing says nothing about it
    book.set_properties({"title": content.labels.zh, "created": datetime.combine(content.valid_from, time())})
    _Writing(book, content, drawn, findings).write()
    book.close()


def _measure(drawn: Sequence[Sheet]) -> None:
    found = [
        _too_long(sheet, row, FIRST_ROW + number, at, text)
        for sheet in drawn
        for number, row in enumerate(sheet.rows)
        for at, text in enumerate(row.texts)
        if len(text) > LONGEST_CELL
    ]
    if found:
        raise PackRefused(found)


def _too_long(sheet: Sheet, row: Row, at: int, column: int, text: str) -> Problem:
    values = {"length": len(text), "most": LONGEST_CELL, "given": text[:40]}
    place, cell = place_names.chinese(row.at), address(at, column)
    return Problem("cell_too_long", row.at, place, at + 1, column + 1, values, sheet.name, cell)


class _Writing:
    def __init__(self, book: Any, content: SchemeContent, drawn: Sequence[Sheet], findings: Sequence[Finding]) -> None:
        self.book = book
        self.content = content
        self.drawn = drawn
        self.findings = findings
        self.marks = marks(content, drawn, findings)
        self.lists = Lists(drawn)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def write(self) -> None:
        if self.findings:
            self._findings(self._sheet(FINDINGS))
        self._index(self._sheet(INDEX))
        for sheet in self.drawn:
            written = self._sheet(sheet.name)
            if sheet.table.names:
                self._list(written, sheet)
            else:
                self._scheme(written, sheet)
            if not self._shown(sheet):
                written.hide()
        self._words(self._sheet(WORDS_SHEET))
        self.book.get_worksheet_by_name(FINDINGS if self.findings else INDEX).activate()

    def _shown(self, sheet: Sheet) -> bool:
        """Whether anything stands in a sheet, or is wrong with it."""
        return bool(sheet.rows) or any(spot.sheet == sheet.name for spot in self.marks)

    def format(self, **given: Any) -> Format:
        key = tuple(sorted(given.items()))
        if key not in self._formats:
            shown = {"num_format": TEXT_FORMAT, "valign": "top", "text_wrap": True}
            self._formats[key] = self.book.add_format({**shown, **given})
        return self._formats[key]

    def _sheet(self, name: str) -> Worksheet:
        sheet: Worksheet = self.book.add_worksheet(name)
        sheet.protect("", PROTECTED)
        # printed as it is read: lying, as wide as the page, with its title and headers on each
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(TITLE_ROW, HEADER_ROW)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&C&P / &N")
        return sheet

    def _list(self, written: Worksheet, sheet: Sheet) -> None:
        """Headers, and one row for each item."""
        table = sheet.table
        leading = len(table.leading)
        kept = leading + (1 if table.key else 0) + (1 if [one.names for one in table.columns[1:2]] == [NAME] else 0)
        last = FIRST_ROW + len(sheet.rows) + SPARE_ROWS
        widths: list[int] = []
        for number, header in enumerate((*table.leading, *(column.shown for column in table.columns))):
            column = table.columns[number - leading] if number >= leading else None
            texts = [row.texts[number] for row in sheet.rows]
            unused = self._unused(sheet, number, column, texts)
            widths.append(0 if unused else _width(header, texts))
            width = widths[-1] or NARROWEST
            written.set_column(number, number, width, self.format(locked=False), {"hidden": True} if unused else {})
            needed = column is None or column.required
            self._put(
                written, sheet, Spot(sheet.name, HEADER_ROW, number), header, bold=needed, **FRAMED, bg_color=BLUE
            )
            if header == OWNER and table.within:
                written.data_validation(FIRST_ROW, number, last, number, self.lists.owners(table))
            elif column is not None:
                written.data_validation(FIRST_ROW, number, last, number, self.lists.validation(table, column))
        self._title(written, sheet, f"{self._called(sheet)}：{MEANINGS.get(table.model.__name__, '')}")
        for at, row in enumerate(sheet.rows):
            lines = max(
                (_lines(text, width) for text, width in zip(row.texts, widths, strict=True) if width), default=1
            )
            if lines > 1:
                written.set_row(FIRST_ROW + at, LINE * min(lines, MOST_LINES))
            for number, text in enumerate(row.texts):
                column = table.columns[number - leading] if number >= leading else None
                how = {"locked": False} if _open(sheet, column) else {"bg_color": GREY}
                self._put(written, sheet, Spot(sheet.name, FIRST_ROW + at, number), text, **how, **FRAMED)
        written.freeze_panes(FIRST_ROW, kept)
        if kept and sum(widths) > PAGE:
            written.repeat_columns(0, kept - 1)
        written.fit_to_pages(max(1, round(sum(widths) / PAGE)), 0)
        written.ignore_errors({"number_stored_as_text": f"A1:{address(last, len(table.headers) - 1)}"})

    def _unused(self, sheet: Sheet, number: int, column: Column | None, texts: Sequence[str]) -> bool:
        """Whether a column only takes room: nobody must fill it in, and nothing but its default stands in it."""
        if column is None or column.required or len(sheet.table.headers) <= WIDE or not sheet.rows:
            return False
        if not {*texts} <= {"", cells.written(column.place.default, column)}:
            return False
        return all((spot.sheet, spot.column) != (sheet.name, number) for spot in self.marks)

    def _called(self, sheet: Sheet) -> str:
        """What the title of a sheet says it holds."""
        label = next((part.labels.zh for part in self.content.parts if part.code == sheet.part), None)
        return sheet.table.sheet if label is None else f"{OF_PART}{label}"

    def _scheme(self, written: Worksheet, sheet: Sheet) -> None:
        """The single values, one below the other."""
        written.set_column(0, 0, 28)
        written.set_column(1, 1, 44)
        written.set_column(2, 2, 60)
        for number, header in enumerate((FIELD, VALUE, SAID)):
            self._put(written, sheet, Spot(sheet.name, HEADER_ROW, number), header, bold=True, bg_color=BLUE)
        self._title(written, sheet, self.content.labels.beside())
        for at, (column, text) in enumerate(zip(sheet.table.columns, sheet.rows[0].texts, strict=True), FIRST_ROW):
            self._put(written, sheet, Spot(sheet.name, at, 0), column.header, bold=column.required, bg_color=BLUE)
            kept = {"locked": False, "border": 1} if _open(sheet, column) else {"bg_color": GREY}
            self._put(written, sheet, Spot(sheet.name, at, VALUE_COLUMN), text, **kept)
            written.data_validation(at, VALUE_COLUMN, at, VALUE_COLUMN, self.lists.validation(sheet.table, column))
            said = choices.meaning(column)
            written.write_string(at, SAID_COLUMN, said, self.format(font_color="#595959"))
        written.freeze_panes(FIRST_ROW, 1)
        written.ignore_errors({"number_stored_as_text": "B1:B200"})

    def _title(self, written: Worksheet, sheet: Sheet, title: str) -> None:
        written.set_row(TITLE_ROW, 24, self.format(text_wrap=False))
        lines = max((column.shown.count("\n") for column in sheet.table.columns), default=0) if sheet.table.names else 0
        written.set_row(HEADER_ROW, LINE * (lines + 1) + 6, self.format())
        self._put(written, sheet, Spot(sheet.name, TITLE_ROW, 0), title, bold=True, font_size=14, text_wrap=False)

    def _put(self, written: Worksheet, sheet: Sheet, spot: Spot, text: str, **kept: Any) -> None:
        """One cell. What is wrong there is its fill and its comment."""
        found = self.marks.get(spot)
        if found:
            kept = {**kept, "bg_color": RED}
            said = "\n".join(_said(finding) for finding in found)
            written.write_comment(
                spot.row,
                spot.column,
                said[:LONGEST_CELL],
                {"author": "Baton", "width": 380, "height": 40 + 60 * len(found)},
            )
        if text:
            written.write_string(spot.row, spot.column, text, self.format(**kept))
        else:
            written.write_blank(spot.row, spot.column, None, self.format(**kept))

    def _findings(self, written: Worksheet) -> None:
        """Every finding with a link to its cell."""
        headers = ("工作表", "单元格", "位置", "问题", "怎样更正", "Place", "Finding", "What mends it")
        spots = [(spot, finding) for spot, found in self.marks.items() for finding in found]
        title = f"问题 {len(spots)} 处；本表不会被导入。Findings: {len(spots)}; this sheet is not imported."
        written.write_string(TITLE_ROW, 0, title, self.format(bold=True, font_size=14, text_wrap=False))
        for number, (header, width) in enumerate(zip(headers, (18, 8, 30, 50, 40, 30, 50, 40), strict=True)):
            written.set_column(number, number, width)
            written.write_string(HEADER_ROW, number, header, self.format(bold=True, bg_color=BLUE))
        for at, (spot, finding) in enumerate(spots, FIRST_ROW):
            told = finding.as_value()
            cell = address(spot.row, spot.column)
            written.write_url(at, 0, f"internal:'{spot.sheet}'!{cell}", self.format(font_color="blue"), spot.sheet)
            said = (cell, place_names.chinese(finding.at), told["texts"]["zh"], told["mend"]["zh"])
            for number, text in enumerate((*said, finding.at, told["texts"]["en"], told["mend"]["en"]), 1):
                written.write_string(at, number, text, self.format(text_wrap=True))
        written.freeze_panes(FIRST_ROW, 0)

    def _index(self, written: Worksheet) -> None:
        """All sheets with links; what is read again is that none of them is missing."""
        for number, width in enumerate((24, 34, 70, 8, 8)):
            written.set_column(number, number, width)
        title = self.format(bold=True, font_size=14, text_wrap=False)
        written.write_string(TITLE_ROW, 0, f"{self.content.labels.zh}（{self.content.code}）", title)
        for number, header in enumerate(("栏目", "工作表", "说明", "行数", "问题")):
            written.write_string(HEADER_ROW, number, header, self.format(bold=True, bg_color=BLUE))
        ordered = sorted(self.drawn, key=lambda sheet: not self._shown(sheet))
        for at, sheet in enumerate(ordered, FIRST_ROW):
            section = section_of(sheet.table.names[0] if sheet.table.names else "code")
            count = sum(len(found) for spot, found in self.marks.items() if spot.sheet == sheet.name)
            told = {"bg_color": RED} if count else {}
            written.write_string(at, 0, section.zh, self.format())
            if self._shown(sheet):
                written.write_url(at, 1, f"internal:'{sheet.name}'!A1", self.format(font_color="blue"), sheet.name)
            else:
                written.write_string(at, 1, sheet.name, self.format(font_color=DARK))
            written.write_string(at, 2, MEANINGS.get(sheet.table.model.__name__, ""), self.format())
            written.write_string(at, 3, str(len(sheet.rows)), self.format())
            written.write_string(at, 4, str(count) if count else "", self.format(**told))
        for at, line in enumerate(INTRODUCTION, FIRST_ROW + len(self.drawn) + 1):
            written.write_string(at, 0, line, self.format(text_wrap=False))
        written.freeze_panes(FIRST_ROW, 0)

    def _words(self, written: Worksheet) -> None:
        for number, (name, words) in enumerate(self.lists.long.items()):
            for at, word in enumerate([name, *words]):
                written.write_string(at, number, word, self.format())
            first, last = (_fixed(at, number) for at in (1, len(words)))
            self.book.define_name(name, f"='{WORDS_SHEET}'!{first}:{last}")
        written.hide()


def _open(sheet: Sheet, column: Column | None) -> bool:
    """Whether a cell of an item that is there may be changed: not its code, nor what says to what it belongs."""
    if column is None:
        return False
    return column.names[-1] != "code" and not (sheet.table.owns and column is sheet.table.key)


def _width(header: str, texts: Sequence[str]) -> int:
    """As wide as what stands in a column, within bounds: longer texts wrap."""
    lines = [line for text in (header, *texts) for line in text.split("\n")]
    return min(max([NARROWEST, *(_wide(line) + 2 for line in lines)]), WIDEST)


def _lines(text: str, width: int) -> int:
    """How many lines a text has in a cell of this width."""
    return sum(max(1, -(-_wide(line) // max(width - 1, 1))) for line in text.split("\n"))


def _wide(text: str) -> int:
    """How wide a text is, in ASCII letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _said(finding: Finding) -> str:
    told = finding.as_value()
    texts, mend = told["texts"], told["mend"]
    return f"{texts['zh']}。{mend['zh']}。\n{texts['en']}; {mend['en']}."


def _fixed(row: int, column: int) -> str:
    cell = address(row, column)
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
