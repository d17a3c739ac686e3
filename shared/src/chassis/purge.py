"""Removes what a table need not keep any longer, as declared beside its definition. In regions on the real clock only:
a replay counts what was sent and handled, and is short."""

import asyncio
from datetime import timedelta

import structlog
from prometheus_client import Counter
from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError

from chassis import tables
from chassis.db import Database
from chassis.waiting import either

log = structlog.get_logger()

BATCH = 5_000
EVERY_SECONDS = 3_600.0

purged_total = Counter(
    "baton_purged_rows_total", "Rows removed after the time their table keeps them.", ["service", "table"]
)


async def purge_table(database: Database, table: Table) -> int:
    """Removes at most one batch of one table; returns how many rows went."""
    keep: timedelta | None = table.info["keep"]
    if keep is None:
        return 0
    name, by, once = table.name, table.info["by"], table.info["once"]
    statement = text(
        f"DELETE FROM {name} WHERE ctid IN (SELECT t.ctid FROM {name} t JOIN regions r ON r.code = t.region "  # noqa: S608  # names from our own table definitions
        f"WHERE r.clock = 'real' AND t.{by} < :before AND {once} LIMIT :batch)"
    )
    async with database.open() as opened:
        result = await opened.connection.execute(statement, {"before": opened.wall - keep, "batch": BATCH})
    purged_total.labels(database.service, name).inc(result.rowcount)
    return result.rowcount


async def run(database: Database, stop: asyncio.Event) -> None:
    """Until stopped, once an hour, in small batches; several replicas may do it at once."""
    while not stop.is_set():
        await either(stop, None, EVERY_SECONDS)
        for table in tables.metadata.sorted_tables:
            try:
                while not stop.is_set() and await purge_table(database, table) == BATCH:
                    pass
            except (DBAPIError, OSError):
                log.warning("not_purged", service=database.service, table=table.name, exc_info=True)
