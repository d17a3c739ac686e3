"""Which crossing belongs to which order. The crossing is the key: it belongs to one order, once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, insert, select

from chassis.db import ReadTx, Tx
from contracts.budget import LightCrossed
from scoring.storage.tables import order_crossings

t = order_crossings.c


async def is_known(tx: ReadTx, crossing: UUID) -> bool:
    return await tx.scalar(select(t.order_id).where(t.region == tx.region.code, t.crossing == crossing)) is not None


async def add(tx: Tx, crossing: LightCrossed, *, event: UUID, order: UUID, happened_at: datetime) -> None:
    await tx.execute(
        insert(order_crossings).values(
            region=tx.region.code,
            crossing=event,
            order_id=order,
            light=crossing.light,
            from_level=crossing.from_level,
            to_level=crossing.to_level,
            checkpoint=crossing.checkpoint,
            seen_entry=crossing.seen_entry,
            happened_at=happened_at,
        )
    )


async def of_order(tx: ReadTx, order: UUID) -> list[RowMapping]:
    return await tx.all(
        select(order_crossings)
        .where(t.region == tx.region.code, t.order_id == order)
        .order_by(t.happened_at, t.seen_entry)
    )
