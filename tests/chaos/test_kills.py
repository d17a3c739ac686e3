"""SIGKILL at random moments while the year is played: afterwards the same result and the same events everywhere."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import pytest
from tests.chaos.conftest import Machine, Played, play

from allinone.driving.progress import Meter
from allinone.driving.replaying import Plan
from chassis import embedded
from chassis.testing.processes import Deployment, Member

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

KILLS_EACH = 6
LEAST_KILLS = 20
LEAST_KILLS_EACH = 4


@dataclass
class Killer:
    """Kills the victims in turn at random moments all over the run; `meter` tells it how far the run is."""

    deployment: Deployment
    victims: Sequence[Member]
    chance: random.Random
    done: float = 0
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)
    told: set[asyncio.Task[None]] = field(default_factory=set)

    def meter(self, what: str, done: int, total: int) -> None:
        telling = asyncio.create_task(self._tell(done / total))
        self.told.add(telling)
        telling.add_done_callback(self.told.discard)

    async def _tell(self, done: float) -> None:
        async with self.moved:
            self.done = done
            self.moved.notify_all()

    def _has_reached(self, moment: float) -> bool:
        return self.done >= moment

    async def kill_all(self) -> None:
        # the first while definitions are still being sent, the last shortly before the end
        moments = sorted(max(0.0, self.chance.uniform(-0.1, 0.95)) for _ in self.victims)
        for victim, moment in zip(self.victims, moments, strict=True):
            async with self.moved:
                await self.moved.wait_for(partial(self._has_reached, moment))
            await victim.ready(self.deployment.http)
            with suppress(TimeoutError):
                # somewhere in the middle of what it is doing
                async with asyncio.timeout(self.chance.uniform(0, 0.5)):
                    await asyncio.Event().wait()
            await self.deployment.kill(victim)


@asynccontextmanager
async def killing(deployment: Deployment, *, seed: int) -> AsyncIterator[Meter]:
    """Gives the meter for the run; whoever was not killed when the run is over lives."""
    chance = random.Random(seed)
    victims = [member for member in deployment.members for _ in range(KILLS_EACH)]
    chance.shuffle(victims)
    killer = Killer(deployment, victims, chance)
    task = asyncio.create_task(killer.kill_all())
    try:
        yield killer.meter
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class TestServicesKilled:
    async def test_the_year_ends_as_if_nobody_had_been_killed(
        self, machine: Machine, plan: Plan, calm: Played, capsys: pytest.CaptureFixture[str]
    ) -> None:
        seed = random.SystemRandom().randrange(10**6)
        async with machine.deploy("killed") as deployment:
            async with killing(deployment, seed=seed) as meter:
                played = await play(deployment, plan, meter=meter)
            kills = deployment.kills
        with capsys.disabled():
            print(f"\nkilled with SIGKILL: {dict(kills)}, together {kills.total()} (seed {seed})")
        assert kills.total() >= LEAST_KILLS
        assert min(kills.values()) >= LEAST_KILLS_EACH
        assert played.line == calm.line
        assert played.events == calm.events


class TestWhatIsUnderTheServicesKilled:
    async def test_kafka_and_postgres_come_back_and_the_year_goes_on(
        self, machine: Machine, plan: Plan, calm: Played, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async with machine.deploy("ground") as deployment:
            repairs: list[asyncio.Task[None]] = []

            def kill_on_the_way(what: str, done: int, total: int) -> None:
                # half-way between two kills of Kafka, PostgreSQL loses its power
                if done in (total // 5, total * 3 // 5):
                    machine.kafka.kill()
                    repairs.append(asyncio.create_task(machine.kafka.start()))
                elif done in (total * 2 // 5, total * 4 // 5):
                    machine.postgres.kill()
                    repairs.append(asyncio.create_task(_start_postgres(machine)))

            played = await play(deployment, plan, meter=kill_on_the_way)
            await asyncio.gather(*repairs)
            starts = {member.service: member.starts for member in deployment.members}
        with capsys.disabled():
            print(f"\nKafka killed twice, PostgreSQL killed twice; processes started: {starts}")
        assert len(repairs) == 4
        assert played.line == calm.line
        assert played.events == calm.events


async def _start_postgres(machine: Machine) -> None:
    machine.postgres = await asyncio.to_thread(embedded.start, machine.postgres.data)
