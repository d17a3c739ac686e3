"""Suspending an order stops the clock of its deadline; resuming moves the due date by the time suspended."""

from datetime import date

from chassis.calendar import WorkingCalendar
from contracts import scoring as events
from contracts.indicators import RuleContent
from scoring.domain import putting_off
from scoring.domain.order import By, Order, Step, advance, facts
from scoring.domain.refusals import DateNotLater


def suspend(
    order: Order, *, by: By, reason: str, until: date, today: date, rule: RuleContent, suspended_days: int
) -> Step:
    """Until the end of a day. `suspended_days`: how long the order was suspended before.

    Raises DateNotLater where the day is not after today, or SuspensionTooLong.
    """
    after = advance(order, "suspend", by, state_before=order.state, suspended_on=today, suspended_until=until)
    if until <= today:
        raise DateNotLater(field="until", given=until, than=today)
    putting_off.expect_suspension(rule, until=until, today=today, suspended_days=suspended_days)
    return Step(after, "suspend", events.OrderSuspended(**facts(after), reason=reason, until=until))


def resume(order: Order, *, by: By, today: date, calendar: WorkingCalendar) -> Step:
    """Back to the state before. The due date moves by the working days that the suspension lasted."""
    lasted = calendar.working_days_between(order.suspended_on or today, today)
    term = order.term.longer_by(lasted)
    due = term.due(calendar)
    after = advance(
        order,
        "resume",
        by,
        term=term,
        due_on=due.on,
        due_provisional=due.provisional,
        no_step_before=None,
    )
    return Step(
        after,
        "resume",
        events.OrderResumed(**facts(after), due_on=due.on, due_provisional=due.provisional),
    )
