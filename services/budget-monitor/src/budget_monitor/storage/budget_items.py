"""Budget items and the version chains of their budgets."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, text, update

from budget_monitor.domain.budget import Chain, Version
from budget_monitor.storage import bulk
from budget_monitor.storage.tables import allocation_balances
from budget_monitor.storage.tables import budget_items as t
from budget_monitor.storage.tables import budget_versions as v
from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound


async def add(tx: Tx, items: list[dict[str, Any]], originals: list[dict[str, Any]]) -> None:
    await bulk.insert(tx, t, items)
    await bulk.insert(tx, v, originals)


async def get(tx: ReadTx, item: UUID) -> RowMapping:
    """Raises NotFound."""
    row = await tx.one_or_none(select(t).where(t.c.region == tx.region.code, t.c.id == item))
    if row is None:
        raise NotFound(what="budget item", id=str(item), region=tx.region.code)
    return row


async def lock(tx: Tx, item: UUID) -> RowMapping:
    """Raises NotFound."""
    await tx.execute(select(t.c.id).where(t.c.region == tx.region.code, t.c.id == item).with_for_update())
    return await get(tx, item)


async def by_code(tx: ReadTx, fiscal_year: str, codes: Iterable[str]) -> dict[str, RowMapping]:
    rows = await tx.all(
        select(t).where(
            t.c.region == tx.region.code, t.c.fiscal_year == fiscal_year, bulk.among(t.c.code, sorted(set(codes)))
        )
    )
    return {row["code"]: row for row in rows}


async def of_feed(tx: ReadTx, feed: str) -> list[RowMapping]:
    return await tx.all(select(t).where(t.c.region == tx.region.code, t.c.feed == feed).order_by(t.c.code))


async def of_year(tx: ReadTx, fiscal_year: str) -> list[RowMapping]:
    return await tx.all(
        select(t).where(t.c.region == tx.region.code, t.c.fiscal_year == fiscal_year).order_by(t.c.code)
    )


async def chains(tx: ReadTx, items: Iterable[UUID]) -> dict[UUID, Chain]:
    wanted = list(items)
    rows = await tx.all(
        select(v.c.item, v.c.number, v.c.kind, v.c.difference, v.c.in_force_from)
        .where(v.c.region == tx.region.code, bulk.among(v.c.item, wanted))
        .order_by(v.c.item, v.c.number)
    )
    versions: dict[UUID, list[Version]] = defaultdict(list)
    for row in rows:
        versions[row["item"]].append(Version(row["number"], row["kind"], row["difference"], row["in_force_from"]))
    return {item: Chain(tuple(found)) for item, found in versions.items()}


async def versions(tx: ReadTx, item: UUID) -> list[RowMapping]:
    return await tx.all(select(v).where(v.c.region == tx.region.code, v.c.item == item).order_by(v.c.number))


async def add_version(tx: Tx, item: UUID, version: Version, *, reason: str, counterpart: UUID | None) -> None:
    await bulk.insert(
        tx,
        v,
        [
            {
                "item": item,
                "number": version.number,
                "kind": version.kind,
                "difference": version.difference,
                "in_force_from": version.in_force_from,
                "reason": reason,
                "counterpart": counterpart,
                "decided_at": tx.now,
                "decided_by": tx.actor.principal,
            }
        ],
    )


async def bump(tx: Tx, item: UUID, **values: Any) -> int:
    """Changes the item and returns its new version."""
    number: int = await tx.scalar(
        update(t)
        .where(t.c.region == tx.region.code, t.c.id == item)
        .values(version=t.c.version + 1, **values)
        .returning(t.c.version)
    )
    return number


async def of_owners(tx: ReadTx, fiscal_year: str, owners: Iterable[str]) -> list[RowMapping]:
    return await tx.all(
        select(t)
        .where(
            t.c.region == tx.region.code,
            t.c.fiscal_year == fiscal_year,
            bulk.among(t.c.owner, sorted(set(owners))),
        )
        .order_by(t.c.code)
    )


async def of_funds(tx: ReadTx, codes: Iterable[str]) -> dict[str, list[RowMapping]]:
    """Fund → the items that it gave something to."""
    found: dict[str, list[RowMapping]] = {code: [] for code in codes}
    rows = await tx.all(
        select(allocation_balances.c.fund.label("given_by"), t)
        .join(t, (t.c.region == allocation_balances.c.region) & (t.c.id == allocation_balances.c.item))
        .where(
            allocation_balances.c.region == tx.region.code,
            bulk.among(allocation_balances.c.fund, sorted(found)),
        )
        .order_by(t.c.code)
    )
    for row in rows:
        found[row["given_by"]].append(row)
    return found


async def funds_of(tx: ReadTx, items: Iterable[UUID]) -> frozenset[str]:
    """The funds that gave something to one of the items."""
    rows = await tx.all(
        select(allocation_balances.c.fund)
        .where(allocation_balances.c.region == tx.region.code, bulk.among(allocation_balances.c.item, items))
        .distinct()
    )
    return frozenset(row["fund"] for row in rows)


async def bump_many(tx: Tx, items: Iterable[UUID]) -> dict[UUID, int]:
    """Raises the version of each item by how often it is named; returns the versions before."""
    named = Counter(items)
    rows = await tx.all(
        text(
            "UPDATE budget_items b SET version = b.version + g.count"
            " FROM unnest(CAST(:items AS uuid[]), CAST(:counts AS int[])) AS g(id, count)"
            " WHERE b.region = :region AND b.id = g.id RETURNING b.id, b.version - g.count AS before"
        ),
        {"region": tx.region.code, "items": list(named), "counts": list(named.values())},
    )
    return {row["id"]: row["before"] for row in rows}
