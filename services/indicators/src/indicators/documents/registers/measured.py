"""Numbers with the unit that a row, a header or a line above the table gives them, in the unit that is wanted."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from contracts.envelope import Labels
from indicators.documents.registers import cells, headers, units
from indicators.documents.registers.grid import Cell, Grid
from indicators.documents.registers.headers import Header
from indicators.documents.registers.refused import CellRefused
from indicators.documents.registers.rows import Row

PERCENT = "%"


def known_units(wanted: Collection[Labels]) -> frozenset[str]:
    """What a line above a table may name as its unit: what the values of the table count, and yuan."""
    return frozenset({"元", PERCENT} | {units.split(one.zh)[1] for one in wanted})


def convertible(written: str, wanted: str) -> bool:
    """Whether a value in one unit can be told in the other."""
    return units.power(written, wanted) is not None


@dataclass(frozen=True, slots=True)
class Written:
    """The units of one table: of the line above it, and in the names of its columns."""

    grid: Grid
    header: Header
    known: frozenset[str]
    above: str | None

    @classmethod
    def of(cls, grid: Grid, header: Header, known: frozenset[str]) -> "Written":
        return cls(grid, header, known, headers.unit_above(grid, header, known))

    def power(self, row: Row, wanted: Labels | None, *, unit_key: str, value_key: str) -> int:
        """By which power of ten the value of a row is multiplied. Refuses the row where it cannot be told."""
        own = row.read_or(unit_key, cells.text, None)
        column = headers.unit_over(self.grid, self.header, value_key, self.known)
        if own is not None and column is not None and units.power(own, column) != 0:
            row.refuse(unit_key, CellRefused("units_differ", unit=own, other=column))
            return 0
        written = own or column or self.above
        if written is None or (wanted is not None and units.spelled(written) == units.spelled(wanted.said("en"))):
            return 0
        power = units.power(written, wanted.zh) if wanted is not None else None
        if power is None:
            reason = CellRefused("unit_unknown", unit=written, wanted=wanted.zh if wanted else "–")
            row.refuse(unit_key if own is not None else value_key, reason)
        return power or 0


def number(cell: Cell, *, power: int, wanted: Labels | None) -> Decimal:
    """A value in the unit that is wanted. 30% is a number of per cent, and of nothing else."""
    if cells.is_percent(cell) and (wanted is None or units.spelled(wanted.zh) != PERCENT):
        raise CellRefused("unit_unknown", unit=PERCENT, wanted=wanted.zh if wanted else "–")
    return cells.number(cell, power=power)
