"""Feeds: sources of data with their expected rhythm and last arrival."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert

from budget_monitor.domain.feed import Feed
from budget_monitor.storage import bulk
from budget_monitor.storage.tables import feeds as t
from chassis.db import ReadTx, Tx


async def add(tx: Tx, *, code: str, labels: dict[str, str], rhythm_days: int | None) -> bool:
    """False where the code is taken."""
    # RETURNING, not rowcount: the driver does not count the rows of such an insert
    added = await tx.scalar(
        insert(t)
        .values(region=tx.region.code, code=code, labels=labels, rhythm_days=rhythm_days, registered_at=tx.now)
        .on_conflict_do_nothing()
        .returning(t.c.code)
    )
    return added is not None


async def get(tx: ReadTx, code: str) -> RowMapping | None:
    return await tx.one_or_none(select(t).where(t.c.region == tx.region.code, t.c.code == code))


async def lock(tx: Tx, code: str) -> RowMapping | None:
    return await tx.one_or_none(select(t).where(t.c.region == tx.region.code, t.c.code == code).with_for_update())


async def change(tx: Tx, code: str, **values: Any) -> None:
    await tx.execute(update(t).where(t.c.region == tx.region.code, t.c.code == code).values(**values))


async def known(tx: ReadTx, codes: Iterable[str]) -> frozenset[str]:
    wanted = set(codes)
    if not wanted:
        return frozenset()
    rows = await tx.all(select(t.c.code).where(t.c.region == tx.region.code, bulk.among(t.c.code, wanted)))
    return frozenset(row["code"] for row in rows)


async def silent_at(tx: ReadTx, at: datetime) -> set[str]:
    """The feeds that count as silent at an instant, whether or not anyone noted it yet."""
    rows = await tx.all(select(t).where(t.c.region == tx.region.code, t.c.rhythm_days.is_not(None)))
    return {row["code"] for row in rows if feed_of(row).is_silent(at)}


def feed_of(row: RowMapping) -> Feed:
    return Feed(row["code"], row["rhythm_days"], row["registered_at"], row["last_arrival"])
