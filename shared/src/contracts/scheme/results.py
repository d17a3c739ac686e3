"""What scores become: grades with bands and quotas, gates between results, vetoes, and what a result does."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.canonical import AsSet
from contracts.envelope import SchemeLabels
from contracts.indicators import Frozen
from contracts.money import Number, Percent
from contracts.scheme.basics import AssesseeKind, Bound, Code, Named, RankBound, Rhythm, Role, Sentence, Waits

NationalGrade = Literal[
    "excellent",
    "competent",
    "basically_competent",
    "incompetent",
    "good_routine",
    "fairly_good_routine",
    "average_routine",
    "poor_routine",
    "evaluation_excellent",
    "evaluation_good",
    "evaluation_medium",
    "evaluation_poor",
]
VetoScope = Literal["zero_item", "zero_score", "cap_grade", "bar_top_grade", "bar_consequence"]
VetoEnd = Literal["end_of_cycle", "end_of_next_cycle", "rectified", "never"]
Acts = Literal[
    "pay",
    "post",
    "promotion",
    "award",
    "training",
    "budget",
    "quota",
    "headcount",
    "circular",
    "talk",
    "honour",
    "policy",
    "capital_construction",
    "department_result",
    "higher_level",
    "order",
    "unit_status",
    "warning",
]
EffectKind = Literal[
    "coefficient",
    "percentage_points",
    "percent",
    "amount",
    "points",
    "freeze",
    "priority",
    "bar",
    "cut",
    "cancel",
    "adjust",
    "count",
    "named_document",
    "interview",
    "publish",
    "hold",
    "stop_payment",
    "grant",
    "decide",
    "feedback",
    "convert",
    "abolish",
    "reminder",
    "competition",
    "two_way_selection",
    "remove",
    "issue",
]

EffectEnd = Literal["rectified", "condition_ends", "next_result"]
"""`rectified`: the rectification was accepted; `condition_ends`: what it followed from holds no longer."""
FoundBy = Literal["inspection", "audit", "third_party", "evaluation", "data"]


class Grade(Named):
    """A grade and the band of scores that earns it; grades stand best first."""

    lower: Bound | None = Field(default=None, title="下界")
    upper: Bound | None = Field(default=None, title="上界")
    national: NationalGrade | None = Field(default=None, title="国家等次")


class Grading(Frozen):
    """What the bands are compared with, and whether ranks decide instead."""

    basis: Literal["points", "percent_of_total"] = Field(default="points", title="分档依据")
    by: Literal["bands", "rank", "decision"] = Field(default="bands", title="定等方式")


class QuotaMover(Frozen):
    """What moves a quota: the grade of the unit (its trait, or the result of another scheme) by so many points."""

    value: Code = Field(title="取值", description="the unit's grade, such as second")
    delta: Number = Field(title="增减", description="percentage points")


class Quota(Named):
    """The largest share of the members counted that may hold a grade; none: no ceiling."""

    grade: Code = Field(title="等次")
    share: Percent | None = Field(default=None, title="比例")
    base: Literal["members", "heads", "county_average"] = Field(default="members", title="基数")
    average: Literal["fixed", "realised"] | None = Field(default=None, title="平均口径")
    rounding: Literal["down", "half_up", "up"] = Field(default="down", title="取整")
    pool_below: int | None = Field(
        default=None, title="合并下限", ge=1, le=10_000, description="heads; smaller units pool"
    )
    counts: Annotated[tuple[AssesseeKind, ...], AsSet()] = Field(default=(), title="计入对象")
    moved_by: Code | None = Field(
        default=None, title="浮动依据", description="the trait or scheme whose value moves it"
    )
    movers: Annotated[tuple[QuotaMover, ...], AsSet(("value",))] = Field(default=(), title="浮动")


class Gate(Named):
    """A grade that only stands open where another result has its grade: team excellent only if the unit is.

    `scheme` and `of` name other results by their codes; none means this scheme's own.
    """

    grade: Code = Field(title="等次")
    of: Code | None = Field(default=None, title="对象")
    requires: Annotated[tuple[Code, ...], AsSet(), Field(min_length=1)] = Field(title="前提等次")
    scheme: Code | None = Field(default=None, title="前提方案")


class Veto(Named):
    """A listed event that overrides the result, whatever the score."""

    scope: VetoScope = Field(title="否决范围")
    item: Code | None = Field(default=None, title="指标")
    grade: Code | None = Field(default=None, title="最高等次")
    consequence: Code | None = Field(default=None, title="结果运用")
    compensation: SchemeLabels | None = Field(default=None, title="弥补办法")
    ends: VetoEnd = Field(default="end_of_cycle", title="止期")


class When(Frozen):
    """The result that a consequence follows from."""

    grades: Annotated[tuple[Code, ...], AsSet()] = Field(default=(), title="等次")
    score: Bound | None = Field(default=None, title="得分")
    indicator: Code | None = Field(default=None, title="指标")
    value: Bound | None = Field(default=None, title="指标值")
    veto: Code | None = Field(default=None, title="否决项")
    light: Sentence | None = Field(default=None, title="亮灯")
    line: Code | None = Field(default=None, title="界线", description="the result is beyond this line")
    rank: RankBound | None = Field(default=None, title="名次", description="within the category; 1 is the best")
    over: Rhythm | None = Field(default=None, title="统计周期", description="none: the period of the result")
    behind_schedule: bool = Field(default=False, title="落后序时", description="a schedulable value is behind")
    finding: SchemeLabels | None = Field(default=None, title="问题")
    found_by: Annotated[tuple[FoundBy, ...], AsSet()] = Field(
        default=(), title="问题来源", description="any of them; none: whoever finds it"
    )
    risk_model: Code | None = Field(default=None, title="风险模型", description="this risk model warns")
    rectification: Annotated[tuple[Literal["overdue", "not_accepted"], ...], AsSet()] = Field(
        default=(), title="整改结果", description="any of them: a rectification ended so"
    )
    together: Annotated[tuple[Waits, ...], AsSet()] = Field(
        default=(), title="同时遇到", description="all of them bind one payment at once"
    )
    years_in_a_row: int | None = Field(default=None, title="连续年数", ge=1, le=20)


class Effect(Frozen):
    """What is done, and how much of it."""

    kind: EffectKind = Field(title="效果")
    value: Number | None = Field(default=None, title="数值")
    unit: str | None = Field(default=None, title="单位", max_length=40)
    in_proportion_to: Code | None = Field(default=None, title="比例依据", description="a reading of this scheme")
    document: SchemeLabels | None = Field(default=None, title="文件")
    until: SchemeLabels | None = Field(default=None, title="解除条件")
    ends: EffectEnd | None = Field(default=None, title="解除事件", description="what lifts the effect")
    closes: NationalGrade | None = Field(
        default=None, title="不得评为", description="the grade of the cycle that stays closed, on whatever scale"
    )
    share_of: SchemeLabels | None = Field(default=None, title="占")
    spares: SchemeLabels | None = Field(default=None, title="除外", description="what goes on all the same")
    spared: Annotated[tuple[Literal["wages", "livelihood"], ...], AsSet()] = Field(
        default=(), title="照常支付", description="purposes of money that the effect does not touch"
    )
    recorded: bool = Field(default=False, title="记录在案", description="of talks: minutes are kept")


class Consequence(Named):
    """What a result does, to whom, decided by whom. `on_request`: it may be applied for."""

    when: When = Field(title="条件")
    acts_on: Acts = Field(title="作用于")
    on: SchemeLabels | None = Field(default=None, title="对象")
    effect: Effect = Field(title="效果")
    since: date | None = Field(default=None, title="起始日期", description="none: from the start of the scheme")
    step: Rhythm | None = Field(default=None, title="阶段", description="reminder of a month, talk of a quarter …")
    on_request: bool = Field(default=False, title="可申请")
    decided_by: Role | None = Field(default=None, title="决定人")
    carried_out_by: SchemeLabels | None = Field(
        default=None, title="实施人", description="such as the head one level above"
    )
    reinspected: Literal["next_month", "next_quarter", "next_year"] | None = Field(default=None, title="复查")


class Line(Named):
    """A line that a result must not fall below (base line, warning line, exit line): watched often, decided seldom."""

    bound: Bound = Field(title="界限")
    watched: Rhythm = Field(title="监测")
    decided: Rhythm = Field(title="决定")
