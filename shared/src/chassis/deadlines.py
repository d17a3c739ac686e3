"""Things that fall due, on the region's business clock: claimed with a lock, fired once, in order of their time."""

import asyncio
from datetime import datetime
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy import delete, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from chassis import tables
from chassis.auth import Actor
from chassis.db import Cause, Database, Opened, Tx
from chassis.retry import Pause, backoff, is_transient
from chassis.service import Deadline, Service
from chassis.waiting import either

log = structlog.get_logger()

IDLE_SECONDS = 0.5

fired_total = Counter("baton_deadlines_total", "Deadlines that fell due, by outcome.", ["service", "outcome"])

REGIONS_WITH_SOMETHING_DUE = text(
    """
    SELECT DISTINCT r.code FROM regions r JOIN deadlines d ON d.region = r.code
    WHERE d.state = 'waiting' AND d.next_try <= :wall AND d.kind = ANY(:kinds)
      AND CASE WHEN r.clock = 'real' THEN d.due_at <= CAST(:wall AS timestamptz)
               WHEN coalesce(r.turn, :service) = :service THEN d.due_at <= r.clock_at
               ELSE d.due_at < r.clock_at END
    """
)
CLAIM_FIRST_DUE = text(
    """
    SELECT d.kind, d.key, d.due_at, d.data, d."case", d.attempts FROM deadlines d
    WHERE d.region = :region AND d.state = 'waiting' AND d.next_try <= :wall
      AND (d.due_at < :now OR :at_its_turn AND d.due_at = :now)
      AND d.kind = ANY(:kinds)
    ORDER BY d.due_at, d.kind, d.key LIMIT 1 FOR UPDATE
    """
)


async def set(  # noqa: A001  # read as deadlines.set
    tx: Tx, kind: str, key: str, due_at: datetime, data: dict[str, Any] | None = None, *, case: str | None = None
) -> None:
    """Sets or moves the one deadline of this kind and key. `case` becomes the correlation of what follows."""
    values: dict[str, Any] = {
        "due_at": due_at,
        "data": data or {},
        "case": case or tx.cause.correlation,
        "state": "waiting",
        "attempts": 0,
        "next_try": tx.wall,
        "error": None,
    }
    statement = insert(tables.deadlines).values(region=tx.region.code, kind=kind, key=key, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["region", "kind", "key"], set_=values))


async def cancel(tx: Tx, kind: str, key: str) -> None:
    """Removes a deadline that has not fired; nothing where there is none."""
    t = tables.deadlines.c
    await tx.execute(
        delete(tables.deadlines).where(t.region == tx.region.code, t.kind == kind, t.key == key, t.state == "waiting")
    )


class Clockwork:
    """Fires what is due in one service."""

    def __init__(self, database: Database, service: Service, *, max_attempts: int):
        self._database = database
        self._service = service
        self._kinds = list(service.deadlines)
        self._max_attempts = max_attempts
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def fire(self) -> int:
        """Fires the first due deadline of every region; returns how many were looked at."""
        if not self._kinds:
            return 0
        async with self._database.open() as opened:
            regions = (
                await opened.connection.scalars(
                    REGIONS_WITH_SOMETHING_DUE,
                    {"wall": opened.wall, "kinds": self._kinds, "service": self._service.name},
                )
            ).all()
        count = 0
        for region in regions:
            try:
                count += await self._fire_first(region)
            except DBAPIError as error:
                if not is_transient(error):
                    raise
                log.info("deadline_undone", service=self._service.name, region=region, exc_info=error.orig)
        return count

    async def _fire_first(self, region: str) -> int:
        async with self._database.open() as opened:
            # one deadline of a region at a time, or two replicas would fire out of order
            mine = await opened.connection.scalar(
                text(
                    "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema || ' deadlines ' || :region, 0))"
                ),
                {"region": region},
            )
            if not mine:
                return 0
            known = await self._database.point_at(opened.connection, region, founding=False)
            now = known.business(opened.wall)
            row = (
                await opened.connection.execute(
                    CLAIM_FIRST_DUE,
                    {
                        "region": region,
                        "wall": opened.wall,
                        "now": now,
                        "kinds": self._kinds,
                        "at_its_turn": known.turn in (None, self._service.name),
                    },
                )
            ).one_or_none()
            if row is None:
                return 0
            await self._run(opened, region, row, row.due_at if known.clock == "replay" else now)
        return 1

    async def _run(self, opened: Opened, region: str, row: Any, now: datetime) -> None:
        t = tables.deadlines.c
        mine = (t.region == region) & (t.kind == row.kind) & (t.key == row.key)
        produced = len(opened.produced)
        try:
            async with opened.connection.begin_nested():
                # before the handler, which may set the same deadline anew
                await opened.connection.execute(update(tables.deadlines).where(mine).values(state="done"))
                tx = await opened.enter(
                    region,
                    actor=Actor.system(self._service.name, region),
                    cause=Cause(correlation=row.case),
                    now=now,
                )
                await self._service.deadlines[row.kind](tx, Deadline(row.kind, row.key, row.due_at, row.data))
            fired_total.labels(self._service.name, "done").inc()
        except Exception as error:
            if isinstance(error, DBAPIError) and is_transient(error):
                raise
            del opened.produced[produced:]
            attempts = row.attempts + 1
            dead = attempts >= self._max_attempts
            log.warning(
                "deadline_failed", service=self._service.name, region=region, kind=row.kind, key=row.key,
                attempts=attempts, dead=dead, exc_info=True,
            )  # fmt: skip
            fired_total.labels(self._service.name, "dead" if dead else "failed").inc()
            await opened.connection.execute(
                update(tables.deadlines)
                .where(mine)
                .values(
                    state="dead" if dead else "waiting",
                    attempts=attempts,
                    next_try=opened.wall + backoff(attempts),
                    error=f"{type(error).__name__}: {error}"[:2000],
                )
            )

    async def run(self, stop: asyncio.Event) -> None:
        pause = Pause()
        while not stop.is_set():
            self._wake.clear()
            try:
                count = await self.fire()
            except Exception:
                log.warning("clockwork_failed", service=self._service.name, exc_info=True)
                await either(stop, None, pause.longer())
                continue
            pause.over()
            if count == 0:
                await either(stop, self._wake, IDLE_SECONDS)
