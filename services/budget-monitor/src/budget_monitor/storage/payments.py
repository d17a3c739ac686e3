"""Payments with their lines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import RowMapping, select, text, update

from budget_monitor.domain.check import Fund
from budget_monitor.domain.reference import Reference
from budget_monitor.storage import bulk
from budget_monitor.storage.tables import payment_lines
from budget_monitor.storage.tables import payments as t
from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound


async def add(tx: Tx, payments: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]]) -> None:
    await bulk.insert(tx, t, payments)
    await bulk.insert(tx, payment_lines, lines)


async def referred(tx: ReadTx, wanted: Iterable[Reference]) -> list[RowMapping]:
    """Payments that stand under these references, or under such as differ in letter case only; oldest first."""
    pairs = [(one.scope, one.key) for one in set(wanted)]
    if not pairs:
        return []
    return await tx.all(
        text(
            "SELECT DISTINCT p.* FROM unnest(CAST(:scopes AS text[]), CAST(:keys AS text[])) AS w(scope, key)"
            " JOIN payments p ON p.region = :region AND p.reference_scope = w.scope"
            " AND lower(p.reference_key) = lower(w.key) ORDER BY p.number"
        ),
        {"region": tx.region.code, "scopes": [scope for scope, _ in pairs], "keys": [key for _, key in pairs]},
    )


async def identify(tx: Tx, payment: UUID, items: Mapping[str, UUID], funds: Mapping[str, Fund]) -> None:
    """Lines whose item or fund nobody knew when they came: named by what is known now."""
    for code, item in items.items():
        await tx.execute(
            update(payment_lines)
            .where(
                payment_lines.c.region == tx.region.code,
                payment_lines.c.payment == payment,
                payment_lines.c.item_code == code,
                payment_lines.c.item.is_(None),
            )
            .values(item=item)
        )
    for code, fund in funds.items():
        await tx.execute(
            update(payment_lines)
            .where(
                payment_lines.c.region == tx.region.code,
                payment_lines.c.payment == payment,
                payment_lines.c.fund == code,
                payment_lines.c.trace_tag.is_(None),
            )
            .values(trace_tag=fund.trace_tag)
        )


async def owners_of(tx: ReadTx, payments: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Payment → the units whose items it is for."""
    found: dict[UUID, set[str]] = {payment: set() for payment in payments}
    rows = await tx.all(
        text(
            "SELECT DISTINCT l.payment, i.owner FROM payment_lines l JOIN budget_items i"
            " ON i.region = l.region AND i.id = l.item WHERE l.region = :region AND l.payment = ANY(:payments)"
        ),
        {"region": tx.region.code, "payments": list(found)},
    )
    for row in rows:
        found[row["payment"]].add(row["owner"])
    return found


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
