"""Every topic: what it carries, how many partitions, how long it is kept.

Partition counts never change: a key would move to another partition and lose its order. Definition topics are
kept for ever and not compacted, since open orders cite old versions.
"""

from dataclasses import dataclass
from datetime import timedelta

from contracts import audit, budget, cascades, indicators, regions, schemes, scoring, screenings
from contracts.envelope import EventData

FOR_EVER: timedelta | None = None

USUAL_BYTES = 1_048_588
"""What a Kafka broker takes where nobody says otherwise."""

LARGEST_BYTES = 16_777_216
"""What producers send and consumers take at most: a scheme of 500 indicators for 5,000 members, twice over."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`largest` is the most bytes of one message."""

    name: str
    partitions: int
    retention: timedelta | None
    events: tuple[type[EventData], ...]
    largest: int = USUAL_BYTES


TOPICS: tuple[Topic, ...] = (
    Topic(
        "indicators.regions",
        1,
        FOR_EVER,
        (regions.RegionDefined, regions.WorkingDaysPublished, regions.ClockMoved),
    ),
    Topic(
        "indicators.definitions",
        1,
        FOR_EVER,
        (
            indicators.AssesseeRegistered,
            indicators.AssesseeAmended,
            indicators.MonitoringRulePublished,
            indicators.MonitoringRuleWithdrawn,
        ),
    ),
    Topic(
        "indicators.schemes",
        1,
        FOR_EVER,
        (
            schemes.SchemePublished,
            schemes.SchemeAmended,
            schemes.SchemeWithdrawn,
            schemes.IndicatorPublished,
            schemes.IndicatorWithdrawn,
            cascades.CascadeApproved,
            screenings.ScreeningClosed,
        ),
        largest=LARGEST_BYTES,
    ),
    Topic("indicators.audit", 1, timedelta(days=90), (audit.IndicatorsCommandExecuted,)),
    Topic(
        "budget-monitor.budgets",
        4,
        timedelta(days=90),
        (
            budget.FeedRegistered,
            budget.FeedWentSilent,
            budget.FeedReturned,
            budget.FundRegistered,
            budget.AllocationMade,
            budget.BudgetItemApproved,
            budget.BudgetItemRevised,
            budget.GoalDecided,
            budget.FiscalYearClosed,
        ),
    ),
    Topic(
        "budget-monitor.payments",
        8,
        timedelta(days=30),
        (
            budget.PaymentChecked,
            budget.PaymentIntercepted,
            budget.PaymentHeld,
            budget.PaymentPaid,
            budget.PaymentRefunded,
            budget.PaymentReleased,
            budget.PaymentExpired,
        ),
    ),
    Topic(
        "budget-monitor.lights",
        4,
        timedelta(days=90),
        (
            budget.LightCrossed,
            budget.LightRecovered,
            budget.LightsBegan,
            budget.LightFrozen,
            budget.LightThawed,
        ),
    ),
    Topic("budget-monitor.holds", 2, timedelta(days=90), (budget.HoldPlaced, budget.HoldLifted)),
    Topic("budget-monitor.audit", 2, timedelta(days=90), (audit.BudgetMonitorCommandExecuted,)),
    Topic(
        "scoring.orders",
        4,
        timedelta(days=90),
        (
            scoring.OrderIssued,
            scoring.OrderLevelRaised,
            scoring.OrderLightRecovered,
            scoring.OrderAcknowledged,
            scoring.OrderAnswerPrepared,
            scoring.OrderAnswered,
            scoring.OrderReturned,
            scoring.OrderAccepted,
            scoring.OrderReopened,
            scoring.OrderClosed,
            scoring.OrderObjected,
            scoring.OrderObjectionRefused,
            scoring.OrderCancelled,
            scoring.OrderExtensionAsked,
            scoring.OrderExtensionGranted,
            scoring.OrderExtensionRefused,
            scoring.OrderSuspended,
            scoring.OrderResumed,
            scoring.OrderDueDateSettled,
            scoring.OrderOverdue,
            scoring.OrderEscalated,
            scoring.OrderReachedLastStep,
        ),
    ),
    Topic(
        "scoring.consequences",
        2,
        timedelta(days=90),
        (
            scoring.TalkCalled,
            scoring.TalkHeld,
            scoring.TalkCalledOff,
            scoring.TalkOverdue,
            scoring.TalkDueDateSettled,
            scoring.ScoreAdjusted,
            scoring.BudgetProposalMade,
            scoring.BudgetProposalDecided,
            scoring.BudgetProposalWithdrawn,
        ),
    ),
    Topic("scoring.audit", 2, timedelta(days=90), (audit.ScoringCommandExecuted,)),
    Topic("gateway.audit", 2, timedelta(days=90), (audit.AttemptRefused,)),
)

BY_EVENT_TYPE: dict[str, tuple[Topic, type[EventData]]] = {
    event.event_type: (topic, event) for topic in TOPICS for event in topic.events
}


def topic_of(event_type: str) -> Topic:
    """Raises KeyError for a type that is in no topic."""
    return BY_EVENT_TYPE[event_type][0]
