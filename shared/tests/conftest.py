from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.testing import world as worlds
from chassis.testing.probe.service import service as probe
from chassis.testing.world import World


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    keys: Path = tmp_path_factory.mktemp("keys")
    async with worlds.build(postgres, [probe], keys=keys, max_attempts=3) as built:
        yield built


@pytest_asyncio.fixture(loop_scope="session")
async def region(world: World) -> str:
    code = worlds.new_region()
    await world.found(code)
    return code
