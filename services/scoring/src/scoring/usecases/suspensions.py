"""Suspending and resuming an order; the end of a suspension also comes by itself."""

from datetime import date
from uuid import UUID

from chassis.db import Tx
from chassis.service import Deadline
from scoring.domain import suspension, transitions
from scoring.domain.order import Order
from scoring.storage import steps as history
from scoring.usecases import alarms, changes


async def suspend(tx: Tx, order: UUID, *, reason: str, until: date, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    step = suspension.suspend(
        loaded.order,
        by=loaded.by,
        reason=reason,
        until=until,
        today=loaded.today,
        rule=loaded.rule,
        suspended_days=await _suspended_days(tx, order),
    )
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


async def _suspended_days(tx: Tx, order: UUID) -> int:
    """How many days the suspensions of an order lasted that are over, by its history."""
    steps = await history.of_order(tx, order)
    days = [tx.region.local_date(one["happened_at"]) for one in steps if one["command"] in ("suspend", "resume")]
    return sum((resumed - suspended).days for suspended, resumed in zip(days[::2], days[1::2], strict=False))
