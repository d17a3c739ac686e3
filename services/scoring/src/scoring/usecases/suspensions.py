"""Suspending and resuming an order; the end of a suspension also comes by itself."""

from datetime import date
from uuid import UUID

from chassis.db import Tx
from chassis.service import Deadline
from scoring.domain import suspension, transitions
from scoring.domain.order import Order
from scoring.usecases import alarms, changes


async def suspend(tx: Tx, order: UUID, *, reason: str, until: date, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    step = suspension.suspend(loaded.order, by=loaded.by, reason=reason, until=until, today=loaded.today)
    return await changes.keep(tx, loaded, step)


async def resume(tx: Tx, order: UUID, *, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    step = suspension.resume(loaded.order, by=loaded.by, today=loaded.today, calendar=loaded.calendar)
    return await changes.keep(tx, loaded, step)


async def end(tx: Tx, deadline: Deadline) -> None:
    loaded = await changes.load_for_system(tx, UUID(deadline.key))
    if loaded.order.state != transitions.SUSPENDED:
        return
    step = suspension.resume(loaded.order, by=loaded.by, today=loaded.today, calendar=loaded.calendar)
    await changes.keep(tx, loaded, step, at=deadline.due_at, fired=alarms.SUSPENSION_END)
