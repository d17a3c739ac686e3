"""Objections: raised by the unit, decided by the office; a granted one cancels the order with all that it brought."""

from uuid import UUID

from chassis.db import Tx
from scoring.domain import objection
from scoring.domain.order import Order
from scoring.usecases import changes


async def raise_objection(tx: Tx, order: UUID, *, reason: str, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    return await changes.keep(tx, loaded, objection.raise_objection(loaded.order, by=loaded.by, reason=reason))


async def grant(tx: Tx, order: UUID, *, reason: str, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    step = objection.grant(loaded.order, by=loaded.by, reason=reason)
    return await changes.keep(tx, loaded, step)


async def refuse(tx: Tx, order: UUID, *, reason: str, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    return await changes.keep(tx, loaded, objection.refuse(loaded.order, by=loaded.by, reason=reason))
