"""What the drop-down lists of a workbook offer: the Chinese words of a field, or the codes of another sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicators.documents.meanings import MEANINGS
from indicators.documents.references import LISTS, NEAREST
from indicators.documents.registers.grid import address
from indicators.documents.shapes import Choice, Truth
from indicators.documents.workbook.cells import TRUTHS
from indicators.documents.workbook.drawing import Sheet
from indicators.documents.workbook.layout import BETWEEN, Column, Table, table_of, tables
from indicators.documents.workbook.marking import FIRST_ROW

LONGEST = 255
"""Characters of a list that stands in the validation itself, and of the message beside a cell."""
SPARE_ROWS = 1000
"""Rows below the last one that are ready for new items."""


@dataclass(slots=True)
class Lists:
    """The lists of one workbook. `long` are those that the hidden sheet holds: name → words."""

    drawn: Sequence[Sheet]
    long: dict[str, list[str]] = field(default_factory=dict)

    def validation(self, column: Column) -> dict[str, Any]:
        """What a spreadsheet checks and says in the cells of a column."""
        said = {"input_title": column.header[:32], "input_message": _message(column)}
        match column.of:
            case Choice() as choice:
                source: Any = self._source([choice.word(value) for value in choice.values], column.field)
            case Truth():
                source = list(TRUTHS.values())
            case _:
                source = self._codes(column)
        if source is None:
            return {"validate": "any", **said}
        # one cell may hold several of them: a strict list would refuse that
        strict = not column.several and isinstance(column.of, Choice | Truth)
        return {"validate": "list", "source": source, "show_error": strict, **_refusal(), **said}

    def owners(self, table: Table) -> dict[str, Any]:
        """What the column of the owners offers."""
        owner = table_of(table.within)
        if owner.within:
            known = sorted({f"{row.owner}{BETWEEN}{row.key}" for sheet in self._of(owner) for row in sheet.rows})
            source: Any = self._source(known, owner.sheet) if known else None
        else:
            source = self._range(owner)
        return {"validate": "list", "source": source, "show_error": False} if source else {"validate": "any"}

    def _codes(self, column: Column) -> str | None:
        names = LISTS.get(column.field, ())
        if len(names) != 1 or names[0] in NEAREST:
            return None
        found = [table for table in tables() if table.names == names]
        return self._range(found[0]) if found else None

    def _range(self, table: Table) -> str:
        """The codes of a sheet, with those that will still be written."""
        (sheet,) = self._of(table)
        at = table.headers.index(table.key.header) if table.key else 0
        first, last = address(FIRST_ROW, at), address(FIRST_ROW + len(sheet.rows) + SPARE_ROWS, at)
        return f"='{sheet.name}'!{_fixed(first)}:{_fixed(last)}"

    def _source(self, words: list[str], name: str) -> list[str] | str:
        if len(",".join(words)) <= LONGEST and not any("," in word for word in words):
            return words
        told = f"{name.replace('.', '_')}_{len(words)}"
        self.long[told] = words
        return f"={told}"

    def _of(self, table: Table) -> Iterator[Sheet]:
        return (sheet for sheet in self.drawn if sheet.table is table)


def _message(column: Column) -> str:
    english = " ".join((column.place.info.description or "").split())
    chinese = MEANINGS.get(column.field) or MEANINGS.get(column.model, "")
    said = "\n".join(filter(None, (chinese, ".".join(column.names) + (f": {english}" if english else ""))))
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _refusal() -> dict[str, str]:
    return {"error_title": "不在可选词语中", "error_message": "请从下拉列表中选择。Choose one of the list."}


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
