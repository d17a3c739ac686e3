"""The pytest plugin of the project: the real parts that tests of several members use."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from chassis import embedded, log
from chassis.testing import kafka as brokers
from chassis.testing import required

TEMPORARY = "baton-test-"


def pytest_configure() -> None:
    """The logs of tests are those of production; pytest shows them where a test fails."""
    log.configure("WARNING", service="test")


@pytest.fixture(scope="session")
def repository(pytestconfig: pytest.Config) -> Path:
    return pytestconfig.rootpath


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The admin URL of a PostgreSQL of this test run alone; BATON_PG chooses which."""
    _remove_orphans()
    folder = Path(tempfile.mkdtemp(prefix=TEMPORARY))
    with embedded.running(folder / "pg", durable=False) as server:
        yield server.url
    # another test run that looks for orphans may be removing the same folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kafka(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[brokers.Kafka]:
    """A broker for this test run, or the one that BATON_KAFKA_BOOTSTRAP names (which nobody may kill)."""
    given = brokers.given()
    if given is not None:
        yield given
        return
    try:
        broker = brokers.prepare(tmp_path_factory.mktemp("kafka"), repository=repository)
    except brokers.KafkaUnavailable as unavailable:
        required.absent("kafka", str(unavailable))
    await broker.start()
    yield broker
    broker.stop()


@pytest.fixture(scope="session")
def shared_data(repository: Path) -> Path:
    """The folder of the public payments and budgets."""
    return required.shared_data(repository)


@pytest.fixture(scope="session")
def promtool() -> Path:
    return required.promtool()


def _remove_orphans() -> None:
    """Test runs that were killed leave their server behind, on a machine that may be small."""
    for folder in Path(tempfile.gettempdir()).glob(f"{TEMPORARY}*"):
        if embedded.remove_orphan(folder / "pg"):
            shutil.rmtree(folder, ignore_errors=True)
