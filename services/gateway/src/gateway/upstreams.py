"""The services behind the door, each an ASGI callable: mounted in this process, or over the network.

Over the network a small pool of raw connections with an httptools parser carries the requests. The same POST to
the same empty uvicorn, 32 at a time on two busy cores: this pool 5,100 requests a second, aiohttp 2,600, httpx 150.
The services answer thousands, so neither of the others could stand before them.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import cast
from urllib.parse import quote, urlsplit

import httptools
from starlette.types import ASGIApp, Receive, Scope, Send

CONNECT_SECONDS = 2.0
IDLE_SECONDS = 3.0  # below uvicorn's five: a connection that the other side is about to close is not used again
MOST_BUFFERED = 256 * 1024
LONGEST_HEAD = 64 * 1024
UNRESERVED = "/:@!$&'()*+,;=-._~"

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)

Headers = list[tuple[bytes, bytes]]


class UpstreamFailed(ConnectionError):
    """The service did not answer as it should. `why`: unreachable, crowded or broken."""

    def __init__(self, why: str, *, started: bool = False):
        super().__init__(why)
        self.why = why
        self.started = started


def without_hop_by_hop(headers: Headers) -> Headers:
    """Drops what belongs to one connection only, and what `Connection` names as such (RFC 9110, 7.6.1)."""
    named = {
        name.strip().lower() for key, value in headers if key.lower() == b"connection" for name in value.split(b",")
    }
    return [(key, value) for key, value in headers if key.lower() not in HOP_BY_HOP and key.lower() not in named]


def target_of(scope: Scope) -> bytes:
    """The request target from the decoded path: what was authorised is what is sent, in one spelling."""
    query: bytes = scope.get("query_string", b"")
    path = quote(scope["path"], safe=UNRESERVED).encode("ascii")
    return path + b"?" + query if query else path


async def read_body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            break
    return b"".join(parts)


class _Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.idle_since = 0.0
        self._reset()

    def _reset(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self.status = 0
        self.headers: Headers = []
        self.headers_done = False
        self.complete = False
        self.got_bytes = 0
        self.reusable = False
        self._chunks: deque[bytes] = deque()
        self._buffered = 0
        self._paused = False
        self._surplus = False
        self._error: str | None = None
        self._changed = asyncio.Event()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are none by class, only by what they do

    def data_received(self, data: bytes) -> None:
        if self.complete:
            self._fail("broken")  # nobody asked: the rest of the stream cannot be trusted
            return
        self.got_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail("broken")
            return
        if not self.headers_done and self.got_bytes > LONGEST_HEAD:
            self._fail("broken")
            return
        if self._buffered > MOST_BUFFERED and not self._paused and self.transport is not None:
            self._paused = True
            self.transport.pause_reading()
        self._changed.set()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.complete:
            self._error = self._error or "broken"
        self._changed.set()

    # httptools callbacks

    def on_message_begin(self) -> None:
        # a second answer to one request: it belongs to nobody, and what follows on this connection is not to be trusted
        self._surplus = self.complete

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._surplus:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        if not self._surplus:
            self.status = self._parser.get_status_code()
            self.headers_done = True

    def on_body(self, body: bytes) -> None:
        if not self._surplus:
            self._chunks.append(body)
            self._buffered += len(body)

    def on_message_complete(self) -> None:
        self.complete = True
        self.reusable = self._parser.should_keep_alive() and not self._surplus

    # what the pool uses

    @property
    def alive(self) -> bool:
        return self.transport is not None and not self.transport.is_closing() and self._error is None

    def begin(self, head: bytes, body: bytes) -> None:
        self._reset()
        assert self.transport is not None  # noqa: S101  # the pool hands out connected ones only
        self.transport.write(head + body)

    async def answered(self) -> None:
        """Returns when the head has arrived. Raises UpstreamFailed."""
        while not self.headers_done:
            if self._error:
                raise UpstreamFailed(self._error)
            self._changed.clear()
            await self._changed.wait()

    async def chunk(self) -> bytes | None:
        """The next piece of the body; None at its end. Raises UpstreamFailed."""
        while not self._chunks:
            if self.complete:
                return None
            if self._error:
                raise UpstreamFailed(self._error, started=True)
            self._changed.clear()
            await self._changed.wait()
        body = b"".join(self._chunks)
        self._chunks.clear()
        self._buffered = 0
        if self._paused and self.alive and self.transport is not None:
            self._paused = False
            self.transport.resume_reading()
        return body

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def _fail(self, why: str) -> None:
        self._error = why
        self._changed.set()
        self.close()


@dataclass(slots=True)
class Remote:
    """A service at a base URL, as an ASGI callable over a bounded pool of connections."""

    url: str
    most_connections: int = 100
    _idle: deque[_Connection] = field(default_factory=deque)
    _open: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the request on and the answer back. Raises UpstreamFailed, before or in the middle of the answer."""
        body = await read_body(receive)
        head = self._head(scope, body)
        connection = await self._exchange(head, body, repeatable=_repeatable(scope))
        try:
            headers = without_hop_by_hop(connection.headers)
            await send({"type": "http.response.start", "status": connection.status, "headers": headers})
            while (chunk := await connection.chunk()) is not None:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._give_back(connection)

    async def _exchange(self, head: bytes, body: bytes, *, repeatable: bool) -> _Connection:
        """A connection on which the head of the answer has arrived.

        A kept connection may have been closed by the other side while the request was under way. The request is
        then repeated once, on a new connection, where doing it twice does no harm.
        """
        while True:
            connection, fresh = await self._take()
            try:
                connection.begin(head, body)
                await connection.answered()
            except BaseException as error:
                self._give_back(connection)
                stale = isinstance(error, UpstreamFailed) and not fresh and connection.got_bytes == 0
                if not (stale and repeatable):
                    raise
            else:
                return connection

    async def _take(self) -> tuple[_Connection, bool]:
        while self._idle:
            connection = self._idle.pop()
            if connection.alive and monotonic() - connection.idle_since < IDLE_SECONDS:
                return connection, False
            self._drop(connection)
        if self._open >= self.most_connections:
            raise UpstreamFailed("crowded")
        self._open += 1
        address = urlsplit(self.url)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, connection = await asyncio.get_running_loop().create_connection(
                    _Connection, address.hostname or "", address.port or 80
                )
        except (OSError, TimeoutError) as error:
            self._open -= 1
            raise UpstreamFailed("unreachable") from error
        except BaseException:
            self._open -= 1
            raise
        return connection, True

    def _give_back(self, connection: _Connection) -> None:
        if connection.alive and connection.complete and connection.reusable:
            connection.idle_since = monotonic()
            self._idle.append(connection)
        else:
            self._drop(connection)

    def _drop(self, connection: _Connection) -> None:
        self._open -= 1
        connection.close()

    def _head(self, scope: Scope, body: bytes) -> bytes:
        lines = [scope["method"].encode("ascii") + b" " + target_of(scope) + b" HTTP/1.1"]
        lines.append(b"host: " + urlsplit(self.url).netloc.encode("ascii"))
        for name, value in without_hop_by_hop(scope["headers"]):
            if name not in (b"host", b"content-length", b"expect"):
                lines.append(name + b": " + value)
        if body or scope["method"] in ("POST", "PUT", "PATCH"):
            lines.append(b"content-length: " + str(len(body)).encode("ascii"))
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def close(self) -> None:
        while self._idle:
            self._drop(self._idle.pop())


def _repeatable(scope: Scope) -> bool:
    return scope["method"] in ("GET", "HEAD") or any(name == b"idempotency-key" for name, _ in scope["headers"])


def upstreams(*, urls: Mapping[str, str], apps: Mapping[str, ASGIApp]) -> dict[str, ASGIApp]:
    """Every other service by name. Mounted apps are called as they are; they win over an address."""
    return {**{name: Remote(url) for name, url in urls.items()}, **apps}


async def fetch(upstream: ASGIApp, path: str) -> tuple[int, bytes]:
    """Status and body of a GET without a caller: documents, not resources. Raises UpstreamFailed."""
    status, parts = 0, []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: object) -> None:
        nonlocal status
        assert isinstance(message, dict)  # noqa: S101  # ASGI messages are dicts
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("ascii"),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"gateway")],
        "client": None,
        "server": ("gateway", 80),
    }
    await upstream(scope, receive, send)
    return status, b"".join(parts)
