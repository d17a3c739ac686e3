"""The relay: what was committed is sent, whoever dies in between."""

import asyncio
from collections.abc import Sequence

import pytest

from chassis import inbox
from chassis import relay as relays
from chassis.bus.port import Message, Receiver
from chassis.relay import Relay
from chassis.testing.probe import service as probe
from chassis.testing.world import World


class BrokenBus:
    """A broker that refuses one key, and counts what it got. The only part of the suite that is no real bus."""

    def __init__(self, refused: str) -> None:
        self.refused = refused
        self.got: list[Message] = []

    def subscribe(self, receiver: Receiver) -> None: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def publish(self, messages: Sequence[Message]) -> list[bool]:
        self.got += messages
        return [not message.key.endswith(f"/{self.refused}") for message in messages]


class TestRelay:
    async def test_an_event_committed_before_a_crash_is_sent_by_the_next_relay(self, world: World, region: str) -> None:
        """The first process ends between the commit and the send: nothing but the row is left of it."""
        one = world.running["probe"]
        async with world.transaction("probe", region) as tx:
            await probe.say(tx, "survivor", times=1)
        next_process = Relay(one.database, world.bus, address="", schema="probe")
        assert await next_process.flush() == 1
        assert await one.relay.flush() == 0
        await world.settle()
        async with world.transaction("probe", region) as tx:
            assert await probe.effects_of(tx, region) == [("survivor", 1)]

    async def test_a_relay_that_dies_before_marking_sends_again_and_the_effect_happens_once(
        self, world: World, region: str
    ) -> None:
        one = world.running["probe"]
        async with world.transaction("probe", region) as tx:
            await probe.say(tx, "twice", times=3)
        events = await world.events("probe", region)
        for event in events:
            await world.deliver_again(event)  # sent, and the mark never written
        assert await one.relay.flush() == 3
        await world.settle()
        async with world.transaction("probe", region) as tx:
            assert await probe.effects_of(tx, region) == [("twice", 1), ("twice", 2), ("twice", 3)]

    async def test_a_refused_key_stays_unsent_and_holds_nobody_else(self, world: World, region: str) -> None:
        one = world.running["probe"]
        async with world.transaction("probe", region) as tx:
            await probe.say(tx, "stuck", times=2)
            await probe.say(tx, "free", times=2)
        bus = BrokenBus("stuck")
        relay = Relay(one.database, bus, address="", schema="probe")
        assert await relay.flush() == 2
        assert await relay.flush() == 0
        await world.settle()
        async with world.transaction("probe", region) as tx:
            heard = await probe.effects_of(tx, region)
        assert sorted(heard) == [("free", 1), ("free", 2), ("stuck", 1), ("stuck", 2)][2:]

    async def test_of_two_relays_one_leads_and_the_other_takes_over(self, world: World, region: str) -> None:
        one = world.running["probe"]
        address = one.settings.database_url.replace("+psycopg", "")
        relays = [Relay(one.database, world.bus, address=address, schema="probe") for _ in range(2)]
        stops = [asyncio.Event(), asyncio.Event()]
        tasks = [asyncio.create_task(relay.run(stop)) for relay, stop in zip(relays, stops, strict=True)]
        try:
            for name in ("before", "after"):
                async with world.transaction("probe", region) as tx:
                    await probe.say(tx, name, times=20)
                await world.until_all_sent(region)
                stops[0].set()  # whoever led, one of the two goes on
        finally:
            stops[1].set()
            await asyncio.gather(*tasks)
        await world.settle()
        async with world.transaction("probe", region) as tx:
            heard = await probe.effects_of(tx, region)
        for name in ("before", "after"):
            assert [sequence for said, sequence in heard if said == name] == list(range(1, 21))


class TestLargeMessages:
    async def test_a_relay_and_a_worker_hold_few_at_once_and_take_all_of_them(
        self, world: World, region: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Batches end where their bytes do, however few messages that are, and one message always passes."""
        one = world.running["probe"]
        async with world.transaction("probe", region) as tx:
            for name in ("large-1", "large-2", "large-3"):
                await probe.say(tx, name, times=1)
        monkeypatch.setattr(relays, "MOST_BYTES", 1)
        monkeypatch.setattr(inbox, "MOST_BYTES", 1)
        assert [await one.relay.flush() for _ in range(4)] == [1, 1, 1, 0]
        assert [await one.inbox.work() for _ in range(4)] == [1, 1, 1, 0]
        async with world.transaction("probe", region) as tx:
            assert await probe.effects_of(tx, region) == [("large-1", 1), ("large-2", 1), ("large-3", 1)]
