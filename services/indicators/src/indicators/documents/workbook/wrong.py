"""What is wrong in a workbook, each at its cell.

The reader of trees knows lines and columns only; a line of its own stands for each row of each sheet.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from indicators.documents.nodes import Mark
from indicators.documents.problems import Problem
from indicators.documents.registers.grid import Grid, address
from indicators.documents.workbook import cells
from indicators.documents.workbook.layout import Table

STRIDE = 2_000_000
"""Lines of one sheet: more than a sheet has rows."""
NAMES = ("cell_owner_unknown", "cell_item_unknown", "cell_owner_goes")
"""What is said of a row or a cell that names an item which no row of a sheet is."""
FOLLOWING = ("shape_missing", "shape_few", *NAMES)
"""What may only follow from a sheet or a column that is missing."""


@dataclass
class Wrong:
    """The problems of one workbook. `broken` are the sheets that lack a column, or are missing themselves."""

    grids: Sequence[Grid]
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    names: dict[Mark, str] = field(default_factory=dict)
    """Cells by which rows of other sheets call the rows of a sheet → that sheet."""
    missed: set[tuple[str, str]] = field(default_factory=set)
    """A sheet, and what rows of other sheets call an item that it does not have."""

    @cached_property
    def _order(self) -> dict[str, int]:
        return {grid.name: number for number, grid in enumerate(self.grids)}

    def mark(self, sheet: str, row: int, column: int) -> Mark:
        """The place of a cell; row and column count from 0."""
        at = self._order.get(sheet, len(self.grids))
        return Mark(at * STRIDE + row + 1, column + 1)

    def mark_of(self, table: Table) -> Mark:
        """The place of a list: its sheet, by the name that it has in this workbook."""
        name = next((name for name in (table.sheet, table.spelled) if name in self._order), table.sheet)
        return self.mark(name, 0, 0)

    def sheet(self, code: str, name: str, **values: Any) -> None:
        """A sheet that is not as it was exported."""
        mark = self.mark(name, 0, 0)
        self.problems.append(Problem(code, "", name, mark.line, mark.column, values, sheet=name))
        self.broken.add(name)

    def cell(self, code: str, mark: Mark, table: Table, **values: Any) -> None:
        """A cell that stands for no place of a scheme."""
        at, place = ".".join(table.names), ".".join(table.titles)
        self.problems.append(Problem(code, at, place, mark.line, mark.column, values))

    def stray(self, mark: Mark, table: Table, *, owner: str, sheet: str, known: str) -> None:
        """A row that belongs to nothing."""
        self.missed.add((sheet, owner))
        self.cell("cell_owner_unknown", mark, table, owner=owner, sheet=sheet, known=known)

    def cell_at(self, mark: Mark) -> tuple[str, str]:
        """The sheet and the cell of a mark."""
        at, row = divmod(mark.line - 1, STRIDE)
        return self.grids[at].name, address(row, mark.column - 1)

    def told(self) -> list[Problem]:
        """All problems with their cells, in the order of the workbook; none that only follows from another."""
        # a list that is too short stands at the first cell of its row, and refuses no name
        of_cells = {Mark(one.line, one.column) for one in self.problems if one.code != "shape_few"}
        refused = of_cells & set(self.names)
        owners_wrong, nameless = self._owners_wrong(refused), {mark.line for mark in refused}
        found = [
            self._located(one)
            for one in sorted(self.problems, key=lambda one: (one.line, one.column))
            if not (one.code in NAMES and one.values["sheet"] in owners_wrong)
            # of a row that is not known by its name nobody knows what belongs to it
            and not (one.code == "shape_few" and one.line in nameless)
        ]
        return [one for one in found if not self._follows(one)]

    def _owners_wrong(self, refused: set[Mark]) -> set[str]:
        """The sheets in which as many names are refused as are missed elsewhere: then the rows meant these."""
        lost = Counter(self.names[mark] for mark in refused)
        missed = Counter(sheet for sheet, _ in self.missed)
        return {sheet for sheet, count in missed.items() if count <= lost[sheet]}

    def _located(self, found: Problem) -> Problem:
        at, row = divmod(found.line - 1, STRIDE)
        if at >= len(self.grids):
            return replace(found, line=1)
        grid, column = self.grids[at], found.column - 1
        line = grid.rows[row] if row < len(grid.rows) else ()
        given = cells.shown(line[column]) if column < len(line) else ""
        values = {"given": given, **found.values}
        return replace(found, line=row + 1, values=values, sheet=grid.name, cell=address(row, column))

    def _follows(self, found: Problem) -> bool:
        if found.code in ("shape_missing", "cell_twice"):
            # of a sheet that is missing no cell can be told
            return found.sheet is None or found.sheet in self.broken
        return found.code in FOLLOWING and bool(self.broken)
