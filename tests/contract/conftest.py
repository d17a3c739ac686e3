from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.testing import processes
from chassis.testing.kafka import Kafka
from chassis.testing.processes import Deployment


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def split(
    postgres: str, kafka: Kafka, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Deployment]:
    """The four services as processes, on real Kafka, for tests that kill nothing; each takes a region of its own."""
    folder = tmp_path_factory.mktemp("split")
    deployment = processes.prepare(folder, repository=repository, postgres=postgres, kafka=kafka.bootstrap)
    async with deployment:
        yield deployment
