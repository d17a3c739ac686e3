"""The year of public payments, played through separate processes while something is killed."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from allinone.driving import outcome, planning, replaying
from allinone.driving.client import Baton
from allinone.driving.progress import Meter, silent
from allinone.driving.replaying import Plan
from allinone.installation import Place
from chassis import embedded
from chassis.embedded import EmbeddedPostgres
from chassis.testing import kafka as brokers
from chassis.testing import processes, required
from chassis.testing.kafka import Kafka
from chassis.testing.processes import Deployment

PATIENCE_SECONDS = 240  # a request waits for a service that is being started again, perhaps several times


@dataclass(frozen=True)
class Played:
    """What a whole run came to: the JSON line, and per service the ids of all events sent and stored."""

    line: str
    events: dict[str, dict[str, set[str]]]


@dataclass
class Machine:
    """The parts under the services; both may be killed. The server's folder survives, as a disk would."""

    repository: Path
    folder: Path
    postgres: EmbeddedPostgres
    kafka: Kafka

    def deploy(self, name: str, *, replicas: int = 1) -> Deployment:
        return processes.prepare(
            self.folder / name,
            repository=self.repository,
            postgres=self.postgres.url,
            kafka=self.kafka.bootstrap,
            replicas=replicas,
        )


@pytest.fixture(scope="session")
def plan(shared_data: Path, repository: Path) -> Plan:
    examples = repository / "examples/gla"
    return planning.read(
        shared_data / "gla-budget-2012-13.csv",
        shared_data / "gla-payments-2012-13.csv",
        [examples / "budget-mapping.yaml", examples / "payments-mapping.yaml"],
        examples / "rules.yaml",
        skip_refused=False,
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def machine(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Machine]:
    folder = tmp_path_factory.mktemp("chaos")
    try:
        broker = brokers.prepare(folder / "kafka", repository=repository)
    except brokers.KafkaUnavailable as unavailable:
        required.absent("kafka", str(unavailable))
    await broker.start()
    # durable: what it committed has to be on the disk when it is killed
    machine = Machine(repository, folder, embedded.start(folder / "pg"), broker)
    yield machine
    machine.kafka.stop()
    machine.postgres.stop()  # perhaps another than the first: a killed server is started anew


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def calm(machine: Machine, plan: Plan) -> Played:
    """The same run with nothing killed: what every other must come to."""
    async with machine.deploy("calm") as deployment:
        return await play(deployment, plan)


async def play(
    deployment: Deployment, plan: Plan, *, meter: Meter = silent, transport: httpx.AsyncBaseTransport | None = None
) -> Played:
    """The whole year through the (first) door, or through `transport`; returns when everything has come to rest."""
    region = plan.facts.code
    place = Place(deployment.doors[0], deployment.keys)
    async with httpx.AsyncClient(base_url=place.url, timeout=60, transport=transport) as http:
        baton = Baton(http, place.tokens(region), region=region, patience=PATIENCE_SECONDS)
        sent = await replaying.replay(baton, plan, meter=meter)
        await deployment.until_at_rest(region)
        found = await outcome.collect(baton, sent, fiscal_year=plan.fiscal_year, checkpoints=plan.checkpoints)
    return Played(json.dumps(found.as_json(), ensure_ascii=False), deployment.event_ids(region))
