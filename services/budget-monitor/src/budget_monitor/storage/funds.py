"""Funds, and what they gave to which budget item."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, text, update

from budget_monitor.domain.check import Fund
from budget_monitor.storage import bulk
from budget_monitor.storage.tables import allocation_balances, allocations
from budget_monitor.storage.tables import funds as t
from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound


async def add(tx: Tx, rows: list[dict[str, Any]]) -> None:
    await bulk.insert(tx, t, rows)


async def get(tx: ReadTx, code: str) -> RowMapping | None:
    return await tx.one_or_none(select(t).where(t.c.region == tx.region.code, t.c.code == code))


async def lock(tx: Tx, codes: Iterable[str]) -> dict[str, RowMapping]:
    """Locked in the order of their codes."""
    rows = await tx.all(
        select(t)
        .where(t.c.region == tx.region.code, bulk.among(t.c.code, set(codes)))
        .order_by(t.c.code)
        .with_for_update()
    )
    return {row["code"]: row for row in rows}


async def known(tx: ReadTx, codes: Iterable[str]) -> dict[str, Fund]:
    rows = await tx.all(
        select(t.c.code, t.c.trace_tag, t.c.purpose).where(
            t.c.region == tx.region.code, bulk.among(t.c.code, set(codes))
        )
    )
    return {row["code"]: Fund(row["code"], row["trace_tag"], row["purpose"]) for row in rows}


async def add_allocated(tx: Tx, code: str, amount: Decimal) -> None:
    await tx.execute(
        update(t).where(t.c.region == tx.region.code, t.c.code == code).values(allocated=t.c.allocated + amount)
    )


async def allocations_to(tx: ReadTx, items: Iterable[UUID], codes: Iterable[str]) -> list[RowMapping]:
    """What these funds gave to these items, oldest first."""
    a = allocations.c
    return await tx.all(
        select(a.id, a.fund, a.item, a.ref, a.amount)
        .where(a.region == tx.region.code, bulk.among(a.item, set(items)), bulk.among(a.fund, set(codes)))
        .order_by(a.made_at, a.id)
    )


async def add_allocations(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Appends allocations and raises the balances of their pairs, which are made where they are missing."""
    await bulk.insert(tx, allocations, rows)
    pairs = {(row["item"], row["fund"]): row for row in rows}
    await bulk.insert(
        tx,
        allocation_balances,
        [
            {
                "item": item,
                "fund": fund,
                "fiscal_year": row["fiscal_year"],
                "item_code": row["item_code"],
            }
            for (item, fund), row in pairs.items()
        ],
        skip_known=True,
    )
    await tx.execute(
        text(
            "UPDATE allocation_balances b SET allocated = b.allocated + g.amount FROM ("
            " SELECT item, fund, sum(amount) AS amount FROM unnest(CAST(:items AS uuid[]),"
            " CAST(:funds AS text[]), CAST(:amounts AS numeric[])) AS one(item, fund, amount)"
            " GROUP BY item, fund) g"
            " WHERE b.region = :region AND b.item = g.item AND b.fund = g.fund"
        ),
        {
            "region": tx.region.code,
            "items": [row["item"] for row in rows],
            "funds": [row["fund"] for row in rows],
            "amounts": [row["amount"] for row in rows],
        },
    )


async def rows(tx: ReadTx, codes: Iterable[str]) -> dict[str, RowMapping]:
    found = await tx.all(select(t).where(t.c.region == tx.region.code, bulk.among(t.c.code, set(codes))))
    return {row["code"]: row for row in found}


async def of_year(tx: ReadTx, fiscal_year: str) -> list[RowMapping]:
    return await tx.all(
        select(t).where(t.c.region == tx.region.code, t.c.fiscal_year == fiscal_year).order_by(t.c.code)
    )


async def overdrawn(tx: ReadTx, items: Iterable[UUID]) -> RowMapping | None:
    """An allocation of one of the items that no longer covers what is paid and held of it."""
    b = allocation_balances.c
    found = await tx.all(
        select(b.fund, b.item_code, b.allocated, (b.paid + b.held).label("committed"))
        .where(b.region == tx.region.code, bulk.among(b.item, items), b.allocated < b.paid + b.held)
        .limit(1)
    )
    return found[0] if found else None


async def allocation(tx: ReadTx, allocation_id: UUID) -> RowMapping:
    """Raises NotFound."""
    row = await tx.one_or_none(
        select(allocations).where(allocations.c.region == tx.region.code, allocations.c.id == allocation_id)
    )
    if row is None:
        raise NotFound(what="allocation", id=str(allocation_id), region=tx.region.code)
    return row
