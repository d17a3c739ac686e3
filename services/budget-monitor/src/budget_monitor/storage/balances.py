"""Balances: what is paid and held of each item and allocation. Locked in the order of the item codes."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import RowMapping, select, text

from budget_monitor.domain.check import AllocationAccount, ItemAccount
from budget_monitor.storage import bulk
from budget_monitor.storage.tables import allocation_balances, item_balances
from chassis.db import ReadTx, Tx


async def add(tx: Tx, items: Sequence[tuple[str, str, UUID]]) -> None:
    """Empty balances of new items (fiscal year, code, id)."""
    await bulk.insert(
        tx,
        item_balances,
        [{"fiscal_year": fiscal_year, "code": code, "item": item} for fiscal_year, code, item in items],
    )


async def lock(tx: Tx, fiscal_year: str, codes: Iterable[str]) -> dict[str, RowMapping]:
    """The balances of items, by code. Everyone locks in this order, so nobody waits in a circle."""
    t = item_balances.c
    rows = await tx.all(
        select(t.code, t.item, t.paid, t.held)
        .where(t.region == tx.region.code, t.fiscal_year == fiscal_year, bulk.among(t.code, sorted(set(codes))))
        .order_by(t.code)
        .with_for_update()
    )
    return {row["code"]: row for row in rows}


async def lock_all(tx: Tx, fiscal_year: str) -> None:
    """Every balance of a year: for closing it."""
    t = item_balances.c
    await tx.execute(
        select(t.code)
        .where(t.region == tx.region.code, t.fiscal_year == fiscal_year)
        .order_by(t.code)
        .with_for_update()
    )


async def lock_allocations(tx: Tx, fiscal_year: str, codes: Iterable[str]) -> dict[tuple[str, str], AllocationAccount]:
    """All allocations of the items, by (item code, fund). Call it after `lock`."""
    t = allocation_balances.c
    rows = await tx.all(
        select(t.item_code, t.fund, t.allocated, t.paid, t.held)
        .where(t.region == tx.region.code, t.fiscal_year == fiscal_year, bulk.among(t.item_code, sorted(set(codes))))
        .order_by(t.item_code, t.fund)
        .with_for_update()
    )
    return {
        (row["item_code"], row["fund"]): AllocationAccount(
            row["fund"], row["item_code"], row["allocated"], row["paid"], row["held"]
        )
        for row in rows
    }


WRITE_ITEMS = text(
    "UPDATE item_balances b SET paid = g.paid, held = g.held"
    " FROM unnest(CAST(:codes AS text[]), CAST(:paid AS numeric[]), CAST(:held AS numeric[]))"
    " AS g(code, paid, held)"
    " WHERE b.region = :region AND b.fiscal_year = :fiscal_year AND b.code = g.code"
)
WRITE_ALLOCATIONS = text(
    "UPDATE allocation_balances b SET paid = g.paid, held = g.held"
    " FROM unnest(CAST(:items AS uuid[]), CAST(:funds AS text[]), CAST(:paid AS numeric[]),"
    " CAST(:held AS numeric[])) AS g(item, fund, paid, held)"
    " WHERE b.region = :region AND b.item = g.item AND b.fund = g.fund"
)


async def write(
    tx: Tx,
    fiscal_year: str,
    items: Sequence[ItemAccount],
    allocations: Sequence[tuple[UUID, AllocationAccount]],
) -> None:
    """Stores what locked balances have become; `allocations` come with the id of their item."""
    if items:
        await tx.execute(
            WRITE_ITEMS,
            {
                "region": tx.region.code,
                "fiscal_year": fiscal_year,
                "codes": [item.code for item in items],
                "paid": _amounts(item.paid for item in items),
                "held": _amounts(item.held for item in items),
            },
        )
    if allocations:
        await tx.execute(
            WRITE_ALLOCATIONS,
            {
                "region": tx.region.code,
                "items": [item for item, _ in allocations],
                "funds": [allocation.fund for _, allocation in allocations],
                "paid": _amounts(allocation.paid for _, allocation in allocations),
                "held": _amounts(allocation.held for _, allocation in allocations),
            },
        )


def _amounts(values: Iterable[Decimal]) -> list[Decimal]:
    return list(values)


async def read(tx: ReadTx, fiscal_year: str, codes: Iterable[str]) -> dict[str, RowMapping]:
    t = item_balances.c
    rows = await tx.all(
        select(t.code, t.item, t.paid, t.held).where(
            t.region == tx.region.code, t.fiscal_year == fiscal_year, bulk.among(t.code, sorted(set(codes)))
        )
    )
    return {row["code"]: row for row in rows}


async def read_allocations(
    tx: ReadTx, fiscal_year: str, codes: Iterable[str]
) -> dict[tuple[str, str], AllocationAccount]:
    t = allocation_balances.c
    rows = await tx.all(
        select(t.item_code, t.fund, t.allocated, t.paid, t.held).where(
            t.region == tx.region.code,
            t.fiscal_year == fiscal_year,
            bulk.among(t.item_code, sorted(set(codes))),
        )
    )
    return {
        (row["item_code"], row["fund"]): AllocationAccount(
            row["fund"], row["item_code"], row["allocated"], row["paid"], row["held"]
        )
        for row in rows
    }
