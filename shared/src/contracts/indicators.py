"""Events of the definitions: assessees and monitoring rules. Each carries the whole version."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from contracts.canonical import AlwaysWritten, read
from contracts.envelope import EventData, Labels, SchemeLabels
from contracts.frozen_defaults import OfItsForm
from contracts.kept_forms import FormOf
from contracts.money import Percent, Points

ObjectKind = Literal["budget_item", "department", "fund"]
BudgetBasis = Literal["original", "current"]
Operator = Literal["<", "<=", ">", ">="]
AtOnce = Literal["order", "talk", "budget_proposal"]
EscalationKind = Literal["reminder", "talk", "hold_payments"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Assessee(OfItsForm, EventData):
    """Who is assessed and may be asked to answer. Key: code. A sealed one is sent in its form."""

    code: str
    version: int
    kind: Literal["organisation", "department", "post", "person", "school", "project"]
    category: str
    parent: str | None
    labels: Labels
    responsible: Labels | None = None
    criterion: str | None = Field(default=None, description="by which criterion it stands in its category")
    form: int | None = Field(default=None, ge=1, description="number of the form; none: 1, with all defaults written")
    sha256: str | None = Field(default=None, pattern=r"^sha256:[0-9a-f]{64}$", description="over all but the digests")
    sm3: str | None = Field(default=None, pattern=r"^sm3:[0-9a-f]{64}$", description="over all but the digests")

    def said(self) -> dict[str, Any]:
        """As it was sealed, to the letter."""
        return self.model_dump(mode="json", exclude_unset=self.sha256 is not None)


class AssesseeRegistered(Assessee):
    event_type: ClassVar[str] = "indicators.assessee-registered.v1"

    valid_from: date | None = Field(default=None, description="its first day; none: it holds from the beginning")


class Left(Frozen):
    """Where an assessee stood before it moved: only what `moved` names is given, and is none where it had none."""

    category: str | None = None
    parent: str | None = None


class AssesseeAmended(Assessee):
    event_type: ClassVar[str] = "indicators.assessee-amended.v1"

    valid_from: date
    reason: str
    moved: tuple[Literal["category", "parent"], ...] = Field(
        default=(), description="what it left on that day for what it says now"
    )
    left: Left | None = Field(default=None, description="category and parent before, where it moved")


class ExecutionRate(Frozen):
    """Paid divided by budget, of one kind of object, on the original or the current budget."""

    kind: Annotated[Literal["execution_rate"], AlwaysWritten()] = Field(default="execution_rate", title="指标")
    object: ObjectKind = Field(title="对象")
    budget: BudgetBasis = Field(title="预算口径")


class AppliesTo(Frozen):
    """Which objects the rule watches; an empty list does not narrow."""

    categories: tuple[str, ...] = Field(default=(), title="分类")
    objects: tuple[str, ...] = Field(default=(), title="对象")


class Level(Frozen):
    """One level of a light and what it brings at once."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", title="编码")
    labels: SchemeLabels = Field(title="名称")
    at_once: tuple[AtOnce, ...] = Field(default=(), title="触发措施")


class Band(Frozen):
    """The light is at `level` where rate `operator` bound; it leaves it where rate `recovery_operator` recovery."""

    level: str = Field(title="等级")
    operator: Operator = Field(title="比较")
    bound: Percent = Field(title="界限")
    recovery_operator: Operator = Field(title="恢复比较")
    recovery: Percent = Field(title="恢复界限")


class Checkpoint(Frozen):
    """A day of the year (month-day) at whose local end the rule is evaluated, with the bands in force from then."""

    day: str = Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", title="月日")
    labels: SchemeLabels = Field(title="名称")
    bands: tuple[Band, ...] = Field(title="区间")


class EscalationStep(Frozen):
    """What happens so many working days after the order fell due."""

    kind: EscalationKind = Field(title="督办措施")
    after_working_days: int = Field(ge=0, le=366, title="逾期工作日")


class RuleContent(OfItsForm, Frozen):
    """What an assessment office writes: one monitoring rule, all of it."""

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$", title="编码")
    labels: SchemeLabels = Field(title="名称")
    legal_basis: str = Field(min_length=1, max_length=1000, title="法律依据")
    measure: ExecutionRate = Field(title="监测内容")
    applies_to: AppliesTo = Field(default=AppliesTo(), title="适用范围")
    levels: tuple[Level, ...] = Field(
        min_length=2, max_length=9, title="灯色", description="worst first; the last is the best"
    )
    checkpoints: tuple[Checkpoint, ...] = Field(min_length=1, max_length=366, title="考核时点")
    moves_between_checkpoints: bool = Field(title="时点间变灯")
    answered_by: Literal["owner"] = Field(default="owner", title="答复人")
    answer_within_working_days: int = Field(ge=1, le=366, title="答复工作日")
    escalation: tuple[EscalationStep, ...] = Field(default=(), title="逐级督办")
    overdue_points: Points = Field(default=Decimal("0"), title="逾期扣分")
    hold_spares_wages_and_livelihood: bool = Field(default=True, title="工资民生除外")
    # assumed: no published text says how long an order may be put off
    longest_extension_working_days: int = Field(
        default=30, ge=1, le=366, title="延期工作日上限", description="of one extension, after the day that was due"
    )
    most_extensions: int = Field(default=2, ge=0, le=50, title="延期次数上限", description="granted to one order")
    longest_suspension_days: int = Field(
        default=180, ge=0, le=1830, title="中止天数上限", description="of one order, all its suspensions together"
    )
    latest_recheck_months: int = Field(
        default=12,
        ge=1,
        le=60,
        title="复查月数上限",
        description="after the acceptance under a light that is still bad",
    )


class MonitoringRulePublished(EventData):
    """One frozen version of a rule with its digest (SHA-256 over its canonical JSON). Key: rule code."""

    event_type: ClassVar[str] = "indicators.monitoring-rule-published.v1"

    version: int
    rule: Annotated[dict[str, Any], FormOf(RuleContent)]
    digest: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    published_by: str
    reason: str

    @property
    def content(self) -> RuleContent:
        """The rule as today's model reads it."""
        return read(RuleContent, self.rule)


class MonitoringRuleWithdrawn(EventData):
    event_type: ClassVar[str] = "indicators.monitoring-rule-withdrawn.v1"

    code: str
    version: int
    reason: str
