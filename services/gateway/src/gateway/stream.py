"""The event log as a stream: what was missed from the table, what is new from a short memory of each region.

One look at the table serves all readers of a region. A reader is never sent more than it takes: it holds a
position, not a queue, and a slow one falls back to reading pages of the table.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import structlog
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from prometheus_client import Counter, Gauge
from sqlalchemy import RowMapping
from sqlalchemy.exc import SQLAlchemyError

from chassis.auth import Actor
from chassis.db import Database
from chassis.waiting import either
from gateway.refusals import PositionBeyond, PositionForeign, TooManyStreams
from gateway.settings import GatewaySettings
from gateway.storage import event_log

log = structlog.get_logger()

PAGE = 200

streams_open = Gauge("baton_gateway_streams", "Event streams that are open now.")
streamed_total = Counter("baton_gateway_streamed_events_total", "Events sent on streams.")


def known_in(ends: event_log.Ends, position: int) -> None:
    """Nothing would ever come after a position that the log has not reached, and what comes after one of another log
    is not what its reader misses. Raises PositionBeyond, PositionForeign.
    """
    if position > ends.last:
        raise PositionBeyond(position=position, last=ends.last)
    if 0 < position < ends.first - 1:  # the place before the first event is a beginning too
        raise PositionForeign(position=position, first=ends.first, last=ends.last)


@dataclass(slots=True)
class _Tail:
    """The end of one region's log. `recent` holds every row above `floor`, up to `head`; at most `most` rows, of at
    most as many `bytes` as a page."""

    most: int
    floor: int
    head: int
    recent: deque[RowMapping] = field(default_factory=deque)
    bytes: int = 0
    readers: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def extend(self, rows: list[RowMapping]) -> None:
        for row in rows:
            self.recent.append(row)
            self.bytes += row["bytes"]
            self.head = row["position"]
            while len(self.recent) > self.most or self.bytes > event_log.MOST_BYTES:
                oldest = self.recent.popleft()
                self.bytes -= oldest["bytes"]
                self.floor = oldest["position"]
        self.wake()

    def wake(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


class Streams:
    """The open streams of this process."""

    def __init__(self, database: Database, stop: asyncio.Event, settings: GatewaySettings):
        self._database = database
        self._stop = stop
        self._settings = settings
        self._tails: dict[str, _Tail] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = 0

    async def read(self, actor: Actor, *, after: int | None, types: frozenset[str]) -> AsyncIterator[bytes]:
        """The events after a position (None: from now on) as server-sent events, until the service stops.

        Raises TooManyStreams, RegionUnknown, PositionBeyond, PositionForeign.
        """
        if self._open >= self._settings.most_streams:
            raise TooManyStreams(most=self._settings.most_streams)
        async with self._database.read(actor.region, actor=actor) as tx:
            ends = await event_log.ends(tx)
        known_in(ends, after or 0)
        head = ends.last
        return self._events(actor, self._tail(actor.region, head), head if after is None else after, types)

    async def _events(self, actor: Actor, tail: _Tail, position: int, types: frozenset[str]) -> AsyncIterator[bytes]:
        tail.readers += 1
        tail.wanted.set()
        self._open += 1
        streams_open.inc()
        ends = monotonic() + self._settings.stream_seconds
        try:
            yield b": connected\n\n"
            while not self._stop.is_set() and monotonic() < ends:
                changed = tail.changed
                rows, position = await self._next(actor, tail, position, types)
                if rows:
                    streamed_total.inc(len(rows))
                    yield b"".join(_sse(row) for row in rows)
                elif position >= tail.head and not await _is_set(changed, self._settings.stream_heartbeat_seconds):
                    yield KEEPALIVE_COMMENT
        finally:
            tail.readers -= 1
            self._open -= 1
            streams_open.dec()

    async def _next(
        self, actor: Actor, tail: _Tail, position: int, types: frozenset[str]
    ) -> tuple[list[RowMapping], int]:
        """At most a page of rows after a position, and the position up to which nothing more is to be found."""
        if position >= tail.floor:
            here = tail.head
            recent = [row for row in tail.recent if row["position"] > position]
            return [row for row in recent if not types or row["body"]["type"] in types], max(position, here)
        async with self._database.read(actor.region, actor=actor) as tx:
            part = await event_log.after(tx, position, types=types, limit=PAGE)
            if part.more:
                return part.rows, part.rows[-1]["position"]
            return part.rows, max(position, await event_log.head(tx))

    def _tail(self, region: str, head: int) -> _Tail:
        """The region's tail; it begins at `head` where nobody has read this region yet."""
        tail = self._tails.get(region)
        if tail is None:
            tail = self._tails[region] = _Tail(self._settings.stream_queue, floor=head, head=head)
            task = asyncio.create_task(self._follow(region, tail))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return tail

    async def _follow(self, region: str, tail: _Tail) -> None:
        """Looks at the log while somebody reads this region; rests while nobody does."""
        system = Actor.system("gateway", region)
        while not self._stop.is_set():
            tail.wanted.clear()
            if not tail.readers:
                await either(self._stop, tail.wanted, 3600)
                continue
            try:
                async with self._database.read(region, actor=system) as tx:
                    part = await event_log.after(tx, tail.head, types=(), limit=PAGE)
            except (SQLAlchemyError, OSError):
                log.warning("log_not_followed", region=region, exc_info=True)
                part = event_log.Part([], more=False)
            if part.rows:
                tail.extend(part.rows)
            if not part.more:
                await either(self._stop, None, self._settings.stream_poll_seconds)
        tail.wake()


async def _is_set(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


def _sse(row: RowMapping) -> bytes:
    body: dict[str, Any] = row["body"]
    return format_sse_event(data_str=_compact(body), event=body["type"], id=str(row["position"]))


def _compact(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
