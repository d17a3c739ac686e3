"""Transactions: what a use case is given, and the only place that opens and commits them."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Executable, RowMapping, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from chassis.auth import Actor
from chassis.clock import WallClock
from chassis.refusal import RegionUnknown
from chassis.regions import Region

EVERY_REGION = "*"
"""What the chassis's own doors (relay, inbox, clock) set instead of one region; services never do."""

_open: ContextVar[bool] = ContextVar("transaction_open", default=False)


def transaction_is_open() -> bool:
    """Whether this task is inside a transaction: no HTTP call may leave then."""
    return _open.get()


@contextmanager
def _marked_open() -> Iterator[None]:
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


@dataclass(frozen=True, slots=True)
class Cause:
    """What led to a transaction: the case it belongs to, the event that caused it, the trace it is part of."""

    correlation: str | None = None
    causation: UUID | None = None
    traceparent: str | None = None


class ReadTx:
    """A transaction for reading, in one region, with the business time that holds in it."""

    def __init__(self, connection: AsyncConnection, *, region: Region, actor: Actor, now: datetime, wall: datetime):
        self.connection = connection
        self.region = region
        self.actor = actor
        self.now = now
        self.wall = wall

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return await self.connection.execute(statement, parameters)

    async def all(self, statement: Executable, parameters: Any = None) -> list[RowMapping]:
        return list((await self.connection.execute(statement, parameters)).mappings())

    async def one_or_none(self, statement: Executable, parameters: Any = None) -> RowMapping | None:
        return (await self.connection.execute(statement, parameters)).mappings().one_or_none()

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        return await self.connection.scalar(statement, parameters)


class Tx(ReadTx):
    """A transaction for one decision. `produced` are the ids of the events that it will send."""

    def __init__(
        self,
        connection: AsyncConnection,
        *,
        region: Region,
        actor: Actor,
        now: datetime,
        wall: datetime,
        service: str,
        cause: Cause,
        schema_base: str | None = None,
    ):
        super().__init__(connection, region=region, actor=actor, now=now, wall=wall)
        self.service = service
        self.schema_base = schema_base
        self.cause = cause
        self.produced: list[UUID] = []

    async def point_here(self) -> None:
        """Back to the transaction's own region, after a chassis door looked at every region."""
        await self.connection.execute(POINT_AT, {"region": self.region.code})


@dataclass(slots=True)
class Opened:
    """A connection in an open transaction of a chassis door, from which region transactions are entered."""

    database: "Database"
    connection: AsyncConnection
    wall: datetime
    produced: list[UUID] = field(default_factory=list)

    async def enter(
        self, region: str, *, actor: Actor, cause: Cause, founding: bool = False, now: datetime | None = None
    ) -> Tx:
        """Points the connection at one region and gives the transaction that a use case works in.

        Raises RegionUnknown where the region was not defined here yet (a founding transaction may).
        """
        known = await self.database.point_at(self.connection, region, founding=founding)
        tx = Tx(
            self.connection,
            region=known,
            actor=actor,
            now=now or known.business(self.wall),
            wall=self.wall,
            service=self.database.service,
            cause=cause,
            schema_base=self.database.schema_base,
        )
        tx.produced = self.produced
        return tx

    async def every_region(self) -> None:
        await self.connection.execute(POINT_EVERYWHERE)


POINT_AT = text(
    "SELECT set_config('baton.region', :region, true) AS here, r.* "
    "FROM (SELECT 1) AS always LEFT JOIN regions r ON r.code = :region"
)
POINT_EVERYWHERE = text(f"SELECT set_config('baton.region', '{EVERY_REGION}', true)")


class Database:
    """One service's database: its engine, its schema, and the doors' way in."""

    def __init__(self, engine: AsyncEngine, *, service: str, wall: WallClock, schema_base: str | None = None):
        self.engine = engine
        self.schema_base = schema_base
        self.service = service
        self.wall = wall
        self.on_produced: Callable[[], None] = lambda: None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Opened]:
        """A transaction of a chassis door over every region. Commits at the end; any error rolls back."""
        with _marked_open():
            async with self.engine.begin() as connection:
                opened = Opened(self, connection, self.wall())
                await opened.every_region()
                yield opened
        if opened.produced:
            self.on_produced()

    @asynccontextmanager
    async def begin(self, region: str, *, actor: Actor, cause: Cause, founding: bool = False) -> AsyncIterator[Tx]:
        """A transaction for one command in one region. Commits at the end; any error rolls back."""
        with _marked_open():
            async with self.engine.begin() as connection:
                opened = Opened(self, connection, self.wall())
                tx = await opened.enter(region, actor=actor, cause=cause, founding=founding)
                yield tx
        if tx.produced:
            self.on_produced()

    @asynccontextmanager
    async def read(self, region: str, *, actor: Actor) -> AsyncIterator[ReadTx]:
        """A read-only transaction with one snapshot for all its statements."""
        with _marked_open():
            async with self.engine.connect() as connection:
                await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
                known = await self.point_at(connection, region, founding=False)
                wall = self.wall()
                yield ReadTx(connection, region=known, actor=actor, now=known.business(wall), wall=wall)

    async def point_at(self, connection: AsyncConnection, region: str, *, founding: bool) -> Region:
        row = (await connection.execute(POINT_AT, {"region": region})).mappings().one()
        if row["code"] is not None:
            return Region.of(row)
        if founding:
            return Region.founding(region)
        raise RegionUnknown(region=region)


def engine_for(url: str, *, schema: str, pool_size: int) -> AsyncEngine:
    """The engine of one service: its schema as search_path, a pool of exactly `pool_size` connections."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    return create_async_engine(
        address,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        pool_pre_ping=False,
        connect_args={
            "options": f"-csearch_path={schema} -ctimezone=UTC -clock_timeout=20s"
            " -cidle_in_transaction_session_timeout=60s",
            "application_name": f"baton-{schema}",
            "connect_timeout": 10,
        },
    )
