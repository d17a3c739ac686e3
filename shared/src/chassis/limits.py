"""The largest request body: refused by its Content-Length, or as soon as more has arrived than allowed."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.problems import BodyTooLarge, problem


class BodyLimit:
    """Pure ASGI middleware. FastAPI's own limit answers in plain text, not with a problem."""

    def __init__(self, app: ASGIApp, *, limit: int):
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._limit:
            await problem(Request(scope), BodyTooLarge(limit=self._limit))(scope, receive, send)
            return
        received = 0

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise HTTPException(413)
            return message

        await self._app(scope, counting, send)
