"""Builds one service's app and its loops: what is received, sent, and due."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import structlog
from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse

from chassis import clock, following, metrics, operations, problem_types, problems, purge, readiness
from chassis.answers import Answers
from chassis.bus.port import Bus
from chassis.clients import Clients
from chassis.clock import WallClock
from chassis.db import Database, engine_for
from chassis.deadlines import Clockwork
from chassis.door import Door
from chassis.inbox import Inbox
from chassis.keys import Keys
from chassis.limits import BodyLimit
from chassis.problem_types import ProblemType
from chassis.relay import Relay
from chassis.service import Service
from chassis.settings import Settings

READY_SECONDS = 5.0


@dataclass(slots=True)
class Running:
    """One service with its resources, built but not started: subscriptions exist, no loop runs."""

    service: Service
    app: FastAPI
    database: Database
    inbox: Inbox
    relay: Relay
    clockwork: Clockwork
    bus: Bus
    settings: Settings
    stop: asyncio.Event
    tasks: list[asyncio.Task[None]]

    async def start(self) -> None:
        """Starts the loops; the relay last, so that what it sends finds everybody listening."""
        self.stop.clear()
        loops: list[Callable[[asyncio.Event], Awaitable[None]]] = [
            *[self.inbox.run] * self.settings.inbox_workers,
            self.inbox.watch_crowd,
            self.clockwork.run,
            partial(purge.run, self.database),
            self.relay.run,
        ]
        with structlog.contextvars.bound_contextvars(service=self.service.name):  # also of what libraries log
            self.tasks = [asyncio.create_task(_forever(loop, self.stop)) for loop in loops]

    async def halt(self) -> None:
        """Stops the loops where they are; what they had not committed will be done again."""
        self.stop.set()
        _done, late = await asyncio.wait(self.tasks, timeout=10) if self.tasks else (set(), set())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self.tasks = []

    async def finish(self) -> None:
        await self.halt()
        await self.database.engine.dispose()


async def _forever(loop: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    await loop(stop)


def build(
    service: Service,
    settings: Settings,
    *,
    bus: Bus,
    keys: Keys,
    clients: Clients,
    wall: WallClock = clock.wall,
    mounts: Mapping[str, FastAPI] | None = None,
) -> Running:
    """Wires one service. Nothing is connected yet but the bus subscription is made.

    `mounts` are the apps of the other services where all run in one process (the gateway calls them directly).
    """
    database = Database(
        engine_for(settings.database_url, schema=service.schema, pool_size=settings.pool_size),
        service=service.name,
        wall=wall,
        schema_base=settings.schema_base,
    )
    inbox = Inbox(database, service, max_attempts=settings.max_attempts, pause_at=settings.inbox_pause_at)
    relay = Relay(database, bus, address=_plain(settings.database_url), schema=service.schema)
    clockwork = Clockwork(database, service, max_attempts=settings.max_attempts)
    database.on_produced = relay.wake
    inbox.on_handled = clockwork.wake
    bus.subscribe(inbox.receiver())
    app = _app(service, limit=settings.max_body_bytes, most=settings.max_large_body_bytes)
    app.state.service = service
    app.state.settings = settings
    app.state.database = database
    app.state.inbox = inbox
    app.state.keys = keys
    app.state.clients = clients
    app.state.wall = wall
    app.state.mounts = dict(mounts or {})
    app.state.speaks_for = [(database, service)]
    app.state.stop = stop = asyncio.Event()
    return Running(service, app, database, inbox, relay, clockwork, bus, settings, stop, [])


def document(service: Service) -> dict[str, Any]:
    """The OpenAPI document of a service; nothing has to run for it."""
    return _app(service, limit=0, most=0).openapi()


def _app(service: Service, *, limit: int, most: int) -> FastAPI:
    app = FastAPI(
        title=f"Baton {service.name}",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/internal/openapi.json",
        responses=problems.responses(400, 401, 403, 422),
    )
    app.router.route_class = Door
    problems.install(app)
    app.include_router(service.router)
    app.include_router(operations.router(service.name))
    app.add_api_route("/livez", _livez, include_in_schema=False)
    app.add_api_route("/readyz", _readyz, include_in_schema=False)
    app.add_api_route("/metrics", metrics.page, include_in_schema=False)
    app.add_api_route("/internal/following", _following, include_in_schema=False)
    app.add_api_route("/internal/problems", _problem_types, include_in_schema=False)
    if service.middleware is not None:
        app.add_middleware(service.middleware)
    app.add_middleware(BodyLimit, limit=limit, large=service.large_bodies, most=most)
    app.add_middleware(Answers, service=service.name)
    return app


async def _livez() -> dict[str, str]:
    return {"status": "alive"}


async def _readyz(request: Request) -> Response:
    state = request.app.state
    found = await readiness.of(state.database, state.service, seconds=READY_SECONDS)
    if not found.ready:
        return JSONResponse({"status": "not ready", "why": found.why}, status_code=503)
    return JSONResponse({"status": "ready", "schema": found.schema})


async def _problem_types(request: Request) -> list[ProblemType]:
    service: Service = request.app.state.service
    return problem_types.known(service.name)


async def _following(
    request: Request,
    region: str,
    outbox: Annotated[int, Query(ge=0)] = 0,
    inbox: Annotated[int, Query(ge=0)] = 0,
) -> following.Following:
    since = following.Mark(outbox=outbox, inbox=inbox)
    return await following.following(request.app.state.database, request.app.state.inbox, region, since=since)


def _plain(url: str) -> str:
    """The address as psycopg itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


@asynccontextmanager
async def started(running: Running) -> AsyncIterator[Running]:
    await running.start()
    try:
        yield running
    finally:
        await running.finish()
