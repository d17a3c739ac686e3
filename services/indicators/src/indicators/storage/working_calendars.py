"""Published years of working days; a correction is a further version."""

from sqlalchemy import func, insert, select

from chassis.db import Tx
from indicators.domain.working_calendar import YearOfDays
from indicators.storage import tables


async def add(tx: Tx, days: YearOfDays) -> int:
    """Adds the next version of a year and returns its number. The region must be locked."""
    t = tables.working_calendars
    last: int | None = await tx.scalar(
        select(func.max(t.c.version)).where(t.c.region == tx.region.code, t.c.year == days.year)
    )
    version = (last or 0) + 1
    await tx.execute(
        insert(t).values(
            region=tx.region.code,
            year=days.year,
            version=version,
            days_off=list(days.days_off),
            working_weekend_days=list(days.working_weekend_days),
            source=days.source,
            published_by=tx.actor.principal,
            published_at=tx.now,
        )
    )
    return version
