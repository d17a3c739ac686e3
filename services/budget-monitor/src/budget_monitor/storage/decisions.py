"""Decision records: what was decided about a payment or a question, when, by whom and why. Never changed."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select

from budget_monitor.storage import bulk
from budget_monitor.storage.tables import decisions as t
from chassis.db import ReadTx, Tx


async def add(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    await bulk.insert(tx, t, [{**row, "decided_at": tx.now, "decided_by": tx.actor.principal} for row in rows])


async def known(tx: ReadTx, ids: Iterable[UUID]) -> dict[UUID, RowMapping]:
    rows = await tx.all(select(t).where(t.c.region == tx.region.code, bulk.among(t.c.id, list(ids))))
    return {row["id"]: row for row in rows}


async def of_payment(tx: ReadTx, payment: UUID) -> list[RowMapping]:
    return await tx.all(select(t).where(t.c.region == tx.region.code, t.c.payment == payment).order_by(t.c.number))
