"""One installation in this process for the tests of the command, with a small region of their own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from allinone import installation
from allinone.driving import bodies, definitions
from allinone.driving.client import Baton
from allinone.driving.clockwork import ReplayClock
from allinone.files.mapping import DeclaredAssessee, RegionFacts
from allinone.installation import Place
from contracts.envelope import Labels

LABELS = Labels(zh="测试县", en="Test county")
REGION = "import-tests"


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out.strip().splitlines()[-1])


Command = Callable[..., Awaitable[Said]]


async def run(*words: str | Path, cwd: Path | None = None) -> Said:
    """The command as somebody at a shell gives it."""
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("baton"),
        *map(str, words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200"},
    )
    out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with installation.own(tmp_path_factory.mktemp("baton"), durable=False) as own:
        async with installation.baton(own, REGION) as baton:
            await define(baton)
        yield own


async def define(baton: Baton) -> None:
    facts = RegionFacts(code=REGION, labels=LABELS, currency="CNY", zone="Asia/Shanghai", fiscal_year_start="01-01")
    await definitions.define_region(baton, facts, clock_at=datetime(2025, 3, 31, tzinfo=UTC))
    clock = await ReplayClock.start(baton, purpose="tests of imports")
    unit = DeclaredAssessee(code="office", labels=LABELS, category="organ")
    await definitions.register_assessees(baton, [bodies.assessee(unit)])
    await clock.come_to_rest()


@pytest_asyncio.fixture(loop_scope="session")
async def baton(place: Place) -> AsyncIterator[Baton]:
    async with installation.baton(place, REGION) as client:
        yield client


@pytest.fixture
def command(place: Place) -> Command:
    """The command, speaking to the installation of these tests."""

    async def say(*words: str | Path) -> Said:
        return await run(*words, "--url", place.url, "--keys", place.keys, "--region", REGION, "--json")

    return say


@pytest.fixture
def shell() -> Command:
    """The command, with nothing said for it."""
    return run
