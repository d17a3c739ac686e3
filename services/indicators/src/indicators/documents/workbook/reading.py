"""Reads a workbook as a scheme: everything that is wrong at once, each at its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from contracts.scheme.content import SchemeContent
from contracts.scheme.words import WORDS
from indicators.documents import pack_reader, place_names
from indicators.documents.nodes import Listed, Mapped, Mark, Node, Refused, Scalar
from indicators.documents.problems import PackRefused, Problem
from indicators.documents.registers import grid
from indicators.documents.registers.grid import Grid
from indicators.documents.registers.refused import WorkbookUnreadable
from indicators.documents.shapes import Either, Group, Many, Place, places
from indicators.documents.workbook import rows
from indicators.documents.workbook.cells import CellWrong
from indicators.documents.workbook.layout import MAIN, Table, table_of
from indicators.documents.workbook.linking import Linking
from indicators.documents.workbook.rows import Row
from indicators.documents.workbook.wrong import Wrong

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Book:
    """A scheme with the cells of its workbook."""

    content: SchemeContent
    cells: Mapping[str, tuple[str, str]]

    def cell_of(self, path: str) -> tuple[str, str]:
        """The sheet and the cell of a place, or those of the nearest place around it that has some."""
        while path and path not in self.cells:
            path = place_names.around(path)
        return self.cells[path]


def read(path: Path) -> SchemeContent:
    """The scheme of a workbook. Raises OSError where it cannot be opened, PackRefused with all that is wrong in it."""
    return opened(path).content


def opened(path: Path) -> Book:
    """The scheme of a workbook with the cells of its places. Raises as `read` does."""
    try:
        return of_sheets(*grid.by_sight(path.read_bytes()))
    except WorkbookUnreadable as error:
        raise PackRefused([Problem("no_workbook", "", "", 1, 1, {"detail": str(error)})]) from error


def of_sheets(grids: Sequence[Grid], hidden: Sequence[Grid]) -> Book:
    """The scheme of the sheets that are seen, and of those that are not. Raises PackRefused as `read` does."""
    wrong = Wrong(grids)
    root, written = Row(table_of(()), wrong.mark(MAIN, 0, 0)), list[tuple[Table, list[Row]]]()
    for table, sheet in rows.sheets(grids, hidden, wrong):
        if table.names:
            written.append((table, list(rows.of_list(table, sheet, wrong))))
        else:
            root = rows.of_scheme(sheet, wrong)
    linking = Linking(written, wrong)
    linking.resolve(root)
    strays = [stray for table, found in written for stray in linking.placed(table, found, root)]
    building = _Building(wrong)
    judged = _judged(building.group(root, SchemeContent, (), root.mark), SchemeContent, (), wrong)
    for row in strays:
        _judged(building.group(row, row.table.model, (), row.mark), row.table.model, (row.table,), wrong)
    if judged is not None and not wrong.problems:
        return _book(judged, wrong)
    linking.tell_what_is_missing()
    raise PackRefused(wrong.told(), without=_book(judged, wrong) if judged is not None and strays else None)


def _book(judged: tuple[SchemeContent, Mapping[str, Mark]], wrong: Wrong) -> Book:
    content, marks = judged
    return Book(content, {path: wrong.cell_at(mark) for path, mark in marks.items()})


def _judged(
    node: Mapped, model: type[Model], at: Sequence[Table], wrong: Wrong
) -> tuple[Model, dict[str, Mark]] | None:
    try:
        return pack_reader.item(node, model)
    except PackRefused as refused:
        for found in refused.problems:
            path = ".".join(filter(None, [*(".".join(table.names) for table in at), found.at]))
            place = ".".join(filter(None, [*(table.sheet for table in at), found.place]))
            wrong.problems.append(Problem(found.code, path, place, found.line, found.column, found.values))
        return None


class _Building:
    """Makes of rows the tree that the reader of packs reads."""

    def __init__(self, wrong: Wrong) -> None:
        self.wrong = wrong

    def group(self, row: Row, model: type[BaseModel], at: tuple[str, ...], mark: Mark) -> Mapped:
        pairs: list[tuple[Scalar, Node]] = []
        for place in places(model).values():
            inner = self._value(row, place, (*at, place.name))
            if inner is not None:
                pairs.append((Scalar(inner.mark, place.name, plain=True), inner))
        return Mapped(mark, pairs)

    def _value(self, row: Row, place: Place, at: tuple[str, ...]) -> Node | None:
        """What stands in a field; None where its column is missing, or its list is empty."""
        match place.shape:
            case Many(of=Group()):
                return self._list(row, place, at)
            case Group(model=model):
                mark = self._first(row, at)
                return self.group(row, model, at, mark) if place.required or row.has(at) else _nothing(mark)
            case Either():
                return self._either(row, place.shape, at)
        if at not in row.marks:
            return None
        mark, value = row.marks[at], row.values[at]
        if isinstance(value, CellWrong):
            return Refused(mark, value.code, value.values)
        if isinstance(value, list):
            return Listed(mark, [Scalar(mark, item, plain=False) for item in value])
        return _nothing(mark) if value is None else Scalar(mark, value, plain=False)

    def _list(self, row: Row, place: Place, at: tuple[str, ...]) -> Listed | None:
        items = row.children.get(at, [])
        if not items and not place.required:
            return None
        mark = row.mark if row.table.names else self.wrong.mark_of(table_of(at))
        return Listed(mark, [self.group(item, item.table.model, (), item.mark) for item in items])

    def _either(self, row: Row, shape: Either, at: tuple[str, ...]) -> Node:
        tag = (*at, shape.tag)
        mark, given = row.marks.get(tag, row.mark), row.values.get(tag)
        if given is None:
            return Mapped(mark) if row.has(at) else _nothing(mark)
        kinds = {WORDS.get(kind, kind): kind for kind in shape.models} | {kind: kind for kind in shape.models}
        if not isinstance(given, str) or given not in kinds:
            told = Refused(mark, given.code, given.values) if isinstance(given, CellWrong) else None
            return Mapped(mark, [(Scalar(mark, shape.tag, plain=True), told or Scalar(mark, str(given), plain=False))])
        model = shape.models[kinds[given]]
        for names in [*row.values, *row.children]:
            if names[: len(at)] == at and names[len(at)] not in places(model):
                self._strange(row, names, given)
        return self.group(row, model, at, mark)

    def _strange(self, row: Row, names: tuple[str, ...], kind: str) -> None:
        """Cells and rows that another way of scoring would have."""
        for child in row.children.get(names, ()):
            self.wrong.cell("cell_not_for_kind", child.mark, child.table, kind=kind, header=child.table.titles[-1])
        if row.values.get(names) is not None:
            header = next(column.header for column in row.table.columns if column.names == names)
            self.wrong.cell("cell_not_for_kind", row.marks[names], row.table, kind=kind, header=header)

    def _first(self, row: Row, at: tuple[str, ...]) -> Mark:
        return min((mark for names, mark in row.marks.items() if names[: len(at)] == at), default=row.mark)


def _nothing(mark: Mark) -> Scalar:
    return Scalar(mark, "", plain=True)
