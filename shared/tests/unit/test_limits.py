"""How large a body may be depends on its path alone."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from chassis.limits import BodyLimit
from chassis.problems import TooMuchArrived


async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body", False):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def status(path: str, *, sent: int, declared: bool) -> int:
    """The status of a body of so many bytes, in pieces of 10, to an app that takes 50, or 200 at /big."""
    said: list[Message] = []
    left = sent

    async def receive() -> Message:
        nonlocal left
        left -= 10
        return {"type": "http.request", "body": b"x" * 10, "more_body": left > 0}

    async def send(message: Message) -> None:
        said.append(message)

    headers = [(b"content-length", str(sent).encode())] if declared else []
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}
    await BodyLimit(reads_all, limit=50, large={"big"}, most=200)(scope, receive, send)
    return int(said[0]["status"])


class TestBodyLimit:
    @pytest.mark.parametrize("path", ["/big", "/big/x:verb", "/big:import"])
    async def test_paths_that_take_large_bodies_do(self, path: str) -> None:
        assert await status(path, sent=200, declared=True) == 200
        assert await status(path, sent=210, declared=True) == 413

    @pytest.mark.parametrize("path", ["/small", "/small/big", "/bigger", "/"])
    async def test_other_paths_do_not(self, path: str) -> None:
        assert await status(path, sent=50, declared=True) == 200
        assert await status(path, sent=60, declared=True) == 413

    async def test_what_was_not_declared_is_counted_while_it_arrives(self) -> None:
        assert await status("/big", sent=200, declared=False) == 200
        with pytest.raises(TooMuchArrived) as refused:
            await status("/big", sent=210, declared=False)
        assert refused.value.limit == 200
