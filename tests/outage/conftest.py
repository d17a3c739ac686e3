"""Two installations under the eyes of a real Prometheus: four processes with their broker, and one process."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from allinone.driving.people import AUDITOR, development_tokens
from chassis import embedded
from chassis.embedded import EmbeddedPostgres
from chassis.testing import kafka as brokers
from chassis.testing import processes, prometheus, required
from chassis.testing.kafka import Kafka
from chassis.testing.processes import HOST, Deployment, Member
from chassis.testing.prometheus import Prometheus
from chassis.waiting import either

REGION = "nowhere"


@dataclass
class Ink:
    """What logs grow by."""

    logs: dict[str, Path]
    began: float = field(default_factory=time.monotonic)
    before: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.before = {name: log.stat().st_size for name, log in self.logs.items()}

    def a_minute(self) -> dict[str, float]:
        """Log → bytes a minute since the beginning."""
        minutes = (time.monotonic() - self.began) / 60
        return {name: (log.stat().st_size - self.before[name]) / minutes for name, log in self.logs.items()}


@dataclass
class Four:
    postgres: EmbeddedPostgres
    kafka: Kafka
    deployment: Deployment
    prometheus: Prometheus

    @property
    def ink(self) -> Ink:
        return Ink({one.service: one.log for one in self.deployment.members})


@dataclass
class One:
    folder: Path
    member: Member
    prometheus: Prometheus

    @property
    def ink(self) -> Ink:
        return Ink({"all services": self.member.log})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def four(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Four]:
    folder, program = tmp_path_factory.mktemp("four"), required.prometheus()
    try:
        broker = brokers.prepare(folder / "kafka", repository=repository)
    except brokers.KafkaUnavailable as unavailable:
        required.absent("kafka", str(unavailable))
    await broker.start()
    server = embedded.start(folder / "pg")
    deployment = processes.prepare(folder, repository=repository, postgres=server.url, kafka=broker.bootstrap)
    targets = [f"{HOST}:{one.port}" for one in deployment.members]
    async with deployment:
        with prometheus.watching(program, folder / "prometheus", repository=repository, targets=targets) as watch:
            found = Four(server, broker, deployment, watch)
            yield found
    broker.stop()
    found.postgres.stop()  # perhaps another than the first


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def one(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[One]:
    folder, program = tmp_path_factory.mktemp("one"), required.prometheus()
    (port,) = processes.free_ports(1)
    command = ["up", "--no-demo", "--folder", str(folder / "data"), "--port", str(port), "--log-level", "info"]
    baton = str(Path(sys.executable).with_name("baton"))
    member = Member("baton", 0, port, [baton, *command], dict(os.environ), folder / "baton.log")
    async with httpx.AsyncClient(timeout=10) as http:
        await member.ready(http)
    with prometheus.watching(
        program, folder / "prometheus", repository=repository, targets=[f"{HOST}:{port}"]
    ) as watch:
        yield One(folder, member, watch)
    member.stop()
    embedded.remove_orphan(folder / "data/pg")


async def asking(url: str, keys: Path, *, seconds: float) -> list[int]:
    """Somebody who asks for lights and hears about health, five times a second; the statuses of the answers."""
    token = development_tokens(keys, region=REGION)(AUDITOR)
    headers = {"authorization": f"Bearer {token}"}
    statuses: list[int] = []
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=10) as client:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    statuses.append((await client.get("/lights")).status_code)
                    await client.get("/readyz")
                    await either(asyncio.Event(), None, 0.2)
    return statuses
