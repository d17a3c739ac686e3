"""Targets: each says one thing that its indicator can be held against; what divides over the year sums to it."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from contracts.scheme.indicator import DataItem, Indicator, Target
from contracts.scheme.parts import ToTarget
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.periods import MONTHS_OF

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
STEP_NOT_EXPECTED = Flaw(
    "target_step_not_expected",
    "指标 {indicator} 不以等级计量，目标却为等级 {step}",
    "{indicator} is not measured in steps, and its target is the step {step}",
    "请改填目标值，或将其单位的计量改为等级",
    "write a value, or make its unit ordinal",
)
TARGET_AMBIGUOUS = Flaw(
    "target_ambiguous",
    "指标 {indicator} 的目标同时填写了目标值、上下限、目标等级中的多项，无法确定以何者为准",
    "a target of {indicator} says more than one of a value, a band and a step, so nobody knows which is to be reached",
    "请只保留其中一项",
    "keep one of them",
)
TARGET_WITHOUT_VALUE = Flaw(
    "target_without_value",
    "指标 {indicator} 按目标完成率计分，目标须为数值，而只有上下限",
    "{indicator} is scored in proportion to its target, which has ends of a band and no value",
    "请填写目标值，或将指标方向改为区间",
    "write the value to reach, or let the direction of the indicator be a band",
)
TARGET_NOT_POSITIVE = Flaw(
    "target_not_positive",
    "指标 {indicator} 按目标完成率计分，而目标值 {value} 不大于 0，无法计算完成率",
    "{indicator} is scored in proportion to its target, and {value} is not more than 0: there is no proportion to it",
    "请填写大于 0 的目标值，或改为按区间计分",
    "write a target of more than 0, or score it by bands",
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


def findings(index: Index) -> Iterator[Finding]:
    to_target = {
        entry.indicator for part in index.content.parts for entry in part.entries if isinstance(entry.method, ToTarget)
    }
    for n, indicator in enumerate(index.content.indicators):
        at = f"indicators[{n}]"
        yield from _of_unit(f"{at}.unit", indicator)
        for m, target in enumerate(indicator.targets):
            yield from _of_target(f"{at}.targets[{m}]", indicator, target, divides=indicator.code in to_target)
        yield from _of_schedules(at, indicator)
        yield from _of_repeated(at, indicator)
    for n, item in enumerate(index.content.data_items):
        yield from _of_unit(f"data_items[{n}].unit", item)


def _of_unit(at: str, measured: Indicator | DataItem) -> Iterator[Finding]:
    unit = measured.unit
    if unit is not None and unit.measure == "ordinal" and not unit.steps:
        yield STEPS_MISSING.found(f"{at}.steps")
    elif unit is not None and unit.measure != "ordinal" and unit.steps:
        yield STEPS_NOT_EXPECTED.found(f"{at}.steps")


def _of_target(at: str, indicator: Indicator, target: Target, *, divides: bool) -> Iterator[Finding]:
    """What one target says, and whether its indicator can be held against it."""
    band = target.least is not None or target.most is not None
    ordinal = indicator.unit is not None and indicator.unit.measure == "ordinal"
    said = (target.value is not None) + band + (target.step is not None)
    if said == 0:
        yield TARGET_EMPTY.found(at, indicator=indicator.code)
    elif target.step is not None and not ordinal:
        yield STEP_NOT_EXPECTED.found(f"{at}.step", indicator=indicator.code, step=target.step)
    elif said > 1:
        yield TARGET_AMBIGUOUS.found(at, indicator=indicator.code)
    elif target.least is not None and target.most is not None and target.least > target.most:
        yield TARGET_BAND_INVERTED.found(f"{at}.least", least=target.least, most=target.most)
    elif ordinal and target.step is None:
        yield TARGET_WITHOUT_STEP.found(f"{at}.step", indicator=indicator.code)
    elif indicator.direction == "band" and not band and not ordinal:
        yield TARGET_WITHOUT_BAND.found(at, indicator=indicator.code)
    elif divides and band and indicator.direction != "band":
        yield TARGET_WITHOUT_VALUE.found(f"{at}.value", indicator=indicator.code)
    elif divides and target.value is not None and target.value <= 0:
        yield TARGET_NOT_POSITIVE.found(f"{at}.value", indicator=indicator.code, value=target.value)


def _of_schedules(at: str, indicator: Indicator) -> Iterator[Finding]:
    """Of each target; where the indicator itself says otherwise than all of them, that is one thing, told once."""
    places = [(f"{at}.targets[{n}].schedule", target) for n, target in enumerate(indicator.targets)]
    divided = [(place, target) for place, target in places if target.schedule]
    if not indicator.schedulable:
        for place, _ in divided[:1]:
            yield SCHEDULE_NOT_EXPECTED.found(place, indicator=indicator.code)
        return
    undivided = [(place, target.value) for place, target in places if not target.schedule and target.value is not None]
    for place, value in undivided if divided else undivided[:1]:
        yield SCHEDULE_MISSING.found(place, indicator=indicator.code, value=value)
    for place, target in divided:
        yield from _of_schedule(place, target)


def _of_schedule(at: str, target: Target) -> Iterator[Finding]:
    parts = sorted({scheduled.due for scheduled in target.schedule})
    overlapping = next(((a, b) for a, b in combinations(parts, 2) if MONTHS_OF[a] & MONTHS_OF[b]), None)
    total = sum((scheduled.value for scheduled in target.schedule), Decimal(0))
    if overlapping:
        yield SCHEDULE_OVERLAPS.found(at, one=overlapping[0], other=overlapping[1])
    elif len(parts) == len(target.schedule) and target.value is not None and total != target.value:
        yield SCHEDULE_SUM.found(at, sum=total, value=target.value)


def _of_repeated(at: str, indicator: Indicator) -> Iterator[Finding]:
    seen = set()
    for n, target in enumerate(indicator.targets):
        told = (target.period, target.member, target.variant, target.since)
        if told in seen:
            yield TARGET_REPEATED.found(f"{at}.targets[{n}]", indicator=indicator.code)
        seen.add(told)
