"""Targets: what is scored by reaching one has it, for everybody; what divides over the year sums to it."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from contracts.scheme.indicator import DataItem, Indicator, Target
from contracts.scheme.parts import ToTarget
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index

TARGET_MISSING = Flaw(
    "target_missing",
    "指标 {indicator} 须有目标值，但没有",
    "{indicator} needs a target and has none",
    "请填写目标值，或改用不需要目标值的计分方式",
    "write a target, or score it by a method that needs none",
)
TARGET_MISSING_FOR = Flaw(
    "target_missing_for_some",
    "指标 {indicator} 对部分对象没有目标值（共 {count} 个）：{of}",
    "{indicator} has no target for some ({count}): {of}",
    "请为其填写目标值，或填写一个通用目标值",
    "write targets for them, or one that holds for all",
)
TARGET_EMPTY = Flaw(
    "target_empty",
    "指标 {indicator} 的目标没有任何数值",
    "a target of {indicator} says no value",
    "请填写目标值、上下限或目标等级",
    "write a value, the ends of a band, or a step",
)
TARGET_REPEATED = Flaw(
    "target_repeated",
    "指标 {indicator} 对同一考核期、同一对象有不止一个目标",
    "{indicator} has more than one target for one period and assessee",
    "请只保留一个，或用起始日期区分先后",
    "keep one of them, or tell them apart by the day from which they hold",
)
TARGET_BAND_INVERTED = Flaw(
    "target_band_inverted",
    "目标区间的下限 {least} 高于上限 {most}",
    "the target band begins at {least} and ends at {most}",
    "请对调或更正上下限",
    "let the lower end be at most the upper one",
)
TARGET_WITHOUT_BAND = Flaw(
    "target_without_band",
    "指标 {indicator} 的方向为区间，目标须有下限或上限",
    "{indicator} is to lie in a band, and its target has no end of one",
    "请填写目标的下限或上限",
    "write the lower or the upper end of the band",
)
TARGET_WITHOUT_STEP = Flaw(
    "target_without_step",
    "指标 {indicator} 以等级计量，目标须为其中一个等级",
    "{indicator} is measured in steps, and its target names none",
    "请填写目标等级",
    "name the step to reach",
)
STEPS_MISSING = Flaw(
    "steps_missing",
    "等级计量的单位没有列出等级",
    "an ordinal unit has no steps",
    "请由劣到优列出等级",
    "list its steps, worst first",
)
STEPS_NOT_EXPECTED = Flaw(
    "steps_not_expected",
    "单位不是等级计量，却列出了等级",
    "the unit is not ordinal and has steps",
    "请将计量改为等级，或删除等级",
    "make the unit ordinal, or remove the steps",
)
SCHEDULE_MISSING = Flaw(
    "schedule_missing",
    "指标 {indicator} 可分期，但年度目标 {value} 没有分期目标",
    "{indicator} divides over the year, and its target {value} has no schedule",
    "请填写各期目标，其和等于年度目标；或取消“可分期”",
    "write what is due in each part of the year, or let it not be schedulable",
)
SCHEDULE_NOT_EXPECTED = Flaw(
    "schedule_not_expected",
    "指标 {indicator} 不可分期，却有分期目标",
    "{indicator} does not divide over the year and has a schedule",
    "请标明“可分期”，或删除分期目标",
    "let it be schedulable, or remove the schedule",
)
SCHEDULE_SUM = Flaw(
    "schedule_does_not_sum",
    "分期目标之和为 {sum}，而年度目标为 {value}",
    "the schedule sums to {sum}, and the target is {value}",
    "请调整分期目标，使其和等于年度目标",
    "change the schedule so that it sums to the target",
)
SCHEDULE_OVERLAPS = Flaw(
    "schedule_overlaps",
    "时段 {one} 与 {other} 重叠，其目标会重复计算",
    "{one} and {other} overlap, so that one part of the year would count twice",
    "请只用一种时段划分全年",
    "divide the year in one way",
)

SHOWN = 10
"""So many of those without a target are named."""

MONTHS_OF = {
    **{f"Q{n}": frozenset(range(3 * n - 2, 3 * n + 1)) for n in range(1, 5)},
    "H1": frozenset(range(1, 7)),
    "H2": frozenset(range(7, 13)),
    **{f"{n:02d}": frozenset({n}) for n in range(1, 13)},
}


def findings(index: Index) -> Iterator[Finding]:
    scored = _methods(index)
    measured = {code for goal in index.content.goals for code in goal.measures}
    for n, indicator in enumerate(index.content.indicators):
        at = f"indicators[{n}]"
        yield from _of_unit(f"{at}.unit", indicator)
        own = [found for m, one in enumerate(indicator.targets) for found in _of_target(at, m, indicator, one)]
        yield from own
        yield from _of_repeated(at, indicator)
        methods = scored.get(indicator.code, set())
        follows = indicator.core or indicator.goal is not None or indicator.code in measured
        if ToTarget in methods or (not methods and follows and indicator.needs_target):
            yield from _of_coverage(index, at, indicator)
    for n, item in enumerate(index.content.data_items):
        yield from _of_unit(f"data_items[{n}].unit", item)


def _methods(index: Index) -> dict[str, set[type]]:
    """Indicator → how it is scored: proportion to a target needs one, other methods hold what they compare with."""
    found: dict[str, set[type]] = {}
    for part in index.content.parts:
        for entry in part.entries:
            found.setdefault(entry.indicator, set()).add(type(entry.method))
    return found


def _of_unit(at: str, measured: Indicator | DataItem) -> Iterator[Finding]:
    unit = measured.unit
    if unit is not None and unit.measure == "ordinal" and not unit.steps:
        yield STEPS_MISSING.found(f"{at}.steps")
    elif unit is not None and unit.measure != "ordinal" and unit.steps:
        yield STEPS_NOT_EXPECTED.found(f"{at}.steps")


def _of_target(at: str, n: int, indicator: Indicator, target: Target) -> Iterator[Finding]:
    place = f"{at}.targets[{n}]"
    band = (target.least, target.most)
    ordinal = indicator.unit is not None and indicator.unit.measure == "ordinal"
    if target.value is None and target.step is None and band == (None, None):
        yield TARGET_EMPTY.found(place, indicator=indicator.code)
    elif target.least is not None and target.most is not None and target.least > target.most:
        yield TARGET_BAND_INVERTED.found(f"{place}.least", least=target.least, most=target.most)
    elif indicator.direction == "band" and band == (None, None) and not ordinal:
        yield TARGET_WITHOUT_BAND.found(place, indicator=indicator.code)
    elif ordinal and target.step is None:
        yield TARGET_WITHOUT_STEP.found(f"{place}.step", indicator=indicator.code)
    yield from _of_schedule(place, indicator, target)


def _of_schedule(at: str, indicator: Indicator, target: Target) -> Iterator[Finding]:
    if not target.schedule:
        if indicator.schedulable and target.value is not None:
            yield SCHEDULE_MISSING.found(f"{at}.schedule", indicator=indicator.code, value=target.value)
        return
    if not indicator.schedulable:
        yield SCHEDULE_NOT_EXPECTED.found(f"{at}.schedule", indicator=indicator.code)
        return
    parts = sorted({scheduled.due for scheduled in target.schedule})
    overlapping = next(((a, b) for a, b in combinations(parts, 2) if MONTHS_OF[a] & MONTHS_OF[b]), None)
    total = sum((scheduled.value for scheduled in target.schedule), Decimal(0))
    if overlapping:
        yield SCHEDULE_OVERLAPS.found(f"{at}.schedule", one=overlapping[0], other=overlapping[1])
    elif len(parts) == len(target.schedule) and target.value is not None and total != target.value:
        yield SCHEDULE_SUM.found(f"{at}.schedule", sum=total, value=target.value)


def _of_repeated(at: str, indicator: Indicator) -> Iterator[Finding]:
    seen = set()
    for n, target in enumerate(indicator.targets):
        told = (target.period, target.member, target.variant, target.since)
        if told in seen:
            yield TARGET_REPEATED.found(f"{at}.targets[{n}]", indicator=indicator.code)
        seen.add(told)


def _of_coverage(index: Index, at: str, indicator: Indicator) -> Iterator[Finding]:
    """Everybody on whose sheet it stands has a target: a general one, that of the own kind, or an own one."""
    targets = indicator.targets
    if not targets:
        yield TARGET_MISSING.found(f"{at}.targets", indicator=indicator.code)
        return
    if any(target.member is None and target.variant is None for target in targets):
        return
    variants = {target.variant for target in targets if target.variant is not None}
    if index.content.members:
        covered = {target.member for target in targets if target.member is not None}
        if not covered <= index.codes["member"] or not variants <= index.codes["variant"]:
            return
        for variant in variants:
            covered |= index.members_with.get(variant, set())
        without = sorted(index.members_measured_by(indicator.code) - covered)
    else:
        without = _uncovered(index, variants) if all(target.member is None for target in targets) else []
    if without:
        named = ", ".join(without[:SHOWN]) + (" …" if len(without) > SHOWN else "")
        yield TARGET_MISSING_FOR.found(f"{at}.targets", indicator=indicator.code, count=len(without), of=named)


def _uncovered(index: Index, variants: set[str]) -> list[str]:
    """Values of the trait whose others have targets; none where some trait has targets for all its values."""
    traits = [values for values in index.values_of_traits.values() if values & variants]
    return [] if any(values <= variants for values in traits) else sorted({v for one in traits for v in one} - variants)
