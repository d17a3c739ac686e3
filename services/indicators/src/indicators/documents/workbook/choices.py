"""What the drop-down lists of a workbook offer: the Chinese words of a field, or the names of another sheet's items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicators.documents.meanings import MEANINGS
from indicators.documents.references import LISTS
from indicators.documents.registers.grid import address
from indicators.documents.registers.names import flat
from indicators.documents.shapes import Choice, Truth
from indicators.documents.workbook.cells import TRUTHS
from indicators.documents.workbook.drawing import Sheet
from indicators.documents.workbook.layout import Column, Table, table_of, tables
from indicators.documents.workbook.marking import FIRST_ROW

LONGEST = 255
"""Characters of a list that stands in the validation itself, and of the message beside a cell."""
NAME = ("labels", "zh")
SPARE_ROWS = 1000
"""Rows below the last one that are ready for new items."""


@dataclass(slots=True)
class Lists:
    """The lists of one workbook. `long` are those that the hidden sheet holds: name → words."""

    drawn: Sequence[Sheet]
    long: dict[str, list[str]] = field(default_factory=dict)

    def validation(self, table: Table, column: Column) -> dict[str, Any]:
        """What a spreadsheet checks and says in the cells of a column."""
        said = {"input_title": column.header[:32], "input_message": _message(column)}
        match column.of:
            case Choice() as choice:
                source: Any = self._source([choice.word(value) for value in choice.values], column.field)
            case Truth():
                source = list(TRUTHS.values())
            case _:
                source = self._items(table, column)
        if source is None:
            return {"validate": "any", **said}
        # one cell may hold several of them: a strict list would refuse that
        strict = not column.several and isinstance(column.of, Choice | Truth)
        return {"validate": "list", "source": source, "show_error": strict, **_refusal(), **said}

    def owners(self, table: Table) -> dict[str, Any]:
        """What the column of the owners offers."""
        owner = table_of(table.within)
        source: Any = self._named(owner)
        if source is None:
            called = [row.called for sheet in self._of(owner) for row in sheet.rows]
            source = self._source(called, owner.sheet) if called else None
        return {"validate": "list", "source": source, "show_error": False} if source else {"validate": "any"}

    def _items(self, table: Table, column: Column) -> list[str] | str | None:
        """What a column of codes offers: the names of the items, with those that will still be written."""
        found = [one for name in LISTS.get(column.field, ()) for one in tables() if one.names[-1:] == (name,)]
        found = [one for one in found if one.names[0] in table.names[:1]] or found
        if len(found) == 1 and (names := self._named(found[0])) is not None:
            return names
        called = dict.fromkeys(row.item for one in found for sheet in self._of(one) for row in sheet.rows if row.item)
        return self._source(list(called), column.field) if called else None

    def _named(self, table: Table) -> str | None:
        """The column of the Chinese names of a list of the scheme; None where names would not tell its items apart."""
        if table.within:
            return None
        rows = [row for sheet in self._of(table) for row in sheet.rows]
        at = next((number for number, column in enumerate(table.columns) if column.names == NAME), None)
        if at is None or len({flat(row.texts[len(table.leading) + at]) for row in rows}) < len(rows):
            return None
        (sheet,) = self._of(table)
        at += len(table.leading)
        first, last = address(FIRST_ROW, at), address(FIRST_ROW + len(rows) + SPARE_ROWS, at)
        return f"='{sheet.name}'!{_fixed(first)}:{_fixed(last)}"

    def _source(self, words: list[str], name: str) -> list[str] | str:
        if len(",".join(words)) <= LONGEST and not any("," in word for word in words):
            return words
        told = f"{name.replace('.', '_')}_{len(words)}"
        self.long[told] = words
        return f"={told}"

    def _of(self, table: Table) -> Iterator[Sheet]:
        return (sheet for sheet in self.drawn if sheet.table is table)


def meaning(column: Column) -> str:
    """What a column is for, in Chinese: its group, and the field itself; of a text, what the text is for."""
    of_group, of_field = MEANINGS.get(column.parent, ""), MEANINGS.get(column.field, "")
    return of_group if column.of_text else " ".join(filter(None, (of_group, of_field)))


def _message(column: Column) -> str:
    """What a column is for: its own meaning, of the columns of a text what the text is for."""
    english = " ".join((column.place.info.description or "").split())
    said = "\n".join(filter(None, (meaning(column), ".".join(column.names) + (f": {english}" if english else ""))))
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _refusal() -> dict[str, str]:
    return {"error_title": "不在可选词语中", "error_message": "请从下拉列表中选择。Choose one of the list."}


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
