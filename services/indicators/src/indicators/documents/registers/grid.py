"""A workbook as grids of cells: merged cells filled, formulas without a value, formats and what is hidden told.

The reader of values tells none of them: a formula that failed, or that nobody computed before saving, comes as an empty
cell, 30 % as 0.3, and a row that a filter hides like any other. They are read from the workbook's own XML.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from contracts.money import plain_text
from indicators.documents.registers import formats
from indicators.documents.registers.formats import GENERAL, Format
from indicators.documents.registers.refused import WorkbookUnreadable

Value = str | int | float | bool | date | datetime | time | timedelta

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TRUE = frozenset({"1", "true"})
MOST_COLUMNS = 16_384
MOST_CELLS = 5_000_000
MOST_BYTES = 200_000_000
"""A workbook is packed: a small file may hold more than a machine."""

SPOILED = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ElementTree.ParseError,
    LookupError,
    ValueError,
    EOFError,
    RuntimeError,
)
"""How an archive ends that is damaged, encrypted, or none of ours."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `error` is what a formula without a value shows: #DIV/0!, or itself (=20+4) where the program that
    saved the workbook did not compute it. `format`: how a number or a date is shown."""

    value: Value
    error: str | None = None
    format: Format = GENERAL

    @property
    def percent(self) -> bool:
        """Whether a number is shown times 100."""
        return self.format.percent

    @property
    def shows_itself(self) -> bool:
        """Whether a reader of the cell sees the number that is stored."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            return True
        return self.format.shows(self.value)

    @property
    def uncomputed(self) -> bool:
        return self.error is not None and self.error.startswith("=")

    @property
    def is_empty(self) -> bool:
        return self.error is None and isinstance(self.value, str) and not self.value.strip()

    @property
    def shown(self) -> str:
        """The value as a report repeats it."""
        if self.error is not None:
            return self.error
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, int | float):
            exact = Decimal(repr(self.value))
            return f"{plain_text(exact.scaleb(2))}%" if self.percent else plain_text(exact)
        if isinstance(self.value, datetime) and self.value.time() == time.min:
            return self.value.date().isoformat()
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, from A1 on. Every cell of a merged range has the value of its first.

    `merged` are the ranges: first row and column, last row and column, from 0. `hidden_rows` and `hidden_columns` are
    those that its reader does not see.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def without_hidden(self) -> "Grid":
        """The sheet as its reader sees it: what is hidden is empty, so that addresses stay."""
        rows = tuple(
            tuple(
                EMPTY if row in self.hidden_rows or column in self.hidden_columns else cell
                for column, cell in enumerate(cells)
            )
            for row, cells in enumerate(self.rows)
        )
        return replace(self, rows=rows)


EMPTY = Cell("")


def address(row: int, column: int) -> str:
    """The address of a cell; row and column count from 0: (6, 1) is B7."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def load(path: Path, *, hidden: bool = False) -> list[Grid]:
    """The visible sheets of a workbook, or those that nobody sees.

    Raises OSError, or WorkbookUnreadable where it is no usual .xlsx file.
    """
    return loads(path.read_bytes(), hidden=hidden)


def loads(content: bytes, *, hidden: bool = False) -> list[Grid]:
    """As `load`. Raises WorkbookUnreadable where it is no usual .xlsx file."""
    return _read(content, (hidden,))[hidden]


def by_sight(content: bytes) -> tuple[list[Grid], list[Grid]]:
    """The visible sheets of a workbook and those that nobody sees, read in one go. Raises as `loads` does."""
    found = _read(content, (False, True))
    return found[False], found[True]


def _read(content: bytes, wanted: Collection[bool]) -> dict[bool, list[Grid]]:
    """Whether they are hidden → the sheets, of those that are wanted."""
    found: dict[bool, list[Grid]] = {hidden: [] for hidden in wanted}
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            raise WorkbookUnreadable("too_large", most=MOST_BYTES)
        facts = _facts(archive)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            for sheet in workbook.sheets_metadata:
                hidden = sheet.visible != SheetVisibleEnum.Visible
                if sheet.typ == SheetTypeEnum.WorkSheet and hidden in found:
                    found[hidden].append(_grid(workbook, sheet.name, facts.get(sheet.name, _Sheet())))
    except SPOILED as error:
        raise WorkbookUnreadable("spoiled") from error
    return found


def hidden_sheets(content: bytes) -> list[str]:
    """The names of the sheets that nobody sees. Raises WorkbookUnreadable where it is no usual .xlsx file."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return [sheet.name for sheet in workbook.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
    except SPOILED as error:
        raise WorkbookUnreadable("spoiled") from error


def _grid(workbook: CalamineWorkbook, name: str, told: "_Sheet") -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise WorkbookUnreadable("too_many_cells", sheet=name, most=MOST_CELLS)
    facts = told.facts
    rows = [
        [_cell(value, facts.get(address(row, column))) for column, value in enumerate(values)]
        for row, values in enumerate(_reaching(name, sheet.to_python(skip_empty_area=False), facts))
    ]
    merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or [])
    for top, left, bottom, right in merged:
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return Grid(
        name,
        tuple(tuple(row) for row in rows),
        merged,
        frozenset(told.hidden_rows),
        frozenset(told.hidden_columns),
    )


def _reaching(name: str, values: list[list[Value]], facts: Mapping[str, "_Fact"]) -> list[list[Value]]:
    """The values with the empty ones at the edge in which the reader of values saw no formula."""
    unseen = [_position(at) for at, fact in facts.items() if fact.error is not None]
    height = max([len(values), *(row + 1 for row, _ in unseen)])
    width = max([len(row) for row in values] + [column + 1 for _, column in unseen], default=0)
    if height * width > MOST_CELLS:
        raise WorkbookUnreadable("too_many_cells", sheet=name, most=MOST_CELLS)
    return [row + [""] * (width - len(row)) for row in values + [[]] * (height - len(values))]


def _position(at: str) -> tuple[int, int]:
    """The row and the column of an address, from 0."""
    column = 0
    letters = at.rstrip("0123456789")
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(at[len(letters) :]) - 1, column - 1


def _cell(value: Value, fact: "_Fact | None") -> Cell:
    return Cell(value) if fact is None else Cell(value, fact.error, fact.format)


@dataclass(frozen=True, slots=True)
class _Fact:
    error: str | None
    format: Format


@dataclass(slots=True)
class _Sheet:
    """What the reader of values does not tell of one sheet."""

    facts: dict[str, _Fact] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def _facts(archive: zipfile.ZipFile) -> dict[str, _Sheet]:
    """Sheet → what the reader of values does not tell."""
    styles = _formats(archive)
    workbook = _parsed(archive, "xl/workbook.xml")
    if workbook.tag != f"{MAIN}workbook":
        # of another namespace formats would not be seen, and 30 % be read as 0.3
        raise WorkbookUnreadable("strict")
    if any(one.get("date1904") in ("1", "true") for one in workbook.iter(f"{MAIN}workbookPr")):
        raise WorkbookUnreadable("days_from_1904")
    relations = {one.get("Id"): str(one.get("Target")) for one in _parsed(archive, "xl/_rels/workbook.xml.rels").iter()}
    found: dict[str, _Sheet] = {}
    for sheet in workbook.iter(f"{MAIN}sheet"):
        target = relations[sheet.get(RELATION)]
        name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if name in archive.namelist():
            found[str(sheet.get("name"))] = _of_sheet(archive, name, styles)
    return found


def _of_sheet(archive: zipfile.ZipFile, name: str, styles: Sequence[Format]) -> _Sheet:
    told = _Sheet()
    hidden_unless_said = False
    with archive.open(name) as file:
        for event, element in ElementTree.iterparse(file, events=("start", "end")):  # noqa: S314 - expat resolves no outer entities and bounds inner ones
            if event == "start":
                if element.tag == f"{MAIN}sheetFormatPr":
                    hidden_unless_said = element.get("zeroHeight") in TRUE
                elif element.tag == f"{MAIN}row" and _is_hidden(element, "ht", otherwise=hidden_unless_said):
                    told.hidden_rows.add(int(element.get("r", "0")) - 1)
                elif element.tag == f"{MAIN}col" and _is_hidden(element, "width"):
                    told.hidden_columns.update(_columns(element))
            elif element.tag == f"{MAIN}c":
                error, shown = _error(element), _format(element, styles)
                if error is not None or shown is not GENERAL:
                    told.facts[str(element.get("r"))] = _Fact(error, shown)
            elif element.tag == f"{MAIN}row":
                element.clear()
    return told


def _is_hidden(element: ElementTree.Element, size: str, *, otherwise: bool = False) -> bool:
    said = element.get("hidden")
    if said is not None:
        return said in TRUE
    given = element.get(size)
    return float(given) == 0 if given is not None else otherwise


def _columns(element: ElementTree.Element) -> range:
    """The columns of a `col`, from 0; those of a whole sheet end where cells may stand."""
    return range(int(element.get("min", "1")) - 1, min(int(element.get("max", "1")), MOST_COLUMNS))


def _format(cell: ElementTree.Element, styles: Sequence[Format]) -> Format:
    style = int(cell.get("s", "0"))
    if style >= len(styles) or cell.get("t", "n") not in ("n", "d"):
        return GENERAL
    return styles[style]


def _error(cell: ElementTree.Element) -> str | None:
    value, formula = cell.findtext(f"{MAIN}v"), cell.find(f"{MAIN}f")
    if cell.get("t") == "e":
        return value
    # a formula whose value is the empty text has the type of a text
    return f"={formula.text or ''}" if formula is not None and not value and cell.get("t") != "str" else None


def _formats(archive: zipfile.ZipFile) -> list[Format]:
    """The format of each cell style; those that show every number as it is stored are all the same one."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    styles = _parsed(archive, "xl/styles.xml")
    own = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in styles.iter(f"{MAIN}numFmt")}
    cells = styles.find(f"{MAIN}cellXfs")
    found = [formats.of_number(int(one.get("numFmtId", "0")), own) for one in cells] if cells is not None else []
    return [GENERAL if one.plain else one for one in found]


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    return ElementTree.fromstring(archive.read(name))  # noqa: S314 - expat resolves no outer entities and bounds inner ones
