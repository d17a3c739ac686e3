"""More time to answer: asked by the unit's head, decided by the office."""

from datetime import date
from uuid import UUID

from chassis.db import Tx
from scoring.domain import extension
from scoring.domain.order import Order
from scoring.storage import extensions
from scoring.usecases import changes


async def ask(tx: Tx, order: UUID, *, until: date, reason: str, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    step = extension.ask(
        loaded.order,
        by=loaded.by,
        until=until,
        reason=reason,
        rule=loaded.rule,
        granted=await extensions.granted(tx, order),
        calendar=loaded.calendar,
    )
    await extensions.ask(tx, step.order, until=until, reason=reason, asked_by=loaded.by.principal)
    return await changes.keep(tx, loaded, step)


async def grant(tx: Tx, order: UUID, *, until: date | None, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    step = extension.grant(
        loaded.order,
        by=loaded.by,
        until=until,
        today=loaded.today,
        rule=loaded.rule,
        granted=await extensions.granted(tx, order),
        calendar=loaded.calendar,
    )
    await extensions.decide(tx, order, outcome="granted", decided_by=loaded.by.principal, due_on=step.order.due_on)
    return await changes.keep(tx, loaded, step)


async def refuse(tx: Tx, order: UUID, *, reason: str, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    step = extension.refuse(loaded.order, by=loaded.by, reason=reason)
    await extensions.decide(tx, order, outcome="refused", decided_by=loaded.by.principal, reason=reason)
    return await changes.keep(tx, loaded, step)
