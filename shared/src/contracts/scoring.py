"""Events of what follows from a light: rectification orders, talks, score adjustments, budget proposals."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.envelope import EventData, Labels
from contracts.indicators import EscalationKind, ObjectKind
from contracts.money import Points

CauseKind = Literal["light", "inspection", "audit", "third_party", "result", "complaint"]


class Evidence(BaseModel):
    """A file that supports an answer: named, and bound by its hash."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = Field(min_length=1, max_length=255)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(ge=0)


class Order(EventData):
    """What the events of an order share. Key: order id; sequence: the order's version."""

    order: UUID
    case: str
    unit: str
    rule: str
    rule_version: int
    object_kind: ObjectKind
    object: str
    fiscal_year: str
    level: str
    round: int


class OrderIssued(Order):
    event_type: ClassVar[str] = "scoring.order-issued.v1"

    cause: CauseKind
    cause_event: UUID
    object_labels: Labels
    due_on: date
    due_provisional: bool


class OrderLevelRaised(Order):
    """A worsening or a relapse that belongs to an order already open."""

    event_type: ClassVar[str] = "scoring.order-level-raised.v1"

    from_level: str
    cause_event: UUID


class OrderLightRecovered(Order):
    """The light of an open order got better; the order still needs its answer."""

    event_type: ClassVar[str] = "scoring.order-light-recovered.v1"

    cause_event: UUID
    fully: bool


class OrderAcknowledged(Order):
    event_type: ClassVar[str] = "scoring.order-acknowledged.v1"


class OrderAnswerPrepared(Order):
    event_type: ClassVar[str] = "scoring.order-answer-prepared.v1"


class OrderAnswered(Order):
    event_type: ClassVar[str] = "scoring.order-answered.v1"

    answer: int
    evidence: tuple[Evidence, ...]


class OrderReturned(Order):
    event_type: ClassVar[str] = "scoring.order-returned.v1"

    reason: str
    due_on: date
    due_provisional: bool


class OrderAccepted(Order):
    event_type: ClassVar[str] = "scoring.order-accepted.v1"

    light_is_good: bool
    reason: str | None
    recheck_on: date | None


class OrderReopened(Order):
    """The light was still bad on the day of the re-check."""

    event_type: ClassVar[str] = "scoring.order-reopened.v1"

    due_on: date
    due_provisional: bool


class OrderClosed(Order):
    """Closed under a good light, or under a frozen one with a reason: `light_is_good` says which, where it is said."""

    event_type: ClassVar[str] = "scoring.order-closed.v1"

    light_is_good: bool | None = None


class OrderObjected(Order):
    event_type: ClassVar[str] = "scoring.order-objected.v1"

    reason: str


class OrderObjectionRefused(Order):
    event_type: ClassVar[str] = "scoring.order-objection-refused.v1"

    reason: str


OrderGone = Literal["objection_granted", "given_up"]
"""Why an order is cancelled: it should not have been, or nobody can answer it any more and the office gave it up."""


class OrderCancelled(Order):
    """All that the order brought ends with it."""

    event_type: ClassVar[str] = "scoring.order-cancelled.v1"

    reason: str
    because: OrderGone = "objection_granted"


class OrderExtensionAsked(Order):
    event_type: ClassVar[str] = "scoring.order-extension-asked.v1"

    reason: str
    until: date


class OrderExtensionGranted(Order):
    event_type: ClassVar[str] = "scoring.order-extension-granted.v1"

    due_on: date
    due_provisional: bool


class OrderExtensionRefused(Order):
    event_type: ClassVar[str] = "scoring.order-extension-refused.v1"

    reason: str


class OrderSuspended(Order):
    event_type: ClassVar[str] = "scoring.order-suspended.v1"

    reason: str
    until: date


class OrderResumed(Order):
    event_type: ClassVar[str] = "scoring.order-resumed.v1"

    due_on: date
    due_provisional: bool


class OrderDueDateSettled(Order):
    """A provisional due date was computed again when the working days of its year were published."""

    event_type: ClassVar[str] = "scoring.order-due-date-settled.v1"

    due_on: date
    due_provisional: bool


class OrderOverdue(Order):
    event_type: ClassVar[str] = "scoring.order-overdue.v1"

    due_on: date


class OrderEscalated(Order):
    """One escalation step was reached; its time is the time at which the step fell due."""

    event_type: ClassVar[str] = "scoring.order-escalated.v1"

    step: int
    kind: EscalationKind


class OrderReachedLastStep(Order):
    """The order asks that further payments of its object be held. Lifted when it is accepted or cancelled."""

    event_type: ClassVar[str] = "scoring.order-reached-last-step.v1"

    step: int
    hold_spares_wages_and_livelihood: bool


class TalkCalled(EventData):
    """An admonitory interview is to be held. Key: talk id."""

    event_type: ClassVar[str] = "scoring.talk-called.v1"

    talk: UUID
    kind: Literal["light", "escalation"]
    order: UUID | None
    case: str | None
    unit: str
    held_by: str
    due_on: date
    due_provisional: bool


class TalkHeld(EventData):
    event_type: ClassVar[str] = "scoring.talk-held.v1"

    talk: UUID
    unit: str
    held_on: date
    recorded_by: str


class TalkCalledOff(EventData):
    """The order that brought the talk was cancelled before it was held."""

    event_type: ClassVar[str] = "scoring.talk-called-off.v1"

    talk: UUID
    unit: str
    order: UUID
    because: OrderGone


class TalkDueDateSettled(EventData):
    """A provisional due date was computed again when the working days of its year were published."""

    event_type: ClassVar[str] = "scoring.talk-due-date-settled.v1"

    talk: UUID
    unit: str
    due_on: date
    due_provisional: bool


class TalkOverdue(EventData):
    event_type: ClassVar[str] = "scoring.talk-overdue.v1"

    talk: UUID
    unit: str
    due_on: date


class ScoreAdjusted(EventData):
    """Points given to or taken from a unit, with the cause. Key: adjustment id. Never edited, only reversed."""

    event_type: ClassVar[str] = "scoring.score-adjusted.v1"

    adjustment: UUID
    unit: str
    fiscal_year: str
    points: Points
    cause: Literal["order_overdue", "objection_granted"]
    order: UUID
    reverses: UUID | None = None
    effective_at: datetime


class BudgetProposalMade(EventData):
    """A light proposes that finance look at a budget. Key: proposal id."""

    event_type: ClassVar[str] = "scoring.budget-proposal-made.v1"

    proposal: UUID
    order: UUID | None
    case: str
    object_kind: ObjectKind
    object: str
    fiscal_year: str
    unit: str
    level: str


class BudgetProposalDecided(EventData):
    event_type: ClassVar[str] = "scoring.budget-proposal-decided.v1"

    proposal: UUID
    outcome: Literal["adopted", "declined"]
    reason: str


class BudgetProposalWithdrawn(EventData):
    """The order that brought the proposal was cancelled before finance decided."""

    event_type: ClassVar[str] = "scoring.budget-proposal-withdrawn.v1"

    proposal: UUID
    unit: str
    order: UUID
    because: OrderGone
