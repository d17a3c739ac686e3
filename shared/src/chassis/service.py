"""What a service is: one value that names its parts. Importing it touches no engine, client or environment."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from prometheus_client.core import Metric
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.types import ASGIApp

from chassis.db import Tx
from contracts.envelope import Event

Handler = Callable[[Tx, Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that fell due. `due_at` is the time of what follows from it, however late the clock was read."""

    kind: str
    key: str
    due_at: datetime
    data: dict[str, Any]


DeadlineHandler = Callable[[Tx, Deadline], Awaitable[None]]

EveryEvent = Callable[[AsyncConnection, Sequence[Event]], Awaitable[None]]
"""Takes a batch of events of any regions at once: a service that keeps all of them cannot afford each by itself."""

Gauges = Callable[[AsyncConnection], Awaitable[Sequence[Metric]]]
"""Facts of the database for the metrics page; the connection sees every region and only reads."""


@dataclass(frozen=True, slots=True)
class Service:
    """One bounded context. `name` has hyphens; schema, package and metric prefix have underscores.

    `handlers` maps event types to use cases, `every_event` takes all of them (the gateway's event log);
    `deadlines` maps kinds of due things to use cases; `migrations` is "package:folder"; `middleware` (pure ASGI)
    stands around the service's app, inside the measuring and the body limit. `large_bodies` are the first segments
    of the paths that take large bodies.
    """

    name: str
    router: APIRouter
    migrations: str
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    every_event: EveryEvent | None = None
    deadlines: Mapping[str, DeadlineHandler] = field(default_factory=dict)
    gauges: Gauges | None = None
    middleware: Callable[[ASGIApp], ASGIApp] | None = None
    large_bodies: frozenset[str] = frozenset()

    @property
    def schema(self) -> str:
        return self.name.replace("-", "_")
