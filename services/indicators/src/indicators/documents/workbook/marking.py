"""Where findings stand in a workbook: in the cell of their place, or in the nearest one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from contracts import canonical
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents.workbook.drawing import Sheet
from indicators.documents.workbook.layout import ENTRIES, MAIN
from indicators.domain.checking.finding import Finding

TITLE_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 2
"""Rows of every sheet, from 0."""
VALUE_COLUMN = 1
"""Of the sheet of single values."""
SAID_COLUMN = 2
"""Of the same sheet: what each value is for."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A cell: the name of its sheet, row and column from 0."""

    sheet: str
    row: int
    column: int


class Spots:
    """Finds the cells of the places of one scheme."""

    def __init__(self, content: SchemeContent, drawn: Sequence[Sheet]) -> None:
        self._content = content
        self._whole = canonical.whole(content)
        self._drawn = drawn
        self._rows = {row.at: (sheet, number) for sheet in drawn for number, row in enumerate(sheet.rows)}
        self._numbers: dict[str, dict[str, tuple[int, Any]]] = {}

    def of(self, path: str) -> Spot:
        """The cell of a place; of a list its title, of what has no cell the row around it."""
        item, names = self._item(path)
        sheet, number = self._rows[item]
        column = self._column(sheet, names)
        if sheet.name == MAIN:
            return self._of_scheme(sheet, names) if column is None else Spot(MAIN, FIRST_ROW + column, VALUE_COLUMN)
        if (*sheet.table.names, *names) == ENTRIES:
            part = next(other for other in self._drawn if other.part == sheet.rows[number].key)
            return Spot(part.name, TITLE_ROW, 0)
        leading = len(sheet.table.headers) - len(sheet.table.columns)
        return Spot(sheet.name, FIRST_ROW + number, leading if column is None else leading + column)

    def _item(self, path: str) -> tuple[str, tuple[str, ...]]:
        """The row around a place, by the place with numbers in the order of the content; and what leads on from it."""
        at, item, names = "", "", tuple[str, ...]()
        value: Any = self._content
        plain: Any = self._whole
        for name, keys in paths.steps(path) if path else ():
            key = keys[0] if keys else ""
            at = f"{at}.{name}" if at else name
            names = (*names, name)
            inner = getattr(value, name, None)
            if key and isinstance(inner, tuple):
                found = self._numbered(at, name, inner, plain[name]).get(key)
                if found is None:
                    break
                number, plain = found
                at, value = f"{at}[{number}]", inner[number]
                item, names = (at, ()) if at in self._rows else (item, names)
            elif isinstance(inner, BaseModel):
                value, plain = inner, plain[name]
        return item, names

    def _numbered(self, at: str, name: str, inner: Sequence[Any], plain: list[Any]) -> dict[str, tuple[int, Any]]:
        """The names of a list's items → their numbers in the order of the content, and what they say.

        Names follow the canonical spelling, where sets are sorted; equal items take their names in turn.
        """
        if at not in self._numbers:
            waiting: dict[bytes, list[tuple[str, Any]]] = {}
            for key, form in paths.items(name, plain):
                waiting.setdefault(canonical.canonical_json(form), []).append((key, form))
            found: dict[str, tuple[int, Any]] = {}
            for number, item in enumerate(inner):
                text = canonical.canonical_json(canonical.whole(item) if isinstance(item, BaseModel) else item)
                key, form = waiting[text].pop(0)
                found[key] = (number, form)
            self._numbers[at] = found
        return self._numbers[at]

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
