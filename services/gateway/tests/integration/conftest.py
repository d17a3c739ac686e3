import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI, Request

from chassis.auth import HeldRole, mint_user_token
from chassis.testing import world as worlds
from chassis.testing.world import World
from gateway.service import service
from gateway.settings import DEVELOPMENT_ISSUER, GatewaySettings


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with worlds.build(postgres, [service], keys=tmp_path_factory.mktemp("keys")) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def region(world: World) -> str:
    return await world.define_region(worlds.new_region())


@dataclass
class Door:
    """The gateway as people reach it: with the tokens of their issuer."""

    world: World
    region: str

    def token(self, principal: str, *roles: HeldRole, region: str | None = None, **more: Any) -> str:
        return mint_user_token(
            self.world.keys,
            issuer=DEVELOPMENT_ISSUER,
            principal=principal,
            region=region or self.region,
            roles=roles,
            **more,
        )

    def client(self, *roles: HeldRole, principal: str = "li", token: str | None = None) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.world.running["gateway"].app, raise_app_exceptions=False),
            base_url="http://door",
            headers={"authorization": f"Bearer {token or self.token(principal, *roles)}"},
            timeout=30,
        )


@pytest.fixture
def door(world: World, region: str) -> Door:
    return Door(world, region)


@asynccontextmanager
async def _served(app: Any) -> AsyncIterator[str]:
    """The app behind a real socket; its base URL. The socket listens before the server does: nobody has to wait."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=2))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


def _echo() -> FastAPI:
    """A service that answers with what it was sent: it shows what the door lets through."""
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def answer(request: Request) -> dict[str, Any]:
        return {
            "method": request.method,
            "path": request.scope["path"],
            "query": request.scope["query_string"].decode(),
            "headers": dict(request.headers),
            "body": (await request.body()).decode(),
        }

    return app


@pytest.fixture
def served() -> Any:
    return _served


@pytest.fixture
def echo() -> Any:
    return _echo


@pytest.fixture
def with_settings(world: World) -> Iterator[Any]:
    """Puts the door together anew with other settings, or with the other services mounted."""
    app = world.running["gateway"].app

    def anew(**settings: Any) -> FastAPI:
        app.state.gateway_settings = GatewaySettings(**settings)
        app.state.streams = None
        here: Any = app.middleware_stack
        while here is not None:
            if hasattr(here, "_desk"):
                here._desk = None
            here = getattr(here, "app", None) or getattr(here, "_app", None)
        return app

    yield anew
    anew()
