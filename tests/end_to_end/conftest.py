"""Four services behind the gateway, on both buses; people are tokens of the development issuer."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from budget_monitor.service import service as budget_monitor
from chassis.auth import HeldRole, mint_user_token
from chassis.bus.in_process import InProcessBus
from chassis.bus.kafka import KafkaBus
from chassis.bus.port import Bus
from chassis.service import Service
from chassis.testing import world as worlds
from chassis.testing.world import World
from contracts.topics import TOPICS
from gateway.service import service as gateway
from gateway.settings import DEVELOPMENT_ISSUER
from indicators.service import service as indicators
from scoring.service import service as scoring

SERVICES: tuple[Service, ...] = (indicators, budget_monitor, scoring, gateway)


@dataclass
class County:
    """One region seen from outside: people at the gateway, a clock that is replayed, and rest."""

    world: World
    region: str
    steps: bool
    stack: AsyncExitStack
    replay: str = ""
    people: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    def person(self, principal: str, *roles: str, unit: str | None = None) -> httpx.AsyncClient:
        """A person's client at the gateway; the same person always holds what was said first."""
        return self._known(principal, [HeldRole(role, unit) for role in roles])

    def of_two_sides(self, principal: str, role: str, *, head_of: str) -> httpx.AsyncClient:
        """Somebody who heads a unit and has a role of the whole region besides."""
        return self._known(principal, [HeldRole(role), HeldRole("unit_head", head_of)])

    def _known(self, principal: str, roles: Sequence[HeldRole]) -> httpx.AsyncClient:
        if principal not in self.people:
            token = mint_user_token(
                self.world.keys,
                issuer=DEVELOPMENT_ISSUER,
                principal=principal,
                region=self.region,
                roles=roles,
            )
            self.people[principal] = httpx.AsyncClient(
                transport=httpx.ASGITransport(self.world.running["gateway"].app, raise_app_exceptions=False),
                base_url="http://baton",
                headers={"authorization": f"Bearer {token}"},
                timeout=60,
            )
        return self.people[principal]

    async def rest(self) -> None:
        """Returns when everything that was said has been heard."""
        if self.steps:
            await self.world.settle()
        else:
            await self.world.until_at_rest(self.region)

    async def advance(self, to: datetime) -> None:
        """Moves the region's clock through everything that falls due until `to`."""
        operator = self.person("operator", "operator")
        while True:
            await self.rest()
            answer = await operator.post(f"/replays/{self.replay}:advance", json={"to": to.isoformat()})
            if answer.status_code == 409 and answer.json()["code"] == "replay_not_followed":
                continue
            body = said(answer, 200)
            if body["reached"]:
                await self.rest()
                return

    async def close(self) -> None:
        for client in self.people.values():
            await client.aclose()


def said(answer: httpx.Response, *statuses: int) -> Any:
    """The body of an answer that had to have one of these statuses."""
    assert answer.status_code in statuses, (
        f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
    )
    return answer.json()


@pytest.fixture(scope="session", params=["in_process", "kafka"])
def bus(request: pytest.FixtureRequest) -> Bus:
    if request.param == "in_process":
        return InProcessBus()
    broker = request.getfixturevalue("kafka")
    return KafkaBus(broker.bootstrap, TOPICS, client_id="end-to-end", prefix=f"{uuid4().hex[:8]}.")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(bus: Bus, postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    keys: Path = tmp_path_factory.mktemp("keys")
    async with worlds.build(postgres, SERVICES, keys=keys, bus=bus) as built:
        if isinstance(bus, InProcessBus):
            yield built
        else:
            async with built.loops():
                yield built


@pytest_asyncio.fixture(loop_scope="session")
async def county(world: World, bus: Bus) -> AsyncIterator[County]:
    """A region on a replay clock that stands at the first of April 2026, with a town and its school."""
    async with AsyncExitStack() as stack:
        here = County(world, worlds.new_region(), steps=isinstance(bus, InProcessBus), stack=stack)
        stack.push_async_callback(here.close)
        operator = here.person("operator", "operator")
        office = here.person("office", "assessment_office")
        labels = {"zh": "示范县", "en": "Model county"}
        said(
            await operator.post(
                "/regions",
                json={
                    "code": here.region,
                    "labels": labels,
                    "currency": "CNY",
                    "zone": "Asia/Shanghai",
                    "fiscal_year_start": "01-01",
                    "clock": "replay",
                    "clock_at": "2026-01-01T00:00:00+08:00",
                },
            ),
            201,
        )
        await here.rest()
        units: Sequence[tuple[str, str | None]] = (
            ("county", None),
            ("education-bureau", "county"),
            ("school-1", "education-bureau"),
            ("health-bureau", "county"),
        )
        for code, parent in units:
            said(
                await office.post(
                    "/assessees",
                    json={
                        "code": code,
                        "kind": "organisation",
                        "category": "organs",
                        "parent": parent,
                        "labels": {"zh": f"单位 {code}", "en": f"Unit {code}"},
                    },
                ),
                201,
            )
        here.replay = said(await operator.post("/replays", json={"purpose": "a test year"}), 201)["id"]
        await here.rest()
        yield here
