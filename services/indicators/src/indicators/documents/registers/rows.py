"""The rows of a table that are data, each cell read by its column; every refusal is kept with its address."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from indicators.documents.registers import cells
from indicators.documents.registers.columns import flat
from indicators.documents.registers.grid import Cell, Grid, address
from indicators.documents.registers.headers import Header
from indicators.documents.registers.refused import MOST_SHOWN, CellRefused, LeftOut, RefusedCell

T = TypeVar("T")

FOOTER = re.compile(
    r"(合计|总计|小计|共计|填表人|填报人|填报单位|填报日期|填表日期|制表人?|制表单位|审核人?|复核人?|负责人|单位负责人"
    r"|分管领导|本人签字|签字|签名|签章|盖章|联系人|联系电话|日期|备注|注|说明|total|subtotal|signature|signed|filledinby"
    r"|checkedby|date|notes?)([:(（：].*)?",
    re.IGNORECASE,
)
NUMBERING = re.compile(r"[(（]?[0-9０-９一二三四五六七八九十]+[)）.、]?")
AS_ABOVE = frozenset({"同上", "〃", "″", '"', "''"})
"""What officials write instead of merging a cell with the one above."""
EMPTY = Cell("")


class Row:
    """One row; collects every refusal, so that a file is corrected in one go."""

    def __init__(self, grid: Grid, header: Header, index: int) -> None:
        self.grid = grid
        self.header = header
        self.index = index
        self.refused: list[RefusedCell] = []

    @property
    def line(self) -> int:
        """The number of the row as the spreadsheet shows it."""
        return self.index + 1

    def cell(self, key: str) -> Cell:
        """The cell of a column, or the one above that it repeats; an empty one where the table has no such column."""
        return self._at(key, self.index)

    def address(self, key: str) -> str:
        return address(self.index, self.header.at.get(key, 0))

    def where(self, *keys: str) -> str:
        """The column in which something is said: the first that is filled, else the first that there is."""
        there = [key for key in keys if key in self.header.at]
        return next((key for key in there if not self.cell(key).is_empty), (there or list(keys))[0])

    def read(self, key: str, convert: Callable[[Cell], T]) -> T:
        """The value; after a refusal None (hidden from the type checker), and the row is dropped."""
        cell = self.cell(key)
        try:
            if cell.is_empty:
                raise CellRefused("empty")
            if _says_as_above(cell):
                raise CellRefused("nothing_above")
            return convert(cell)
        except CellRefused as reason:
            self.refuse(key, reason)
            return cast(T, None)

    def read_or(self, key: str, convert: Callable[[Cell], T], otherwise: T) -> T:
        """Like read, but a cell that is empty or says "none" gives `otherwise`."""
        return otherwise if cells.says_nothing(self.cell(key)) else self.read(key, convert)

    def refuse(self, key: str, reason: CellRefused) -> None:
        shown = self.cell(key).shown[:MOST_SHOWN] or None
        refused = RefusedCell(self.grid.name, self.address(key), self.line, shown, reason.code, reason.values)
        if refused not in self.refused:
            self.refused.append(refused)

    def _at(self, key: str, index: int) -> Cell:
        column = self.header.at.get(key)
        row = self.grid.rows[index]
        if column is None or column >= len(row):
            return EMPTY
        repeats = _says_as_above(row[column]) and index > self.header.below
        return self._at(key, index - 1) if repeats else row[column]


def data(grid: Grid, header: Header, *, until: int | None = None) -> tuple[list[Row], list[LeftOut]]:
    """The rows below a header that hold data, and those that were read over: sums, signatures, notes, headings."""
    found: list[Row] = []
    left_out: list[LeftOut] = []
    for index in range(header.below, len(grid.rows) if until is None else until):
        row = Row(grid, header, index)
        filled = [(column, cell) for column, cell in enumerate(grid.rows[index]) if not cell.is_empty]
        if not filled:
            continue
        column, first = filled[0]
        place = (grid.name, address(index, column), first.shown[:MOST_SHOWN])
        if is_footer(first):
            left_out.append(LeftOut(*place, "footer"))
        elif _is_heading(row, [cell for _, cell in filled]):
            left_out.append(LeftOut(*place, "heading"))
        elif not _is_numbering(row):
            found.append(row)
    return found, left_out


def is_footer(cell: Cell) -> bool:
    """Whether a row that begins with this cell is a sum, a signature or a note."""
    if not isinstance(cell.value, str):
        return False
    return FOOTER.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", cell.value))) is not None


def _is_heading(row: Row, filled: Sequence[Cell]) -> bool:
    """One text over the whole row (一、经济发展), or the header again, as it stands at the top of a printed page."""
    columns = row.header.at.values()
    above = row.grid.rows[row.header.below - 1]
    here = row.grid.rows[row.index]
    if len(filled) >= len(columns) > 1 and len({cell.shown for cell in filled}) == 1:
        return True
    return all(column < len(here) and flat(here[column].shown) == flat(above[column].shown) for column in columns)


def _is_numbering(row: Row) -> bool:
    """Only a running number is written, nothing else: an empty line of a form."""
    kept = [key for key in row.header.at if not row.cell(key).is_empty]
    return kept == ["number"] and NUMBERING.fullmatch(row.cell("number").shown.strip()) is not None


def _says_as_above(cell: Cell) -> bool:
    return isinstance(cell.value, str) and cell.value.strip() in AS_ABOVE
