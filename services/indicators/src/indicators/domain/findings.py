"""What keeps a rule from being published: every finding at once, each with its place and its values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from contracts.envelope import Labels
from contracts.indicators import Band, Checkpoint, Level, RuleContent

LOW = {"<": 0, "<=": 1}
HIGH = {">": 0, ">=": 1}
"""The side of its bound that an operator names. The number orders equal bounds: the strict one holds less often."""

DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

TEXTS: dict[str, tuple[str, str]] = {
    "level_repeated": ("等级编码 {level} 重复", "level code {level} is used more than once"),
    "best_level_acts": ("最优等级 {level} 不应触发任何措施", "the best level {level} must bring nothing at once"),
    "level_without_order": (
        "等级 {level} 未触发整改通知：每次越线都须归入一份整改通知，请加入 order",
        "level {level} brings no order: every crossing must belong to one; add order to what it brings at once",
    ),
    "measure_repeated": ("{level} 的措施 {measure} 重复", "{level} brings {measure} more than once"),
    "text_blank": ("中英文均须填写，不得只有空格", "both languages need a text that is not only spaces"),
    "day_impossible": ("{day} 这一天不存在", "there is no day {day}"),
    "day_not_in_every_year": ("{day} 并非每年都有，请用 02-28", "{day} is not in every year; use 02-28"),
    "checkpoint_repeated": ("考核时点 {day} 重复", "checkpoint {day} is listed more than once"),
    "checkpoints_not_ascending": (
        "在自 {start} 开始的财政年度中，{day} 不在 {before} 之后",
        "in the fiscal year that starts on {start}, {day} does not come after {before}",
    ),
    "band_missing": ("{day}：等级 {level} 缺少区间", "{day}: level {level} has no band"),
    "band_repeated": ("{day}：等级 {level} 的区间重复", "{day}: level {level} has more than one band"),
    "band_of_unknown_level": ("{day}：没有等级 {level}", "{day}: there is no level {level}"),
    "band_of_best_level": (
        "{day}：最优等级 {level} 是其余情形，不设区间",
        "{day}: the best level {level} is what remains; it has no band",
    ),
    "directions_mixed": (
        "{day}：同一时点的界限方向不一致（{operators}）",
        "{day}: the bounds of one checkpoint point in different directions ({operators})",
    ),
    "bounds_not_ordered": (
        "{day}：{worse}（{worse_bound}）不比 {better}（{better_bound}）更严重，{better} 永远不会出现",
        "{day}: {worse} ({worse_bound}) is not beyond {better} ({better_bound}); {better} could never be reached",
    ),
    "recovery_points_the_wrong_way": (
        "{day}：{level} 的恢复条件 {recovery} 与界限 {bound} 方向相同",
        "{day}: the recovery of {level} ({recovery}) points the same way as its bound ({bound})",
    ),
    "recovery_on_the_bad_side": (
        "{day}：{level} 的恢复条件 {recovery} 落在其界限 {bound} 之内",
        "{day}: the recovery of {level} ({recovery}) lies on the bad side of its bound ({bound})",
    ),
    "escalation_not_ascending": (
        "督办步骤须逐步后延：第 {after} 个工作日不在第 {before} 个工作日之后",
        "escalation steps must ascend: working day {after} does not come after working day {before}",
    ),
    "step_after_hold": (
        "暂停支付是最后一步，其后不得再有 {step}",
        "holding payments is the last step; {step} cannot follow it",
    ),
    "overdue_points_negative": (
        "逾期扣分 {points} 不得为负（按正数填写，系统扣减）",
        "overdue points {points} must not be negative (write how many are taken away)",
    ),
}
"""Code → (zh, en)."""


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    at: str
    values: dict[str, Any] = field(default_factory=dict)

    def as_value(self) -> dict[str, Any]:
        """As it stands in an answer: with its texts."""
        zh, en = TEXTS[self.code]
        texts = {"zh": zh.format(**self.values), "en": en.format(**self.values)}
        return {"code": self.code, "at": self.at, "values": self.values, "texts": texts}


def findings(rule: RuleContent, *, fiscal_year_start: tuple[int, int]) -> list[Finding]:
    """Everything that keeps this rule from being published; empty where nothing does.

    Shapes (at least two levels, a deadline of at least one working day) are checked where a draft is written.
    """
    return [
        *_of_labels(rule),
        *_of_levels(rule.levels),
        *_of_days(rule.checkpoints, fiscal_year_start),
        *(found for n, checkpoint in enumerate(rule.checkpoints) for found in _of_bands(rule, n, checkpoint)),
        *_of_escalation(rule),
    ]


def _of_labels(rule: RuleContent) -> Iterator[Finding]:
    labels: list[tuple[str, Labels]] = [
        ("labels", rule.labels),
        *((f"levels[{n}].labels", level.labels) for n, level in enumerate(rule.levels)),
        *((f"checkpoints[{n}].labels", checkpoint.labels) for n, checkpoint in enumerate(rule.checkpoints)),
    ]
    for at, texts in labels:
        if not texts.zh.strip() or not texts.en.strip():
            yield Finding("text_blank", at)
    if not rule.legal_basis.strip():
        yield Finding("text_blank", "legal_basis")


def _of_levels(levels: tuple[Level, ...]) -> Iterator[Finding]:
    codes = [level.code for level in levels]
    for n, code in _repeated(codes):
        yield Finding("level_repeated", f"levels[{n}].code", {"level": code})
    for n, level in enumerate(levels):
        for m, measure in _repeated(level.at_once):
            yield Finding("measure_repeated", f"levels[{n}].at_once[{m}]", {"level": level.code, "measure": measure})
    for n, level in enumerate(levels[:-1]):
        if "order" not in level.at_once:
            yield Finding("level_without_order", f"levels[{n}].at_once", {"level": level.code})
    if levels[-1].at_once:
        yield Finding("best_level_acts", f"levels[{len(levels) - 1}].at_once", {"level": levels[-1].code})


def _of_days(checkpoints: tuple[Checkpoint, ...], start: tuple[int, int]) -> Iterator[Finding]:
    days = [checkpoint.day for checkpoint in checkpoints]
    for n, day in enumerate(days):
        month, number = _parts(day)
        if number > DAYS_IN_MONTH[month - 1]:
            yield Finding("day_impossible", f"checkpoints[{n}].day", {"day": day})
        elif day == "02-29":
            yield Finding("day_not_in_every_year", f"checkpoints[{n}].day", {"day": day})
    for n, day in _repeated(days):
        yield Finding("checkpoint_repeated", f"checkpoints[{n}].day", {"day": day})
    for n, (before, day) in enumerate(pairwise(days), start=1):
        if _in_fiscal_year(day, start) < _in_fiscal_year(before, start):
            first = f"{start[0]:02d}-{start[1]:02d}"
            yield Finding(
                "checkpoints_not_ascending",
                f"checkpoints[{n}].day",
                {"day": day, "before": before, "start": first},
            )


def _of_bands(rule: RuleContent, n: int, checkpoint: Checkpoint) -> Iterator[Finding]:
    at, day = f"checkpoints[{n}].bands", checkpoint.day
    best = rule.levels[-1].code
    with_band = [level.code for level in rule.levels[:-1]]
    listed = [band.level for band in checkpoint.bands]
    for level in with_band:
        if level not in listed:
            yield Finding("band_missing", at, {"day": day, "level": level})
    for m, level in _repeated(listed):
        yield Finding("band_repeated", f"{at}[{m}].level", {"day": day, "level": level})
    for m, band in enumerate(checkpoint.bands):
        values = {"day": day, "level": band.level}
        if band.level == best:
            yield Finding("band_of_best_level", f"{at}[{m}].level", values)
        elif band.level not in with_band:
            yield Finding("band_of_unknown_level", f"{at}[{m}].level", values)
        yield from _of_recovery(f"{at}[{m}]", day, band)
    operators = sorted({band.operator for band in checkpoint.bands})
    if len({operator in LOW for operator in operators}) > 1:
        yield Finding("directions_mixed", at, {"day": day, "operators": ", ".join(operators)})
    else:
        first = {band.level: band for band in reversed(checkpoint.bands)}
        yield from _of_order(at, day, [first[level] for level in dict.fromkeys(with_band) if level in first])


def _of_order(at: str, day: str, worst_first: list[Band]) -> Iterator[Finding]:
    """Each level must hold somewhere where no worse one does, or nobody could ever be there."""
    for worse, better in pairwise(worst_first):
        if _reach(worse) >= _reach(better):
            yield Finding(
                "bounds_not_ordered",
                at,
                {
                    "day": day,
                    "worse": worse.level,
                    "worse_bound": f"{worse.operator} {worse.bound:f}",
                    "better": better.level,
                    "better_bound": f"{better.operator} {better.bound:f}",
                },
            )


def _of_recovery(at: str, day: str, band: Band) -> Iterator[Finding]:
    values = {
        "day": day,
        "level": band.level,
        "bound": f"{band.operator} {band.bound:f}",
        "recovery": f"{band.recovery_operator} {band.recovery:f}",
    }
    low = band.operator in LOW
    if (band.recovery_operator in LOW) == low:
        yield Finding("recovery_points_the_wrong_way", f"{at}.recovery_operator", values)
        return
    inside = band.recovery < band.bound if low else band.recovery > band.bound
    both_hold_on_the_bound = band.operator in ("<=", ">=") and band.recovery_operator in ("<=", ">=")
    if inside or (band.recovery == band.bound and both_hold_on_the_bound):
        yield Finding("recovery_on_the_bad_side", f"{at}.recovery", values)


def _of_escalation(rule: RuleContent) -> Iterator[Finding]:
    for n, (before, step) in enumerate(pairwise(rule.escalation), start=1):
        if step.after_working_days <= before.after_working_days:
            values = {"before": before.after_working_days, "after": step.after_working_days}
            yield Finding("escalation_not_ascending", f"escalation[{n}].after_working_days", values)
        if before.kind == "hold_payments":
            yield Finding("step_after_hold", f"escalation[{n}].kind", {"step": step.kind})
    if rule.overdue_points < 0:
        yield Finding("overdue_points_negative", "overdue_points", {"points": f"{rule.overdue_points:f}"})


def _reach(band: Band) -> tuple[Decimal, int]:
    """How far a band reaches from its bad end: bands of worse levels reach less far."""
    low = band.operator in LOW
    return (band.bound, LOW[band.operator]) if low else (-band.bound, HIGH[band.operator])


def _repeated(values: Iterable[str]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for n, value in enumerate(values):
        if value in seen:
            yield n, value
        seen.add(value)


def _parts(day: str) -> tuple[int, int]:
    month, number = day.split("-")
    return int(month), int(number)


def _in_fiscal_year(day: str, start: tuple[int, int]) -> tuple[bool, tuple[int, int]]:
    """Sorts days of the year in the order in which a fiscal year meets them."""
    parts = _parts(day)
    return parts < start, parts
