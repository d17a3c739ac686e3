from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.contract import county as counties
from tests.contract.county import County

from budget_monitor.service import service as budget_monitor
from chassis.service import Service
from chassis.testing import people, processes
from chassis.testing import world as worlds
from chassis.testing.kafka import Kafka
from chassis.testing.processes import Deployment
from chassis.testing.world import World
from gateway.service import service as gateway
from indicators.service import service as indicators
from scoring.service import service as scoring

SERVICES: tuple[Service, ...] = (indicators, budget_monitor, scoring, gateway)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def split(
    postgres: str, kafka: Kafka, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Deployment]:
    """The four services as processes, on real Kafka, for tests that kill nothing; each takes a region of its own."""
    folder = tmp_path_factory.mktemp("split")
    deployment = processes.prepare(folder, repository=repository, postgres=postgres, kafka=kafka.bootstrap)
    async with deployment:
        yield deployment


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The four services in one process, moved step by step."""
    async with worlds.build(postgres, SERVICES, keys=tmp_path_factory.mktemp("keys")) as built:
        yield built


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home(world: World) -> AsyncIterator[County]:
    """A region with everything in it. Built once: whoever uses it leaves it as it was."""
    async with people.at_the_door(world) as door:
        yield await counties.founded(world, worlds.new_region(), "home", door)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def abroad(world: World) -> AsyncIterator[County]:
    """Another region with everything in it."""
    async with people.at_the_door(world) as door:
        yield await counties.founded(world, worlds.new_region(), "abroad", door)
