"""Sentences that take several fields together, where one phrase after another would not be what people say.

Each function takes the teller, the group, and what is around it; an empty text is not said.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from contracts.money import plain_text
from contracts.scheme.basics import Bound, RankBound
from contracts.scheme.indicator import Indicator, Unit
from contracts.scheme.parts import Choice, Entry, Part, PerCase, Range, Rounding
from contracts.scheme.results import Gate, Grade, Grading, Quota, QuotaMover
from indicators.documents.said import PERCENT, ordinal

if TYPE_CHECKING:
    from indicators.documents.telling import Telling

Around = Sequence[BaseModel]
Say = Callable[["Telling", Any, Around], str]


def bound(telling: "Telling", one: Bound, around: Around, unit: str = "") -> str:
    """`unit` goes behind the number: `%`, ` 分`."""
    return f"{telling.word(one.operator)} {plain_text(one.value)}{unit}"


def rank(telling: "Telling", one: Bound | RankBound, around: Around = ()) -> str:
    """Where somebody stands: what is above and below is not said of ranks."""
    number = plain_text(one.value)
    nth = ordinal(number)
    zh = {"<=": f"在前 {number} 名（含）", "<": f"在第 {number} 名之前（不含）",
          ">=": f"在第 {number} 名及以后", ">": f"在第 {number} 名之后（不含）"}  # fmt: skip
    en = {"<=": f"among the first {number}", "<": f"before the {nth}", ">=": f"the {nth} or after it",
          ">": f"after the {nth}"}  # fmt: skip
    return telling.either(zh[one.operator], en[one.operator])


def unit_after(telling: "Telling", unit: Unit | None) -> str:
    """A unit as it follows a number."""
    if unit is None:
        return ""
    name = telling.name(unit.labels)
    return telling.either("%", " %") if name in PERCENT else f" {name}"


def score_unit(telling: "Telling") -> str:
    percent = telling.content.grading.basis == "percent_of_total"
    return telling.either("%", " % of the total") if percent else telling.either(" 分", " points")


def score(telling: "Telling", one: Bound) -> str:
    word = telling.either("得分率", "the score") if _percent(telling) else telling.either("得分", "the score")
    return telling.either(f"{word}{bound(telling, one, (), '%' if _percent(telling) else ' 分')}",
                          f"{word} is {bound(telling, one, (), score_unit(telling))}")  # fmt: skip


def _percent(telling: "Telling") -> bool:
    return telling.content.grading.basis == "percent_of_total"


def unit(telling: "Telling", one: Unit, around: Around) -> str:
    said = telling.name(one.labels)
    if one.steps:
        steps = telling.either("、", ", ").join(telling.name(step.labels) for step in one.steps)
        said += telling.either(f"（从低到高为{steps}）", f" (from worst to best {steps})")
    return said


def indicator_unit(telling: "Telling", one: Indicator, around: Around) -> str:
    if one.unit is None or (one.unit.measure == "yes_no" and one.direction == "yes_no"):
        return ""
    if one.unit.measure == "yes_no":
        return telling.either("按是或否计", "yes or no")
    return telling.either("单位：{}", "in {}").format(unit(telling, one.unit, around))


def range_(telling: "Telling", one: Range, around: Around) -> str:
    return telling.either(
        f"{plain_text(one.least)}%–{plain_text(one.most)}%", f"{plain_text(one.least)}–{plain_text(one.most)} %"
    )


def choice(telling: "Telling", one: Choice, around: Around) -> str:
    several = str(one.most) if one.least == one.most else f"{one.least}–{one.most}"
    zh, en = f"{several} 项", several
    if one.shares == "equal":
        return telling.either(f"{zh}，权重均分", f"{en} of these, all with the same weight")
    return telling.either(
        f"{zh}，按各自权重占所选指标权重之和的比例分配",
        f"{en} of these, each with its weight out of the sum of the weights chosen",
    )


def entry_weight(telling: "Telling", one: Entry, around: Around) -> str:
    """What is chosen has no points of its own: they depend on what else is chosen."""
    if one.weight is None:
        return ""
    weight = plain_text(one.weight)
    part = next((model for model in reversed(around) if isinstance(model, Part)), None)
    if part is not None and part.choice is not None:
        return "" if part.choice.shares == "equal" else telling.either(f"权重 {weight}", f"weight {weight}")
    return telling.either(f"占本部分 {weight}%", f"{weight} % of the part") + telling.points(one, around)


def per_case(telling: "Telling", one: PerCase, around: Around) -> str:
    part = next((model for model in reversed(around) if isinstance(model, Part)), None)
    kind = part.kind if part is not None else "bonus"
    points = plain_text(one.points)
    many = "" if one.points == 1 else "s"
    zh = {"deduction": f"每次扣 {points} 分", "compulsory": f"每缺一次扣 {points} 分"}.get(kind, f"每次加 {points} 分")
    en = {
        "deduction": f"takes {points} point{many} each",
        "compulsory": f"takes {points} point{many} each time it is missed",
    }
    return telling.either(zh, en.get(kind, f"adds {points} point{many} each"))


def rounding(telling: "Telling", one: Rounding, around: Around) -> str:
    if not one.at:
        return telling.either("计算过程和结果均不舍入", "nothing is rounded")
    order = [word for word in ("item", "part", "total") if word in one.at]
    zh = "、".join({"item": "单项得分", "part": "部分得分", "total": "总分"}[word] for word in order)
    en = " and ".join({"item": "each item", "part": "each part", "total": "the total"}[word] for word in order)
    many = "" if one.places == 1 else "s"
    mode = telling.word(one.mode)
    return telling.either(f"{zh}保留 {one.places} 位小数，{mode}", f"{en} to {one.places} decimal{many}, {mode}")


def grading(telling: "Telling", one: Grading, around: Around) -> str:
    if one.by == "decision":
        banded = any(grade.lower or grade.upper for grade in telling.content.grades)
        zh, en = "经研究决定，分数段供参考" if banded else "经研究决定", "by decision"
        return telling.either(zh, f"{en}; the bands are for orientation" if banded else en)
    if one.by == "rank":
        return telling.either("按名次", "by rank")
    return telling.either(
        "按得分率分段" if one.basis == "percent_of_total" else "按得分分段",
        "by bands of the percentage of the total" if one.basis == "percent_of_total" else "by bands of points",
    )


def grade_band(telling: "Telling", one: Grade, around: Around) -> str:
    both = [side for side in (one.lower, one.upper) if side is not None]
    if not both:
        return ""
    unit_zh = "%" if _percent(telling) else " 分"
    zh = "、".join(bound(telling, side, (), unit_zh) for side in both)
    en = " and ".join(bound(telling, side, ()) for side in both)
    return telling.either(f"{'得分率' if _percent(telling) else '得分'}{zh}", f"score {en}{score_unit(telling)}")


def quota(telling: "Telling", one: Quota, around: Around) -> str:
    grade = telling.called("Quota.grade", one.grade, (*around, one))
    if one.share is None:
        return telling.either(f"“{grade}”不设比例上限", f"“{grade}” has no ceiling")
    share = plain_text(one.share)
    if one.base == "county_average":
        fixed = {"fixed": ("固定值", "a fixed share"), "realised": ("实际值", "the realised share"), None: ("", "")}
        zh, en = fixed[one.average]
        return telling.either(
            f"“{grade}”以全县平均比例 {share}%{f'（{zh}）' if zh else ''}为基准",
            f"“{grade}” starts from the county average of {share} %{f' ({en})' if en else ''}",
        )
    base = {"members": ("参评对象数", "those assessed"), "heads": ("参评人数", "the heads counted")}[one.base]
    return telling.either(f"“{grade}”不超过{base[0]}的 {share}%", f"“{grade}” for at most {share} % of {base[1]}")


def quota_moved(telling: "Telling", one: Quota, around: Around) -> str:
    if one.moved_by is None:
        return ""
    trait = next((each for each in telling.content.traits if each.code == one.moved_by), None)
    if trait is not None:
        by = telling.name(trait.labels)
        zh, en = f"随{by}浮动", f"moves with {by}"
    else:
        by = telling.scheme(one.moved_by)
        zh, en = f"随{by}的等次浮动", f"moves with the grade under {by}"
    movers = telling.ordered(one, "movers", around)
    if not movers:
        return telling.either(zh, en)
    said = telling.either("，", ", ").join(mover(telling, each, (*around, one)) for each in movers)
    return telling.either(f"{zh}：{said}", f"{en}: {said}")


def mover(telling: "Telling", one: QuotaMover, around: Around) -> str:
    name = telling.called("QuotaMover.value", one.value, around)
    by = plain_text(abs(one.delta))
    many = "" if abs(one.delta) == 1 else "s"
    if one.delta == 0:
        return telling.either(f"{name}不变", f"{name} unchanged")
    way = ("上浮", "up") if one.delta > 0 else ("下浮", "down")
    return telling.either(f"{name}{way[0]} {by} 个百分点", f"{name} {way[1]} {by} percentage point{many}")


def gate(telling: "Telling", one: Gate, around: Around) -> str:
    here = (*around, one)
    required = telling.either("或", " or ").join(
        f"“{telling.called('Gate.requires', code, here)}”" for code in telling.ordered(one, "requires", around)
    )
    grade = telling.called("Gate.grade", one.grade, here)
    of = telling.scheme(one.of) if one.of is not None else ""
    under = telling.scheme(one.scheme) if one.scheme is not None else ""
    return telling.either(
        f"{f'{of}中' if of else ''}评为“{grade}”，须先在{under or '本方案'}中达到{required}",
        f"“{grade}”{f' under {of}' if of else ''} stands open only with {required} under {under or 'this scheme'}",
    )


COMPOSED: dict[str, tuple[tuple[tuple[str, ...], Say], ...]] = {
    "Indicator": ((("unit",), indicator_unit),),
    "Entry": ((("weight",), entry_weight),),
    "PerCase": ((("points",), per_case),),
    "Rounding": ((("places", "mode", "at"), rounding),),
    "Grading": ((("basis", "by"), grading),),
    "Grade": ((("lower", "upper"), grade_band),),
    "Quota": ((("grade", "share", "base", "average"), quota), (("moved_by", "movers"), quota_moved)),
    "Gate": ((("grade", "of", "requires", "scheme"), gate),),
}
"""Model → fields that make one sentence, and the sentence."""

WHOLE: dict[type[BaseModel], Say] = {Bound: bound, RankBound: rank, Unit: unit, Range: range_, Choice: choice}
"""Groups that are one expression wherever they stand."""
