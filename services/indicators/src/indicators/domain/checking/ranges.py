"""Numbers that lie outside what they can mean, each for itself."""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import BaseModel

from contracts.scheme.indicator import AnchoredLevel, Indicator, JointUnit, Source
from contracts.scheme.parts import (
    ByFormula,
    ByRank,
    Dimension,
    Entry,
    Interim,
    MethodBand,
    Part,
    Periods,
    Range,
    RankStep,
    SpecialTasks,
    ToTarget,
    VariantWeight,
    WeightChanges,
    YesNo,
)
from contracts.scheme.pay import PayBands
from contracts.scheme.people import Coupling, FormItem, RaterGroup
from contracts.scheme.results import Quota
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index

WEIGHT_NEGATIVE = Flaw(
    "weight_negative",
    "权重 {value} 不得为负",
    "the weight {value} must not be negative",
    "请填写 0 至 100 之间的权重",
    "write a weight between 0 and 100",
)
SHARE_OUT_OF_RANGE = Flaw(
    "share_out_of_range",
    "比例 {value} 不在 0 至 100 之间",
    "the share {value} does not lie between 0 and 100",
    "请填写 0 至 100 之间的比例",
    "write a share between 0 and 100",
)
SHARE_NEGATIVE = Flaw(
    "share_negative",
    "比例 {value} 不得为负",
    "the share {value} must not be negative",
    "请填写不小于 0 的比例",
    "write a share that is 0 or more",
)
NOT_POSITIVE = Flaw(
    "not_positive",
    "{value} 须大于 0",
    "{value} must be more than 0",
    "请填写大于 0 的数值",
    "write a number above 0",
)
RANGE_INVERTED = Flaw(
    "range_inverted",
    "参考范围的下限 {least} 高于上限 {most}",
    "the reference range begins at {least} and ends at {most}",
    "请对调或更正上下限",
    "let the lower end be at most the upper one",
)
WEIGHT_OUTSIDE_RANGE = Flaw(
    "weight_outside_range",
    "权重 {weight} 不在参考范围 {least} 至 {most} 之内",
    "the weight {weight} lies outside its reference range of {least} to {most}",
    "请将权重调整到参考范围之内，或修订参考范围",
    "choose a weight within the range, or change the range",
)
FLOOR_ABOVE_CAP = Flaw(
    "floor_above_cap",
    "最低比例 {floor} 高于最高比例 {cap}",
    "the floor {floor} lies above the cap {cap}",
    "请使最低比例不高于最高比例",
    "let the floor be at most the cap",
)

NUMBERS: dict[type[BaseModel], dict[str, Flaw]] = {
    Part: {"weight": WEIGHT_NEGATIVE, "cap": NOT_POSITIVE},
    Entry: {"weight": WEIGHT_NEGATIVE},
    VariantWeight: {"weight": WEIGHT_NEGATIVE},
    RaterGroup: {"weight": WEIGHT_NEGATIVE},
    Range: {"least": SHARE_OUT_OF_RANGE, "most": SHARE_OUT_OF_RANGE},
    Source: {"share": SHARE_OUT_OF_RANGE},
    Indicator: {"lead_share": SHARE_OUT_OF_RANGE},
    JointUnit: {"share": SHARE_OUT_OF_RANGE},
    AnchoredLevel: {"share": SHARE_OUT_OF_RANGE},
    Dimension: {"share": SHARE_OUT_OF_RANGE},
    Interim: {"share": SHARE_OUT_OF_RANGE},
    Periods: {"interim_at_least": SHARE_OUT_OF_RANGE},
    WeightChanges: {"most": SHARE_OUT_OF_RANGE},
    Coupling: {"share": SHARE_OUT_OF_RANGE},
    Quota: {"share": SHARE_OUT_OF_RANGE},
    YesNo: {"otherwise": SHARE_OUT_OF_RANGE},
    MethodBand: {"share": SHARE_NEGATIVE},
    RankStep: {"share": SHARE_NEGATIVE},
    ByRank: {"beyond": SHARE_NEGATIVE},
    ToTarget: {"floor": SHARE_NEGATIVE, "cap": SHARE_NEGATIVE},
    ByFormula: {"floor": SHARE_NEGATIVE, "cap": SHARE_NEGATIVE},
    PayBands: {"least_gap": SHARE_NEGATIVE},
    FormItem: {"most": NOT_POSITIVE},
    SpecialTasks: {"most": NOT_POSITIVE},
}
"""Model → field → what is wrong where its value means nothing."""

HUNDRED = Decimal(100)


def meaningful(share: Decimal) -> bool:
    """Whether a share or weight in percent can be one at all; sums over others would only repeat its finding."""
    return 0 <= share <= HUNDRED


def findings(index: Index) -> Iterator[Finding]:
    """Every number outside its meaning, and every reference range that is none or that its weight is not in."""
    for at, model in index.nodes:
        for name, flaw in NUMBERS.get(type(model), {}).items():
            value = getattr(model, name)
            if value is not None and not _fits(value, flaw):
                yield flaw.found(f"{at}.{name}", value=value)
        if isinstance(model, Range) and meaningful(model.least) and meaningful(model.most):
            if model.least > model.most:
                yield RANGE_INVERTED.found(f"{at}.least", least=model.least, most=model.most)
        elif isinstance(model, Part | Entry | RaterGroup):
            yield from _of_reference(at, model)
        elif isinstance(model, ToTarget | ByFormula) and 0 <= model.cap < model.floor:
            yield FLOOR_ABOVE_CAP.found(f"{at}.floor", floor=model.floor, cap=model.cap)


def _fits(value: Decimal, flaw: Flaw) -> bool:
    if flaw is SHARE_OUT_OF_RANGE:
        return meaningful(value)
    return value > 0 if flaw is NOT_POSITIVE else value >= 0


def _of_reference(at: str, weighted: Part | Entry | RaterGroup) -> Iterator[Finding]:
    weight, reference = weighted.weight, weighted.reference
    if weight is None or reference is None or weight < 0:
        return
    sound = meaningful(reference.least) and meaningful(reference.most) and reference.least <= reference.most
    if sound and not reference.least <= weight <= reference.most:
        yield WEIGHT_OUTSIDE_RANGE.found(f"{at}.weight", weight=weight, least=reference.least, most=reference.most)
