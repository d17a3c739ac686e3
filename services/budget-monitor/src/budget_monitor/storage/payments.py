"""Payments with their lines."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import RowMapping, select, text, update

from budget_monitor.storage import bulk
from budget_monitor.storage.tables import payment_lines
from budget_monitor.storage.tables import payments as t
from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound


async def add(tx: Tx, payments: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]]) -> None:
    await bulk.insert(tx, t, payments)
    await bulk.insert(tx, payment_lines, lines)


async def known(tx: ReadTx, ids: Iterable[UUID]) -> dict[UUID, RowMapping]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = await tx.all(select(t).where(t.c.region == tx.region.code, bulk.among(t.c.id, wanted)))
    return {row["id"]: row for row in rows}


async def get(tx: ReadTx, payment: UUID) -> RowMapping:
    """Raises NotFound."""
    row = await tx.one_or_none(select(t).where(t.c.region == tx.region.code, t.c.id == payment))
    if row is None:
        raise NotFound(what="payment", id=str(payment), region=tx.region.code)
    return row


async def lock(tx: Tx, payment: UUID) -> RowMapping:
    """Raises NotFound."""
    await tx.execute(select(t.c.id).where(t.c.region == tx.region.code, t.c.id == payment).with_for_update())
    return await get(tx, payment)


async def lines(tx: ReadTx, payments: Iterable[UUID]) -> dict[UUID, list[RowMapping]]:
    found: dict[UUID, list[RowMapping]] = {payment: [] for payment in payments}
    p = payment_lines.c
    rows = await tx.all(
        select(payment_lines)
        .where(p.region == tx.region.code, bulk.among(p.payment, list(found)))
        .order_by(p.payment, p.line)
    )
    for row in rows:
        found[row["payment"]].append(row)
    return found


async def change(tx: Tx, payment: UUID, **values: Any) -> int:
    """Changes the payment and returns its new version."""
    version: int = await tx.scalar(
        update(t)
        .where(t.c.region == tx.region.code, t.c.id == payment)
        .values(version=t.c.version + 1, **values)
        .returning(t.c.version)
    )
    return version


async def move_lines(tx: Tx, payment: UUID, column: Literal["paid", "refunded"], amounts: dict[int, Any]) -> None:
    """Adds to `paid` or `refunded` of lines."""
    await tx.execute(
        text(
            f"UPDATE payment_lines l SET {column} = l.{column} + g.amount"  # noqa: S608 - one of the two names in the type
            " FROM unnest(CAST(:lines AS int[]), CAST(:amounts AS numeric[])) AS g(line, amount)"
            " WHERE l.region = :region AND l.payment = :payment AND l.line = g.line"
        ),
        {
            "region": tx.region.code,
            "payment": payment,
            "lines": list(amounts),
            "amounts": list(amounts.values()),
        },
    )


async def owners(tx: ReadTx, payment: UUID) -> list[str]:
    """The units whose items a payment is for; none where it names no item that exists."""
    rows = await tx.all(
        text(
            "SELECT DISTINCT i.owner FROM payment_lines l JOIN budget_items i"
            " ON i.region = l.region AND i.id = l.item WHERE l.region = :region AND l.payment = :payment"
        ),
        {"region": tx.region.code, "payment": payment},
    )
    return [row["owner"] for row in rows]
