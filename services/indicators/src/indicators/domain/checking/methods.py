"""How values become points: methods that have what they need, and bands that meet."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from contracts.scheme.indicator import Indicator, Measure
from contracts.scheme.parts import ByBands, ByLevels, ByRank, ByRating, Entry, Part, PerCase, ToTarget, YesNo
from indicators.domain.checking import bounds
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import EARNING, Index
from indicators.domain.checking.ranges import meaningful

SURVEYED = ("third_party_survey", "unannounced_visit", "field_inspection", "superior_result")
"""Sources that deliver a rating without a rater group."""
EARNING_NOTHING = ("deduction", "veto", "compulsory")

LEVELS_MISSING = Flaw(
    "levels_missing",
    "指标 {indicator} 按评分等级计分，但没有带评分标准的等级",
    "{indicator} is scored by levels and has no anchored levels",
    "请为该指标列出评分等级及评分标准",
    "list its levels, each with what must be seen to give it",
)
LEVELS_NOT_DESCENDING = Flaw(
    "levels_not_descending",
    "评分等级须由优到劣排列，而 {level}（{share}）的得分比例不低于前一等级（{before}）",
    "levels stand best first, and {level} ({share}) earns no less than the one before it ({before})",
    "请调整等级的先后，或更正得分比例",
    "change the order of the levels, or their shares",
)
RANKS_NOT_ASCENDING = Flaw(
    "ranks_not_ascending",
    "名次档须递增：{after} 不在 {before} 之后",
    "steps of ranks must ascend: {after} does not come after {before}",
    "请按名次先后填写各档",
    "let each step go further down than the one before it",
)
POINTS_NOT_POSITIVE = Flaw(
    "points_not_positive",
    "每次分值 {points} 须大于 0（加分或减分由部分类型决定）",
    "the points of each case are {points}; they must be more than 0 (the part says whether they are added or taken)",
    "请填写大于 0 的分值，不带负号",
    "write the points without a minus sign",
)
CASE_ABOVE_CAP = Flaw(
    "case_above_cap",
    "指标 {indicator} 的{what_zh} {points} 高于{cap_zh} {cap}",
    "of {indicator}, the {what} are {points}, more than the {cap_en} {cap}",
    "请降低分值，或提高封顶分值",
    "lower the points, or raise the cap",
)
NOBODY_RATES = Flaw(
    "nobody_rates",
    "指标 {indicator} 按评价计分，但没有评价主体评价它",
    "{indicator} is scored by rating, and no rater group rates it",
    "请增设评价主体，将其维度列入评价维度，或改用其他计分方式",
    "add a rater group, let a group rate its dimension, or score it by another method",
)
KIND_EARNS_NOTHING = Flaw(
    "kind_earns_nothing",
    "指标 {indicator} 属“只扣分或否决”类，不能列入得分部分 {part}",
    "{indicator} is of a kind that earns nothing and stands in {part}, which gives points",
    "请移到减分或必修项部分，或更正指标类型",
    "move it to a part that takes points, or correct its kind",
)

KIND_MISPLACED = Flaw(
    "kind_misplaced",
    "指标 {indicator} 的指标类型与部分 {part} 的类型不符",
    "{indicator} is of a kind that does not belong in {part}",
    "得分指标列入得分部分，加分指标列入加分部分；请移动该指标，或更正其类型",
    "what earns points stands in a part that gives them, a bonus in a bonus part: move it, or correct its kind",
)
CASES_WEIGHTED = Flaw(
    "cases_weighted",
    "部分 {part} 按权重计分，而指标 {indicator} 按次加减分",
    "{part} gives points by weight, and {indicator} is scored by points for each case",
    "请改用其他计分方式，或将该指标移到加分、减分或必修项部分",
    "score it by another method, or move it to a part that adds or takes points",
)
METHOD_DOES_NOT_FIT = Flaw(
    "method_does_not_fit",
    "指标 {indicator} 的计量方式不能按所选方式计分",
    "what {indicator} measures cannot be scored by this method",
    "数值按目标完成率或区间计分，等级按评分等级计分，是否类按是否计分；请更换计分方式或更正单位的计量",
    "numbers are scored by target or bands, steps by levels, yes or no by yes or no: "
    "change the method, or what the unit counts",
)

UNMEASURED_BY: Mapping[type, frozenset[Measure]] = {
    ToTarget: frozenset({"yes_no"}),
    ByBands: frozenset({"yes_no", "ordinal"}),
    YesNo: frozenset({"ratio", "count", "money", "index", "duration", "rank", "ordinal", "rating"}),
}
"""Method → what it makes no points of."""


def findings(index: Index) -> Iterator[Finding]:
    for n, indicator in enumerate(index.content.indicators):
        yield from _of_levels(f"indicators[{n}].levels", indicator)
    for n, part in enumerate(index.content.parts):
        for m, entry in enumerate(part.entries):
            at = f"parts[{n}].entries[{m}]"
            yield from _of_method(index, at, part, entry)
            yield from _of_place(index, at, part, entry)
    for n, group in enumerate(index.content.raters):
        for m, item in enumerate(group.form):
            yield from bounds.findings_of_bands(f"raters[{n}].form[{m}].levels", item.levels)


def _of_place(index: Index, at: str, part: Part, entry: Entry) -> Iterator[Finding]:
    _, indicator = index.indicators.get(entry.indicator, ("", None))
    flaw = misfit(part, entry, indicator) if indicator is not None else None
    if flaw is not None:
        field = "method" if flaw in (CASES_WEIGHTED, METHOD_DOES_NOT_FIT) else "indicator"
        yield flaw.found(f"{at}.{field}", indicator=entry.indicator, part=part.code)


def misfit(part: Part, entry: Entry, indicator: Indicator) -> Flaw | None:
    """Why an indicator does not belong where it stands, or cannot be scored as it is, if so."""
    gives = part.kind in EARNING
    if indicator.kind in EARNING_NOTHING and part.kind not in ("deduction", "compulsory"):
        return KIND_EARNS_NOTHING
    if (indicator.kind in EARNING and not gives) or (indicator.kind == "bonus" and part.kind != "bonus"):
        return KIND_MISPLACED
    if gives and isinstance(entry.method, PerCase):
        return CASES_WEIGHTED
    measure = "yes_no" if indicator.direction == "yes_no" else indicator.unit.measure if indicator.unit else None
    return METHOD_DOES_NOT_FIT if measure in UNMEASURED_BY.get(type(entry.method), ()) else None


def _of_levels(at: str, indicator: Indicator) -> Iterator[Finding]:
    for n, (before, level) in enumerate(pairwise(indicator.levels), start=1):
        if level.share >= before.share and meaningful(level.share) and meaningful(before.share):
            yield LEVELS_NOT_DESCENDING.found(
                f"{at}[{n}].share", level=level.code, share=level.share, before=before.share
            )


def _of_method(index: Index, at: str, part: Part, entry: Entry) -> Iterator[Finding]:
    place, indicator = index.indicators.get(entry.indicator, ("", None))
    match entry.method:
        case ByBands(bands=listed):
            yield from bounds.findings_of_bands(f"{at}.method.bands", listed)
        case ByRank(steps=steps):
            for n, (before, step) in enumerate(pairwise(steps), start=1):
                if step.up_to <= before.up_to:
                    yield RANKS_NOT_ASCENDING.found(
                        f"{at}.method.steps[{n}].up_to", before=before.up_to, after=step.up_to
                    )
        case PerCase(points=points) if part.kind in ("bonus", "deduction", "compulsory") and points <= 0:
            yield POINTS_NOT_POSITIVE.found(f"{at}.method.points", points=points)
        case PerCase():
            yield from _of_caps(at, part, entry.indicator, entry.method)
        case ByLevels() if indicator is not None and not indicator.levels:
            yield LEVELS_MISSING.found(f"{place}.levels", indicator=indicator.code)
        case ByRating() if indicator is not None and not _rated(index, indicator):
            yield NOBODY_RATES.found(f"{at}.method", indicator=indicator.code)


def _of_caps(at: str, part: Part, indicator: str, method: PerCase) -> Iterator[Finding]:
    """One case fits into the most that all of them earn, and that into the most that their part adds or takes."""
    own = ("cap of the indicator", "该指标的封顶分值", method.most)
    parts = ("cap of the part", "所在部分的封顶分值", part.cap)
    points = ("points", "points of each case", "每次分值", method.points)
    for (field, what, what_zh, value), (cap_en, cap_zh, cap) in (
        (points, own), (("most", "most points", "封顶分值", method.most), parts), (points, parts),
    ):  # fmt: skip
        if value is not None and cap is not None and value > cap > 0:
            yield CASE_ABOVE_CAP.found(
                f"{at}.method.{field}", indicator=indicator, points=value, cap=cap,
                what=what, what_zh=what_zh, cap_en=cap_en, cap_zh=cap_zh,
            )  # fmt: skip
            return


def _rated(index: Index, indicator: Indicator) -> bool:
    """Whether a rater group rates it, or a source delivers its rating; unknown names have findings of their own."""
    sources = indicator.sources or index.content.sources
    named = {source.rater_group for source in sources if source.rater_group is not None}
    if not named <= index.codes["rater_group"] or any(source.kind in SURVEYED for source in sources):
        return True
    groups = [group for group in index.content.raters if not named or group.code in named]
    if indicator.dimension is not None and indicator.dimension not in index.codes["dimension"]:
        return bool(groups)
    return any(not group.dimensions or indicator.dimension in group.dimensions for group in groups)
