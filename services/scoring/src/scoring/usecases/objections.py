"""Objections: raised by the unit, decided by the office; a granted one gives back what the deadline cost."""

from uuid import UUID

from chassis.db import Tx
from scoring.domain import objection
from scoring.domain.order import Order
from scoring.storage import extensions
from scoring.usecases import adjustments, changes


async def raise_objection(tx: Tx, order: UUID, *, reason: str, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    return await changes.keep(tx, loaded, objection.raise_objection(loaded.order, by=loaded.by, reason=reason))


async def grant(tx: Tx, order: UUID, *, reason: str, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    step = objection.grant(loaded.order, by=loaded.by, reason=reason)
    if loaded.order.extension_pending:
        await extensions.decide(tx, order, outcome="lapsed", decided_by=loaded.by.principal)
    cancelled = await changes.keep(tx, loaded, step)
    with changes.because_of(tx, step):
        await adjustments.give_back(tx, cancelled)
    return cancelled


async def refuse(tx: Tx, order: UUID, *, reason: str, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    return await changes.keep(tx, loaded, objection.refuse(loaded.order, by=loaded.by, reason=reason))
