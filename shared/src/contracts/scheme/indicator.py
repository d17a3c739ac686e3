"""An indicator: what is measured, of what kind, from where, against which target, resting on which rule."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from contracts.canonical import AsSet
from contracts.envelope import SchemeLabels
from contracts.frozen_defaults import OfItsForm
from contracts.indicators import Frozen
from contracts.money import Number, Percent
from contracts.scheme.basics import (
    Assumption,
    Code,
    LegalBasis,
    MemberCode,
    Named,
    PartOfYear,
    Period,
    Rhythm,
    Sentence,
)

IndicatorKind = Literal["common", "individual", "bonus", "deduction", "veto", "compulsory"]
"""`compulsory` earns nothing and costs when missed."""
Nature = Literal["quantitative", "qualitative"]
Direction = Literal["higher", "lower", "band", "yes_no", "rank"]
Measure = Literal["ratio", "count", "money", "index", "duration", "rank", "ordinal", "yes_no", "rating"]
SourceKind = Literal[
    "platform",
    "report",
    "third_party_survey",
    "unannounced_visit",
    "field_inspection",
    "audit",
    "rater_group",
    "superior_result",
]
Origin = Literal["strategy", "city_to_county", "key_project", "key_work", "duty"]
Missing = Literal["hold", "zero", "reweight", "lowest", "previous"]
NotApplicable = Literal["reweight", "hold", "full"]


class Step(Named):
    """One step of an ordinal scale, such as water class III."""


class IndicatorClass(Named):
    """One class of indicators that all subjects share, such as the publicity of staffing. Dimensions cut across."""


class Unit(Frozen):
    """What a value counts. An ordinal unit has its steps, worst first."""

    labels: SchemeLabels = Field(title="名称")
    measure: Measure = Field(title="计量")
    steps: tuple[Step, ...] = Field(default=(), title="等级阶梯", description="worst first; of ordinal units only")


class Source(Frozen):
    """Where values come from. Shares split one indicator over its sources: all of them have one, or none has."""

    code: Code = Field(title="编码")
    kind: SourceKind = Field(title="来源类型")
    with_kinds: Annotated[tuple[SourceKind, ...], AsSet()] = Field(
        default=(), title="合并来源", description="other kinds that deliver this share together"
    )
    labels: SchemeLabels = Field(title="名称")
    data_source: Code | None = Field(default=None, title="数据源")
    rater_group: Code | None = Field(default=None, title="评价主体")
    share: Percent | None = Field(default=None, title="占比", description="percent of the indicator")


class Scheduled(Frozen):
    """The part of a year's target that is due in one part of the year."""

    due: PartOfYear = Field(title="时段")
    value: Number = Field(title="数值")


class Target(Frozen):
    """The value to reach in a period, from a day on, by everybody or by one assessee or variant."""

    period: Period | None = Field(default=None, title="考核期", description="none: every period")
    member: MemberCode | None = Field(default=None, title="考核对象")
    variant: Code | None = Field(default=None, title="类型", description="a value of a trait, such as industrial")
    value: Number | None = Field(default=None, title="目标值")
    least: Number | None = Field(default=None, title="下限", description="of a band")
    most: Number | None = Field(default=None, title="上限", description="of a band")
    step: Code | None = Field(default=None, title="目标等级", description="of an ordinal unit")
    since: date | None = Field(default=None, title="起始日期", description="none: from the start of the scheme")
    schedule: Annotated[tuple[Scheduled, ...], AsSet(("due",))] = Field(default=(), title="分期目标")
    source: Sentence | None = Field(default=None, title="依据")


class JointUnit(Frozen):
    """A unit that carries a share of an indicator; the shares of all sum to 100."""

    unit: MemberCode = Field(title="单位")
    share: Percent = Field(title="份额")


class AnchoredLevel(Named):
    """One level of a qualitative indicator with what must be seen to give it, and the share of the points."""

    anchor: SchemeLabels = Field(title="评分标准")
    share: Percent = Field(title="得分比例", description="percent of the points of the indicator")


class DataItem(Named):
    """A reported figure that formulas name by its Chinese name."""

    unit: Unit | None = Field(default=None, title="单位")
    data_source: Code | None = Field(default=None, title="数据源")


class Indicator(Named):
    """One version of an indicator. Formulas name indicators and data items by their Chinese names, or codes."""

    wording: SchemeLabels | None = Field(default=None, title="释义")
    dimension: Code | None = Field(default=None, title="维度")
    indicator_class: Code | None = Field(default=None, title="指标类别")
    kind: IndicatorKind = Field(title="指标类型")
    nature: Nature = Field(default="quantitative", title="定量定性")
    direction: Direction = Field(default="higher", title="方向")
    unit: Unit | None = Field(default=None, title="单位")
    sources: Annotated[tuple[Source, ...], AsSet(("code",))] = Field(default=(), title="数据来源")
    period: Rhythm = Field(default="year", title="周期")
    formula: str | None = Field(default=None, title="公式", max_length=2000)
    normaliser: Code | None = Field(
        default=None, title="归一化", description="the data item that a count is divided by"
    )
    schedulable: bool = Field(default=False, title="可分期")
    targets: tuple[Target, ...] = Field(default=(), title="目标")
    needs_target: bool = Field(default=True, title="须有目标值", description="false: scored without one (rank, rating)")
    levels: tuple[AnchoredLevel, ...] = Field(
        default=(), title="评分等级", description="best first; of qualitative ones"
    )
    lead: MemberCode | None = Field(default=None, title="牵头单位")
    lead_share: Percent = Field(default=Decimal(100), title="牵头份额")
    joint: Annotated[tuple[JointUnit, ...], AsSet(("unit",))] = Field(default=(), title="配合单位")
    responsible: SchemeLabels | None = Field(
        default=None, title="责任人", description="the post that answers, not a name"
    )
    goal: Code | None = Field(default=None, title="战略目标")
    core: bool = Field(default=False, title="核心指标")
    origins: Annotated[tuple[Origin, ...], AsSet()] = Field(default=(), title="来源标签")
    missing: Missing = Field(default="hold", title="缺报处理")
    not_applicable: NotApplicable = Field(default="reweight", title="不适用处理")
    rests_on: LegalBasis | None = Field(default=None, title="依据文件")


class LibraryIndicator(OfItsForm, Indicator):
    """An indicator by itself, as the library has it: with what no published text gives of it.

    Places are named as in a scheme: `indicators[new-jobs].targets[0].value`. In a scheme all of that stands with the
    scheme.
    """

    assumed: Annotated[tuple[Assumption, ...], AsSet(("at",))] = Field(default=(), title="推定")
