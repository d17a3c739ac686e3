"""A scheme: all that binds one category, in one immutable version. A pack is a scheme written as YAML."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.canonical import AsSet
from contracts.frozen_defaults import OfItsForm
from contracts.indicators import RuleContent
from contracts.money import Points
from contracts.scheme.basics import Assumption, Ground, LegalBasis, Named, Note, Reading
from contracts.scheme.indicator import DataItem, Indicator, IndicatorClass, Source
from contracts.scheme.parts import (
    AssessmentMode,
    Dimension,
    Emphasis,
    Part,
    Periods,
    Rounding,
    SpecialTasks,
    Trait,
    WeightChanges,
    WeightGround,
)
from contracts.scheme.pay import PayStructure
from contracts.scheme.people import CascadeLevel, Category, Consultation, Coupling, Goal, Member, RaterGroup
from contracts.scheme.results import Consequence, Gate, Grade, Grading, Line, Quota, Veto
from contracts.scheme.rules import BudgetRule, DataSource, Duties, Fixture, FundRule, RiskModel, TimeLimit


class SchemeContent(OfItsForm, Named):
    """What an assessment office writes and publishes for one category.

    Shares and weights are percent; points are in the unit of the total. A scheme without parts scores nothing: it
    binds rules of pay, funds or lights only.
    """

    category: Category = Field(title="分类")
    legal_basis: Annotated[tuple[LegalBasis, ...], Field(min_length=1)] = Field(title="法律依据")
    valid_from: date = Field(title="生效日期")
    valid_until: date | None = Field(default=None, title="失效日期")
    total: Points | None = Field(default=None, title="总分", description="none where nothing is scored")
    traits: Annotated[tuple[Trait, ...], AsSet(("code",))] = Field(default=(), title="对象特征")
    members: Annotated[tuple[Member, ...], AsSet(("code",))] = Field(default=(), title="考核对象")
    dimensions: tuple[Dimension, ...] = Field(default=(), title="维度")
    indicator_classes: tuple[IndicatorClass, ...] = Field(default=(), title="指标类别")
    goals: Annotated[tuple[Goal, ...], AsSet(("code",))] = Field(default=(), title="战略目标")
    cascade: tuple[CascadeLevel, ...] = Field(default=(), title="目标分解层级")
    data_sources: Annotated[tuple[DataSource, ...], AsSet(("code",))] = Field(default=(), title="数据源")
    data_items: Annotated[tuple[DataItem, ...], AsSet(("code",))] = Field(default=(), title="数据项")
    indicators: Annotated[tuple[Indicator, ...], AsSet(("code",))] = Field(default=(), title="指标库")
    sources: Annotated[tuple[Source, ...], AsSet(("code",))] = Field(
        default=(), title="来源占比", description="split each indicator that names no sources of its own"
    )
    parts: tuple[Part, ...] = Field(default=(), title="组成部分")
    emphasis: Annotated[tuple[Emphasis, ...], AsSet(("origin",))] = Field(default=(), title="加重考核")
    weight_grounds: Annotated[tuple[WeightGround, ...], AsSet(("code",))] = Field(default=(), title="赋权依据")
    weight_changes: WeightChanges | None = Field(default=None, title="权重调整")
    raters: tuple[RaterGroup, ...] = Field(default=(), title="评价主体")
    couplings: Annotated[tuple[Coupling, ...], AsSet(("code",))] = Field(default=(), title="结果挂钩")
    modes: tuple[AssessmentMode, ...] = Field(default=(), title="考核方式")
    periods: Periods = Field(default_factory=Periods, title="周期安排")
    rounding: Rounding = Field(default_factory=Rounding, title="舍入")
    special_tasks: SpecialTasks | None = Field(default=None, title="专项考核")
    vetoes: Annotated[tuple[Veto, ...], AsSet(("code",))] = Field(default=(), title="一票否决")
    grading: Grading = Field(default_factory=Grading, title="定等")
    grades: tuple[Grade, ...] = Field(default=(), title="等次")
    quotas: Annotated[tuple[Quota, ...], AsSet(("code",))] = Field(default=(), title="等次比例")
    gates: Annotated[tuple[Gate, ...], AsSet(("code",))] = Field(default=(), title="等次前提")
    lines: Annotated[tuple[Line, ...], AsSet(("code",))] = Field(default=(), title="界线")
    consequences: Annotated[tuple[Consequence, ...], AsSet(("code",))] = Field(default=(), title="结果运用")
    pay: Annotated[tuple[PayStructure, ...], AsSet(("code",))] = Field(default=(), title="薪酬")
    time_limits: Annotated[tuple[TimeLimit, ...], AsSet(("code",))] = Field(default=(), title="时限")
    funds: Annotated[tuple[FundRule, ...], AsSet(("code",))] = Field(default=(), title="资金规则")
    budget_rules: Annotated[tuple[BudgetRule, ...], AsSet(("code",))] = Field(default=(), title="预算规则")
    lights: Annotated[tuple[RuleContent, ...], AsSet(("code",))] = Field(default=(), title="红黄绿灯")
    timetable: Annotated[tuple[Fixture, ...], AsSet(("code",))] = Field(default=(), title="时间安排")
    risk_models: Annotated[tuple[RiskModel, ...], AsSet(("code",))] = Field(default=(), title="风险模型")
    duties: Duties = Field(default_factory=Duties, title="职责要求")
    consultation: Consultation | None = Field(
        default=None, title="征求意见", description="none: nothing is stated, and so nothing can be approved yet"
    )
    amendment: Literal["keep", "rescore"] = Field(
        default="keep", title="修订效力", description="what an amendment does to periods already scored"
    )
    readings: Annotated[tuple[Reading, ...], AsSet(("code",))] = Field(default=(), title="解读")
    grounds: Annotated[tuple[Ground, ...], AsSet(("at",))] = Field(default=(), title="公布依据")
    assumed: Annotated[tuple[Assumption, ...], AsSet(("at",))] = Field(default=(), title="推定")
    notes: Annotated[tuple[Note, ...], AsSet(("code",))] = Field(default=(), title="备注")
