"""Several services in one process on the in-process bus, moved step by step: tests wait for rest, never for time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from chassis import app, auth, clock, following, migrate, regions, tables
from chassis.auth import Actor
from chassis.bus.in_process import InProcessBus
from chassis.bus.port import Bus, Message
from chassis.clients import Clients
from chassis.db import Cause, Tx
from chassis.keys import Keys
from chassis.service import Service
from chassis.settings import Settings
from contracts.envelope import Event, EventData, Labels, event_id, schema_uri
from contracts.regions import ClockMoved, RegionDefined, WorkingDaysPublished
from contracts.topics import topic_of

MOST_STEPS = 10_000


class NeverAtRest(AssertionError):
    """The services kept each other busy, or something keeps failing."""


@dataclass
class World:
    """Services built, migrated and subscribed; no loop runs: `settle` does their work, in this task."""

    running: dict[str, app.Running]
    bus: Bus
    keys: Keys
    clients: Clients
    admin_url: str
    time: list[datetime] = field(default_factory=list)

    def wall(self) -> datetime:
        """The wall clock of this world: stands still where a test set it."""
        return self.time[-1] if self.time else clock.wall()

    def set_time(self, moment: datetime) -> None:
        self.time[:] = [moment]

    def client(
        self,
        service: str,
        region: str,
        principal: str = "someone",
        *,
        roles: Sequence[str] = ("operator",),
        units: Sequence[str] | None = None,
    ) -> httpx.AsyncClient:
        """Speaks to one service as the gateway would, for one person."""
        actor = Actor(
            principal=principal,
            roles=frozenset(roles),
            units=None if units is None else frozenset(units),
            region=region,
            scope="region" if units is None else "unit",
        )
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.running[service].app, raise_app_exceptions=False),
            base_url=f"http://{service}",
            headers={"authorization": f"Bearer {auth.sign_service_token(self.keys, actor, audience=service)}"},
            timeout=60,
        )

    async def settle(self) -> None:
        """Relays, handles and fires until nothing is left to do. Raises NeverAtRest."""
        for _ in range(MOST_STEPS):
            done = 0
            for one in self.running.values():
                done += await one.relay.flush()
            for one in self.running.values():
                done += await one.inbox.work()
            for one in self.running.values():
                done += await one.clockwork.fire()
            if done == 0:
                return
        raise NeverAtRest(f"still busy after {MOST_STEPS} steps")

    @asynccontextmanager
    async def loops(self) -> AsyncIterator[None]:
        """Runs everything by itself, as in production, instead of step by step."""
        await self.bus.start()
        for one in self.running.values():
            await one.start()
        try:
            yield
        finally:
            for one in self.running.values():
                await one.halt()
            await self.bus.stop()

    async def until_at_rest(self, region: str, *, seconds: float = 60, dead: int = 0) -> None:
        """While the loops run: returns when all that was sent was handled, but for `dead` rows set aside."""

        async def sweep() -> list[following.Following]:
            return [await following.following(one.database, one.inbox, region) for one in self.running.values()]

        async with asyncio.timeout(seconds):
            while True:
                late, last = await following.at_rest(sweep)
                if not late or (
                    dead and sum(one.dead for one in last) == dead and all("waiting" in x or "dead" in x for x in late)
                ):
                    return
                await asyncio.sleep(0.02)

    async def until_all_sent(self, region: str, *, seconds: float = 30) -> None:
        """While relays run by themselves: returns when no event of the region is unsent."""
        async with asyncio.timeout(seconds):
            for one in self.running.values():
                while (await following.following(one.database, one.inbox, region)).unsent:  # noqa: ASYNC110  # a database is asked
                    await asyncio.sleep(0.02)

    async def deliver(
        self,
        data: EventData,
        *,
        region: str,
        aggregate: str,
        sequence: int,
        case: str | None = None,
        time: datetime | None = None,
        causation: UUID | None = None,
    ) -> Event:
        """Hands an event to everyone who listens, as if its service (not in this world) had sent it."""
        event = Event(
            id=event_id(region=region, event_type=data.event_type, aggregate=aggregate, sequence=sequence),
            source=f"/services/{data.event_type.split('.')[0]}",
            type=data.event_type,
            subject=aggregate,
            time=time or self.wall(),
            recordedtime=self.wall(),
            dataschema=schema_uri(data.event_type),
            partitionkey=f"{region}/{aggregate}",
            sequence=f"{sequence:012d}",
            region=region,
            actor="test",
            correlationid=case,
            causationid=causation,
            data=data.said(),
        )
        await self.deliver_again(event)
        return event

    async def deliver_again(self, event: Event) -> None:
        (acknowledged,) = await self.bus.publish(
            [Message(topic_of(event.type).name, event.partitionkey, event.to_bytes())]
        )
        assert acknowledged, f"nobody could store {event.type}"

    async def define_region(
        self,
        code: str,
        *,
        at: datetime | None = None,
        zone: str = "Asia/Shanghai",
        currency: str = "CNY",
        fiscal_year_start: str = "01-01",
    ) -> str:
        """A region on a replay clock that stands at `at`, or on the real clock where that is None."""
        labels = Labels(zh="测试县", en="Test county")
        defined = RegionDefined(
            code=code,
            labels=labels,
            currency=currency,
            zone=zone,
            fiscal_year_start=fiscal_year_start,
            clock="real" if at is None else "replay",
            clock_at=at,
        )
        await self.deliver(defined, region=code, aggregate=code, sequence=1)
        await self.settle()
        return code

    async def found(self, code: str) -> None:
        """Makes a region on the real clock known everywhere at once, without a message."""
        defined = RegionDefined(
            code=code,
            labels=Labels(zh="测试县", en="Test county"),
            currency="CNY",
            zone="Asia/Shanghai",
            fiscal_year_start="01-01",
            clock="real",
        )
        for service, one in self.running.items():
            async with one.database.begin(code, actor=Actor.system(service, code), cause=Cause(), founding=True) as tx:
                await regions.store(tx, defined)

    async def publish_working_days(
        self, region: str, year: int, *, days_off: Sequence[date] = (), working_weekend_days: Sequence[date] = ()
    ) -> None:
        days = WorkingDaysPublished(
            year=year,
            version=1,
            days_off=tuple(days_off),
            working_weekend_days=tuple(working_weekend_days),
            source="test",
        )
        await self.deliver(days, region=region, aggregate=f"{region}:working-days:{year}", sequence=1)
        await self.settle()

    async def move_clock(self, region: str, to: datetime) -> None:
        """Moves a replay clock from one due moment to the next until it stands at `to`, as a replay does."""
        while True:
            await self.settle()
            standing = [await following.following(one.database, one.inbox, region) for one in self.running.values()]
            here = max(one.clock_at or to for one in standing)
            if here >= to:
                return
            due = [one.next_due for one in standing if one.next_due is not None]
            target = min([to, *due])
            position = max(one.position for one in standing) + 1
            move = ClockMoved(replay="test", position=position, moved_from=here, moved_to=target)
            await self.deliver(move, region=region, aggregate=f"{region}:clock", sequence=position, time=target)
            await self.settle()

    async def events(self, service: str, region: str, *types: str) -> list[Event]:
        """What a service has said about a region, in the order of its outbox; of these types where given."""
        o = tables.outbox.c
        async with self.running[service].database.open() as opened:
            rows = await opened.connection.execute(select(o.body, o.type).where(o.region == region).order_by(o.id))
            return [Event.model_validate_json(bytes(row.body)) for row in rows if not types or row.type in types]

    async def dead(self, service: str) -> int:
        async with self.running[service].database.open() as opened:
            count: int = await opened.connection.scalar(
                text(
                    "SELECT (SELECT count(*) FROM inbox WHERE state = 'dead')"
                    " + (SELECT count(*) FROM deadlines WHERE state = 'dead')"
                )
            )
        return count

    @asynccontextmanager
    async def transaction(self, service: str, region: str, *, actor: Actor | None = None) -> AsyncIterator[Tx]:
        """A transaction as the doors open it, for a test of a use case."""
        database = self.running[service].database
        async with database.begin(region, actor=actor or Actor.system(service, region), cause=Cause()) as tx:
            yield tx


def new_database(admin_url: str) -> str:
    """A fresh database on the server of `admin_url`; its admin URL."""
    name = f"w{uuid4().hex[:12]}"
    engine = create_engine(
        make_url(admin_url).set(drivername="postgresql+psycopg"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(admin_url).set(database=name).render_as_string(hide_password=False)


@asynccontextmanager
async def build(
    admin_url: str, services: Sequence[Service], *, keys: Path, bus: Bus | None = None, **settings: Any
) -> AsyncIterator[World]:
    """A world of these services in a database of their own."""
    database = new_database(admin_url)
    signing = Keys.load(keys)
    bus = bus or InProcessBus()
    clients = Clients()
    world = World(running={}, bus=bus, keys=signing, clients=clients, admin_url=database)
    for service in services:
        prepared = await asyncio.to_thread(
            migrate.prepare, database, service, role_prefix=f"t{make_url(database).database}"
        )
        world.running[service.name] = app.build(
            service,
            Settings(database_url=prepared.url, keys=keys, **settings),
            bus=bus,
            keys=signing,
            clients=clients,
            wall=world.wall,
        )
    apps = {name: one.app for name, one in world.running.items()}
    clients.add_apps(apps)
    for name, one in world.running.items():
        one.app.state.mounts = {other: asgi for other, asgi in apps.items() if other != name}
    try:
        yield world
    finally:
        await clients.close()
        for one in world.running.values():
            await one.database.engine.dispose()


def new_region() -> str:
    """A region code of its own for one test: row-level security keeps tests apart."""
    return f"t-{uuid4().hex[:10]}"


def midnight(text: str) -> datetime:
    """'2026-01-01' → that midnight in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
