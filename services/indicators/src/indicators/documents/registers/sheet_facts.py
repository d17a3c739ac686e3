"""What stands above the tables of a sheet: whose it is, and of which version."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from indicators.documents.registers.grid import Cell, Grid, address

NAMES: Mapping[str, frozenset[str]] = {
    "code": frozenset({"编码", "code"}),
    "name": frozenset({"名称", "姓名", "name"}),
    "version": frozenset({"版本", "version"}),
}
"""Fact → what it is called in zh and en."""
VERSION = re.compile(r"([0-9]{1,6})(\(.*\))?", re.ASCII)
MOST_ROWS = 20
"""A sheet says within so many rows whose it is."""


def facts(grid: Grid, until: int) -> dict[str, tuple[str, Cell]]:
    """Fact → address and cell of what is said, of those that stand above a row."""
    found = {key: _fact(grid, names, until) for key, names in NAMES.items()}
    return {key: said for key, said in found.items() if said is not None}


def version(grids: Sequence[Grid]) -> int | None:
    """The version that the first sheet names which names one."""
    for grid in grids:
        said = facts(grid, MOST_ROWS).get("version")
        if "code" in facts(grid, MOST_ROWS) and said is not None and (found := number(said[1])) is not None:
            return found
    return None


def number(cell: Cell) -> int | None:
    """The number of a version: 3（草案）is 3."""
    found = VERSION.fullmatch(flat(cell.shown))
    return int(found[1]) if found is not None else None


def flat(text: str) -> str:
    """A text for comparing: compatible signs as ASCII, no spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _fact(grid: Grid, names: frozenset[str], until: int) -> tuple[str, Cell] | None:
    """The next cell after one of these names; cells merged with the name say the name again."""
    for index, row in enumerate(grid.rows[:until]):
        for column, cell in enumerate(row[:-1]):
            if flat(cell.shown).rstrip(":").casefold() in names:
                behind = list(enumerate(row[column + 1 :], column + 1))
                after = next(((place, one) for place, one in behind if one != cell), None)
                if after is not None and not after[1].is_empty:
                    return address(index, after[0]), after[1]
    return None
