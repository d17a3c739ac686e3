"""The pool of raw connections against a real server."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvloop
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from starlette.types import Message, Scope

from gateway.upstreams import Remote, UpstreamFailed, fetch


def asked(method: str, path: str, *, query: bytes = b"", headers: list[tuple[bytes, bytes]] | None = None) -> Scope:
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers or []}


async def ask(remote: Any, scope: Scope, body: bytes = b"") -> tuple[int, dict[bytes, bytes], bytes]:
    got: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        got.append(message)

    await remote(scope, receive, send)
    start, *rest = got
    return start["status"], dict(start["headers"]), b"".join(part["body"] for part in rest)


@pytest.fixture
def service(echo: Any) -> FastAPI:
    app = FastAPI()
    app.state.clients = set()

    @app.get("/large")
    async def large(request: Request) -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(64):
                yield b"x" * 65536

        return StreamingResponse(parts())

    @app.get("/who")
    async def who(request: Request) -> int:
        assert request.client is not None
        return request.client.port

    app.mount("/", echo())
    return app


class TestRemote:
    async def test_the_request_arrives_as_it_was_asked(self, served: Any, service: FastAPI) -> None:
        async with served(service) as url:
            scope = asked("POST", "/payments/ü a/b", query=b"dry_run=true", headers=[(b"idempotency-key", b"k")])
            status, _, body = await ask(Remote(url), scope, b'{"amount": "12.00"}')
        assert status == 200
        for part in (b'"path":"/payments/\xc3\xbc a/b"', b'"query":"dry_run=true"', b'"idempotency-key":"k"'):
            assert part in body

    async def test_a_connection_is_used_again(self, served: Any, service: FastAPI) -> None:
        async with served(service) as url:
            remote = Remote(url)
            ports = {(await ask(remote, asked("GET", "/who")))[2] for _ in range(5)}
            remote.close()
        assert len(ports) == 1

    async def test_requests_at_the_same_time_have_connections_of_their_own(self, served: Any, service: FastAPI) -> None:
        async with served(service) as url:
            remote = Remote(url)
            answers = await asyncio.gather(*(ask(remote, asked("GET", f"/payments/{n}")) for n in range(50)))
            remote.close()
        assert all(f'"path":"/payments/{n}"'.encode() in body for n, (_, _, body) in enumerate(answers))

    async def test_a_large_answer_in_pieces_arrives_whole(self, served: Any, service: FastAPI) -> None:
        async with served(service) as url:
            remote = Remote(url)
            _, headers, body = await ask(remote, asked("GET", "/large"))
            remote.close()
        assert len(body) == 64 * 65536
        assert b"transfer-encoding" not in headers

    async def test_more_requests_than_connections_are_turned_away(self, served: Any, service: FastAPI) -> None:
        async with served(service) as url:
            remote = Remote(url, most_connections=2)
            answers = await asyncio.gather(
                *(ask(remote, asked("GET", "/who")) for _ in range(3)), return_exceptions=True
            )
            remote.close()
        assert [str(answer) for answer in answers if isinstance(answer, UpstreamFailed)] == ["crowded"]

    async def test_it_runs_on_the_loop_that_servers_use(self, served: Any, service: FastAPI) -> None:
        async def twice(url: str) -> list[bytes]:
            remote = Remote(url)
            answers = [(await ask(remote, asked("GET", path)))[2] for path in ("/large", "/who", "/who")]
            remote.close()
            return answers

        async with served(service) as url:
            large, first, second = await asyncio.to_thread(uvloop.run, twice(url))
        assert len(large) == 64 * 65536
        assert first == second

    async def test_a_closed_port_is_unreachable(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with pytest.raises(UpstreamFailed, match="unreachable"):
            await fetch(Remote(f"http://127.0.0.1:{port}"), "/")


class Unreliable:
    """A server that speaks raw: it gives each request the next of its answers, None closes the connection."""

    def __init__(self, *answers: bytes | None):
        self.answers = list(answers)
        self.requests = 0

    async def __aenter__(self) -> str:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_: object) -> None:
        self.server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await self._request(reader):
            self.requests += 1
            answer = self.answers.pop(0)
            if answer is None:
                break
            writer.write(answer)
        writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> bool:
        try:
            await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.CancelledError):
            return False  # cancelled when the test's loop ends
        return True


GOOD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


class TestAnUnreliableService:
    async def test_a_read_on_a_connection_that_just_died_is_asked_again(self) -> None:
        service = Unreliable(GOOD, None, GOOD)
        async with service as url:
            remote = Remote(url)
            await fetch(remote, "/")
            assert await fetch(remote, "/") == (200, b"ok")
        assert service.requests == 3

    async def test_a_command_without_a_key_is_never_sent_twice(self) -> None:
        service = Unreliable(GOOD, None, GOOD)
        async with service as url:
            remote = Remote(url)
            await fetch(remote, "/")
            with pytest.raises(UpstreamFailed, match="broken"):
                await ask(remote, asked("POST", "/payments"))
        assert service.requests == 2

    async def test_a_command_with_a_key_is(self) -> None:
        service = Unreliable(GOOD, None, GOOD)
        async with service as url:
            remote = Remote(url)
            await fetch(remote, "/")
            answer = await ask(remote, asked("POST", "/payments", headers=[(b"idempotency-key", b"k")]))
        assert answer[0] == 200

    @pytest.mark.parametrize(
        "answer",
        [None, b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000],
        ids=["closed", "not HTTP", "endless head"],
    )
    async def test_what_is_no_answer_is_said_to_be_broken(self, answer: bytes | None) -> None:
        async with Unreliable(answer) as url:
            with pytest.raises(UpstreamFailed, match="broken"):
                await fetch(Remote(url), "/")

    async def test_an_answer_that_stops_in_the_middle_is_not_taken_for_whole(self) -> None:
        class Short(Unreliable):
            async def _request(self, reader: asyncio.StreamReader) -> bool:
                return self.requests == 0 and await super()._request(reader)

        async with Short(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf") as url:
            with pytest.raises(UpstreamFailed):
                await fetch(Remote(url), "/")

    async def test_what_comes_unasked_ends_the_connection(self) -> None:
        service = Unreliable(GOOD + GOOD, GOOD)
        async with service as url:
            remote = Remote(url)
            assert await fetch(remote, "/") == (200, b"ok")
            assert await fetch(remote, "/") == (200, b"ok")
