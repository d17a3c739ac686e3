"""Budget items and the version chains of their budgets."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
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
        select(v.c.item, v.c.number, v.c.kind, v.c.difference, v.c.in_force_from, v.c.entry)
        .where(v.c.region == tx.region.code, bulk.among(v.c.item, wanted))
        .order_by(v.c.item, v.c.number)
    )
    versions: dict[UUID, list[Version]] = defaultdict(list)
    for row in rows:
        version = Version(row["number"], row["kind"], row["difference"], row["in_force_from"], row["entry"])
        versions[row["item"]].append(version)
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


@dataclass(frozen=True, slots=True)
class Since:
    """What one light wants to know: versions of its items that its last evaluation did not count."""

    light: UUID
    items: tuple[UUID, ...]
    seen_version: int
    counted_until: date | None


NEW_VERSIONS = text(
    """
    SELECT w.light, v.item, i.code AS item_code, v.number, v.difference, v.in_force_from, v.reason, v.decided_by
    FROM unnest(CAST(:lights AS uuid[]), CAST(:items AS uuid[]), CAST(:seen AS bigint[]), CAST(:counted AS date[]))
      AS w(light, item, seen, counted)
    JOIN budget_versions v ON v.region = :region AND v.item = w.item
    JOIN budget_items i ON i.region = :region AND i.id = v.item
    WHERE v.number > 1 AND v.in_force_from <= :until
      AND NOT (v.entry <= w.seen AND w.counted IS NOT NULL AND v.in_force_from <= w.counted)
    ORDER BY w.light, v.entry
    """
)


async def not_counted_before(tx: ReadTx, wanted: Sequence[Since], *, until: date) -> dict[UUID, list[RowMapping]]:
    """Light → the revisions of its items' budgets that are in force on a day, in the order in which they were made."""
    flat = [(one, item) for one in wanted for item in one.items]
    rows = await tx.all(
        NEW_VERSIONS,
        {
            "region": tx.region.code,
            "until": until,
            "lights": [one.light for one, _ in flat],
            "items": [item for _, item in flat],
            "seen": [one.seen_version for one, _ in flat],
            "counted": [one.counted_until for one, _ in flat],
        },
    )
    found: dict[UUID, list[RowMapping]] = defaultdict(list)
    for row in rows:
        found[row["light"]].append(row)
    return found


async def later_versions(tx: ReadTx, fiscal_year: str, *, after: date) -> list[RowMapping]:
    """The versions of a year's items that begin after a day: item, code, number, in_force_from."""
    return await tx.all(
        select(v.c.item, t.c.code, v.c.number, v.c.in_force_from)
        .join(t, (t.c.region == v.c.region) & (t.c.id == v.c.item))
        .where(v.c.region == tx.region.code, t.c.fiscal_year == fiscal_year, v.c.in_force_from > after)
        .order_by(v.c.entry)
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
