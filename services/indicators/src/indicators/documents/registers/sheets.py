"""Sheets of a cascade as they come back: each replaces the lines and shares of its node, whole or not at all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from contracts.cascades import Carrier, CascadeContent, CascadeIndicator
from contracts.envelope import Labels
from indicators.documents.registers import cells, headers, measured, rows, sheet_facts
from indicators.documents.registers.grid import Cell, Grid, address
from indicators.documents.registers.headers import Header
from indicators.documents.registers.measured import Written
from indicators.documents.registers.names import Names
from indicators.documents.registers.refused import MOST_SHOWN, CellRefused, LeftOut, RefusedCell
from indicators.documents.registers.rows import Row
from indicators.documents.registers.sheet_columns import GOALS, INDICATORS, KINDS, RHYTHMS

YUAN = Labels(zh="元", en="yuan")


@dataclass(frozen=True, slots=True)
class Sheets:
    """The cascade with the sheets of a file. `changed` are the nodes whose sheets differ now; `version` is the one
    that the sheets say they are of.
    """

    content: CascadeContent
    changed: tuple[str, ...]
    version: int | None
    refused: tuple[RefusedCell, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet as it was read. `shares` is None where it has no table of goals: they stay as they are."""

    node: str
    version: int | None
    place: str
    lines: tuple[tuple[Row, CascadeIndicator], ...]
    shares: Mapping[str, Decimal] | None


def read(grids: Sequence[Grid], content: CascadeContent) -> Sheets:
    """The cascade with what these sheets say. A sheet with a refused cell is left out whole."""
    reader = _Reader(content)
    found: list[_Sheet] = []
    for grid in grids:
        sheet = reader.sheet(grid)
        if sheet is not None:
            found.append(sheet)
    if not found and not reader.refused:
        reader.refused += [problem for grid in grids[:1] for problem in headers.refusals(grid, None, INDICATORS)]
    found = list(reader.without_doubles(found))
    applied, changed = _applied(content, found)
    version = next((one.version for one in found if one.version is not None), None)
    return Sheets(applied, changed, version, tuple(reader.refused), tuple(reader.left_out))


class _Reader:
    """Reads sheet by sheet and keeps what was refused."""

    def __init__(self, content: CascadeContent) -> None:
        self.nodes = {one.code: one.labels for one in content.nodes}
        self.goals = Names({one.code: one.labels for one in content.goals})
        self.lines = {one.code: one for one in content.indicators}
        units = [one.unit for one in content.indicators if one.unit is not None]
        self.units = measured.known_units(units)
        self.cascade = content.code
        self.refused: list[RefusedCell] = []
        self.left_out: list[LeftOut] = []
        self.version: int | None = None

    def sheet(self, grid: Grid) -> _Sheet | None:
        """One worksheet; None where it is no sheet, or one with a refused cell."""
        below = headers.find(grid, INDICATORS)
        if below is None or "code" not in below.at:
            self.left_out.append(LeftOut(grid.name, "A1", grid.name, "sheet"))
            return None
        above = headers.find(grid, GOALS, until=below.top)
        if above is not None and "goal" not in above.at:
            above = None
        before = len(self.refused)
        self.refused += headers.refusals(grid, below, INDICATORS)
        if above is not None:
            self.refused += headers.refusals(grid, above, GOALS)
            self.left_out += headers.left_out(grid, above)
        self.left_out += headers.left_out(grid, below)
        top = above.top if above is not None else below.top
        node, version, place = self._facts(grid, top)
        if node is None or len(self.refused) > before:
            return None
        shares = None if above is None else self._shares(grid, above, below.top)
        lines = self._lines(grid, below, node)
        if len(self.refused) > before:
            return None
        return _Sheet(node, version, place, tuple(lines), shares)

    def without_doubles(self, found: Sequence[_Sheet]) -> Iterator[_Sheet]:
        """Of two sheets of one node the first; lines whose code stands on another sheet take theirs away."""
        first: dict[str, str] = {}
        replaced = {one.node for one in found}
        owners = {code: one.node for code, one in self.lines.items() if one.node not in replaced}
        for sheet in found:
            other = first.setdefault(sheet.node, sheet.place)
            name, cell = sheet.place.rsplit("!", 1)
            if other != sheet.place:
                self._refuse(name, cell, sheet.node, CellRefused("duplicate_code", other=other))
                continue
            wrong = [(row, owners[line.code]) for row, line in sheet.lines if line.code in owners]
            for row, owner in wrong:
                row.refuse("code", CellRefused("code_elsewhere", owner=owner))
                self.refused += row.refused[-1:]
            if not wrong:
                owners |= {line.code: sheet.node for _, line in sheet.lines}
                yield sheet

    def _facts(self, grid: Grid, until: int) -> tuple[str | None, int | None, str]:
        """Whose sheet it is, of which version, and where that stands."""
        said = sheet_facts.facts(grid, until)
        if "code" not in said:
            self._refuse(grid.name, "A1", None, CellRefused("no_code_of_sheet"))
            return None, None, ""
        place, cell = said["code"]
        try:
            code = cells.member_code(cell)
            if code not in self.nodes:
                raise CellRefused("node_unknown", cascade=self.cascade)
        except CellRefused as reason:
            self._refuse(grid.name, place, cell.shown, reason)
            return None, None, ""
        if "name" in said:
            self._check_name(grid, *said["name"], code)
        version = self._version(grid, *said["version"]) if "version" in said else None
        return code, version, f"{grid.name}!{place}"

    def _check_name(self, grid: Grid, place: str, cell: Cell, code: str) -> None:
        known = self.nodes[code]
        if sheet_facts.flat(cell.shown) not in (sheet_facts.flat(known.zh), sheet_facts.flat(known.en)):
            self._refuse(grid.name, place, cell.shown, CellRefused("name_differs", found=code, wanted=known.zh))

    def _version(self, grid: Grid, place: str, cell: Cell) -> int | None:
        found = sheet_facts.number(cell)
        if found is None:
            return None
        if self.version is None:
            self.version = found
        elif self.version != found:
            self._refuse(grid.name, place, cell.shown, CellRefused("version_differs", found=found, wanted=self.version))
        return found

    def _shares(self, grid: Grid, header: Header, until: int) -> dict[str, Decimal]:
        data, over = rows.data(grid, header, until=until)
        self.left_out += over
        shares: dict[str, Decimal] = {}
        for row in data:
            goal = self.goals.find(row, "goal", "goal_zh", unknown="goal_unknown")
            share = row.read("share", cells.percent)
            if goal is None and not row.refused:
                row.refuse("goal", CellRefused("empty"))
            if goal in shares:
                row.refuse("goal", CellRefused("duplicate_code", other=f"{grid.name}!{address(header.top, 0)}"))
            self.refused += row.refused
            if goal is not None and not row.refused:
                shares[goal] = share
        return shares

    def _lines(self, grid: Grid, header: Header, node: str) -> list[tuple[Row, CascadeIndicator]]:
        data, over = rows.data(grid, header)
        self.left_out += over
        written = Written.of(grid, header, self.units)
        found: list[tuple[Row, CascadeIndicator]] = []
        first: dict[str, str] = {}
        for row in data:
            line = self._line(row, node, written)
            if line is not None:
                other = first.setdefault(line.code, f"{grid.name}!{row.address('code')}")
                if other != f"{grid.name}!{row.address('code')}":
                    row.refuse("code", CellRefused("duplicate_code", other=other))
                found.append((row, line))
            self.refused += row.refused
        return found

    def _line(self, row: Row, node: str, written: Written) -> CascadeIndicator | None:
        code = row.read("code", cells.code)
        before = self.lines.get(code or "")
        unit = _unit(row, before.unit if before is not None else None)
        power = written.power(row, unit, unit_key="unit_zh", value_key="target")
        target = row.read_or("target", partial(measured.number, power=power, wanted=unit), None)
        goal = row.read_or("goal", cells.code, None)
        if goal is not None and goal not in self.goals.labels:
            row.refuse("goal", CellRefused("goal_unknown"))
        label = row.read("label_zh", cells.text)
        labels = _labels(row, "label", label, before.labels if before else None)
        line = {
            "labels": labels,
            "kind": row.read_or("kind", partial(cells.one_of, known=KINDS), "individual"),
            "goal": goal,
            "serves": row.read_or("serves", cells.code, None),
            "weight": row.read_or("weight", cells.percent, None),
            "target": target,
            "unit": unit,
            "period": row.read_or("period", partial(cells.one_of, known=RHYTHMS), "year"),
            "standard": _optional(row, "standard", before.standard if before else None),
            "source": _optional(row, "source", before.source if before else None),
        }
        if row.refused:
            return None
        absent = [name for name in line if before is not None and not _has(row, name)]
        given = {name: value for name, value in line.items() if name not in absent}
        if before is not None and before.node == node:
            return before.model_copy(update=given)
        return CascadeIndicator(code=code, node=node, **line)

    def _refuse(self, sheet: str, cell: str, value: str | None, reason: CellRefused) -> None:
        line = int(re.sub(r"[A-Z]", "", cell))
        shown = value[:MOST_SHOWN] if value else None
        self.refused.append(RefusedCell(sheet, cell, line, shown, reason.code, reason.values))


def _unit(row: Row, before: Labels | None) -> Labels | None:
    """What the target of a line counts: what it counted, where the row's unit can be converted; yuan for 万元."""
    zh = row.read_or("unit_zh", cells.text, None)
    if zh is None:
        return before if "unit_zh" not in row.header.at else None
    en = row.read_or("unit_en", cells.text, None)
    if before is not None and zh in (before.zh, before.en):
        return Labels(zh=before.zh, en=en or before.en)
    if before is not None and measured.convertible(zh, before.zh):
        return before
    return YUAN if measured.convertible(zh, YUAN.zh) else Labels(zh=zh, en=en or zh)


def _labels(row: Row, key: str, zh: str | None, before: Labels | None) -> Labels:
    """Both names. The English one is that of the row, else what it was, else the Chinese one."""
    known = zh or "–"
    otherwise = before.en if before is not None and before.zh == zh else known
    return Labels(zh=known, en=row.read_or(f"{key}_en", cells.text, otherwise) or known)


def _optional(row: Row, key: str, before: Labels | None) -> Labels | None:
    zh = row.read_or(f"{key}_zh", cells.text, None)
    return None if zh is None else _labels(row, key, zh, before)


def _has(row: Row, name: str) -> bool:
    column = {"labels": "label_zh", "unit": "unit_zh", "standard": "standard_zh", "source": "source_zh"}
    return column.get(name, name) in row.header.at


def _applied(content: CascadeContent, sheets: Sequence[_Sheet]) -> tuple[CascadeContent, tuple[str, ...]]:
    """Lines and shares of these nodes as the sheets say; those of all other nodes as they are."""
    replaced = {one.node: one for one in sheets}
    kept = [one for one in content.indicators if one.node not in replaced]
    lines = [line for sheet in sheets for _, line in sheet.lines]
    goals = []
    for goal in content.goals:
        carried = {one.code: one.share for one in goal.carriers}
        for node, sheet in replaced.items():
            if sheet.shares is not None:
                carried.pop(node, None)
                if goal.code in sheet.shares:
                    carried[node] = sheet.shares[goal.code]
        carriers = tuple(Carrier(code=code, share=share) for code, share in sorted(carried.items()))
        goals.append(goal.model_copy(update={"carriers": carriers}))
    after = content.model_copy(update={"indicators": (*kept, *lines), "goals": tuple(goals)})
    return after, tuple(node for node in replaced if _of(node, content) != _of(node, after))


def _of(node: str, content: CascadeContent) -> tuple[object, ...]:
    lines = sorted((one for one in content.indicators if one.node == node), key=lambda one: one.code)
    shares = [(goal.code, one.share) for goal in content.goals for one in goal.carriers if one.code == node]
    return lines, sorted(shares)
