"""The cascade: strategic goals divided level by level, down to one sheet of indicators per person."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contracts.canonical import AsSet
from contracts.envelope import EventData, Labels
from contracts.frozen_defaults import OfItsForm
from contracts.indicators import Frozen
from contracts.kept_forms import FormOf
from contracts.money import Number, Percent
from contracts.scheme.basics import Code, MemberCode, Period, Rhythm
from contracts.scheme.indicator import IndicatorKind
from contracts.scheme.people import CascadeLevel
from contracts.schemes import Sha256, Sm3


class Named(Frozen):
    """A code with its name. Whatever of a cascade is not of its scheme has its name in both languages."""

    code: Code = Field(title="编码")
    labels: Labels = Field(title="名称")


class CascadeScheme(Frozen):
    """The published scheme that the cascade serves."""

    code: Code = Field(title="方案")
    version: int = Field(title="版本", ge=1, le=1_000_000)


class CascadeNode(Frozen):
    """Who stands on a level: the Party group, a department, a person. Those of the first level have no parent."""

    code: MemberCode = Field(title="编码")
    labels: Labels = Field(title="名称")
    level: Code = Field(title="层级")
    parent: MemberCode | None = Field(default=None, title="上级")
    headcount: int | None = Field(
        default=None, title="人数", ge=0, le=1_000_000, description="none: the nodes of the last level at or below it"
    )
    post: Labels | None = Field(default=None, title="岗位")


class Carrier(Frozen):
    """Who carries a goal, and which share of what the node directly above it carries."""

    code: MemberCode = Field(title="承担者")
    share: Percent = Field(title="份额", description="percent of the part of the node above; of the goal at the top")


class CascadeQuantity(Frozen):
    """An amount that divides with the shares: tonnes, jobs, yuan. A rate does not divide and is no quantity."""

    value: Number = Field(title="数量")
    unit: Labels = Field(title="计量单位")
    places: int = Field(default=0, title="小数位", ge=0, le=6, description="to how many decimals its parts are cut")


class CascadeGoal(Named):
    """A strategic goal and who carries it. A goal that others serve is carried through them."""

    parent: Code | None = Field(default=None, title="上级目标")
    quantity: CascadeQuantity | None = Field(default=None, title="目标量")
    carriers: Annotated[tuple[Carrier, ...], AsSet(("code",))] = Field(default=(), title="承担")


class CascadeIndicator(Named):
    """One line of somebody's sheet. Weights are percent of the sheet; kinds beside common and individual have none."""

    node: MemberCode = Field(title="承担者")
    kind: IndicatorKind = Field(default="individual", title="指标类型")
    goal: Code | None = Field(default=None, title="对应目标")
    serves: Code | None = Field(default=None, title="上级指标", description="the indicator above that it is part of")
    weight: Percent | None = Field(default=None, title="权重")
    target: Number | None = Field(default=None, title="目标值")
    unit: Labels | None = Field(default=None, title="计量单位")
    period: Rhythm = Field(default="year", title="周期")
    standard: Labels | None = Field(default=None, title="评分标准")
    source: Labels | None = Field(default=None, title="数据来源")


class CascadeContent(OfItsForm, Named):
    """A cascade, whole: levels with their own names, who stands on them, what they carry, and all sheets."""

    scheme: CascadeScheme | None = Field(default=None, title="所属方案")
    period: Period = Field(title="考核期")
    places: int = Field(default=2, title="份额小数位", ge=0, le=6)
    levels: Annotated[tuple[CascadeLevel, ...], Field(min_length=1, max_length=20)] = Field(title="层级")
    nodes: Annotated[tuple[CascadeNode, ...], AsSet(("code",))] = Field(default=(), title="节点")
    goals: Annotated[tuple[CascadeGoal, ...], AsSet(("code",))] = Field(default=(), title="战略目标")
    indicators: Annotated[tuple[CascadeIndicator, ...], AsSet(("code",))] = Field(default=(), title="指标")


class CascadeApproved(EventData):
    """One frozen version of a cascade, whole, with both digests over its canonical JSON. Key: cascade code."""

    event_type: ClassVar[str] = "indicators.cascade-approved.v1"

    code: str
    version: int
    cascade: Annotated[dict[str, Any], FormOf(CascadeContent)]
    sha256: Sha256
    sm3: Sm3
    drafted_by: str
    approved_by: str
    reason: str
