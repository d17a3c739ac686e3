"""Parts of a scheme, the weights of indicators in them, and how a value becomes points.

An indicator's effective weight is its part's times its own within the part. Source shares split one indicator.
Shares of dimensions are a check on the sums, not a factor.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from contracts.canonical import AlwaysWritten, AsSet
from contracts.indicators import Frozen
from contracts.money import Percent, Points
from contracts.scheme.basics import Bound, Code, MonthDay, Named, PartOfYear, Rhythm
from contracts.scheme.indicator import Origin, Source

PartKind = Literal["common", "individual", "bonus", "deduction", "compulsory"]
"""`common` and `individual` share the total; the others add or take points within a cap."""
ChoiceShares = Literal["equal", "as_weighted"]
WeightChangeMode = Literal["proposed", "automatic"]


class Range(Frozen):
    """The bounds within which a reference value (参考值) may be set."""

    least: Percent = Field(title="下限")
    most: Percent = Field(title="上限")


class VariantWeight(Frozen):
    """Another weight for one kind of assessee, such as agricultural towns."""

    variant: Code = Field(title="类型")
    weight: Percent = Field(title="权重")


class ToTarget(Frozen):
    """Points in proportion to the target that was reached, never below `floor` nor above `cap` percent of them."""

    kind: Annotated[Literal["to_target"], AlwaysWritten()] = Field(default="to_target", title="方式")
    floor: Percent = Field(default=Decimal(0), title="最低比例")
    cap: Percent = Field(default=Decimal(100), title="最高比例")


class MethodBand(Frozen):
    """The share of the points where the value lies within both bounds."""

    lower: Bound | None = Field(default=None, title="下界")
    upper: Bound | None = Field(default=None, title="上界")
    share: Percent = Field(title="得分比例")


class ByBands(Frozen):
    """Points by the band in which the value lies."""

    kind: Annotated[Literal["by_bands"], AlwaysWritten()] = Field(default="by_bands", title="方式")
    bands: Annotated[tuple[MethodBand, ...], Field(min_length=1)] = Field(title="区间")


class YesNo(Frozen):
    """All points for yes, `otherwise` percent for no."""

    kind: Annotated[Literal["yes_no"], AlwaysWritten()] = Field(default="yes_no", title="方式")
    otherwise: Percent = Field(default=Decimal(0), title="否定得分")


class RankStep(Frozen):
    """The share of the points down to a rank."""

    up_to: int = Field(title="至名次", ge=1, le=100_000)
    share: Percent = Field(title="得分比例")


class ByRank(Frozen):
    """Points by the rank among the members of the category, or among peers outside it."""

    kind: Annotated[Literal["by_rank"], AlwaysWritten()] = Field(default="by_rank", title="方式")
    steps: Annotated[tuple[RankStep, ...], Field(min_length=1)] = Field(title="名次档")
    beyond: Percent = Field(default=Decimal(0), title="其余得分")


class Contribution(Named):
    """The share of a case's points that a contribution of this size earns, such as taking part or leading."""

    share: Percent = Field(title="得分比例")


class PerCase(Frozen):
    """Points added or taken for each case, up to `most`."""

    kind: Annotated[Literal["per_case"], AlwaysWritten()] = Field(default="per_case", title="方式")
    points: Points = Field(title="每次分值")
    most: Points | None = Field(default=None, title="封顶分值")
    contributions: tuple[Contribution, ...] = Field(
        default=(), title="贡献档", description="by the own part in the case, largest first; none: every case earns all"
    )


class ByLevels(Frozen):
    """Points by the anchored level that was given; the levels stand with the indicator."""

    kind: Annotated[Literal["by_levels"], AlwaysWritten()] = Field(default="by_levels", title="方式")


class ByRating(Frozen):
    """Points as the rater groups gave them."""

    kind: Annotated[Literal["by_rating"], AlwaysWritten()] = Field(default="by_rating", title="方式")


class ByFormula(Frozen):
    """Percent of the points by a formula over indicators and data items."""

    kind: Annotated[Literal["by_formula"], AlwaysWritten()] = Field(default="by_formula", title="方式")
    formula: str = Field(title="公式", min_length=1, max_length=2000)
    floor: Percent = Field(default=Decimal(0), title="最低比例")
    cap: Percent = Field(default=Decimal(100), title="最高比例")


Method = Annotated[
    ToTarget | ByBands | YesNo | ByRank | PerCase | ByLevels | ByRating | ByFormula, Field(discriminator="kind")
]


class Entry(Frozen):
    """One indicator in a part: its weight within the part in percent, and how its value becomes points."""

    indicator: Code = Field(title="指标")
    weight: Percent | None = Field(default=None, title="权重", description="none in bonus and deduction parts")
    reference: Range | None = Field(default=None, title="参考范围")
    variants: Annotated[tuple[VariantWeight, ...], AsSet(("variant",))] = Field(default=(), title="分类权重")
    method: Method = Field(default_factory=ToTarget, title="计分方式")


class Choice(Frozen):
    """How many of the part's indicators each member has: 1–3 by its endowment."""

    least: int = Field(title="最少", ge=0, le=1000)
    most: int = Field(title="最多", ge=1, le=1000)
    shares: ChoiceShares = Field(default="equal", title="分配方式")


class Part(Named):
    """A part of the scheme. Weights are percent of the total; a cap is points."""

    kind: PartKind = Field(title="部分类型")
    weight: Percent | None = Field(default=None, title="权重")
    reference: Range | None = Field(default=None, title="参考范围")
    cap: Points | None = Field(default=None, title="封顶分值", description="most points that the part adds or takes")
    choice: Choice | None = Field(default=None, title="选取")
    entries: tuple[Entry, ...] = Field(default=(), title="指标项")


class Dimension(Named):
    """A group of indicators; its share is checked against the weights of its indicators."""

    share: Percent | None = Field(default=None, title="占比")


class TraitValue(Named):
    """One value of a trait, such as an agricultural town."""


class Trait(Named):
    """What distinguishes members of one category: the kind of a town, its grade."""

    values: Annotated[tuple[TraitValue, ...], AsSet(("code",))] = Field(title="取值")


class Emphasis(Frozen):
    """Indicators of this origin must weigh more than the mean indicator."""

    origin: Origin = Field(title="来源标签")


class WeightChanges(Frozen):
    """Weights may move with the priorities of a stage: proposed to a person, or automatic within the ranges."""

    mode: WeightChangeMode = Field(default="proposed", title="方式")
    most: Percent | None = Field(default=None, title="最大调整", description="percentage points per new version")


class WeightGround(Named):
    """What weights follow, such as the amount of work, its difficulty, its importance."""


class AssessmentMode(Named):
    """One of the kinds of assessment that form a chain: how often it is held, and into which one it flows."""

    rhythm: Rhythm = Field(title="频率")
    feeds: Code | None = Field(default=None, title="汇入")


class SpecialTasks(Frozen):
    """Special assessments opened in mid-year: how many points they may bring, and until when they are opened."""

    most: Points = Field(title="封顶分值")
    until: MonthDay | None = Field(default=None, title="截止日")
    enters: Annotated[tuple[Literal["bonus", "deduction"], ...], AsSet()] = Field(default=(), title="计入方式")
    sources: Annotated[tuple[Source, ...], AsSet(("code",))] = Field(default=(), title="数据来源")


class Interim(Frozen):
    """The share of one part of the year in the annual result."""

    due: PartOfYear = Field(title="时段")
    share: Percent = Field(title="占比")


class Periods(Frozen):
    """What is computed how often, and what interim results count for."""

    cycle: Literal["month", "quarter", "half_year", "year"] = Field(default="year", title="考核周期")
    monitored: Annotated[tuple[Literal["month", "quarter", "half_year", "year"], ...], AsSet()] = Field(
        default=(), title="监测频率"
    )
    interim: Annotated[tuple[Interim, ...], AsSet(("due",))] = Field(default=(), title="分期占比")
    interim_at_least: Percent | None = Field(
        default=None, title="分期占比下限", description="of schedulable indicators, percent of the annual result"
    )


class Rounding(Frozen):
    """Declared once; a step in every trace."""

    places: int = Field(default=2, title="小数位", ge=0, le=6)
    mode: Literal["half_up", "half_even", "down"] = Field(default="half_up", title="舍入方式")
    at: Annotated[tuple[Literal["item", "part", "total"], ...], AsSet()] = Field(default=("total",), title="舍入环节")
