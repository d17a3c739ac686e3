"""Requests for more time, each with its decision."""

from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import RowMapping, func, insert, select, update

from chassis.db import ReadTx, Tx
from scoring.domain.order import Order
from scoring.storage.tables import extensions

t = extensions.c


async def ask(tx: Tx, order: Order, *, until: date, reason: str, asked_by: str) -> None:
    await tx.execute(
        insert(extensions).values(
            region=tx.region.code,
            order_id=order.id,
            asked_version=order.version,
            until=until,
            reason=reason,
            asked_by=asked_by,
            asked_at=tx.now,
            outcome="pending",
        )
    )


async def decide(
    tx: Tx,
    order: UUID,
    *,
    outcome: Literal["granted", "refused", "lapsed"],
    decided_by: str,
    reason: str | None = None,
    due_on: date | None = None,
) -> None:
    """Decides the request that waits; nothing where none does (an answer lets it lapse)."""
    await tx.execute(
        update(extensions)
        .where(t.region == tx.region.code, t.order_id == order, t.outcome == "pending")
        .values(outcome=outcome, decided_by=decided_by, decided_at=tx.now, decision_reason=reason, due_on=due_on)
    )


async def granted(tx: ReadTx, order: UUID) -> int:
    """How many extensions an order has had, in all its rounds."""
    count: int = await tx.scalar(
        select(func.count()).where(t.region == tx.region.code, t.order_id == order, t.outcome == "granted")
    )
    return count


async def of_order(tx: ReadTx, order: UUID) -> list[RowMapping]:
    return await tx.all(
        select(extensions).where(t.region == tx.region.code, t.order_id == order).order_by(t.asked_version)
    )
