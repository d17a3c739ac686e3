"""Who is assessed and by whom: members with their criterion, rater groups with forms, couplings."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.canonical import AsSet
from contracts.envelope import SchemeLabels
from contracts.indicators import Frozen
from contracts.money import Percent, Points
from contracts.scheme.basics import AssesseeKind, Code, MemberCode, Named, Sentence
from contracts.scheme.parts import MethodBand, Range

RaterRole = Literal[
    "self", "peer", "cross", "department", "leader_in_charge", "superior", "public", "third_party", "supervisor"
]
Silence = Literal["reweight", "hold", "zero"]


class Category(Named):
    """The group of assessees that compete with each other under this scheme."""

    kind: AssesseeKind = Field(title="对象类型")


class MemberTrait(Frozen):
    """That a member is of a kind: town_type industrial."""

    trait: Code = Field(title="特征")
    value: Code = Field(title="取值")


class Member(Frozen):
    """An assessee in this category, from when to when, by which criterion and why."""

    code: MemberCode = Field(title="编码")
    labels: SchemeLabels = Field(title="名称")
    kind: AssesseeKind | None = Field(default=None, title="对象类型", description="none: that of the category")
    parent: MemberCode | None = Field(default=None, title="上级")
    traits: Annotated[tuple[MemberTrait, ...], AsSet(("trait",))] = Field(default=(), title="特征")
    chosen: Annotated[tuple[Code, ...], AsSet()] = Field(default=(), title="选取指标")
    excepted: Annotated[tuple[Code, ...], AsSet()] = Field(default=(), title="不适用指标")
    counted: int = Field(default=1, title="计数人数", ge=0, le=1_000_000, description="heads that a quota counts")
    criterion: Sentence | None = Field(default=None, title="归类标准")
    reason: Sentence | None = Field(default=None, title="归类理由")
    since: date | None = Field(default=None, title="起始日期")
    until: date | None = Field(default=None, title="截止日期")


class FormItem(Named):
    """One question of a rating form: the dimension that it rates, and the most points it can give."""

    dimension: Code | None = Field(default=None, title="维度")
    most: Points = Field(title="满分")
    levels: tuple[MethodBand, ...] = Field(default=(), title="评分档")


class RaterGroup(Named):
    """Who rates, with which weight, on which dimensions (none: all). Nobody rates himself but the group `self`."""

    role: RaterRole = Field(title="评价身份")
    weight: Percent = Field(title="权重")
    reference: Range | None = Field(default=None, title="参考范围")
    dimensions: Annotated[tuple[Code, ...], AsSet()] = Field(default=(), title="评价维度")
    form: tuple[FormItem, ...] = Field(default=(), title="评价表")
    fewest: int = Field(default=1, title="最少人数", ge=1, le=100_000)
    silence: Silence = Field(default="hold", title="未评处理", description="what an empty group does")


class Coupling(Named):
    """The result of the unit in the result of the person: this share of it, the rest is the person's own."""

    scheme: Code = Field(title="方案")
    share: Percent = Field(title="占比")


class CascadeLevel(Named):
    """One level of the cascade, uppermost first: Party group, department, person."""

    kind: AssesseeKind = Field(title="对象类型")
    measured: bool = Field(
        default=True, title="须有指标", description="false: sets the direction only, such as the Party group"
    )


class Goal(Named):
    """A strategic goal: which indicators measure it, and which goal it serves."""

    measures: Annotated[tuple[Code, ...], AsSet()] = Field(default=(), title="衡量指标")
    parent: Code | None = Field(default=None, title="上级目标")


class Consultation(Frozen):
    """How often a draft goes down and up (三上三下), and how many working days each round has."""

    rounds: int = Field(title="轮次", ge=0, le=20, description="0: members are not heard before approval")
    working_days: int | None = Field(
        default=None, title="每轮工作日", ge=1, le=366, description="none only where there are no rounds"
    )
