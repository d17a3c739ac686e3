"""What happens to an order whose due date passed: overdue, then its rule's steps, each once a round."""

from dataclasses import replace
from datetime import date

from chassis.calendar import WorkingCalendar
from contracts import scoring as events
from contracts.indicators import EscalationStep, RuleContent
from scoring.domain import transitions
from scoring.domain.order import SYSTEM, Order, Step, advance, facts


def mark_overdue(order: Order) -> Step:
    after = advance(order, "mark-overdue", SYSTEM, overdue=True)
    return Step(after, "mark-overdue", events.OrderOverdue(**facts(after), due_on=order.due_on))


def next_step(order: Order, rule: RuleContent) -> EscalationStep | None:
    """The step that comes next in this round; None where the order does not escalate (any more)."""
    runs = order.overdue and order.state in transitions.CLOCK_RUNS
    if not runs or order.steps_taken >= len(rule.escalation):
        return None
    return rule.escalation[order.steps_taken]


def next_step_on(order: Order, rule: RuleContent, calendar: WorkingCalendar) -> date | None:
    """The day at whose end the next step is taken."""
    step = next_step(order, rule)
    if step is None:
        return None
    planned = _planned(order, step, calendar)
    return max(planned, order.no_step_before) if order.no_step_before else planned


def take_step(order: Order, rule: RuleContent, *, today: date, calendar: WorkingCalendar) -> Step:
    """The next step of the rule, by number from 1.

    After a long outage several steps are due at once: the first is taken, and the others follow one a
    working day, so that the unit can still react to each.
    """
    step = next_step(order, rule)
    if step is None:
        # the table says why: the state, or the flag
        advance(order, "escalate", SYSTEM)
        raise LookupError(f"rule {rule.code} has no escalation step {order.steps_taken + 1}")
    number = order.steps_taken + 1
    after = advance(
        order,
        "escalate",
        SYSTEM,
        steps_taken=number,
        escalated=True,
        holds_payments=order.holds_payments or step.kind == "hold_payments",
    )
    following = next_step(after, rule)
    backlog = following is not None and (_planned(order, step, calendar) < _planned(order, following, calendar) < today)
    after = replace(after, no_step_before=calendar.add_working_days(today, 1).on if backlog else None)
    if step.kind == "hold_payments":
        spares = rule.hold_spares_wages_and_livelihood
        return Step(
            after,
            "escalate",
            events.OrderReachedLastStep(**facts(after), step=number, hold_spares_wages_and_livelihood=spares),
        )
    return Step(after, "escalate", events.OrderEscalated(**facts(after), step=number, kind=step.kind))


def settle_due_date(order: Order, calendar: WorkingCalendar) -> Step | None:
    """The due date computed again after a calendar year was published; None where nothing changes.

    What has fallen due meanwhile stays: an overdue order is not made punctual by a calendar.
    """
    due = order.term.due(calendar)
    unchanged = (due.on, due.provisional) == (order.due_on, order.due_provisional)
    if unchanged or order.overdue or order.state not in (*transitions.CLOCK_RUNS, transitions.SUSPENDED):
        return None
    after = advance(order, "settle-due-date", SYSTEM, due_on=due.on, due_provisional=due.provisional)
    return Step(
        after,
        "settle-due-date",
        events.OrderDueDateSettled(**facts(after), due_on=due.on, due_provisional=due.provisional),
    )


def _planned(order: Order, step: EscalationStep, calendar: WorkingCalendar) -> date:
    return calendar.add_working_days(order.due_on, step.after_working_days).on
