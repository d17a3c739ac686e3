"""indicators with a second service that follows: a real PostgreSQL, the in-process bus, no loops."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from chassis.testing import world as worlds
from chassis.testing.probe.service import service as probe
from chassis.testing.world import World
from indicators.service import service as indicators


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    keys: Path = tmp_path_factory.mktemp("keys")
    async with worlds.build(postgres, [indicators, probe], keys=keys, max_attempts=3) as built:
        yield built


@pytest.fixture
def region() -> str:
    """The code of a region that nobody has defined yet."""
    return worlds.new_region()


@pytest.fixture
def definition(region: str) -> dict[str, Any]:
    """A county on a replay clock that stands at the start of 2024."""
    return {
        "code": region,
        "labels": {"zh": "临河县", "en": "Linhe county"},
        "currency": "CNY",
        "zone": "Asia/Shanghai",
        "fiscal_year_start": "01-01",
        "clock": "replay",
        "clock_at": "2023-12-31T16:00:00Z",
    }


@pytest_asyncio.fixture(loop_scope="session")
async def as_person(world: World, region: str) -> AsyncIterator[Callable[[str], httpx.AsyncClient]]:
    """A client per person, speaking to indicators as the gateway would."""
    async with AsyncExitStack() as stack:
        people: dict[str, httpx.AsyncClient] = {}

        def client(principal: str) -> httpx.AsyncClient:
            if principal not in people:
                people[principal] = world.client("indicators", region, principal)
                stack.push_async_callback(people[principal].aclose)
            return people[principal]

        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def county(
    world: World, as_person: Callable[[str], httpx.AsyncClient], definition: dict[str, Any]
) -> httpx.AsyncClient:
    """The county, defined and known to all services; speaks as its operator."""
    operator = as_person("operator")
    answer = await operator.post("/regions", json=definition)
    assert answer.status_code == 201, answer.text
    await world.settle()
    return operator
