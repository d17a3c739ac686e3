"""What an indicator measures agrees with itself: unit and direction, formula and unit, levels and forms, schedules."""

from collections.abc import Iterator, Mapping

from contracts.scheme.indicator import Indicator
from contracts.scheme.parts import ByRating, ToTarget
from contracts.scheme.people import RaterGroup
from formulas import language, names, types
from formulas.errors import FormulaError
from formulas.tree import Node, Product, walk
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.formulas import lexicon
from indicators.domain.checking.index import Index

PERCENT = frozenset({"%", "％", "百分比", "百分率"})
DIMENSIONLESS = frozenset({"1", *PERCENT})

DIRECTION_CONTRADICTS_UNIT = Flaw(
    "direction_contradicts_unit",
    "指标 {indicator} 的单位是“是否”，方向却是“{direction_zh}”",
    "{indicator} is measured by yes or no, and its direction is “{direction}”",
    "请将方向改为“是否”，或更正单位的计量",
    "let its direction be yes or no, or correct what the unit counts",
)
UNIT_CONTRADICTS_DIRECTION = Flaw(
    "unit_contradicts_direction",
    "指标 {indicator} 的方向是“{direction_zh}”，单位的计量却是“{measure_zh}”",
    "the direction of {indicator} is “{direction}”, and its unit counts “{measure}”",
    "请更正方向，或更正单位的计量",
    "correct the direction, or what the unit counts",
)
NORMALISED_TWICE = Flaw(
    "normalised_twice",
    "指标 {indicator} 的公式已作除法，又填写了归一化 {item}：除一次还是两次无法确定",
    "the formula of {indicator} divides already, and it is to be divided by {item}: once or twice, nobody can say",
    "请删除归一化，或让公式只算数量",
    "remove the normaliser, or let the formula count only",
)
RATE_OF_UNLIKE = Flaw(
    "rate_of_unlike",
    "指标 {indicator} 以百分比计，公式的结果却以“{unit}”为单位：分子与分母不是同一种量",
    "{indicator} is a percentage, and its formula yields “{unit}”: what is divided and by what are not of one kind",
    "请改用同一种单位的数据项，或更正指标的单位",
    "divide things of one unit, or correct the unit of the indicator",
)
TARGET_OF_STEPS = Flaw(
    "target_of_steps",
    "指标 {indicator} 以等级计量，却按目标完成率计分：等级之间没有比例",
    "{indicator} is measured in steps and scored in proportion to its target: there is no proportion between steps",
    "请改为按评分等级计分，写明每一等级得多少",
    "score it by levels that say what each step earns",
)
TARGET_OF_LESS = Flaw(
    "target_of_less",
    "指标 {indicator} 的方向是“{direction_zh}”，却按目标完成率计分：少于目标得多少没有写明",
    "the direction of {indicator} is “{direction}”, and it is scored in proportion to its target: what less than the "
    "target earns is not said",
    "请改为按区间计分，写明每一区间得多少",
    "score it by bands that say what each value earns",
)
LEVELS_AND_FORM = Flaw(
    "levels_and_form",
    "指标 {indicator} 有评分等级，而评价它的 {group} 又有评价表：两种给分办法并存",
    "{indicator} has levels of its own, and {group}, which rates it, has a form: there are two ways to give its points",
    "请删除评分等级，或将该指标移出该评价主体的评价表和评价维度",
    "remove the levels, or take the indicator out of the form and the dimensions of that group",
)
NOTHING_SCHEDULED = Flaw(
    "nothing_scheduled",
    "没有一个指标“可分期”，这里的规定无从适用",
    "no indicator divides over the year, so that this applies to nothing",
    "请将一个指标标明“可分期”并填写分期目标，或删除这里的规定",
    "let an indicator be schedulable, with its schedule, or remove this",
)
INDICATOR_NOT_SCHEDULED = Flaw(
    "indicator_not_scheduled",
    "指标 {indicator} 不可分期，不会落后于序时进度",
    "{indicator} does not divide over the year, so it is never behind a schedule",
    "请标明该指标“可分期”并填写分期目标，或改用其他条件",
    "let it be schedulable, with its schedule, or name another condition",
)

SAID = {
    "higher": ("越高越好", "higher is better"),
    "lower": ("越低越好", "lower is better"),
    "band": ("区间", "within a band"),
    "rank": ("名次", "by rank"),
    "yes_no": ("是否", "yes or no"),
}
MEASURES = {
    "ratio": ("比率", "a ratio"),
    "count": ("数量", "a number"),
    "money": ("金额", "money"),
    "index": ("指数", "an index"),
    "duration": ("时长", "time"),
    "rank": ("名次", "a rank"),
    "ordinal": ("等级", "steps"),
    "yes_no": ("是否", "yes or no"),
    "rating": ("评分", "a rating"),
}


def findings(index: Index) -> Iterator[Finding]:
    symbols = lexicon(index).symbols
    for n, indicator in enumerate(index.content.indicators):
        at = f"indicators[{n}]"
        yield from _of_unit(at, indicator)
        yield from _of_formula(symbols, at, indicator)
    for n, part in enumerate(index.content.parts):
        for m, entry in enumerate(part.entries):
            _, measured = index.indicators.get(entry.indicator, ("", None))
            if measured is None:
                continue
            at = f"parts[{n}].entries[{m}].method"
            if isinstance(entry.method, ToTarget):
                yield from _of_proportion(at, measured)
            if isinstance(entry.method, ByRating):
                yield from _of_levels(index, measured)
    yield from _of_schedules(index)


def _of_unit(at: str, indicator: Indicator) -> Iterator[Finding]:
    measure = indicator.unit.measure if indicator.unit is not None else None
    zh, en = SAID[indicator.direction]
    if measure == "yes_no" and indicator.direction != "yes_no":
        yield DIRECTION_CONTRADICTS_UNIT.found(
            f"{at}.direction", indicator=indicator.code, direction=en, direction_zh=zh
        )
    elif measure is not None and measure != "yes_no" and indicator.direction == "yes_no":
        measure_zh, measure_en = MEASURES[measure]
        yield UNIT_CONTRADICTS_DIRECTION.found(
            f"{at}.unit.measure",
            indicator=indicator.code,
            direction=en,
            direction_zh=zh,
            measure=measure_en,
            measure_zh=measure_zh,
        )


def _of_formula(symbols: Mapping[str, types.Symbol], at: str, indicator: Indicator) -> Iterator[Finding]:
    if indicator.formula is None:
        return
    try:
        tree = language.parse(indicator.formula).tree
        unit = types.check(tree, symbols).unit
    except FormulaError:
        return  # that is a finding of its own
    if indicator.normaliser is not None and divides(tree):
        yield NORMALISED_TWICE.found(f"{at}.normaliser", indicator=indicator.code, item=indicator.normaliser)
    percent = indicator.unit is not None and indicator.unit.labels.zh.strip() in PERCENT
    if percent and unit is not None and unit not in DIMENSIONLESS:
        yield RATE_OF_UNLIKE.found(f"{at}.formula", indicator=indicator.code, unit=unit)


def divides(tree: Node) -> bool:
    """Whether the formula divides by something that is reported, not only by a number."""
    return any(
        sign == "/" and any(True for _ in names.names(operand))
        for node in walk(tree)
        if isinstance(node, Product)
        for sign, operand in zip(node.operators, node.operands[1:], strict=True)
    )


def _of_proportion(at: str, indicator: Indicator) -> Iterator[Finding]:
    if indicator.unit is not None and indicator.unit.measure == "ordinal":
        yield TARGET_OF_STEPS.found(at, indicator=indicator.code)
    elif indicator.direction in ("lower", "rank") or (indicator.unit is not None and indicator.unit.measure == "rank"):
        zh, en = SAID["rank" if indicator.direction == "higher" else indicator.direction]
        yield TARGET_OF_LESS.found(at, indicator=indicator.code, direction=en, direction_zh=zh)


def _of_levels(index: Index, indicator: Indicator) -> Iterator[Finding]:
    """Of those who rate it, one with a form gives points by it; the levels of the indicator give them too."""
    if not indicator.levels:
        return
    at, _ = index.indicators[indicator.code]
    sources = indicator.sources or index.content.sources
    named = {source.rater_group for source in sources if source.rater_group is not None}
    for group in index.content.raters:
        items = {item.dimension for item in group.form}
        by_form = None in items or indicator.dimension in items
        if group.form and by_form and (not named or group.code in named) and _rates(group, indicator):
            yield LEVELS_AND_FORM.found(f"{at}.levels", indicator=indicator.code, group=group.code)
            return


def _rates(group: RaterGroup, indicator: Indicator) -> bool:
    return not group.dimensions or indicator.dimension in group.dimensions


def _of_schedules(index: Index) -> Iterator[Finding]:
    content = index.content
    # one that has a schedule and is not schedulable has a finding of its own
    scheduled = {
        one.code for one in content.indicators if one.schedulable or any(target.schedule for target in one.targets)
    }
    if not scheduled and content.periods.interim:
        yield NOTHING_SCHEDULED.found("periods.interim")
    for n, consequence in enumerate(content.consequences):
        when = consequence.when
        if when.behind_schedule and when.indicator in index.indicators and when.indicator not in scheduled:
            yield INDICATOR_NOT_SCHEDULED.found(f"consequences[{n}].when.indicator", indicator=when.indicator or "")
        elif when.behind_schedule and not scheduled:
            yield NOTHING_SCHEDULED.found(f"consequences[{n}].when.behind_schedule")
