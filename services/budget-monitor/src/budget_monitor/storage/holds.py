"""Rectification holds: placed by an order at its last step, lifted when it ends."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert

from budget_monitor.domain.hold import Hold
from budget_monitor.storage.tables import holds as t
from chassis.db import ReadTx, Tx


async def in_force(tx: ReadTx) -> list[Hold]:
    rows = await tx.all(select(t).where(t.c.region == tx.region.code, t.c.lifted_at.is_(None)).order_by(t.c.order))
    return [
        Hold(row["order"], row["object_kind"], row["object"], row["rule"], row["spares_wages_and_livelihood"])
        for row in rows
    ]


async def lock(tx: Tx, order: UUID) -> RowMapping | None:
    return await tx.one_or_none(select(t).where(t.c.region == tx.region.code, t.c.order == order).with_for_update())


async def place(tx: Tx, order: UUID, **values: Any) -> int:
    """Places the hold of an order, anew where it was lifted; returns its version."""
    anew = {
        **values,
        "placed_at": tx.now,
        "lifted_at": None,
        "lifted_because": None,
        "version": t.c.version + 1,
    }
    statement = insert(t).values(region=tx.region.code, order=order, placed_at=tx.now, **values)
    version: int = await tx.scalar(
        statement.on_conflict_do_update(index_elements=["region", "order"], set_=anew).returning(t.c.version)
    )
    return version


async def lift(tx: Tx, order: UUID, because: str) -> int:
    version: int = await tx.scalar(
        update(t)
        .where(t.c.region == tx.region.code, t.c.order == order)
        .values(lifted_at=tx.now, lifted_because=because, version=t.c.version + 1)
        .returning(t.c.version)
    )
    return version
