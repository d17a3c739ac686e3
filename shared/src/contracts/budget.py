"""Events of the money: feeds, funds, allocations, budget items, payments, lights, holds."""

from datetime import date, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.envelope import EventData, Labels
from contracts.indicators import BudgetBasis, ObjectKind
from contracts.money import Money, Rate, TotalMoney

Purpose = Literal["wages", "livelihood", "other"]

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2899, 12, 31)
"""Between these days money moves; another one is a slip of the pen."""
MOST_LINES = 200
"""Lines of one payment."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class FeedRegistered(EventData):
    """A source of data with the rhythm in which it is expected; None: never silent. Key: feed code."""

    event_type: ClassVar[str] = "budget-monitor.feed-registered.v1"

    code: str
    version: int
    labels: Labels
    rhythm_days: int | None


class FeedWentSilent(EventData):
    event_type: ClassVar[str] = "budget-monitor.feed-went-silent.v1"

    code: str
    last_arrival: datetime | None


class FeedReturned(EventData):
    event_type: ClassVar[str] = "budget-monitor.feed-returned.v1"

    code: str
    arrived_at: datetime


class FundRegistered(EventData):
    """Money of one source with the tag that follows it. Key: fund code."""

    event_type: ClassVar[str] = "budget-monitor.fund-registered.v1"

    code: str
    fiscal_year: str
    labels: Labels
    trace_tag: str
    purpose: Purpose
    amount: Money


class AllocationMade(EventData):
    """Money of a fund given to a budget item. Key: budget item id."""

    event_type: ClassVar[str] = "budget-monitor.allocation-made.v1"

    allocation: UUID
    fund: str
    item: UUID
    item_code: str
    fiscal_year: str
    amount: Money


class BudgetItemApproved(EventData):
    """A budget item with its original amount. Key: budget item id."""

    event_type: ClassVar[str] = "budget-monitor.budget-item-approved.v1"

    item: UUID
    code: str
    fiscal_year: str
    owner: str
    labels: Labels
    purpose: Purpose
    feed: str | None
    amount: Money
    goal_approved: bool


class BudgetItemRevised(EventData):
    """A new version of an item's budget: an adjustment, or one side of a transfer."""

    event_type: ClassVar[str] = "budget-monitor.budget-item-revised.v1"

    item: UUID
    code: str
    fiscal_year: str
    version: int
    kind: Literal["adjustment", "transfer"]
    amount: Money
    difference: Money
    in_force_from: date
    reason: str
    counterpart: UUID | None = None


class GoalDecided(EventData):
    event_type: ClassVar[str] = "budget-monitor.goal-decided.v1"

    item: UUID
    code: str
    approved: bool
    reason: str


class FiscalYearClosed(EventData):
    event_type: ClassVar[str] = "budget-monitor.fiscal-year-closed.v1"

    fiscal_year: str
    last_entry: int


class Reason(Part):
    """Why a payment was intercepted: a code and the values; texts are made where they are read."""

    code: str
    line: int | None
    values: dict[str, Any]


class PaymentLine(Part):
    line: int
    item: UUID | None
    item_code: str
    fund: str
    trace_tag: str | None
    amount: Money


class Payment(EventData):
    """What the events of a payment share. `payee` is a pseudonym where the payee is a natural person."""

    payment: UUID
    external_ref: str | None
    feed: str | None
    payee: str
    value_date: date
    fiscal_year: str
    lines: tuple[PaymentLine, ...]
    total: Money
    decision: UUID


class PaymentChecked(Payment):
    event_type: ClassVar[str] = "budget-monitor.payment-checked.v1"


class PaymentIntercepted(Payment):
    """Refused before it was paid. A held payment that is intercepted when it is to be paid stays held."""

    event_type: ClassVar[str] = "budget-monitor.payment-intercepted.v1"

    reasons: tuple[Reason, ...]
    stays_held: bool = False


class PaymentHeld(Payment):
    event_type: ClassVar[str] = "budget-monitor.payment-held.v1"

    expires_at: datetime


class PaymentPaid(Payment):
    """Paid, in whole or in part; `entries` are the ledger's numbers, in the order of the lines.

    `value_date` is the planned day, `booked_on` the day on which the money left (none: the same).
    """

    event_type: ClassVar[str] = "budget-monitor.payment-paid.v1"

    entries: tuple[int, ...]
    rest: Money
    booked_on: date | None = None


class PaymentRefunded(Payment):
    """`booked_on` is the day on which the money came back."""

    event_type: ClassVar[str] = "budget-monitor.payment-refunded.v1"

    entries: tuple[int, ...]
    reason: str
    booked_on: date | None = None


class PaymentReleased(Payment):
    event_type: ClassVar[str] = "budget-monitor.payment-released.v1"

    reason: str


class PaymentExpired(Payment):
    """Nobody paid or released the hold in time, or its fiscal year ended."""

    event_type: ClassVar[str] = "budget-monitor.payment-expired.v1"


class RateShown(Part):
    """The execution rate with the amounts that make it; `percent` is for reading, never for comparing."""

    paid: TotalMoney
    original_budget: TotalMoney
    current_budget: TotalMoney
    basis: BudgetBasis
    percent: Rate | None


class PaymentSeen(Part):
    """A ledger row that an evaluation saw for the first time."""

    payment: UUID
    entry: int
    value_date: date
    amount: Money
    external_ref: str | None


class RevisionSeen(Part):
    """A version of a budget that an evaluation counted for the first time."""

    item: UUID
    item_code: str
    version: int
    difference: Money
    in_force_from: date
    reason: str
    decided_by: str


LightCause = Literal["checkpoint", "movement", "late_row", "budget", "watched", "feed_silent", "feed_returned"]
"""Why a light was looked at: its day came, money moved, money of an earlier day became known, a budget was
revised, a rule began to watch, a feed went silent or came back."""


class LightChange(EventData):
    """A light moved from one level to another. Key: light id.

    `payments` are those between the previous evaluation and this one (by entry number, the first 500), and
    `payments_count` says how many there were; `revisions` are the budget versions, where the rule compares on the
    current budget. `day` is the day on which the light moved, `checkpoint` the one whose bands are in force then;
    an event without a `day` was said of its checkpoint.
    """

    light: UUID
    rule: str
    rule_version: int
    object_kind: ObjectKind
    object: str
    object_labels: Labels
    owner: str
    fiscal_year: str
    episode: int
    from_level: str
    to_level: str
    checkpoint: date
    evaluation: int
    rate: RateShown
    previous_seen_entry: int
    seen_entry: int
    payments: tuple[PaymentSeen, ...]
    payments_count: int
    day: date | None = None
    cause: LightCause | None = None
    revisions: tuple[RevisionSeen, ...] = ()


class LightCrossed(LightChange):
    """To a worse level."""

    event_type: ClassVar[str] = "budget-monitor.light-crossed.v1"


class LightRecovered(LightChange):
    """To a better level, also over several levels at once."""

    event_type: ClassVar[str] = "budget-monitor.light-recovered.v1"

    fully: bool = Field(description="whether the light reached its best level")


Frozen = Literal["rule_withdrawn", "left_out", "no_value"]
"""Why nothing can move a light: no version of its rule is in force, the one in force leaves the object out, or there
is no budget to divide by."""


class LightBegun(Part):
    """A light as it stood when it was told of first; `version` is that of its last change."""

    light: UUID
    object: str
    owner: str
    level: str
    is_best: bool
    frozen: Frozen | None
    version: int


class LightsBegan(EventData):
    """A rule watches these objects in a fiscal year from now on. Key: id of the first light."""

    event_type: ClassVar[str] = "budget-monitor.lights-began.v1"

    rule: str
    rule_version: int
    object_kind: ObjectKind
    fiscal_year: str
    lights: tuple[LightBegun, ...]


class LightStanding(EventData):
    """What the two events below share. Key: light id."""

    light: UUID
    rule: str
    rule_version: int
    object_kind: ObjectKind
    object: str
    object_labels: Labels
    owner: str
    fiscal_year: str
    level: str
    is_best: bool


class LightFrozen(LightStanding):
    """Nothing moves the light until it is told otherwise: neither crossing nor recovery."""

    event_type: ClassVar[str] = "budget-monitor.light-frozen.v1"

    because: Frozen


class LightThawed(LightStanding):
    """The light moves again, from the level at which it stood."""

    event_type: ClassVar[str] = "budget-monitor.light-thawed.v1"


class HoldPlaced(EventData):
    """Further payments of an object are intercepted until the order is accepted. Key: order id."""

    event_type: ClassVar[str] = "budget-monitor.hold-placed.v1"

    order: UUID
    object_kind: ObjectKind
    object: str
    fiscal_year: str
    spares_wages_and_livelihood: bool


class HoldLifted(EventData):
    event_type: ClassVar[str] = "budget-monitor.hold-lifted.v1"

    order: UUID
    object_kind: ObjectKind
    object: str
    because: Literal["accepted", "closed", "cancelled"]
