"""Hands a request that was let in to the service that owns the resource, and its answer back."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.asked import Asked
from gateway.refusals import ServiceBroke, ServiceTooSlow, ServiceUnreachable
from gateway.upstreams import UpstreamFailed

log = structlog.get_logger()

OWN = "gateway"


Review = Callable[[bytes], Awaitable[Response | None]]
"""Told the body of a refusal that a service decided, before the caller hears of it; what the door says instead, if
it knows better."""


class Answer:
    """`send` that adds the request id and knows whether the answer has begun.

    An answer whose status is among `reviews` is held back until its review is done: the door notes every refused
    attempt, its own and those that only the service could decide (another unit's thing, a second step of one
    decision).
    """

    def __init__(self, send: Send, asked: Asked, *, reviews: Mapping[int, Review] | None = None):
        self._send = send
        self._asked = asked
        self._request_id = asked.request_id.encode("ascii")
        self._reviews = reviews or {}
        self._held: list[Message] = []
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if not self._held and message.get("status") not in self._reviews:
            await self._pass(message)
            return
        self._held.append(message)
        if message["type"] != "http.response.body" or message.get("more_body", False):
            return
        held, self._held, reviews, self._reviews = self._held, [], self._reviews, {}
        instead = await reviews[held[0]["status"]](b"".join(one.get("body", b"") for one in held))
        if instead is not None:
            await instead(self._asked.scope, _nothing, self._pass)
            return
        for one in held:
            await self._pass(one)

    async def _pass(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            given = [(name, value) for name, value in message.get("headers", ()) if name.lower() != b"x-request-id"]
            message = {**message, "headers": [*given, (b"x-request-id", self._request_id)]}
        await self._send(message)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


class BrokenOff(RuntimeError):
    """An answer that has begun cannot become another one: the connection ends, for the caller to notice."""


async def forward(
    asked: Asked,
    services: Mapping[str, ASGIApp],
    *,
    token: str,
    body: bytes,
    receive: Receive,
    answer: Answer,
    seconds: float,
) -> None:
    """Raises ServiceUnreachable, ServiceBroke or ServiceTooSlow before the answer has begun, BrokenOff after."""
    service = asked.row.service
    upstream = services.get(service)
    if upstream is None:
        raise ServiceUnreachable(service=service, why="no address")
    sink = _without_body(answer) if asked.scope["method"] == "HEAD" else answer
    try:
        async with asyncio.timeout(None if _streams(asked) else seconds):
            await upstream(_scope(asked, token), _replaying(body, receive), sink)
    except Exception as error:
        log.warning("service_failed", upstream=service, route=asked.row.name, exc_info=error)
        if answer.begun:
            if isinstance(error, UpstreamFailed | TimeoutError):
                raise BrokenOff(f"{service} broke off in the middle of its answer") from error
            return  # a mounted app answers its own error first and raises it then, for its server to log
        if isinstance(error, TimeoutError):
            raise ServiceTooSlow(service=service, seconds=seconds) from error
        if isinstance(error, UpstreamFailed) and error.why != "broken":
            raise ServiceUnreachable(service=service, why=error.why) from error
        raise ServiceBroke(service=service) from error


def _scope(asked: Asked, token: str) -> Scope:
    """The request as the service sees it. A dictionary of its own: routers write into it."""
    given = asked.scope
    return {
        "type": "http",
        "asgi": given["asgi"],
        "http_version": given["http_version"],
        "method": "GET" if given["method"] == "HEAD" else given["method"],
        "scheme": given["scheme"],
        "path": given["path"],
        "raw_path": given.get("raw_path"),
        "root_path": "",
        "query_string": given["query_string"],
        "headers": asked.onward_headers(token),
        "client": given.get("client"),
        "server": given.get("server"),
        "app": given["app"],  # a mounted app puts itself here; the gateway's own routes need it
    }


def _streams(asked: Asked) -> bool:
    """The event stream has no end, so it has no time limit either."""
    return asked.row.service == OWN and "text/event-stream" in (asked.header(b"accept") or "")


def _replaying(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()  # what comes now is the caller hanging up
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _without_body(answer: Answer) -> Send:
    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await answer(message)

    return send
