"""Events enter only through here. Receiving stores; a worker handles, oldest first within a key."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import structlog
from prometheus_client import Counter, Histogram
from pydantic import ValidationError
from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from chassis import regions, tables
from chassis.auth import Actor
from chassis.bus.port import Batch, Receiver
from chassis.db import Cause, Database, Opened, Tx
from chassis.refusal import Refusal, RegionUnknown
from chassis.retry import Pause, backoff, is_transient
from chassis.service import Service
from chassis.tracing import trace_of
from chassis.waiting import either
from contracts.envelope import EVENT_IDS, Event
from contracts.regions import RegionDefined
from contracts.topics import BY_EVENT_TYPE

log = structlog.get_logger()

BATCH = 50
MOST_BYTES = 32_000_000
"""Of one batch, but for its last event: what a worker holds in memory at once."""
IDLE_SECONDS = 0.5
COUNT_SECONDS = 1.0

NO_REGION = ""
"""The region of what could not be read."""

received_total = Counter("baton_inbox_received_total", "Events stored by the inbox.", ["service"])
ignored_total = Counter(
    "baton_inbox_ignored_total", "Events not stored: known already, or of a type nobody asked for.", ["service", "why"]
)
handled_total = Counter("baton_inbox_handled_total", "Events handled, by outcome.", ["service", "outcome"])
delivery_seconds = Histogram(
    "baton_event_delivery_seconds",
    "From the producer's clock to the end of the handling.",
    ["service"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)

CLAIM = text(
    """
    WITH free AS MATERIALIZED (
        SELECT i.position, i.event_id, i.region, i.type, i.body, i.attempts, i.recorded_at
        FROM inbox i
        WHERE i.state = 'waiting' AND i.next_try <= :wall
          AND i.position = (
            SELECT oldest.position FROM inbox oldest
            WHERE oldest.topic = i.topic AND oldest.key = i.key AND oldest.state IN ('waiting', 'dead')
            ORDER BY oldest.position LIMIT 1)
        ORDER BY i.position
        LIMIT :limit
        FOR UPDATE OF i SKIP LOCKED
    ), sized AS (
        SELECT free.*, sum(octet_length(body)) OVER (ORDER BY position) - octet_length(body) AS before FROM free
    )
    SELECT position, event_id, region, type, body, attempts, recorded_at FROM sized
    WHERE before < :most_bytes ORDER BY position
    """
)
"""Free rows, oldest first: one step into an index for each row looked at, until there are enough of them, or enough
bytes (a length is known without reading what it is the length of)."""

IN_INDEX_ORDER = text("SELECT set_config('enable_sort', 'off', true)")
"""For CLAIM alone. A queue's statistics are never right; where they say that little waits, PostgreSQL sorts all that
does for every batch (of 4,000 waiting rows: 100 ms instead of 0.4)."""

IN_ANY_ORDER = text("SELECT set_config('enable_sort', 'on', true)")


@dataclass(slots=True)
class Outcome:
    position: int
    state: str
    attempts: int
    next_try: datetime
    error: str | None


class Inbox:
    """One service's inbox: `accept` for the bus, `work` for the worker."""

    def __init__(self, database: Database, service: Service, *, max_attempts: int, pause_at: int):
        self._database = database
        self._service = service
        self._handled = frozenset({*regions.handlers, *service.handlers})
        self._max_attempts = max_attempts
        self._pause_at = pause_at
        self._crowded = False
        self._wake = asyncio.Event()
        self._alone = False
        self.on_handled: Callable[[], None] = lambda: None

    @property
    def subscribed(self) -> frozenset[str]:
        """The event types that are stored here."""
        return frozenset(BY_EVENT_TYPE) if self._service.every_event else self._handled

    def receiver(self) -> Receiver:
        return Receiver(
            group=self._service.name,
            topics=frozenset(BY_EVENT_TYPE[event_type][0].name for event_type in self.subscribed),
            accept=self.accept,
            position=self.position,
            crowded=lambda: self._crowded,
        )

    async def position(self, topic: str, partition: int) -> int | None:
        """Where this service left off in a partition, as its own database says."""
        async with self._database.open() as opened:
            found: int | None = await opened.connection.scalar(
                select(tables.inbox_offsets.c.next_offset).where(
                    tables.inbox_offsets.c.topic == topic, tables.inbox_offsets.c.partition == partition
                )
            )
        return found

    async def accept(self, batch: Batch) -> None:
        """Stores a batch and moves the offset beside it, in one transaction; its commit is the acknowledgement.

        What lies below the stored offset is dropped: a member that lost the partition is fenced by the row lock.
        """
        async with self._database.open() as opened:
            bodies = batch.bodies
            if batch.offsets:
                known = await self._lock_offset(opened, batch)
                bodies = [body for body, offset in zip(bodies, batch.offsets, strict=True) if offset >= known]
                await self._move_offset(opened, batch)
            rows = [row for index, body in enumerate(bodies) if (row := self._row(batch, index, body, opened.wall))]
            if rows:
                result = await opened.connection.execute(
                    insert(tables.inbox)
                    .on_conflict_do_nothing(index_elements=["event_id"])
                    .returning(tables.inbox.c.position),
                    rows,
                )
                stored = len(result.all())
                received_total.labels(self._service.name).inc(stored)
                ignored_total.labels(self._service.name, "known").inc(len(rows) - stored)
        self._wake.set()

    def _row(self, batch: Batch, index: int, body: bytes, wall: datetime) -> dict[str, Any] | None:
        try:
            event = Event.model_validate_json(body)
        except ValidationError as error:
            return self._unreadable(batch, index, body, wall, str(error))
        if event.type not in self.subscribed:
            ignored_total.labels(self._service.name, "type").inc()
            return None
        return {
            "event_id": event.id,
            "region": event.region,
            "topic": batch.topic,
            "key": event.partitionkey,
            "type": event.type,
            "recorded_at": event.recordedtime,
            "received_at": wall,
            "next_try": wall,
            "body": body,
            "state": "waiting",
            "error": None,
        }

    def _unreadable(self, batch: Batch, index: int, body: bytes, wall: datetime, error: str) -> dict[str, Any]:
        """Kept as a dead row of its own key: nothing is lost, and nothing else waits for it."""
        place = f"{batch.topic}/{batch.partition}/{batch.offsets[index] if batch.offsets else body.hex()}"
        return {
            "event_id": uuid5(EVENT_IDS, place),
            "region": NO_REGION,
            "topic": batch.topic,
            "key": place[:200],
            "type": "unreadable",
            "recorded_at": wall,
            "received_at": wall,
            "next_try": wall,
            "body": body,
            "state": "dead",
            "error": error[:2000],
        }

    async def _lock_offset(self, opened: Opened, batch: Batch) -> int:
        key = {"topic": batch.topic, "partition": batch.partition}
        await opened.connection.execute(
            insert(tables.inbox_offsets).values(**key, next_offset=0).on_conflict_do_nothing()
        )
        known: int = (
            await opened.connection.execute(
                select(tables.inbox_offsets.c.next_offset).filter_by(**key).with_for_update()
            )
        ).scalar_one()
        return known

    async def _move_offset(self, opened: Opened, batch: Batch) -> None:
        await opened.connection.execute(
            update(tables.inbox_offsets)
            .filter_by(topic=batch.topic, partition=batch.partition)
            .values(next_offset=func.greatest(tables.inbox_offsets.c.next_offset, batch.offsets[-1] + 1))
        )

    async def work(self) -> int:
        """Handles what is free now, up to one batch, in one transaction; returns how many rows it looked at.

        Each event has its own savepoint: a failing one is set back and retried later, the others go on. Where the
        database itself gives up (a deadlock, a lost connection) the whole batch is undone, costs nobody an
        attempt, and the next one takes a single event.
        """
        try:
            count = await self._work(1 if self._alone else BATCH)
        except DBAPIError as error:
            if not is_transient(error):
                raise
            self._alone = True
            log.info("inbox_batch_undone", service=self._service.name, exc_info=error)
            return 0
        self._alone = False
        return count

    async def _work(self, limit: int) -> int:
        async with self._database.open() as opened:
            await opened.connection.execute(IN_INDEX_ORDER)
            rows = (
                await opened.connection.execute(CLAIM, {"wall": opened.wall, "limit": limit, "most_bytes": MOST_BYTES})
            ).all()
            if rows:
                await opened.connection.execute(IN_ANY_ORDER)
            kept = await self._keep_all(opened, rows)
            outcomes = [await self._handle(opened, row, kept=kept) for row in rows]
            if outcomes:
                await opened.every_region()
                await self._mark(opened, outcomes)
        if rows:
            # a handler may have moved the region's clock
            self.on_handled()
        for row, outcome in zip(rows, outcomes, strict=True):
            handled_total.labels(self._service.name, outcome.state).inc()
            if outcome.state == "done":
                delivery_seconds.labels(self._service.name).observe(
                    max(0, (self._database.wall() - row.recorded_at).total_seconds())
                )
        return len(rows)

    async def _keep_all(self, opened: Opened, rows: Sequence[Any]) -> bool:
        """Hands the batch to a service that takes every event. False where that failed: then each by itself, so that
        only the event at fault is set back."""
        if self._service.every_event is None or not rows:
            return True
        try:
            async with opened.connection.begin_nested():
                events = [Event.model_validate_json(bytes(row.body)) for row in rows]
                await self._service.every_event(opened.connection, events)
        except Exception as error:
            if isinstance(error, DBAPIError) and is_transient(error):
                raise
            log.warning("batch_not_kept", service=self._service.name, events=len(rows), exc_info=True)
            return False
        return True

    async def _handle(self, opened: Opened, row: Any, *, kept: bool) -> Outcome:
        produced = len(opened.produced)
        try:
            if not kept or row.type in self._handled:
                await self._run_handlers(opened, Event.model_validate_json(bytes(row.body)), kept=kept)
            return Outcome(row.position, "done", row.attempts + 1, opened.wall, None)
        except Exception as error:
            if isinstance(error, DBAPIError) and is_transient(error):
                raise
            del opened.produced[produced:]
            attempts = row.attempts + 1
            # what it needs is on its way (a region just defined, a rule just published): no failure of this event
            awaited = isinstance(error, RegionUnknown) or (isinstance(error, Refusal) and error.kind == "unavailable")
            dead = attempts >= self._max_attempts and not awaited
            log.warning(
                "event_failed", service=self._service.name, event_id=str(row.event_id), type=row.type,
                attempts=attempts, dead=dead, exc_info=True,
            )  # fmt: skip
            return Outcome(
                row.position,
                "dead" if dead else "waiting",
                attempts,
                opened.wall + backoff(attempts),
                f"{type(error).__name__}: {error}"[:2000],
            )

    async def _run_handlers(self, opened: Opened, event: Event, *, kept: bool) -> None:
        ids = {"event_id": str(event.id), "trace": trace_of(event.traceparent)}
        with structlog.contextvars.bound_contextvars(**ids):
            async with opened.connection.begin_nested():
                await self._run_own(opened, event, kept=kept)

    async def _run_own(self, opened: Opened, event: Event, *, kept: bool) -> None:
        if not kept and self._service.every_event is not None:
            await opened.every_region()
            await self._service.every_event(opened.connection, [event])
        if event.type not in self._handled:
            return
        tx = await opened.enter(
            event.region,
            actor=Actor.system(self._service.name, event.region),
            cause=Cause(correlation=event.correlationid, causation=event.id, traceparent=event.traceparent),
            founding=event.type == RegionDefined.event_type,
        )
        # the chassis first: a use case that hears of new working days counts with them
        for handler in (regions.handlers.get(event.type), self._service.handlers.get(event.type)):
            if handler is not None:
                await handler(tx, event)

    async def _mark(self, opened: Opened, outcomes: Sequence[Outcome]) -> None:
        await opened.connection.execute(
            text(
                "UPDATE inbox SET state = o.state, attempts = o.attempts, next_try = o.next_try, error = o.error,"
                " finished_at = CASE WHEN o.state = 'waiting' THEN NULL ELSE CAST(:wall AS timestamptz) END"
                " FROM unnest(CAST(:positions AS bigint[]), CAST(:states AS text[]), CAST(:attempts AS int[]),"
                " CAST(:next_tries AS timestamptz[]), CAST(:errors AS text[]))"
                " AS o(position, state, attempts, next_try, error) WHERE inbox.position = o.position"
            ),
            {
                "wall": opened.wall,
                "positions": [o.position for o in outcomes],
                "states": [o.state for o in outcomes],
                "attempts": [o.attempts for o in outcomes],
                "next_tries": [o.next_try for o in outcomes],
                "errors": [o.error for o in outcomes],
            },
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Until stopped: work while there is work, then wait for an arrival or a retry."""
        pause = Pause()
        while not stop.is_set():
            self._wake.clear()
            try:
                count = await self.work()
            except Exception:
                log.warning("inbox_worker_failed", service=self._service.name, exc_info=True)
                await either(stop, None, pause.longer())
                continue
            if self._alone:  # the batch was undone
                await either(stop, self._wake, pause.longer())
                continue
            pause.over()
            if count == 0:
                await either(stop, self._wake, IDLE_SECONDS)

    async def watch_crowd(self, stop: asyncio.Event) -> None:
        """Tells the bus to hold back while more waits than settings allow."""
        pause = Pause()
        while not stop.is_set():
            try:
                async with self._database.open() as opened:
                    waiting = await opened.connection.scalar(
                        text("SELECT count(*) FROM (SELECT 1 FROM inbox WHERE state = 'waiting' LIMIT :most) few"),
                        {"most": self._pause_at + 1},
                    )
                self._crowded = (waiting or 0) > self._pause_at
            except (DBAPIError, OSError):
                log.warning("inbox_not_counted", service=self._service.name, exc_info=True)
                await either(stop, None, pause.longer())
                continue
            pause.over()
            await either(stop, None, COUNT_SECONDS)


@dataclass(frozen=True, slots=True)
class DeadRow:
    """An event that failed too often; it holds its own key until it is replayed or skipped by name."""

    event_id: UUID
    region: str
    type: str
    topic: str
    key: str
    attempts: int
    error: str | None


async def dead_rows(opened: Opened) -> list[DeadRow]:
    t = tables.inbox.c
    rows = await opened.connection.execute(
        select(t.event_id, t.region, t.type, t.topic, t.key, t.attempts, t.error)
        .where(t.state == "dead")
        .order_by(t.position)
    )
    return [DeadRow(**row._mapping) for row in rows]


async def release(tx: Tx, event_id: UUID, *, skip: bool) -> bool:
    """Replays a dead row (it waits again, with fresh attempts) or skips it. False where no such row is dead.

    Only rows of the operator's own region, or of none (what could not be read).
    """
    values: dict[str, Any] = (
        {"state": "skipped", "finished_at": tx.wall}
        if skip
        else {"state": "waiting", "attempts": 0, "next_try": tx.wall}
    )
    t = tables.inbox.c
    result = await tx.execute(
        update(tables.inbox)
        .where(t.event_id == event_id, t.state == "dead", t.region.in_((tx.region.code, NO_REGION)))
        .values(**values)
    )
    return result.rowcount == 1
