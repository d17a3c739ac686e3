"""Runs one service as a process: `python -m chassis.run scoring`. Everything comes from BATON_* variables."""

import asyncio
import importlib
import socket
import sys

import structlog
import uvicorn
import uvloop
from sqlalchemy.engine import make_url

from chassis import app, log, migrate
from chassis.bus.kafka import KafkaBus
from chassis.clients import Clients
from chassis.keys import Keys
from chassis.service import Service
from chassis.settings import Settings
from contracts.topics import TOPICS

logger = structlog.get_logger()

GRACE_SECONDS = 5


def load(name: str) -> Service:
    """The service of that name. Raises ModuleNotFoundError where it is not installed."""
    service = importlib.import_module(f"{name.replace('-', '_')}.service").service
    if not isinstance(service, Service):
        raise TypeError(f"{name}.service.service is no chassis Service")
    return service


class Server(uvicorn.Server):
    """Says so to the service before it waits for open connections: a stream of events would never end by itself."""

    def __init__(self, config: uvicorn.Config, stop: asyncio.Event):
        super().__init__(config)
        self._stop = stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stop.set()
        await super().shutdown(sockets)


async def serve(service: Service, settings: Settings) -> None:
    """Migrates, subscribes, serves, and stops in the reverse order."""
    if settings.kafka_bootstrap is None:
        raise SystemExit("BATON_KAFKA_BOOTSTRAP is not set: a service of its own process needs a broker")
    if settings.admin_database_url:
        password = make_url(settings.database_url).password
        await asyncio.to_thread(
            migrate.prepare, settings.admin_database_url, service, role_prefix=settings.role_prefix, password=password
        )
    bus = KafkaBus(
        settings.kafka_bootstrap,
        TOPICS,
        client_id=service.name,
        prefix=settings.kafka_prefix,
        replicas=settings.kafka_replicas,
    )
    clients = Clients(urls=settings.upstreams)
    running = app.build(service, settings, bus=bus, keys=Keys.load(settings.keys), clients=clients)
    await bus.start()
    try:
        async with app.started(running):
            server = Server(
                uvicorn.Config(
                    running.app,
                    host=settings.host,
                    port=settings.port,
                    log_config=None,
                    access_log=False,
                    lifespan="on",
                    timeout_graceful_shutdown=GRACE_SECONDS,
                ),
                running.stop,
            )
            logger.info("serving", service=service.name, host=settings.host, port=settings.port)
            await server.serve()
    finally:
        await bus.stop()
        await clients.close()


def main(arguments: list[str]) -> None:
    if len(arguments) != 1:
        raise SystemExit("usage: python -m chassis.run SERVICE")
    settings = Settings()
    log.configure(settings.log_level, service=arguments[0])
    uvloop.run(serve(load(arguments[0]), settings))


if __name__ == "__main__":
    main(sys.argv[1:])
