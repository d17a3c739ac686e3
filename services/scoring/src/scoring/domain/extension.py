"""Asking for more time, before the order is overdue; granted or refused by somebody else."""

from datetime import date

from chassis.calendar import WorkingCalendar
from contracts import scoring as events
from contracts.indicators import RuleContent
from scoring.domain import putting_off
from scoring.domain.order import By, Order, Step, advance, facts
from scoring.domain.refusals import DateNotLater
from scoring.domain.term import Term


def ask(
    order: Order, *, by: By, until: date, reason: str, rule: RuleContent, granted: int, calendar: WorkingCalendar
) -> Step:
    """`granted`: how many extensions the order has had.

    Raises DateNotLater where `until` is not after the present due date, and what `putting_off` refuses.
    """
    after = advance(order, "ask-extension", by, extension_asked_by=by.principal, extension_until=until)
    _later("until", until, than=order.due_on)
    due = Term(until, 0).due(calendar)
    putting_off.expect_extension(order, rule, until=due.on, granted=granted, calendar=calendar)
    return Step(after, "ask-extension", events.OrderExtensionAsked(**facts(after), reason=reason, until=until))


def grant(
    order: Order,
    *,
    by: By,
    until: date | None,
    today: date,
    rule: RuleContent,
    granted: int,
    calendar: WorkingCalendar,
) -> Step:
    """A new due date: the day asked for or another that the office sets; a day off rolls to a working day.

    An order that fell overdue while its request waited is no longer overdue; the points that it cost stay
    (they are taken once, and given back only by an objection). Raises as `ask` does.
    """
    asked = until or order.extension_until or order.due_on
    term = Term(asked, 0)
    due = term.due(calendar)
    after = advance(
        order,
        "grant-extension",
        by,
        term=term,
        due_on=due.on,
        due_provisional=due.provisional,
    )
    _later("until", asked, than=max(order.due_on, today))
    putting_off.expect_extension(order, rule, until=due.on, granted=granted, calendar=calendar)
    return Step(
        after,
        "grant-extension",
        events.OrderExtensionGranted(**facts(after), due_on=due.on, due_provisional=due.provisional),
    )


def refuse(order: Order, *, by: By, reason: str) -> Step:
    after = advance(order, "refuse-extension", by)
    return Step(after, "refuse-extension", events.OrderExtensionRefused(**facts(after), reason=reason))


def _later(field: str, given: date, *, than: date) -> None:
    if given <= than:
        raise DateNotLater(field=field, given=given, than=than)
