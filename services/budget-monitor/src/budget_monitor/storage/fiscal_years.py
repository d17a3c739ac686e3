"""Fiscal years: open from their first budget item until they are closed."""

from collections.abc import Iterable

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert

from budget_monitor.storage import bulk
from budget_monitor.storage.tables import fiscal_years as t
from chassis.db import ReadTx, Tx


async def open_if_new(tx: Tx, fiscal_year: str) -> bool:
    """Whether this opened it."""
    first, last = tx.region.fiscal_year_bounds(fiscal_year)
    # RETURNING, not rowcount: the driver does not count the rows of such an insert
    added = await tx.scalar(
        insert(t)
        .values(region=tx.region.code, fiscal_year=fiscal_year, first_day=first, last_day=last, opened_at=tx.now)
        .on_conflict_do_nothing()
        .returning(t.c.fiscal_year)
    )
    return added is not None


async def get(tx: ReadTx, fiscal_year: str) -> RowMapping | None:
    return await tx.one_or_none(select(t).where(t.c.region == tx.region.code, t.c.fiscal_year == fiscal_year))


async def closed(tx: ReadTx, fiscal_years: Iterable[str]) -> set[str]:
    """Those of the given years that are closed."""
    rows = await tx.all(
        select(t.c.fiscal_year).where(
            t.c.region == tx.region.code, bulk.among(t.c.fiscal_year, set(fiscal_years)), t.c.closed_at.is_not(None)
        )
    )
    return {row["fiscal_year"] for row in rows}


async def all_open(tx: ReadTx) -> list[RowMapping]:
    return await tx.all(
        select(t).where(t.c.region == tx.region.code, t.c.closed_at.is_(None)).order_by(t.c.fiscal_year)
    )


async def close(tx: Tx, fiscal_year: str) -> None:
    await tx.execute(
        update(t).where(t.c.region == tx.region.code, t.c.fiscal_year == fiscal_year).values(closed_at=tx.now)
    )
