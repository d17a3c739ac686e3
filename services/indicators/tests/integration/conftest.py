"""indicators with a second service that follows: a real PostgreSQL, the in-process bus, no loops."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from chassis.testing import world as worlds
from chassis.testing.probe.service import service as probe
from chassis.testing.world import World
from indicators.service import service as indicators

Json = dict[str, Any]
SchemeJson = Callable[[Mapping[str, Any]], Json]


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


@dataclass
class Office:
    """The assessment office of one county: its people, those whom it hears, and the schemes that it makes."""

    world: World
    region: str
    scheme_json: SchemeJson
    stack: AsyncExitStack
    code: str = ""

    def __post_init__(self) -> None:
        self.code = str(self.content()["code"])

    def content(self, edits: Mapping[str, Any] | None = None) -> Json:
        """A scheme that needs no other one, and asks for no consultation."""
        # the one target that is of a year is of the year that the scheme begins in
        year = str((edits or {}).get("valid_from", "2026"))[:4]
        given = {"consultation": {"rounds": 0}, "couplings": [], "indicators[gdp].targets[0].period": year}
        return self.scheme_json({**given, **(edits or {})})

    def person(self, principal: str, role: str = "assessment_office", unit: str | None = None) -> httpx.AsyncClient:
        units = None if unit is None else [unit]
        client = self.world.client("indicators", self.region, principal, roles=[role], units=units)
        self.stack.push_async_callback(client.aclose)
        return client

    @property
    def author(self) -> httpx.AsyncClient:
        return self.person("chen")

    @property
    def chief(self) -> httpx.AsyncClient:
        return self.person("liu")

    def head(self, unit: str) -> httpx.AsyncClient:
        return self.person(f"head-of-{unit}", "unit_head", unit)

    def at(self, version: int, verb: str = "") -> str:
        return f"/schemes/{self.code}/versions/{version}{verb}"

    async def draft(self, edits: Mapping[str, Any] | None = None, change: Json | None = None) -> int:
        body: Json = {"scheme": self.content(edits), **({"change": change} if change else {})}
        return int(self.told(await self.author.post("/schemes", json=body), 201)["version"])

    async def approve(self, version: int) -> Json:
        return self.told(await self.chief.post(self.at(version, ":approve"), json={"reason": "县考核领导小组会议审定"}))

    async def publish(self, version: int) -> Json:
        return self.told(await self.chief.post(self.at(version, ":publish"), json={"reason": "县考核领导小组会议审定"}))

    async def published(self, edits: Mapping[str, Any] | None = None, change: Json | None = None) -> int:
        version = await self.draft(edits, change)
        await self.approve(version)
        await self.publish(version)
        return version

    async def clock(self, local: str) -> None:
        await self.world.move_clock(self.region, datetime.fromisoformat(f"{local}+08:00"))

    def told(self, answer: httpx.Response, status: int = 200) -> Json:
        """The body of an answer that has this status."""
        assert answer.status_code == status, f"{answer.request.url}: {answer.status_code} {answer.text[:2000]}"
        body: Json = answer.json()
        return body

    def refused(self, answer: httpx.Response, status: int, code: str) -> Json:
        """The values of a refusal that has this status and code."""
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text[:2000]
        values: Json = answer.json()["values"]
        return values


@pytest_asyncio.fixture(loop_scope="session")
async def office(
    world: World, county: httpx.AsyncClient, region: str, scheme_json: SchemeJson
) -> AsyncIterator[Office]:
    async with AsyncExitStack() as stack:
        yield Office(world, region, scheme_json, stack)
