"""What keeps a monitoring rule from being published: every finding at once, each with its place and its values."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from chassis.texts import is_blank
from contracts.envelope import Labels
from contracts.indicators import Band, Checkpoint, Level, RuleContent
from indicators.domain.checking import days, naming
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.texts import TEXT_BLANK, of_languages

LOW = {"<": 0, "<=": 1}
HIGH = {">": 0, ">=": 1}
"""The side of its bound that an operator names. The number orders equal bounds: the strict one holds less often."""

MOST_OF_A_RATE = 1000
"""Percent; assumed: beyond ten times the budget a bound is a slip of the decimal point."""

LEVEL_REPEATED = Flaw(
    "level_repeated",
    "等级编码 {code} 重复",
    "level code {code} is used more than once",
    "请为其中一个等级另取编码",
    "give one of the levels another code",
)
BEST_LEVEL_ACTS = Flaw(
    "best_level_acts",
    "最优等级 {level} 不应触发任何措施",
    "the best level {level} must bring nothing at once",
    "请删除该等级的触发措施",
    "remove what the level brings at once",
)
LEVEL_WITHOUT_ORDER = Flaw(
    "level_without_order",
    "等级 {level} 未触发整改通知：每次越线都须归入一份整改通知",
    "level {level} brings no order: every crossing must belong to one",
    "请在该等级的触发措施中加入“整改通知”",
    "add order to what the level brings at once",
)
MEASURE_REPEATED = Flaw(
    "measure_repeated",
    "{level} 的措施“{measure}”重复",
    "{level} brings {measure} more than once",
    "请删除重复的措施",
    "remove the second one",
)
CHECKPOINT_REPEATED = Flaw(
    "checkpoint_repeated",
    "考核时点 {day} 重复",
    "checkpoint {day} is listed more than once",
    "请删除重复的时点",
    "remove the second one",
)
CHECKPOINTS_NOT_ASCENDING = Flaw(
    "checkpoints_not_ascending",
    "在自 {start} 开始的财政年度中，{day} 不在 {before} 之后",
    "in the fiscal year that starts on {start}, {day} does not come after {before}",
    "请按财政年度的先后排列时点",
    "list the checkpoints as the fiscal year meets them",
)
BAND_MISSING = Flaw(
    "band_missing",
    "{day}：等级 {level} 缺少区间",
    "{day}: level {level} has no band",
    "请为该等级填写区间",
    "give the level a band at this checkpoint",
)
BAND_REPEATED = Flaw(
    "band_repeated",
    "{day}：等级 {level} 的区间重复",
    "{day}: level {level} has more than one band",
    "请只保留一个区间",
    "keep one of the bands",
)
BAND_OF_UNKNOWN_LEVEL = Flaw(
    "band_of_unknown_level",
    "{day}：没有等级 {level}",
    "{day}: there is no level {level}",
    "请改用已列出的等级，或补列该等级",
    "name a level that is listed, or list this one",
)
BAND_OF_BEST_LEVEL = Flaw(
    "band_of_best_level",
    "{day}：最优等级 {level} 是其余情形，不设区间",
    "{day}: the best level {level} is what remains; it has no band",
    "请删除该区间",
    "remove the band",
)
DIRECTIONS_MIXED = Flaw(
    "directions_mixed",
    "{day}：同一时点的界限方向不一致（{operators}）",
    "{day}: the bounds of one checkpoint point in different directions ({operators})",
    "请统一方向：全部用“低于”或全部用“高于”",
    "let all of them be below, or all of them above",
)
BOUNDS_NOT_ORDERED = Flaw(
    "bounds_not_ordered",
    "{day}：{worse}（{worse_bound}）不比 {better}（{better_bound}）更严重，{better} 永远不会出现",
    "{day}: {worse} ({worse_bound}) is not beyond {better} ({better_bound}); {better} could never be reached",
    "请调整界限，使 {worse} 比 {better} 更严重",
    "move the bounds so that {worse} lies beyond {better}",
)
RECOVERY_POINTS_THE_WRONG_WAY = Flaw(
    "recovery_points_the_wrong_way",
    "{day}：{level} 的恢复条件 {recovery} 与界限 {bound} 方向相同",
    "{day}: the recovery of {level} ({recovery}) points the same way as its bound ({bound})",
    "请将恢复条件改为相反方向",
    "turn the operator of the recovery around",
)
RECOVERY_ON_THE_BAD_SIDE = Flaw(
    "recovery_on_the_bad_side",
    "{day}：{level} 的恢复条件 {recovery} 落在其界限 {bound} 之内",
    "{day}: the recovery of {level} ({recovery}) lies on the bad side of its bound ({bound})",
    "请将恢复界限移到界限之外",
    "move the recovery to the other side of the bound",
)
BOUND_OF_NO_RATE = Flaw(
    "bound_of_no_rate",
    "{day}：{level} 的界限 {limit} 不在 0 至 {most} 之间，执行率以百分比计",
    "{day}: the bound of {level} is {limit}; rates of execution are percentages and lie between 0 and {most}",
    "请核对数值和小数点",
    "check the number and its decimal point",
)
ESCALATION_NOT_ASCENDING = Flaw(
    "escalation_not_ascending",
    "督办步骤须逐步后延：第 {after} 个工作日不在第 {before} 个工作日之后",
    "escalation steps must ascend: working day {after} does not come after working day {before}",
    "请按先后填写各步的工作日",
    "let each step come later than the one before it",
)
STEP_AFTER_HOLD = Flaw(
    "step_after_hold",
    "暂停支付是最后一步，其后不得再有“{measure}”",
    "holding payments is the last step; {measure} cannot follow it",
    "请将该步移到暂停支付之前，或删除",
    "move the step before the hold, or remove it",
)
OVERDUE_POINTS_NEGATIVE = Flaw(
    "overdue_points_negative",
    "逾期扣分 {points} 不得为负（按正数填写，系统扣减）",
    "overdue points {points} must not be negative (write how many are taken away)",
    "请填写不带负号的分值",
    "write the points without the minus sign",
)


def findings(rule: RuleContent, *, fiscal_year_start: tuple[int, int]) -> list[Finding]:
    """Everything that keeps this rule from being published; empty where nothing does.

    Shapes (at least two levels, a deadline of at least one working day) are checked where a draft is written.
    """
    found = [
        *_of_labels(rule),
        *_of_levels(rule.levels),
        *_of_days(rule.checkpoints, fiscal_year_start),
        *(found for n, checkpoint in enumerate(rule.checkpoints) for found in _of_bands(rule, n, checkpoint)),
        *_of_escalation(rule),
    ]
    called = naming.Names(rule, {})
    return [replace(one, names=called.of(one.values)) for one in found]


def _of_labels(rule: RuleContent) -> Iterator[Finding]:
    labels: list[tuple[str, Labels]] = [
        ("labels", rule.labels),
        *((f"levels[{n}].labels", level.labels) for n, level in enumerate(rule.levels)),
        *((f"checkpoints[{n}].labels", checkpoint.labels) for n, checkpoint in enumerate(rule.checkpoints)),
    ]
    for at, texts in labels:
        if any(map(is_blank, texts.texts)):
            yield TEXT_BLANK.found(at)
        yield from of_languages(at, texts)
    if is_blank(rule.legal_basis):
        yield TEXT_BLANK.found("legal_basis")


def _of_levels(levels: tuple[Level, ...]) -> Iterator[Finding]:
    codes = [level.code for level in levels]
    for n, code in _repeated(codes):
        yield LEVEL_REPEATED.found(f"levels[{n}].code", code=code)
    for n, level in enumerate(levels):
        for m, measure in _repeated(level.at_once):
            yield MEASURE_REPEATED.found(f"levels[{n}].at_once[{m}]", level=level.code, measure=measure)
    for n, level in enumerate(levels[:-1]):
        if "order" not in level.at_once:
            yield LEVEL_WITHOUT_ORDER.found(f"levels[{n}].at_once", level=level.code)
    if levels[-1].at_once:
        yield BEST_LEVEL_ACTS.found(f"levels[{len(levels) - 1}].at_once", level=levels[-1].code)


def _of_days(checkpoints: tuple[Checkpoint, ...], start: tuple[int, int]) -> Iterator[Finding]:
    listed = [checkpoint.day for checkpoint in checkpoints]
    for n, day in enumerate(listed):
        yield from days.findings(f"checkpoints[{n}].day", day)
    for n, day in _repeated(listed):
        yield CHECKPOINT_REPEATED.found(f"checkpoints[{n}].day", day=day)
    for n, (before, day) in enumerate(pairwise(listed), start=1):
        if _in_fiscal_year(day, start) < _in_fiscal_year(before, start):
            first = f"{start[0]:02d}-{start[1]:02d}"
            yield CHECKPOINTS_NOT_ASCENDING.found(f"checkpoints[{n}].day", day=day, before=before, start=first)


def _of_bands(rule: RuleContent, n: int, checkpoint: Checkpoint) -> Iterator[Finding]:
    at, day = f"checkpoints[{n}].bands", checkpoint.day
    best = rule.levels[-1].code
    with_band = [level.code for level in rule.levels[:-1]]
    listed = [band.level for band in checkpoint.bands]
    for level in with_band:
        if level not in listed:
            yield BAND_MISSING.found(at, day=day, level=level)
    for m, level in _repeated(listed):
        yield BAND_REPEATED.found(f"{at}[{m}].level", day=day, level=level)
    for m, band in enumerate(checkpoint.bands):
        values = {"day": day, "level": band.level}
        if band.level == best:
            yield BAND_OF_BEST_LEVEL.found(f"{at}[{m}].level", **values)
        elif band.level not in with_band:
            yield BAND_OF_UNKNOWN_LEVEL.found(f"{at}[{m}].level", **values)
        outside = [field for field in ("bound", "recovery") if not 0 <= getattr(band, field) <= MOST_OF_A_RATE]
        for field in outside:
            yield BOUND_OF_NO_RATE.found(
                f"{at}[{m}].{field}", **values, limit=getattr(band, field), most=MOST_OF_A_RATE
            )
        yield from _of_recovery(f"{at}[{m}]", day, band) if not outside else ()
    operators = sorted({band.operator for band in checkpoint.bands})
    if len({operator in LOW for operator in operators}) > 1:
        yield DIRECTIONS_MIXED.found(at, day=day, operators=", ".join(operators))
    else:
        first = {band.level: band for band in reversed(checkpoint.bands)}
        yield from _of_order(at, day, [first[level] for level in dict.fromkeys(with_band) if level in first])


def _of_order(at: str, day: str, worst_first: list[Band]) -> Iterator[Finding]:
    """Each level must hold somewhere where no worse one does, or nobody could ever be there."""
    for worse, better in pairwise(worst_first):
        if _reach(worse) >= _reach(better):
            yield BOUNDS_NOT_ORDERED.found(
                at,
                day=day,
                worse=worse.level,
                worse_bound=f"{worse.operator} {worse.bound:f}",
                better=better.level,
                better_bound=f"{better.operator} {better.bound:f}",
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
        yield RECOVERY_POINTS_THE_WRONG_WAY.found(f"{at}.recovery_operator", **values)
        return
    inside = band.recovery < band.bound if low else band.recovery > band.bound
    both_hold_on_the_bound = band.operator in ("<=", ">=") and band.recovery_operator in ("<=", ">=")
    if inside or (band.recovery == band.bound and both_hold_on_the_bound):
        yield RECOVERY_ON_THE_BAD_SIDE.found(f"{at}.recovery", **values)


def _of_escalation(rule: RuleContent) -> Iterator[Finding]:
    for n, (before, step) in enumerate(pairwise(rule.escalation), start=1):
        if step.after_working_days <= before.after_working_days:
            values = {"before": before.after_working_days, "after": step.after_working_days}
            yield ESCALATION_NOT_ASCENDING.found(f"escalation[{n}].after_working_days", **values)
        if before.kind == "hold_payments":
            yield STEP_AFTER_HOLD.found(f"escalation[{n}].kind", measure=step.kind)
    if rule.overdue_points < 0:
        yield OVERDUE_POINTS_NEGATIVE.found("overdue_points", points=rule.overdue_points)


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
