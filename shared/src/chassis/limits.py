"""The largest request body: refused by its Content-Length, or as soon as more has arrived than allowed."""

from collections.abc import Collection

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.problems import BodyTooLarge, TooMuchArrived, problem


class BodyLimit:
    """Pure ASGI middleware. FastAPI's own limit answers in plain text, not with a problem.

    Paths whose first segment is among `large` may send up to `most`, all others up to `limit`.
    """

    def __init__(self, app: ASGIApp, *, limit: int, large: Collection[str] = (), most: int = 0):
        self._app = app
        self._limit = limit
        self._large = frozenset(large)
        self._most = max(most, limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._most if _first_segment(scope["path"]) in self._large else self._limit
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit:
            await problem(Request(scope), BodyTooLarge(limit=limit))(scope, receive, send)
            return
        received = 0

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise TooMuchArrived(limit)
            return message

        await self._app(scope, counting, send)


def _first_segment(path: str) -> str:
    return path[1:].partition("/")[0].partition(":")[0]
