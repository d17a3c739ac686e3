"""Rules of the process: time limits, funds, fixed dates, data and what warns, duties of everybody."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.canonical import AsSet
from contracts.envelope import SchemeLabels
from contracts.indicators import Frozen
from contracts.scheme.basics import Bound, Code, Named, Rhythm, Role

Activity = Literal[
    "inspection", "survey", "third_party_assessment", "monitoring", "rating", "screening", "talk", "circular", "push"
]


class TimeLimit(Named):
    """A deadline between two facts of a case, by the clock or by the working calendar."""

    begins: SchemeLabels = Field(title="起算")
    ends: SchemeLabels = Field(title="止算")
    within: int = Field(title="时限", ge=1, le=10_000)
    unit: Literal["hours", "days", "working_days"] = Field(title="时限单位")
    clock: Literal["wall", "working"] = Field(default="wall", title="计时口径")
    stops_while: Annotated[tuple[SchemeLabels, ...], AsSet()] = Field(default=(), title="中止情形")
    stops_on: Annotated[tuple[Literal["pay_freeze", "rectification_hold"], ...], AsSet()] = Field(
        default=(), title="中止事由", description="the clock stands while one of these holds the payment"
    )
    measured_by: Code | None = Field(default=None, title="指标", description="the indicator that it decides")


class FundRule(Named):
    """What a fund may be used for, and how it is watched. `of` says which part of it, such as its increase."""

    traced: bool = Field(default=False, title="追踪标识")
    escrow: bool = Field(default=False, title="专户托管")
    of: SchemeLabels | None = Field(default=None, title="部分")
    to: SchemeLabels | None = Field(default=None, title="用途")
    share: Bound | None = Field(default=None, title="占比界限", description="percent")
    notice: Literal["sms", "app", "letter"] | None = Field(default=None, title="通知方式")
    notice_at: Literal["each_movement", "month"] | None = Field(default=None, title="通知时机")


REQUIREMENTS = frozenset({"approved-goal"})
"""What a rule of the budget may require of an item."""


class BudgetRule(Named):
    """A rule that links goals and results with the budget: no goal, no budget; double evaluation; double monitoring."""

    requires: Annotated[tuple[Code, ...], AsSet()] = Field(default=(), title="须具备")
    otherwise: SchemeLabels = Field(title="否则")
    applies_to: SchemeLabels = Field(title="适用对象")
    watches: Annotated[tuple[Literal["execution", "goal_attainment"], ...], AsSet()] = Field(default=(), title="监控")
    evaluates: Annotated[tuple[Literal["department", "project"], ...], AsSet()] = Field(default=(), title="评价层次")
    rhythm: Rhythm | None = Field(default=None, title="频率", description="how often it is watched")
    shared_with: Role | None = Field(default=None, title="共享给", description="who reads it and changes nothing")
    blocks: bool = Field(default=False, title="自动拦截", description="the system refuses the payment by itself")
    basis: Literal["original", "current"] | None = Field(default=None, title="预算口径")


class Fixture(Named):
    """What happens at fixed times: in these months, or every so often."""

    what: Activity = Field(title="活动")
    months: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], AsSet()] = Field(default=(), title="月份")
    every: Rhythm | None = Field(default=None, title="频率")
    by: Role | None = Field(default=None, title="实施人")
    to: SchemeLabels | None = Field(default=None, title="报送对象")


class DataSource(Named):
    """A system or office that delivers values, and how often."""

    owner: SchemeLabels | None = Field(default=None, title="提供单位")
    rhythm: Rhythm = Field(default="day", title="更新频率")
    of_record: bool = Field(default=False, title="记账系统", description="what it says stands; it is never written to")
    reconciled: bool = Field(default=False, title="逐日对账", description="differences from it are reported")
    evidence: bool = Field(default=False, title="自动留证", description="its records are the evidence of its values")


class RiskModel(Named):
    """What warns: over which sources, along which chain."""

    sources: Annotated[tuple[Code, ...], AsSet()] = Field(title="数据源")
    chain: tuple[SchemeLabels, ...] = Field(title="链条")


class Duties(Frozen):
    """What is asked of everybody: a named person for every indicator, an indicator for everybody, supervision."""

    responsible_person: bool = Field(default=False, title="任务到人")
    everyone_covered: bool = Field(default=False, title="全员覆盖")
    supervised_by: SchemeLabels | None = Field(default=None, title="过程监督")
    public_takes_part: bool = Field(default=False, title="公众参与")
    sheet_per_person: bool = Field(default=False, title="一人一表")
