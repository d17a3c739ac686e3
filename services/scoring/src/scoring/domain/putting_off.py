"""How long an order may be put off: what its rule says of extensions, suspensions, new terms and re-checks.

Together they bound the time until an order is answered for; a rule of an earlier version has the defaults.
"""

import calendar as months
from datetime import date, timedelta

from chassis.calendar import WorkingCalendar
from contracts.indicators import RuleContent
from scoring.domain.order import Order
from scoring.domain.refusals import ExtensionTooLong, RecheckTooLate, SuspensionTooLong, TermTooLong, TooManyExtensions


def expect_extension(order: Order, rule: RuleContent, *, until: date, granted: int, calendar: WorkingCalendar) -> None:
    """Of the due date that stands, not of today: a request that waited long is not worth more for it.

    Raises TooManyExtensions or ExtensionTooLong.
    """
    if granted >= rule.most_extensions:
        raise TooManyExtensions(id=order.id, granted=granted, most=rule.most_extensions)
    longest = rule.longest_extension_working_days
    latest = calendar.add_working_days(order.due_on, longest).on
    if until > latest:
        raise ExtensionTooLong(given=until, latest=latest, longest=longest, due_on=order.due_on)


def expect_suspension(rule: RuleContent, *, until: date, today: date, suspended_days: int) -> None:
    """`suspended_days`: how long the order was suspended before. Raises SuspensionTooLong."""
    longest = rule.longest_suspension_days
    latest = today + timedelta(days=longest - suspended_days)
    if until > latest:
        raise SuspensionTooLong(given=until, latest=latest, longest=longest, before=suspended_days)


def expect_term(rule: RuleContent, *, working_days: int) -> None:
    """A new term after a return: what the rule gives to answer or to extend, whichever is longer.

    Raises TermTooLong.
    """
    longest = max(rule.answer_within_working_days, rule.longest_extension_working_days)
    if working_days > longest:
        raise TermTooLong(given=working_days, longest=longest)


def expect_recheck(rule: RuleContent, *, on: date, today: date) -> None:
    """Raises RecheckTooLate."""
    longest = rule.latest_recheck_months
    latest = _months_after(today, longest)
    if on > latest:
        raise RecheckTooLate(given=on, latest=latest, months=longest)


def _months_after(day: date, count: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    years, month = divmod(day.month - 1 + count, 12)
    last = months.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
