"""Targets of a scheme as a table: written, and read into the scheme that they change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from contracts.envelope import Labels
from contracts.money import plain_text
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import Indicator, Scheduled, Target
from indicators.documents.registers import cells, headers, measured, rows, target_columns, writing
from indicators.documents.registers.columns import Language
from indicators.documents.registers.given_targets import still_assumed
from indicators.documents.registers.grid import Cell, Grid
from indicators.documents.registers.headers import Header
from indicators.documents.registers.measured import Written
from indicators.documents.registers.names import Names
from indicators.documents.registers.refused import CellRefused, LeftOut, RefusedCell
from indicators.documents.registers.rows import Row

EVERYBODY = frozenset({"全部", "全体", "所有", "各单位", "all", "everybody"})
KEYS = ("period", "member", "variant", "since")
"""What tells the targets of one indicator apart."""
VALUES = ("value", "least", "most", "step", *(f"due-{part}" for part in target_columns.PARTS))
LONGEST_SOURCE = 2000
NEEDED = tuple(replace(one, needed=True) for one in target_columns.COLUMNS if one.key in ("indicator", "value"))
"""What a table of targets cannot do without; any other column with a value stands for the value."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The scheme with the targets of a file. `changed` are the places that differ now from what stood there."""

    content: SchemeContent
    changed: tuple[str, ...]
    refused: tuple[RefusedCell, ...]
    left_out: tuple[LeftOut, ...]


def write(content: SchemeContent, *, made_at: datetime, language: Language = "zh") -> bytes:
    """The targets of a scheme as an .xlsx file; an indicator that still needs one has a row to fill in."""
    parts = frozenset(
        one.due for indicator in content.indicators for target in indicator.targets for one in target.schedule
    )
    columns = target_columns.shown(parts)
    asked = [(one, target) for one in content.indicators for target in one.targets or _to_fill_in(one)]
    known = _Known(content)
    lines = [_cells(number, *each, known, language) for number, each in enumerate(asked, 1)]
    with writing.book(made_at) as (book, file):
        sheet = book.sheet("目标值" if language == "zh" else "Targets")
        writing.register(book, sheet, columns, lines, title=_title(content, language), language=language)
    return file.getvalue()


def read(grids: Sequence[Grid], content: SchemeContent) -> Targets:
    """The scheme with the targets that the tables name; targets that no row names stay as they are.

    A row is one target, found by indicator, assessee, kind of member, period and first day. Columns that the table
    does not have leave their values as they are. Where rows are refused, the others are still read.
    """
    known = _Known(content)
    found: list[tuple[Row, str, Target | None, Target]] = []
    refused: list[RefusedCell] = []
    left_out: list[LeftOut] = []
    tables = [(grid, header) for grid in grids if (header := _header(grid)) is not None]
    if not tables:
        refused += [problem for grid in grids[:1] for problem in headers.refusals(grid, None, NEEDED)]
    for grid, header in tables:
        wrong = headers.refusals(grid, header, () if _has_values(header) else NEEDED[-1:])
        refused += wrong
        left_out += headers.left_out(grid, header)
        if wrong:
            continue
        written = Written.of(grid, header, known.units)
        data, over = rows.data(grid, header)
        left_out += over
        for row in data:
            one = _Reader(row, known, written).target()
            refused += row.refused
            if isinstance(one, LeftOut):
                left_out.append(one)
            elif one is not None:
                found.append((row, *one))
    refused += _doubles(found)
    return Targets(*_applied(content, found), tuple(refused), tuple(left_out))


class _Known:
    """What rows may name: indicators, members, kinds of members."""

    def __init__(self, content: SchemeContent) -> None:
        self.indicators = {one.code: one for one in content.indicators}
        self.by_name = Names({one.code: one.labels for one in content.indicators})
        self.labels = {one.code: one.labels for one in content.members}
        self.members = Names(self.labels)
        self.variants = {value.code: value.labels for trait in content.traits for value in trait.values}
        self.units = measured.known_units([one.unit.labels for one in content.indicators if one.unit is not None])


class _Reader:
    """One row → one target."""

    def __init__(self, row: Row, known: _Known, written: Written) -> None:
        self.row = row
        self.known = known
        self.written = written

    def target(self) -> tuple[str, Target | None, Target] | LeftOut | None:
        """(indicator, the target that stood there, the target that is written); None where the row is refused."""
        code = self.known.by_name.find(self.row, "indicator", "indicator_name", unknown="indicator_unknown")
        if code is None:
            if not self.row.refused:
                self.row.refuse(self.row.where("indicator", "indicator_name"), CellRefused("empty"))
            return None
        indicator = self.known.indicators[code]
        keys = self._keys()
        values = self._values(indicator)
        if self.row.refused:
            return None
        before = self._before(indicator, keys)
        if self.row.refused:
            return None
        if not any(values.get(name) for name in ("schedule", "step")) and all(
            values.get(name) is None for name in ("value", "least", "most")
        ):
            if before is None:
                return LeftOut(
                    self.row.grid.name, self.row.address(self.row.where(*VALUES)), indicator.labels.zh, "no_value"
                )
            self.row.refuse(self.row.where(*VALUES), CellRefused("target_empty"))
            return None
        if before is None:
            return code, None, Target(**keys, **values)
        if set(before.schedule) == set(values.get("schedule", ())):
            values["schedule"] = before.schedule
        return code, before, before.model_copy(update={**keys, **values})

    def _keys(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self._has("member") or self._has("member_name"):
            found["member"] = self._member()
        if self._has("variant"):
            found["variant"] = self.row.read_or("variant", partial(_coded, known=self.known.variants), None)
        if self._has("period"):
            found["period"] = self.row.read_or("period", cells.period, None)
        if self._has("since"):
            found["since"] = self.row.read_or("since", cells.day, None)
        return found

    def _values(self, indicator: Indicator) -> dict[str, Any]:
        wanted = indicator.unit.labels if indicator.unit else None
        power = self.written.power(self.row, wanted, unit_key="unit", value_key="value")
        number = partial(measured.number, power=power, wanted=wanted)
        found: dict[str, Any] = {
            name: self.row.read_or(name, number, None) for name in ("value", "least", "most") if self._has(name)
        }
        if self._has("step"):
            known = partial(_coded, known=_steps(indicator), unknown="step_unknown")
            found["step"] = self.row.read_or("step", known, None)
        parts = [part for part in target_columns.PARTS if self._has(f"due-{part}")]
        if parts:
            due = {part: self.row.read_or(f"due-{part}", number, None) for part in parts}
            found["schedule"] = tuple(
                Scheduled(due=part, value=value) for part, value in sorted(due.items()) if value is not None
            )
        if self._has("source"):
            found["source"] = self.row.read_or("source", partial(cells.text, longest=LONGEST_SOURCE), None)
        return found

    def _member(self) -> str | None:
        for key in ("member", "member_name"):
            cell = self.row.cell(key)
            if isinstance(cell.value, str) and cell.value.strip().casefold() in EVERYBODY:
                return None
        if not self.known.labels:
            return self.row.read_or("member", cells.member_code, None)
        return self.known.members.find(self.row, "member", "member_name", unknown="member_unknown")

    def _before(self, indicator: Indicator, keys: dict[str, Any]) -> Target | None:
        fitting = [one for one in indicator.targets if all(getattr(one, name) == keys[name] for name in keys)]
        if len(fitting) > 1:
            self.row.refuse(self.row.where(*VALUES), CellRefused("target_ambiguous"))
        return fitting[0] if fitting else None

    def _has(self, key: str) -> bool:
        return key in self.row.header.at


def _header(grid: Grid) -> Header | None:
    found = headers.find(grid, target_columns.COLUMNS)
    named = found is not None and ("indicator" in found.at or "indicator_name" in found.at)
    return found if named else None


def _has_values(header: Header) -> bool:
    return any(key in header.at for key in VALUES)


def _coded(cell: Cell, *, known: Mapping[str, Labels], unknown: str = "variant_unknown") -> str:
    """The code that a word stands for, or is."""
    word = cells.text(cell)
    found = [code for code, labels in known.items() if word in (code, *labels.texts)]
    if len(found) == 1:
        return found[0]
    raise CellRefused(
        unknown,
        known="、".join(f"{labels.zh}（{code}）" for code, labels in known.items()) or "无",
        known_en=", ".join(f"{labels.said('en')} ({code})" for code, labels in known.items()) or "none",
    )


def _word(code: str | None, known: Mapping[str, Labels], language: Language) -> str | None:
    """What a code is called, where nothing else is called so."""
    if code is None or code not in known:
        return code
    word = known[code].said(language)
    alone = sum(word in (other, *labels.texts) for other, labels in known.items()) == 1
    return word if alone else code


def _steps(indicator: Indicator) -> dict[str, Labels]:
    return {step.code: step.labels for step in indicator.unit.steps} if indicator.unit else {}


def _doubles(found: list[tuple[Row, str, Target | None, Target]]) -> list[RefusedCell]:
    """Refuses rows that name the target of an earlier one, and takes them out."""
    first: dict[tuple[Any, ...], str] = {}
    refused: list[RefusedCell] = []
    for row, indicator, _, target in list(found):
        place = f"{row.grid.name}!{row.address(row.where(*VALUES))}"
        other = first.setdefault((indicator, *(getattr(target, name) for name in KEYS)), place)
        if other != place:
            what = {
                "what": "指标、考核对象、适用类型、考核期、起始日期",
                "what_en": "indicator, assessee, kind, period and day",
            }
            row.refuse(row.where(*VALUES), CellRefused("duplicate_row", other=other, **what))
            refused += row.refused
    found[:] = [one for one in found if not one[0].refused]
    return refused


def _applied(
    content: SchemeContent, found: Sequence[tuple[Row, str, Target | None, Target]]
) -> tuple[SchemeContent, tuple[str, ...]]:
    """Every target at its place, new ones behind: assumptions name targets by their number."""
    targets = {one.code: list(one.targets) for one in content.indicators}
    changed: list[str] = []
    for _, indicator, before, after in found:
        here = targets[indicator]
        if before is None:
            here.append(after)
        elif before != after:
            here[here.index(before)] = after
        else:
            continue
        changed.append(f"indicators[{indicator}].targets[{here.index(after)}]")
    indicators = tuple(one.model_copy(update={"targets": tuple(targets[one.code])}) for one in content.indicators)
    given = content.model_copy(update={"indicators": indicators})
    return given.model_copy(update={"assumed": still_assumed(content, given)}), tuple(changed)


def _to_fill_in(indicator: Indicator) -> tuple[Target, ...]:
    return (Target(),) if indicator.needs_target else ()


def _cells(
    number: int, indicator: Indicator, target: Target, known: _Known, language: Language
) -> dict[str, str | None]:  # fmt: skip
    def named(labels: Labels | None) -> str | None:
        return None if labels is None else labels.said(language)

    def plain(value: Any) -> str | None:
        return None if value is None else value.isoformat() if isinstance(value, date) else plain_text(value)

    return {
        "number": str(number),
        "indicator": indicator.code,
        "indicator_name": named(indicator.labels),
        "unit": indicator.unit.labels.zh if indicator.unit else None,
        "member": target.member,
        "member_name": named(known.labels.get(target.member or "")),
        "variant": _word(target.variant, known.variants, language),
        "period": target.period,
        "value": plain(target.value),
        "least": plain(target.least),
        "most": plain(target.most),
        "step": _word(target.step, _steps(indicator), language),
        **{f"due-{one.due}": plain(one.value) for one in target.schedule},
        "since": plain(target.since),
        "source": target.source,
    }


def _title(content: SchemeContent, language: Language) -> str:
    return f"{content.labels.zh}目标值表" if language == "zh" else f"{content.labels.said('en')}: targets"
