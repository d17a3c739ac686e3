"""A light HTTP client for measuring: kept connections, one request at a time on each, answers only counted.

httpx would be what is measured: it carries a few hundred requests a second, the services answer more.
"""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import httptools

MOST_REQUESTS = 50_000
"""No measurement sends more, however quick the answers are."""

ANSWER_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent again and again: `body` is asked for each request, `answer` must stand in each answer's body."""

    path: str
    token: str
    body: Callable[[], bytes]
    status: int
    answer: bytes = b""

    def encoded(self, host: str) -> bytes:
        body = self.body()
        head = (
            f"POST {self.path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {self.token}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode("ascii") + body


@dataclass(slots=True)
class Driven:
    """What came back within one measurement; `waits` are seconds from each request to the end of its answer."""

    seconds: float
    waits: list[float] = field(repr=False)

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds


class WrongAnswer(RuntimeError):
    """A measurement of errors would be quick and worth nothing."""


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answered: asyncio.Future[int] | None = None
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self.body = b""

    async def ask(self, request: bytes) -> int:
        """The status of the answer; its body is in `body` then."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self._begin()
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are none by class, only by what they do

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(exc or ConnectionError("the server closed the connection"))

    # httptools

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(self._parser.get_status_code())


async def drive(url: str, request: Request, *, connections: int, seconds: float) -> Driven:
    """Asks on so many connections at once for so long. Raises WrongAnswer at the first answer that is another."""
    address = urlsplit(url)
    loop = asyncio.get_running_loop()
    opened = [
        (await loop.create_connection(_Connection, address.hostname or "", address.port or 80))[1]
        for _ in range(connections)
    ]
    waits: list[float] = []
    begun = time.perf_counter()

    async def ask_until(connection: _Connection, end: float) -> None:
        while (start := time.perf_counter()) < end and len(waits) < MOST_REQUESTS:
            status = await connection.ask(request.encoded(address.netloc))
            waits.append(time.perf_counter() - start)
            if status != request.status or request.answer not in connection.body:
                raise WrongAnswer(f"POST {request.path}: {status} {connection.body[:500].decode(errors='replace')}")

    try:
        async with asyncio.timeout(seconds + ANSWER_SECONDS), asyncio.TaskGroup() as tasks:
            for connection in opened:
                tasks.create_task(ask_until(connection, begun + seconds))
    finally:
        for connection in opened:
            connection.close()
    return Driven(time.perf_counter() - begun, waits)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that so many percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]
