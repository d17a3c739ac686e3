"""Where findings stand in a workbook: in the cell of their place, or in the nearest one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.scheme.content import SchemeContent
from indicators.documents import place_names
from indicators.documents.workbook.drawing import Sheet
from indicators.documents.workbook.layout import ENTRIES, MAIN
from indicators.domain.checking.finding import Finding
from indicators.domain.checking.places import Places

TITLE_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 2
"""Rows of every sheet, from 0."""
VALUE_COLUMN = 1
"""Of the sheet of single values."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A cell: the name of its sheet, row and column from 0."""

    sheet: str
    row: int
    column: int


class Spots:
    """Finds the cells of the places of one scheme."""

    def __init__(self, content: SchemeContent, drawn: Sequence[Sheet]) -> None:
        places = Places(content)
        self._drawn = drawn
        self._items = {
            places.named(row.at) if row.at else "": (sheet, number)
            for sheet in drawn
            for number, row in enumerate(sheet.rows)
        }

    def of(self, path: str) -> Spot:
        """The cell of a place; of a list its title, of what has no cell the row around it."""
        item = path
        while item not in self._items:
            item = place_names.around(item)
        sheet, number = self._items[item]
        inner = re.sub(r"\[[^\]]*\]", "", path[len(item) :]).strip(".")
        names = tuple(inner.split(".")) if inner else ()
        column = self._column(sheet, names)
        if sheet.name == MAIN:
            return self._of_scheme(sheet, names) if column is None else Spot(MAIN, FIRST_ROW + column, VALUE_COLUMN)
        if (*sheet.table.names, *names) == ENTRIES:
            part = next(other for other in self._drawn if other.part == sheet.rows[number].key)
            return Spot(part.name, TITLE_ROW, 0)
        leading = len(sheet.table.headers) - len(sheet.table.columns)
        return Spot(sheet.name, FIRST_ROW + number, leading if column is None else leading + column)

    def _column(self, sheet: Sheet, names: tuple[str, ...]) -> int | None:
        columns = list(enumerate(sheet.table.columns))
        exact = [number for number, column in columns if column.names == names]
        below = [number for number, column in columns if names and column.names[: len(names)] == names]
        return next(iter(exact + below), None)

    def _of_scheme(self, sheet: Sheet, names: tuple[str, ...]) -> Spot:
        """A list of the scheme is its sheet."""
        lists = [one for one in self._drawn if one.table.names and one.table.names == names[: len(one.table.names)]]
        return Spot(lists[0].name if lists else sheet.name, TITLE_ROW, 0)


def marks(content: SchemeContent, drawn: Sequence[Sheet], findings: Sequence[Finding]) -> dict[Spot, list[Finding]]:
    """Cell → what is wrong there."""
    found: dict[Spot, list[Finding]] = {}
    if findings:
        spots = Spots(content, drawn)
        for finding in findings:
            found.setdefault(spots.of(finding.at), []).append(finding)
    return found
