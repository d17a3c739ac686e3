"""Rows of a workbook put to what they belong to, and cells that name an item read as its code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indicators.documents.nodes import Mark
from indicators.documents.references import LISTS
from indicators.documents.registers import units
from indicators.documents.registers.measured import PERCENT
from indicators.documents.workbook import links
from indicators.documents.workbook.cells import CellWrong
from indicators.documents.workbook.layout import BETWEEN, NUMBER, OWNER, Column, Table, table_of, tables
from indicators.documents.workbook.links import Known
from indicators.documents.workbook.rows import Row, Value
from indicators.documents.workbook.wrong import Wrong
from indicators.domain.checking.references import REFERENCES

CODE, NAME = ("code",), ("labels", "zh")
UNIT = ("unit", "labels", "zh")
OF_THE_SCHEME = {f"{model.__name__}.{name}" for model, fields in REFERENCES.items() for name in fields}
"""Fields that name an item of this scheme, and never one that lives elsewhere, as a unit that leads may."""
MEASURED = ("indicators",)
"""Whose rows have a unit that the values of their targets are in."""


@dataclass
class Linking:
    """The rows of one workbook, sheet by sheet with owners first."""

    written: Sequence[tuple[Table, list[Row]]]
    wrong: Wrong
    rows: dict[tuple[str, ...], dict[str, Row]] = field(default_factory=dict)
    """Table → its rows by the codes that lead to them."""
    missing: list[tuple[Row, Column, str]] = field(default_factory=list)
    """Cells that name an item by a code that no row has."""
    strays: list[Row] = field(default_factory=list)
    """Rows that belong to nothing."""

    def __post_init__(self) -> None:
        items = [(table, row) for table, found in self.written for row in found]
        self._known = links.of_items(
            (table.names[-1], code, _text(row.values.get(NAME)))
            for table, row in items
            if (code := _text(row.values.get(CODE))) is not None
        )
        self._meant = {of: links.merged(self._known, lists) for of, lists in LISTS.items()}
        self._owners: dict[tuple[str, ...], Known] = {}

    def resolve(self, row: Row) -> None:
        """Reads the cells that name items as their codes; what names nothing stays as it was typed."""
        for column in row.table.columns:
            value = row.values.get(column.names)
            if column.field not in LISTS or value is None or isinstance(value, CellWrong):
                continue
            try:
                row.values[column.names] = self._read(row, column, value)
            except CellWrong as refused:
                row.values[column.names] = refused

    def placed(self, table: Table, found: Sequence[Row], root: Row) -> Iterator[Row]:
        """Puts rows to what they belong to; yields those that belong to nothing."""
        own = self.rows.setdefault(table.names, {})
        for row in found:
            self.resolve(row)
            row.label = self._label(row)
            ambiguous = self._find_holder(row) if table.within else False
            holder = row.holder if table.within else root
            if holder is None:
                # rows that belong to this one find it by its codes, as they would if it belonged to something
                row.leading[OWNER] = links.code_in(row.owner)
                if not all(links.is_code(step) for step in row.owner.split(BETWEEN)):
                    # they name it by an owner that it does not say
                    self.wrong.names[_mark_of_owner(row)] = table.sheet
            self._in_the_unit_of(row)
            first = own.setdefault(row.name, row)
            if table.key is not None:
                self.wrong.names[row.marks.get(table.key.names, row.mark)] = table.sheet
            if first is not row and row.key and _alone(table):
                _twice(row, first, self.wrong)
            if first is row:
                code, spellings = links.way(row.steps if holder is not None else ((row.name, None),))
                self._owners.setdefault(table.names, Known()).add(code, *spellings)
            if holder is not None:
                holder.children.setdefault(table.inner, []).append(row)
                continue
            if not ambiguous:
                self._tell_stray(row)
            self.strays.append(row)
            yield row

    def tell_what_is_missing(self) -> None:
        """Where a workbook is refused: the cells and rows that will be wrong once what is told already is mended."""
        for stray in self.strays:
            self._tell_children(stray, stray.owner, table_of(stray.table.within).sheet)
        for row, column, code in self.missing:
            sheet = _sheet_of(column)
            values = {"given": code, "sheet": sheet, "known": self._meant[column.field].shown()}
            self.wrong.missed.add((sheet, code))
            self.wrong.cell("cell_item_unknown", row.marks[column.names], row.table, **values)
            if column is row.table.key:
                self._tell_children(row, code, sheet)

    def _tell_children(self, row: Row, code: str, sheet: str) -> None:
        for children in row.children.values():
            for child in children:
                values = {"owner": child.owner, "given": code, "sheet": sheet}
                self.wrong.cell("cell_owner_goes", _mark_of_owner(child), child.table, **values)
                self._tell_children(child, code, sheet)

    def _read(self, row: Row, column: Column, value: str | list[str]) -> Value:
        if isinstance(value, list):
            return [self._code(row, column, item) for item in value]
        return self._code(row, column, value)

    def _code(self, row: Row, column: Column, text: str) -> str:
        known = self._meant[column.field]
        code = known.read(text)
        if code in known.names:
            return str(code)
        plain = text if code is None else code
        if links.is_code(plain):
            if column.field in OF_THE_SCHEME:
                self.missing.append((row, column, plain))
        elif column.coded:
            raise CellWrong("cell_name_unknown", given=text, known=known.shown())
        return plain

    def _label(self, row: Row) -> str | None:
        own = _text(row.values.get(NAME))
        key = row.table.key
        if own is not None or key is None or key.field not in LISTS:
            return own
        return next(iter(self._meant[key.field].names.get(row.key, ())), None)

    def _find_holder(self, row: Row) -> bool:
        """Finds the row to which a row belongs; its owner becomes the codes that lead there.

        Whether two could be meant, which is told then.
        """
        owners = self._owners.get(row.table.within, Known())
        try:
            code = owners.read(row.owner) if row.owner else None
        except CellWrong as refused:
            self.wrong.cell(refused.code, _mark_of_owner(row), row.table, **refused.values)
            return True
        row.holder = self.rows.get(row.table.within, {}).get(code) if code is not None else None
        if row.holder is not None:
            row.leading[OWNER] = row.holder.name
        return False

    def _tell_stray(self, row: Row) -> None:
        mark = _mark_of_owner(row)
        if row.owner:
            known = self._owners.get(row.table.within, Known()).shown()
            self.wrong.stray(mark, row.table, owner=row.owner, sheet=table_of(row.table.within).sheet, known=known)
        else:
            self.wrong.cell("shape_missing", mark, row.table, key=OWNER)

    def _in_the_unit_of(self, row: Row) -> None:
        """96% is 96 where the unit of the indicator is per cent."""
        top = row.holder
        while top is not None and top.holder is not None:
            top = top.holder
        if top is None or top.table.names != MEASURED:
            return
        unit = _text(top.values.get(UNIT))
        for names, value in row.values.items():
            if isinstance(value, CellWrong) and value.percent is not None and unit is not None:
                row.values[names] = value.percent if units.spelled(unit) == PERCENT else value


def _sheet_of(column: Column) -> str:
    """The sheet of the items that a column names."""
    return next(table.sheet for name in LISTS[column.field] for table in tables() if table.names[-1:] == (name,))


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _twice(row: Row, first: Row, wrong: Wrong) -> None:
    names = row.table.key.names if row.table.key is not None else (NUMBER,)
    (sheet, _), (first_sheet, cell) = wrong.cell_at(row.mark), wrong.cell_at(first.marks.get(names, first.mark))
    values = {"given": row.key, "first": cell if first_sheet == sheet else f"{first_sheet}!{cell}"}
    if row.table.key is None:
        wrong.cell("cell_twice", row.marks[(NUMBER,)], row.table, **values)
    else:
        row.values[row.table.key.names] = CellWrong("cell_twice", **values)


def _alone(table: Table) -> bool:
    """Whether no two rows of one owner may have one key."""
    return table.owns or (table.key is not None and table.key.names == ("code",))


def _mark_of_owner(row: Row) -> Mark:
    """The cell that says to what a row belongs."""
    return row.marks.get((OWNER,), row.mark)
