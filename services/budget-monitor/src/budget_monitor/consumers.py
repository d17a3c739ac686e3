"""What this service listens to, and the use case that answers."""

from collections.abc import Mapping

from budget_monitor.usecases import assessees, orders, rules
from chassis.service import Handler
from contracts.indicators import (
    AssesseeAmended,
    AssesseeRegistered,
    MonitoringRulePublished,
    MonitoringRuleWithdrawn,
)
from contracts.scoring import (
    OrderAccepted,
    OrderCancelled,
    OrderClosed,
    OrderIssued,
    OrderReachedLastStep,
    OrderReopened,
)

handlers: Mapping[str, Handler] = {
    AssesseeRegistered.event_type: assessees.registered,
    AssesseeAmended.event_type: assessees.amended,
    MonitoringRulePublished.event_type: rules.keep_published,
    MonitoringRuleWithdrawn.event_type: rules.withdraw,
    OrderIssued.event_type: orders.opened,
    OrderReopened.event_type: orders.opened,
    OrderAccepted.event_type: orders.accepted,
    OrderClosed.event_type: orders.closed,
    OrderCancelled.event_type: orders.cancelled,
    OrderReachedLastStep.event_type: orders.reached_last_step,
}
