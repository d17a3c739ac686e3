"""Sends what the outbox holds: one relay of a service at a time, in order, marked when acknowledged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import structlog
from prometheus_client import Counter
from sqlalchemy import text, update

from chassis import tables
from chassis.bus.port import Bus, Message
from chassis.db import Database
from chassis.retry import Pause
from chassis.waiting import either

log = structlog.get_logger()

BATCH = 500
MOST_BYTES = 32_000_000
"""Of one batch, but for its last message: what a relay holds in memory at once."""
IDLE_SECONDS = 1.0

UNSENT = text(
    """
    SELECT id, topic, key, body FROM (
        SELECT oldest.*, sum(octet_length(body)) OVER (ORDER BY id) - octet_length(body) AS before
        FROM (SELECT id, topic, key, body FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT :limit) AS oldest
    ) AS sized
    WHERE before < :most_bytes ORDER BY id
    """
)

sent_total = Counter("baton_outbox_sent_total", "Events acknowledged by the bus.", ["service"])
refused_total = Counter("baton_outbox_publish_failures_total", "Events the bus did not acknowledge.", ["service"])


class Relay:
    """Relays one service's outbox.

    Several replicas may run one each: an advisory lock, on a connection of its own, lets one of them work. Should
    two work for a moment (a lost connection), events are sent twice, which receivers ignore, but never reordered.
    """

    def __init__(self, database: Database, bus: Bus, *, address: str, schema: str):
        self._database = database
        self._bus = bus
        self._address = address
        self._schema = schema
        self._wake = asyncio.Event()
        self._held_up = False

    def wake(self) -> None:
        self._wake.set()

    async def flush(self) -> int:
        """Sends what waits now, up to one batch; returns how many were acknowledged. Holds no connection meanwhile."""
        async with self._database.open() as opened:
            rows = (await opened.connection.execute(UNSENT, {"limit": BATCH, "most_bytes": MOST_BYTES})).all()
        self._held_up = False
        if not rows:
            return 0
        answers = await self._bus.publish([Message(row.topic, row.key, bytes(row.body)) for row in rows])
        done = [row.id for row, acknowledged in zip(rows, answers, strict=True) if acknowledged]
        refused_total.labels(self._database.service).inc(len(rows) - len(done))
        self._held_up = not done
        if done:
            async with self._database.open() as opened:
                await opened.connection.execute(
                    update(tables.outbox).where(tables.outbox.c.id.in_(done)).values(sent_at=opened.wall)
                )
            sent_total.labels(self._database.service).inc(len(done))
        return len(done)

    async def run(self, stop: asyncio.Event) -> None:
        """Until stopped: lead if nobody else does, else tell the leader that something waits."""
        pause = Pause()
        while not stop.is_set():
            try:
                async with self._own_connection() as connection:
                    pause.over()
                    await self._lead_or_follow(connection, stop)
            except (psycopg.Error, OSError):
                log.warning("relay_lost_its_connection", service=self._database.service, exc_info=True)
                await either(stop, None, pause.longer())

    @asynccontextmanager
    async def _own_connection(self) -> AsyncIterator[psycopg.AsyncConnection[tuple[object, ...]]]:
        async with await psycopg.AsyncConnection.connect(
            self._address, autocommit=True, connect_timeout=10, application_name=f"baton-{self._schema}-relay"
        ) as connection:
            yield connection

    async def _lead_or_follow(
        self, connection: psycopg.AsyncConnection[tuple[object, ...]], stop: asyncio.Event
    ) -> None:
        while not stop.is_set():
            cursor = await connection.execute(
                "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"baton relay {self._schema}",)
            )
            row = await cursor.fetchone()
            if row and row[0]:
                await self._lead(connection, stop)
                return
            await either(stop, self._wake, IDLE_SECONDS)
            if self._wake.is_set():
                self._wake.clear()
                await connection.execute("SELECT pg_notify(%s, '')", (self._channel,))

    async def _lead(self, connection: psycopg.AsyncConnection[tuple[object, ...]], stop: asyncio.Event) -> None:
        await connection.execute(f'LISTEN "{self._channel}"')
        listening = asyncio.create_task(self._listen(connection))
        pause = Pause()
        try:
            while not stop.is_set() and not listening.done():
                self._wake.clear()
                try:
                    sent = await self.flush()
                except Exception:
                    log.warning("relay_flush_failed", service=self._database.service, exc_info=True)
                    await either(stop, None, pause.longer())
                    continue
                if self._held_up:
                    await either(stop, None, pause.longer())
                    continue
                pause.over()
                if sent == 0:
                    await either(stop, self._wake, IDLE_SECONDS)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        """Wakes the leader for rows of other replicas; ends when the connection, and with it the lock, is lost."""
        async for _ in connection.notifies():
            self._wake.set()

    @property
    def _channel(self) -> str:
        return f"baton_outbox_{self._schema}"
