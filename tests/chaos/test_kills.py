"""SIGKILL at random moments while the year is played: afterwards the same result and the same events everywhere."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
from tests.chaos.conftest import Machine, Played, play

from allinone.driving.replaying import Plan
from chassis import embedded
from chassis.testing.processes import Deployment, Member

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

KILLS_EACH = 6
LEAST_KILLS = 20
LEAST_KILLS_EACH = 4


@asynccontextmanager
async def killer(deployment: Deployment, victims: Sequence[Member], *, seed: int) -> AsyncIterator[None]:
    """Kills the victims in turn, each a random moment after it answered again, until the block is left."""
    chance = random.Random(seed)
    over = asyncio.Event()

    async def go_on() -> None:
        for victim in victims:
            await victim.ready(deployment.http)
            with suppress(TimeoutError):
                async with asyncio.timeout(chance.uniform(0, 1.5)):
                    await over.wait()
            if over.is_set():
                return
            await deployment.kill(victim)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        over.set()
        await task


class TestServicesKilled:
    async def test_the_year_ends_as_if_nobody_had_been_killed(
        self, machine: Machine, plan: Plan, calm: Played, capsys: pytest.CaptureFixture[str]
    ) -> None:
        seed = random.SystemRandom().randrange(10**6)
        async with machine.deploy("killed") as deployment:
            victims = [member for member in deployment.members for _ in range(KILLS_EACH)]
            random.Random(seed).shuffle(victims)
            async with killer(deployment, victims, seed=seed):
                played = await play(deployment, plan)
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
