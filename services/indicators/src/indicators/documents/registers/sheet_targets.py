"""Targets of all sheets of a cascade as one table: written, and read into the cascade that they change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from contracts.cascades import CascadeContent, CascadeIndicator
from contracts.envelope import Labels
from contracts.money import plain_text
from indicators.documents.registers import headers, measured, rows, target_columns, writing
from indicators.documents.registers.columns import Language
from indicators.documents.registers.grid import Grid
from indicators.documents.registers.measured import Written
from indicators.documents.registers.names import Names
from indicators.documents.registers.refused import CellRefused, LeftOut, RefusedCell
from indicators.documents.registers.rows import Row
from indicators.documents.registers.targets import NEEDED

KEYS = frozenset({"number", "indicator", "indicator_name", "unit", "member", "member_name", "value"})
COLUMNS = tuple(one for one in target_columns.COLUMNS if one.key in KEYS)


@dataclass(frozen=True, slots=True)
class SheetTargets:
    """The cascade with the targets of a file. `changed` are the indicators whose target differs now."""

    content: CascadeContent
    changed: tuple[str, ...]
    refused: tuple[RefusedCell, ...]
    left_out: tuple[LeftOut, ...]


def write(content: CascadeContent, *, made_at: datetime, language: Language = "zh") -> bytes:
    """Every line of every sheet with its target, or with a cell to fill in, as an .xlsx file."""
    nodes = {one.code: one.labels for one in content.nodes}
    lines = [_cells(number, line, nodes.get(line.node), language) for number, line in enumerate(content.indicators, 1)]
    title = f"{content.labels.zh}目标值表" if language == "zh" else f"{content.labels.said('en')}: targets"
    with writing.book(made_at) as (book, file):
        sheet = book.sheet("目标值" if language == "zh" else "Targets")
        writing.register(book, sheet, COLUMNS, lines, title=title, language=language)
    return file.getvalue()


def read(grids: Sequence[Grid], content: CascadeContent) -> SheetTargets:
    """The cascade with these targets; lines that no row names stay as they are, and so does all but the target."""
    known = _Known(content)
    found: dict[str, Decimal] = {}
    refused: list[RefusedCell] = []
    left_out: list[LeftOut] = []
    tables = [(grid, header) for grid in grids if (header := headers.find(grid, COLUMNS)) is not None]
    if not tables:
        refused += [problem for grid in grids[:1] for problem in headers.refusals(grid, None, NEEDED)]
    for grid, header in tables:
        wrong = headers.refusals(grid, header, NEEDED)
        refused += wrong
        left_out += headers.left_out(grid, header)
        if wrong:
            continue
        written = Written.of(grid, header, known.units)
        data, over = rows.data(grid, header)
        left_out += over
        for row in data:
            one = _target(row, known, written)
            if isinstance(one, LeftOut):
                left_out.append(one)
            elif one is not None and one[0] in found:
                row.refuse("indicator", CellRefused("duplicate_code", other=known.places[one[0]]))
            elif one is not None:
                found[one[0]] = one[1]
                known.places[one[0]] = f"{grid.name}!{row.address('indicator')}"
            refused += row.refused
    changed = tuple(code for code, value in found.items() if known.lines[code].target != value)
    lines = tuple(
        one.model_copy(update={"target": found[one.code]}) if one.code in changed else one for one in content.indicators
    )
    return SheetTargets(content.model_copy(update={"indicators": lines}), changed, tuple(refused), tuple(left_out))


class _Known:
    """What rows may name."""

    def __init__(self, content: CascadeContent) -> None:
        self.lines = {one.code: one for one in content.indicators}
        self.names = Names({one.code: one.labels for one in content.indicators})
        self.nodes = Names({one.code: one.labels for one in content.nodes})
        self.units = measured.known_units([one.unit for one in content.indicators if one.unit is not None])
        self.places: dict[str, str] = {}


def _target(row: Row, known: _Known, written: Written) -> tuple[str, Decimal] | LeftOut | None:
    """(indicator, target); None where the row is refused."""
    code = known.names.find(row, "indicator", "indicator_name", unknown="indicator_unknown")
    if code is None:
        if not row.refused:
            row.refuse(row.where("indicator", "indicator_name"), CellRefused("empty"))
        return None
    line = known.lines[code]
    node = known.nodes.find(row, "member", "member_name", unknown="member_unknown")
    if node is not None and node != line.node:
        row.refuse(row.where("member", "member_name"), CellRefused("indicator_elsewhere", owner=line.node))
    power = written.power(row, line.unit, unit_key="unit", value_key="value")
    value = row.read_or("value", partial(measured.number, power=power, wanted=line.unit), None)
    if row.refused:
        return None
    if value is not None:
        return code, value
    if line.target is None:
        return LeftOut(row.grid.name, row.address("value"), line.labels.zh, "no_value")
    row.refuse("value", CellRefused("target_empty"))
    return None


def _cells(
    number: int, line: CascadeIndicator, node: Labels | None, language: Language
) -> dict[str, str | None]:  # fmt: skip
    def named(labels: Labels | None) -> str | None:
        return None if labels is None else labels.said(language)

    return {
        "number": str(number),
        "indicator": line.code,
        "indicator_name": named(line.labels),
        "unit": line.unit.zh if line.unit else None,
        "member": line.node,
        "member_name": named(node),
        "value": plain_text(line.target) if line.target is not None else None,
    }
