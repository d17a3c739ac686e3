"""Questions to other services: an httpx client that refuses to ask while a transaction is open."""

import asyncio
import contextvars
from collections.abc import Mapping

import httpx
from starlette.types import ASGIApp

from chassis import tracing
from chassis.db import transaction_is_open

TIMEOUT_SECONDS = 10.0


class AskedInTransaction(RuntimeError):
    """A programming error: the answer of another service must not be awaited with locks in hand."""


class _NeverInTransaction(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport):
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if transaction_is_open():
            raise AskedInTransaction(f"{request.method} {request.url} while a transaction is open")
        request.headers.update(tracing.of_this_request())
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class _InProcess(httpx.AsyncBaseTransport):
    """httpx's ASGI transport with what it lacks: the timeout holds, and the callee has a context of its own."""

    def __init__(self, app: ASGIApp):
        self._inner = httpx.ASGITransport(app, raise_app_exceptions=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        task = asyncio.create_task(self._inner.handle_async_request(request), context=contextvars.Context())
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await task
        except TimeoutError as error:
            task.cancel()
            raise httpx.ReadTimeout(f"no answer in {TIMEOUT_SECONDS} s", request=request) from error


class Clients:
    """One client per other service: over the network by base URL, or in process by app. Same code above it."""

    def __init__(self, *, urls: Mapping[str, str] | None = None):
        self._clients = {
            name: httpx.AsyncClient(
                base_url=url,
                timeout=TIMEOUT_SECONDS,
                transport=_NeverInTransaction(httpx.AsyncHTTPTransport(retries=1)),
            )
            for name, url in (urls or {}).items()
        }

    def add_apps(self, apps: Mapping[str, ASGIApp]) -> None:
        """In one process the apps exist only after the clients that they hold."""
        for name, app in apps.items():
            self._clients[name] = httpx.AsyncClient(
                base_url=f"http://{name}", transport=_NeverInTransaction(_InProcess(app))
            )

    def __getitem__(self, service: str) -> httpx.AsyncClient:
        return self._clients[service]

    @property
    def services(self) -> list[str]:
        return sorted(self._clients)

    async def close(self) -> None:
        await asyncio.gather(*(client.aclose() for client in self._clients.values()))
