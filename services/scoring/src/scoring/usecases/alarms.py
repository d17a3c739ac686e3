"""The deadlines of an order follow from its state; after every change they are set as it now wants them."""

from datetime import datetime

from chassis import deadlines
from chassis.calendar import WorkingCalendar
from chassis.db import Tx
from chassis.regions import Region
from contracts.indicators import RuleContent
from scoring.domain import escalation, transitions
from scoring.domain.order import Order

DUE = "order-due"
ESCALATION = "order-escalation"
SUSPENSION_END = "order-suspension-end"
RECHECK = "order-recheck"


def wanted(order: Order, *, rule: RuleContent, calendar: WorkingCalendar, region: Region) -> dict[str, datetime]:
    """Which deadlines an order has: each at the end of a local day."""
    days = {}
    if order.state in transitions.CLOCK_RUNS and not order.overdue:
        days[DUE] = order.due_on
    if (step_on := escalation.next_step_on(order, rule, calendar)) is not None:
        days[ESCALATION] = step_on
    if order.state == transitions.SUSPENDED and order.suspended_until is not None:
        days[SUSPENSION_END] = order.suspended_until
    if order.state == transitions.ACCEPTED and order.recheck_on is not None:
        days[RECHECK] = order.recheck_on
    return {kind: region.end_of_day(day) for kind, day in days.items()}


async def move(
    tx: Tx,
    before: Order | None,
    after: Order,
    *,
    rule: RuleContent,
    calendar: WorkingCalendar,
    fired: str | None = None,
) -> None:
    """Sets, moves and cancels what differs. `fired` went off just now: where it is wanted again it is set again."""
    was = wanted(before, rule=rule, calendar=calendar, region=tx.region) if before else {}
    will = wanted(after, rule=rule, calendar=calendar, region=tx.region)
    was.pop(fired or "", None)
    for kind in was.keys() - will.keys():
        await deadlines.cancel(tx, kind, str(after.id))
    for kind, at in will.items():
        if was.get(kind) != at:
            await deadlines.set(tx, kind, str(after.id), at, case=after.case)
