"""Events from the outbox of one service to the effects of another: one suite, on both buses."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis import inbox
from chassis.bus.in_process import InProcessBus
from chassis.bus.kafka import KafkaBus
from chassis.bus.port import Bus, Message
from chassis.testing import world as worlds
from chassis.testing.probe import service as probe
from chassis.testing.world import World
from contracts.topics import TOPICS

DEFINITIONS = "indicators.definitions"


@pytest.fixture(params=["in_process", "kafka"])
def bus(request: pytest.FixtureRequest) -> Bus:
    if request.param == "in_process":
        return InProcessBus()
    broker = request.getfixturevalue("kafka")
    # a prefix of its own: topics and groups of other tests on the same broker stay apart
    return KafkaBus(broker.bootstrap, TOPICS, client_id="test", prefix=f"{uuid4().hex[:8]}.")


@pytest_asyncio.fixture(loop_scope="session")
async def connected(bus: Bus, postgres: str, tmp_path: Path) -> AsyncIterator[World]:
    async with worlds.build(postgres, [probe.service], keys=tmp_path, bus=bus, max_attempts=3) as world, world.loops():
        yield world


async def effects(world: World, region: str) -> list[tuple[str, int]]:
    async with world.transaction("probe", region) as tx:
        return await probe.effects_of(tx, region)


async def note(world: World, region: str, name: str, times: int = 1) -> None:
    async with world.transaction("probe", region) as tx:
        await probe.say(tx, name, times=times)


async def define(world: World) -> str:
    code = worlds.new_region()
    await world.found(code)
    return code


class TestDelivery:
    async def test_every_event_takes_effect_once_in_the_order_of_its_key(self, connected: World) -> None:
        region = await define(connected)
        keys = [f"key-{number}" for number in range(20)]
        order = [key for key in keys for _ in range(10)]
        random.Random(7).shuffle(order)
        for key in order:
            await note(connected, region, key)
        await connected.until_at_rest(region)
        seen = await effects(connected, region)
        assert len(seen) == 200 == len(set(seen))
        for key in keys:
            assert [sequence for name, sequence in seen if name == key] == list(range(1, 11))

    async def test_an_event_that_is_sent_again_changes_nothing(self, connected: World) -> None:
        region = await define(connected)
        await note(connected, region, "again", times=5)
        await connected.until_at_rest(region)
        events = [one for one in await connected.events("probe", region) if one.subject == "again"]
        messages = [Message(DEFINITIONS, one.partitionkey, one.to_bytes()) for one in events]
        assert await connected.bus.publish(messages * 3) == [True] * 15
        await note(connected, region, "last")
        await connected.until_at_rest(region)
        assert await effects(connected, region) == [("again", n) for n in range(1, 6)] + [("last", 1)]

    async def test_a_poison_event_is_set_aside_and_the_others_go_on(self, connected: World) -> None:
        region = await define(connected)
        await note(connected, region, "poison", times=2)
        for number in range(10):
            await note(connected, region, f"good-{number}")
        await connected.until_at_rest(region, dead=1)
        assert sorted(await effects(connected, region)) == sorted((f"good-{n}", 1) for n in range(10))
        assert await self._dead(connected, region) == [("poison", 3)]

    async def test_a_dead_event_that_is_replayed_after_the_cause_is_mended_takes_effect_in_order(
        self, connected: World
    ) -> None:
        region = await define(connected)
        name = f"flaky-{uuid4().hex[:6]}"
        await note(connected, region, name, times=3)
        await connected.until_at_rest(region, dead=1)
        assert await effects(connected, region) == []
        probe.healed.add(name)
        async with connected.client("probe", region) as operator:
            (dead,) = (await operator.get("/operations/probe/dead-letters")).json()
            assert (dead["of"], dead["attempts"]) == ("event", 3)
            assert "RuntimeError" in dead["error"]
            replayed = [await operator.post(f"/operations/probe/dead-letters/{dead['id']}:replay") for _ in range(2)]
        assert [answer.status_code for answer in replayed] == [200, 404]
        await connected.until_at_rest(region)
        assert await effects(connected, region) == [(name, 1), (name, 2), (name, 3)]

    async def test_a_dead_event_that_is_skipped_by_name_frees_its_key(self, connected: World) -> None:
        region = await define(connected)
        name = f"flaky-{uuid4().hex[:6]}"
        await note(connected, region, name, times=2)
        await connected.until_at_rest(region, dead=1)
        probe.healed.add(name)
        async with connected.client("probe", region) as operator:
            (dead,) = (await operator.get("/operations/probe/dead-letters")).json()
            skipped = await operator.post(f"/operations/probe/dead-letters/{dead['id']}:skip")
        assert skipped.json() == {"id": dead["id"], "outcome": "skipped"}
        await connected.until_at_rest(region)
        assert await effects(connected, region) == [(name, 2)]

    async def test_what_cannot_be_read_is_kept_as_a_dead_row_and_blocks_nobody(self, connected: World) -> None:
        region = await define(connected)
        await connected.bus.publish([Message(DEFINITIONS, "x", b"not an event")])
        await note(connected, region, "after")
        await connected.until_at_rest(region)
        assert await effects(connected, region) == [("after", 1)]
        async with connected.running["probe"].database.open() as opened:
            (dead,) = [row for row in await inbox.dead_rows(opened) if row.type == "unreadable"]
            body = await opened.connection.scalar(
                text("SELECT body FROM inbox WHERE event_id = :id"), {"id": dead.event_id}
            )
        assert bytes(body) == b"not an event"

    async def test_an_event_of_an_unknown_type_is_skipped_not_dead(self, connected: World) -> None:
        region = await define(connected)
        await note(connected, region, "known")
        await connected.until_at_rest(region)
        (event,) = [one for one in await connected.events("probe", region) if one.subject == "known"]
        foreign = event.model_copy(update={"type": "indicators.from-the-future.v9", "id": uuid4()})
        await connected.bus.publish([Message(DEFINITIONS, foreign.partitionkey, foreign.to_bytes())])
        await note(connected, region, "known")
        await connected.until_at_rest(region)
        assert await effects(connected, region) == [("known", 1), ("known", 2)]
        assert await self._dead(connected, region) == []

    async def test_an_event_of_a_region_not_yet_known_waits_without_losing_attempts(self, connected: World) -> None:
        known, unknown = await define(connected), worlds.new_region()
        await note(connected, known, "early")
        await connected.until_at_rest(known)
        (event,) = [one for one in await connected.events("probe", known) if one.subject == "early"]
        foreign = event.model_copy(update={"region": unknown, "id": uuid4(), "partitionkey": f"{unknown}/early"})
        await connected.bus.publish([Message(DEFINITIONS, foreign.partitionkey, foreign.to_bytes())])
        await connected.found(unknown)
        await asyncio.wait_for(self._until(connected, unknown, [("early", 1)]), 30)

    async def _until(self, world: World, region: str, wanted: list[tuple[str, int]]) -> None:
        while await effects(world, region) != wanted:  # noqa: ASYNC110  # a database is asked
            await asyncio.sleep(0.05)  # allow sleep: a database is asked; the callers bound it

    async def _dead(self, world: World, region: str) -> list[tuple[str, int]]:
        async with world.running["probe"].database.open() as opened:
            return [
                (row.key.split("/")[1], row.attempts) for row in await inbox.dead_rows(opened) if row.region == region
            ]
