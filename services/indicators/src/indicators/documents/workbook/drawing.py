"""A scheme as rows of texts, sheet by sheet: what a workbook will hold, before anything is written."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from contracts.envelope import Labels
from contracts.scheme.content import SchemeContent
from indicators.documents.references import LISTS, References
from indicators.documents.workbook import cells, links
from indicators.documents.workbook.layout import ENTRIES, OF_PART, Column, Table, tables
from indicators.documents.workbook.links import Known, Step

LONGEST_NAME = 31
READABLE_NAME = 14
"""Characters of the name of a part that its tab shows."""
NOT_IN_NAMES = frozenset("[]:*?/\\'")
SPARE = "（其他）"
"""The sheet for the entries of parts that are new."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list. `at` is its place with numbers, as `parts[0].entries[2]`."""

    at: str
    owner: str
    key: str
    texts: tuple[str, ...]
    """The texts below the headers of the table."""
    called: str = ""
    """What rows that belong to it call it: 共性指标/城镇新增就业（common/new-jobs）."""
    item: str = ""
    """What a cell calls it that names it: 城镇新增就业（new-jobs）."""


@dataclass(slots=True)
class Sheet:
    """One sheet below its table's headers. `part` is the code of the part whose entries it holds."""

    name: str
    table: Table
    rows: list[Row] = field(default_factory=list)
    part: str | None = None


def sheets(content: SchemeContent) -> list[Sheet]:
    """All sheets of the scheme in their order; the first holds its single values, one below the other."""
    found: list[Sheet] = []
    rows = dict(_rows(content))
    for table in tables():
        if table.names == ENTRIES:
            found.extend(_of_parts(content, table, rows[table.names]))
        else:
            found.append(Sheet(table.sheet, table, rows[table.names]))
    return found


def _of_parts(content: SchemeContent, table: Table, rows: list[Row]) -> Iterator[Sheet]:
    taken = {_alike(table.sheet) for table in tables()}
    for code, label in {part.code: part.labels.zh for part in content.parts}.items():
        plain = "".join(" " if letter in NOT_IN_NAMES or not letter.isprintable() else letter for letter in label)
        shown = plain.strip()
        shown = shown if len(shown) <= READABLE_NAME else f"{shown[: READABLE_NAME - 1].rstrip()}…"
        name = _free(f"{OF_PART}{shown}", taken)
        yield Sheet(name, table, [row for row in rows if row.owner == code], code)
    yield Sheet(_free(OF_PART + SPARE, taken), table)


def _free(wanted: str, taken: set[str]) -> str:
    """A name that no other sheet has."""
    name, number = wanted, 1
    while _alike(name) in taken:
        number += 1
        name = f"{wanted[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    taken.add(_alike(name))
    return name


def _alike(name: str) -> str:
    """What two names share that a spreadsheet takes for one: capital or small, full-width or not."""
    return unicodedata.normalize("NFKC", name).casefold()


@dataclass(frozen=True, slots=True)
class _Item:
    """One item of a list: its place with numbers, what leads to it, and the models around it."""

    at: str
    steps: tuple[Step, ...]
    model: BaseModel
    around: tuple[BaseModel, ...]


def _rows(content: SchemeContent) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Table → its rows. Items of one table are the owners of the rows of another."""
    names = References(content)
    items: dict[tuple[str, ...], list[_Item]] = {(): [_Item("", (), content, ())]}
    for table in tables()[1:]:
        items[table.names] = [one for holder in items[table.within] for one in _items(table, holder, names)]
    linked = _Linked(items, names)
    for table in tables():
        yield table.names, [linked.row(table, item) for item in items[table.names]]


def _items(table: Table, holder: _Item, names: References) -> Iterator[_Item]:
    place = ".".join(filter(None, (holder.at, *table.inner)))
    around = (*holder.around, *_on_the_way(holder.model, table.inner[:-1]))
    for number, model in enumerate(value_at(holder.model, table.inner) or ()):
        step = (str(number + 1), None) if table.numbered else _step(table, model, (*around, model), names)
        yield _Item(f"{place}[{number}]", (*holder.steps, step), model, (*around, model))


def _step(table: Table, model: BaseModel, around: Sequence[BaseModel], names: References) -> Step:
    """What names an item: its code and its name, or those of the item that it stands for."""
    if table.key is None:
        return "", None
    code = cells.written(value_at(model, table.key.names), table.key)
    own = getattr(model, "labels", None)
    label = own if isinstance(own, Labels) else names.labels(table.key.field, code, around)
    return code, label.zh if label is not None else None


class _Linked:
    """Writes items with the names of what they belong to, and of what they name."""

    def __init__(self, items: Mapping[tuple[str, ...], Sequence[_Item]], names: References) -> None:
        self._names = names
        self._known = links.of_items(
            (table[-1], *item.steps[-1]) for table, found in items.items() for item in found if table
        )
        self._owners: dict[tuple[str, ...], Known] = {}
        for table, found in items.items():
            owners = self._owners.setdefault(table, Known())
            for item in found:
                code, spellings = links.way(item.steps)
                owners.add(code, *spellings)
        self._meant = {field: links.merged(self._known, lists) for field, lists in LISTS.items()}

    def row(self, table: Table, item: _Item) -> Row:
        owner = links.way(item.steps[:-1])[0]
        leading: list[str] = []
        if table.within:
            leading.append(self._owners[table.within].written(owner, links.labelled(item.steps[:-1])))
        key = item.steps[-1][0] if item.steps else ""
        if table.numbered:
            leading.append(key)
        texts = (*leading, *self._texts(table, item))
        return Row(item.at, owner, key, texts, self._called(table, item), self._item(table, item))

    def _called(self, table: Table, item: _Item) -> str:
        return self._owners[table.names].written(links.way(item.steps)[0], links.labelled(item.steps))

    def _item(self, table: Table, item: _Item) -> str:
        return self._known[table.names[-1]].written(*item.steps[-1]) if table.names else ""

    def _texts(self, table: Table, item: _Item) -> Iterator[str]:
        for column in table.columns:
            value = value_at(item.model, column.names)
            said = self._saying(column, item) if column.field in LISTS else None
            yield cells.written(value, column, said=said)

    def _saying(self, column: Column, item: _Item) -> Callable[[str], str]:
        """What this column of an item calls a code."""
        around = (*item.around, *_on_the_way(item.model, column.names[:-1]))

        def said(code: str) -> str:
            label = self._names.labels(column.field, code, around)
            return self._meant[column.field].written(code, label.zh if label is not None else None)

        return said


def _on_the_way(model: Any, names: tuple[str, ...]) -> Iterator[BaseModel]:
    """The groups of fields between a model and what it holds further down."""
    for name in names:
        model = getattr(model, name, None)
        if isinstance(model, BaseModel):
            yield model


def value_at(item: Any, names: tuple[str, ...]) -> Any:
    """What stands there; None where nothing does, as in a group that the item does not have."""
    for name in names:
        item = getattr(item, name, None)
    return item
