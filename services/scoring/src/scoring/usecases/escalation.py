"""What the clock does to orders: overdue, the steps of the rule, the re-check of an acceptance."""

from uuid import UUID

from chassis import regions
from chassis.db import Tx
from chassis.service import Deadline
from scoring.domain import answer, escalation, transitions
from scoring.domain.term import Term
from scoring.storage import orders
from scoring.usecases import adjustments, alarms, changes, lights, talks


async def fall_due(tx: Tx, deadline: Deadline) -> None:
    """An order not answered by its due date is overdue, and costs its unit the rule's points, once."""
    loaded = await changes.load_for_system(tx, UUID(deadline.key))
    if not _is_wanted(tx, loaded, deadline):
        return
    step = escalation.mark_overdue(loaded.order)
    await changes.keep(tx, loaded, step, at=deadline.due_at, fired=alarms.DUE)
    with changes.because_of(tx, step):
        await adjustments.deduct(tx, step.order, points=loaded.rule.overdue_points, at=deadline.due_at)


async def take_step(tx: Tx, deadline: Deadline) -> None:
    """The next escalation step; its time is the time at which it fell due, however late the clock was read."""
    loaded = await changes.load_for_system(tx, UUID(deadline.key))
    if not _is_wanted(tx, loaded, deadline):
        return
    kind = loaded.rule.escalation[loaded.order.steps_taken].kind
    step = escalation.take_step(loaded.order, loaded.rule, today=loaded.today, calendar=loaded.calendar)
    order = await changes.keep(tx, loaded, step, at=deadline.due_at, fired=alarms.ESCALATION)
    if kind == "talk":
        with changes.because_of(tx, step):
            await talks.call(
                tx,
                kind="escalation",
                because=f"{order.id}/{order.round}/{order.steps_taken}",
                order=order.id,
                case=order.case,
                unit=order.unit,
                calendar=loaded.calendar,
                at=deadline.due_at,
            )


async def recheck(tx: Tx, deadline: Deadline) -> None:
    """On the day set at acceptance: under a good or a frozen light the order closes, under a bad one it is open
    again. The light is that of the year of that day, where there is one that moves."""
    loaded = await changes.load_for_system(tx, UUID(deadline.key))
    if not _is_wanted(tx, loaded, deadline) or loaded.order.recheck_on is None:
        return
    light = await lights.at_recheck(tx, loaded.order, on=loaded.order.recheck_on)
    term = Term(loaded.today, loaded.rule.answer_within_working_days)
    step = answer.recheck(loaded.order, light=light, term=term, calendar=loaded.calendar)
    await changes.keep(tx, loaded, step, at=deadline.due_at, fired=alarms.RECHECK)


async def settle_due_dates(tx: Tx) -> None:
    """A calendar year was published: provisional due dates and coming escalation steps are computed again."""
    for order in await orders.touched_by_calendar(tx):
        loaded = await changes.load_for_system(tx, order.id)
        step = escalation.settle_due_date(loaded.order, loaded.calendar)
        if step is not None:
            await changes.keep(tx, loaded, step)
        elif loaded.order.state in transitions.CLOCK_RUNS:
            await alarms.move(tx, None, loaded.order, rule=loaded.rule, calendar=loaded.calendar)
    await talks.settle_due_dates(tx, await regions.working_calendar(tx))


def _is_wanted(tx: Tx, loaded: changes.Loaded, deadline: Deadline) -> bool:
    """Whether the order still wants what fell due; a command may have been quicker."""
    wanted = alarms.wanted(loaded.order, rule=loaded.rule, calendar=loaded.calendar, region=tx.region)
    at = wanted.get(deadline.kind)
    return at is not None and at <= tx.now
