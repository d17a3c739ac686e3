"""From the commit of the payment that makes a light cross to the rectification order, readable at scoring."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from tests.load import county as counties
from tests.load.client import percentile
from tests.load.county import BUDGET, RED_ABOVE_PERCENT, County, payment
from tests.load.sizes import Sizes

from budget_monitor.service import service as budget_monitor
from chassis.bus.in_process import InProcessBus
from chassis.bus.kafka import KafkaBus
from chassis.bus.port import Bus
from chassis.bus.topics import create_topics
from chassis.db import Database
from chassis.testing import people
from chassis.testing import world as worlds
from chassis.testing.world import World
from contracts.budget import LightCrossed
from contracts.topics import TOPICS
from gateway.service import service as gateway
from indicators.service import service as indicators
from scoring.service import service as scoring

SERVICES = (indicators, budget_monitor, scoring, gateway)
VISIBLE_SECONDS = 30
WARM_UP = 10
SPENT = f"{BUDGET * (RED_ABOVE_PERCENT + 5) // 100}.00"

IN_PROCESS, OVER_KAFKA, BARE = "crossing → order, in process", "crossing → order, over Kafka", "bare round trip"


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds of each repetition."""

    name: str
    seconds: list[float]

    def at(self, percent: float) -> float:
        return percentile(self.seconds, percent)


async def measure(folder: Path, *, postgres: str, kafka: str, sizes: Sizes) -> tuple[list[Waits], int]:
    """The same crossings on both buses, and the bare round trip; and the size in bytes of what it carried."""
    prefix = f"bench-{uuid4().hex[:8]}."
    within, _ = await _on(InProcessBus(), IN_PROCESS, folder / "in-process", postgres, sizes)
    bus = KafkaBus(kafka, TOPICS, client_id="bench", prefix=prefix)
    over, size = await _on(bus, OVER_KAFKA, folder / "kafka", postgres, sizes)
    bare = await _bare(kafka, prefix, size, sizes)
    return [bare, within, over], size


async def _on(bus: Bus, name: str, keys: Path, postgres: str, sizes: Sizes) -> tuple[Waits, int]:
    items = [f"ITEM {number:04}" for number in range(1, sizes.crossings + WARM_UP + 1)]
    async with worlds.build(postgres, SERVICES, keys=keys, bus=bus) as world, world.loops():
        region = worlds.new_region()
        async with people.at_the_door(world) as door:
            county = County(region, door, world.keys, lambda: world.until_at_rest(region))
            await counties.found(county, items)
            waits = await _crossings(world, county, items, sizes)
        sent = await world.events(budget_monitor.name, region, LightCrossed.event_type)
    return Waits(name, waits[WARM_UP:]), len(sent[-1].to_bytes())


class _Commits:
    """Notes when a service commits something that it has to say; what it then does is done as before."""

    def __init__(self, database: Database) -> None:
        self._then = database.on_produced
        self.moments: list[float] = []
        self.another = asyncio.Event()
        database.on_produced = self._note

    def _note(self) -> None:
        self.moments.append(time.perf_counter())
        self.another.set()
        self._then()

    def forget(self) -> None:
        self.moments.clear()
        self.another.clear()


async def _crossings(world: World, county: County, items: Sequence[str], sizes: Sizes) -> list[float]:
    """One after the other, each begun when everything has come to rest."""
    paying = _Commits(world.running[budget_monitor.name].database)
    ordering = _Commits(world.running[scoring.name].database)
    until = time.monotonic() + sizes.crossings_seconds
    waits: list[float] = []
    for item in items:
        if time.monotonic() > until and len(waits) > 2 * WARM_UP:
            break
        paying.forget()
        ordering.forget()
        async with (
            world.client(budget_monitor.name, county.region, "treasury", roles=["finance"]) as monitor,
            world.client(scoring.name, county.region, "auditor", roles=["auditor"]) as orders,
            asyncio.timeout(VISIBLE_SECONDS),
        ):
            answer = asyncio.create_task(monitor.post("/payments", json=payment(item, SPENT, "pay")))
            visible = await _visible(orders, item, ordering)
            decided = await answer
        if decided.status_code != 201 or decided.json()["state"] != "paid":
            raise RuntimeError(f"POST /payments: {decided.status_code} {decided.text}")
        waits.append(visible - paying.moments[0])
        await county.rest()
    return waits


async def _visible(orders: httpx.AsyncClient, item: str, ordering: _Commits) -> float:
    """The moment at which a GET has shown the order. Asked after each commit of scoring, not again and again:
    what asks would take the time that is measured."""
    while True:
        await ordering.another.wait()
        ordering.another.clear()
        answer = await orders.get("/rectification-orders", params={"object": item})
        answer.raise_for_status()
        if answer.json()["items"]:
            return time.perf_counter()


async def _bare(kafka: str, prefix: str, size: int, sizes: Sizes) -> Waits:
    """A message of this size, produced as the bus does, to a consumer that only reads: one at a time."""
    topic = replace(TOPICS[0], name="bare", partitions=1)
    await create_topics(kafka, [topic], prefix=prefix)
    there = TopicPartition(prefix + topic.name, 0)
    waits: list[float] = []
    async with (
        AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True, linger_ms=0) as producer,
        AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False) as consumer,
    ):
        consumer.assign([there])
        for _ in range(sizes.crossings + WARM_UP):
            begun = time.perf_counter()
            await producer.send(there.topic, b"x" * size, partition=0)
            async with asyncio.timeout(VISIBLE_SECONDS):
                await consumer.getone()
            waits.append(time.perf_counter() - begun)
    return Waits(BARE, waits[WARM_UP:])
