"""Talks: called by a light or an escalation, recorded when held, marked when overdue, called off with their order."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from chassis import deadlines, outbox, problems
from chassis.calendar import WorkingCalendar
from chassis.db import Tx
from chassis.service import Deadline
from contracts.scoring import OrderGone
from scoring.domain import talk as talking
from scoring.domain.order import Order
from scoring.domain.talk import Talk
from scoring.storage import definitions, talks
from scoring.usecases import acting

DUE = "talk-due"


async def call(
    tx: Tx,
    *,
    kind: Literal["light", "escalation"],
    because: str,
    order: UUID | None,
    case: str,
    unit: str,
    calendar: WorkingCalendar,
    at: datetime | None = None,
) -> None:
    """Calls a talk, once for each cause."""
    talk, event = talking.call(
        talk=talking.talk_id(region=tx.region.code, because=because),
        kind=kind,
        order=order,
        case=case,
        unit=unit,
        responsible=await definitions.responsible_person(tx, unit),
        today=tx.region.local_date(tx.now),
        calendar=calendar,
    )
    if await talks.add(tx, talk):
        await outbox.put(tx, event, aggregate=str(talk.id), sequence=talk.version, case=case, time=at)
        await _set_due(tx, talk)


async def record(tx: Tx, talk: UUID, *, held_on: date, note: str, read_version: int) -> Talk:
    found = await talks.get_for_update(tx, talk)
    by = await acting.by_for(tx, found.unit)
    problems.expect_version(read_version, found.version)
    held, event = talking.record(found, by=by, held_on=held_on, today=tx.region.local_date(tx.now), note=note)
    await talks.store(tx, held)
    await deadlines.cancel(tx, DUE, str(talk))
    await outbox.put(tx, event, aggregate=str(talk), sequence=held.version, case=held.case)
    return held


async def call_off(tx: Tx, order: Order, *, because: OrderGone) -> None:
    """Ends the talks of an order that are still to be held."""
    for talk in await talks.waiting_of(tx, order.id):
        after, event = talking.call_off(talk, order=order.id, because=because)
        await talks.store(tx, after)
        await deadlines.cancel(tx, DUE, str(talk.id))
        await outbox.put(tx, event, aggregate=str(talk.id), sequence=after.version, case=talk.case)


async def fall_due(tx: Tx, deadline: Deadline) -> None:
    """A talk not held by its due date."""
    marked = talking.mark_overdue(await talks.get_for_update(tx, UUID(deadline.key)))
    if marked is not None:
        overdue, event = marked
        await talks.store(tx, overdue)
        await outbox.put(
            tx, event, aggregate=deadline.key, sequence=overdue.version, case=overdue.case, time=deadline.due_at
        )


async def settle_due_dates(tx: Tx, calendar: WorkingCalendar) -> None:
    for talk in await talks.provisional(tx):
        settled = talking.settle_due_date(talk, calendar)
        if settled is not None:
            after, event = settled
            await talks.store(tx, after)
            await outbox.put(tx, event, aggregate=str(talk.id), sequence=after.version, case=talk.case)
            await _set_due(tx, after)


async def _set_due(tx: Tx, talk: Talk) -> None:
    await deadlines.set(tx, DUE, str(talk.id), tx.region.end_of_day(talk.due_on), case=talk.case)
