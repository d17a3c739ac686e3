"""All services in one process: one PostgreSQL, one bus, the same services as in the containers.

Only this module and `chassis.run` hand out resources; what is wired here is everything that differs between one
process and many.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from allinone.failures import AddressTaken
from budget_monitor.service import service as budget_monitor
from chassis import app, embedded, migrate
from chassis.app import Running
from chassis.bus.in_process import InProcessBus
from chassis.clients import Clients
from chassis.keys import Keys
from chassis.service import Service
from chassis.settings import Settings
from gateway.service import service as gateway
from indicators.service import service as indicators
from scoring.service import service as scoring

SERVICES: tuple[Service, ...] = (indicators, budget_monitor, scoring, gateway)
GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything running. `door` is the gateway's app, the only way in."""

    folder: Path
    door: FastAPI
    services: dict[str, Running]


@asynccontextmanager
async def installed(folder: Path, *, durable: bool = True) -> AsyncIterator[Installation]:
    """Starts PostgreSQL in `folder`/pg, brings every schema to head, starts the services, stops all at the end.

    `durable=False` trades safety against power cuts for speed, for installations that are thrown away.
    Raises PostgresUnavailable.
    """
    folder = folder.resolve()
    server = await asyncio.to_thread(embedded.start, folder / "pg", durable=durable)
    try:
        bus, keys = InProcessBus(), Keys.load(folder / "keys")
        built: dict[str, Running] = {}
        for service in SERVICES:
            # one after another: Alembic's context is global in a process
            ready = await asyncio.to_thread(migrate.prepare, server.url, service, role_prefix="baton")
            settings = Settings(database_url=ready.url, keys=folder / "keys", upstreams={})
            built[service.name] = app.build(service, settings, bus=bus, keys=keys, clients=Clients())
        _introduce(built)
        async with AsyncExitStack() as stack:
            for running in built.values():
                stack.push_async_callback(running.app.state.clients.close)
                await stack.enter_async_context(app.started(running))
            yield Installation(folder, built[gateway.name].app, built)
    finally:
        await asyncio.to_thread(server.stop)


def _introduce(built: dict[str, Running]) -> None:
    """Each gets to know the others' apps, now that all of them exist."""
    for name, running in built.items():
        others = {other: one.app for other, one in built.items() if other != name}
        running.app.state.clients.add_apps(others)
        running.app.state.mounts = others
    # whoever scrapes this process sees one page
    built[gateway.name].app.state.speaks_for = [(one.database, one.service) for one in built.values()]


@asynccontextmanager
async def served(installation: Installation, *, host: str, port: int) -> AsyncIterator[str]:
    """The gateway on a socket; gives its address. `port` 0 takes a free one. Raises AddressTaken."""
    listening = _listen(host, port)
    config = uvicorn.Config(
        installation.door,
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        installation.services[gateway.name].stop.set()  # ends open streams, which would hold the shutdown
        server.should_exit = True
        await task


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise AddressTaken(
            f"{host}:{port} cannot be used: {error.strerror}. Stop the program that listens there, or choose "
            "another port with --port."
        ) from error
    return listening


class _Server(uvicorn.Server):
    """Leaves signals to the command around it, which has more to stop than a web server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
