"""The ids of a request in the logs of services that run apart."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from allinone import installation
from allinone.driving import definitions
from allinone.driving.people import AUDITOR, development_tokens
from allinone.files.mapping import RegionFacts
from chassis.testing.processes import Deployment, Member
from contracts.envelope import Labels

pytestmark = pytest.mark.kafka

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ROUTES = {"budget-monitor": "/lights", "scoring": "/rectification-orders", "indicators": "/assessees"}
FACTS = RegionFacts(
    code="logs", labels=Labels(zh="日志", en="Logs"), currency="CNY", zone="Asia/Shanghai", fiscal_year_start="01-01"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def door(split: Deployment) -> AsyncIterator[httpx.AsyncClient]:
    async with installation.baton(installation.Place(split.doors[0], split.keys), FACTS.code) as baton:
        await definitions.define_region(baton, FACTS, clock_at=datetime(2026, 1, 1, tzinfo=UTC))
    await split.until_at_rest(FACTS.code)
    token = development_tokens(split.keys, region=FACTS.code)(AUDITOR)
    headers = {"authorization": f"Bearer {token}", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    async with httpx.AsyncClient(base_url=split.doors[0], headers=headers, timeout=30) as client:
        yield client


async def answered(member: Member, request_id: str) -> dict[str, Any]:
    """Its line is written when the answer is out."""
    return await member.line(event="answered", request_id=request_id)


class TestARequest:
    @pytest.mark.parametrize("service", ROUTES)
    async def test_leaves_one_line_at_the_door_and_one_in_the_service(
        self, split: Deployment, door: httpx.AsyncClient, service: str
    ) -> None:
        mine = f"r-{uuid4().hex}"
        answer = await door.get(ROUTES[service], headers={"x-request-id": mine}, params={"q": "王秀英"})
        assert answer.headers["x-request-id"] == mine
        for name in ("gateway", service):
            line = await answered(split.of(name)[0], mine)
            assert (line["service"], line["trace"]) == (name, TRACE)
            assert (line["method"], line["path"], line["status"]) == ("GET", ROUTES[service], answer.status_code)

    async def test_names_nobody_whom_a_query_names(self, split: Deployment, door: httpx.AsyncClient) -> None:
        answer = await door.get("/lights", params={"q": "王秀英"})
        await answered(split.of("gateway")[0], answer.headers["x-request-id"])
        assert "王秀英" not in split.of("gateway")[0].log.read_text()
        assert "王秀英" not in split.of("budget-monitor")[0].log.read_text()

    async def test_of_a_machine_leaves_none(self, split: Deployment) -> None:
        (member,) = split.of("scoring")
        for path in ("/livez", "/readyz", "/metrics"):
            await split.http.get(f"{member.url}{path}", headers={"x-request-id": "of-a-machine"})
        assert member.lines(request_id="of-a-machine") == []

    @pytest.mark.parametrize("given", ["two words", "x" * 101, "ü"])
    async def test_with_an_id_that_is_no_plain_word_gets_another(
        self, split: Deployment, door: httpx.AsyncClient, given: str
    ) -> None:
        answer = await door.get("/lights", headers=[(b"x-request-id", given.encode())])
        assert answer.headers["x-request-id"] != given
        await answered(split.of("budget-monitor")[0], answer.headers["x-request-id"])


class TestEveryLine:
    @pytest.mark.parametrize("service", [*ROUTES, "gateway"])
    async def test_is_one_json_object_that_names_its_service(self, split: Deployment, service: str) -> None:
        (member,) = split.of(service)
        assert member.lines(service=service) == member.lines() != []
        assert all({"timestamp", "level", "event"} <= line.keys() for line in member.lines())


class TestTheIdThatACallerIsToldToReport:
    """A service meets what it never should: one of its tables has another name."""

    @pytest_asyncio.fixture(loop_scope="session", params=[("scoring", "orders"), ("budget-monitor", "lights")])
    async def broken(self, split: Deployment, request: pytest.FixtureRequest) -> AsyncIterator[str]:
        service, table = request.param
        engine = create_engine(make_url(split.admin_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
        schema = service.replace("-", "_")
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {schema}.{table} RENAME TO {table}_away"))
        yield service
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {schema}.{table}_away RENAME TO {table}"))
        engine.dispose()

    async def test_is_found_in_the_log_of_the_service_that_failed(
        self, split: Deployment, door: httpx.AsyncClient, broken: str
    ) -> None:
        for _ in range(3):  # of a repeated failure too
            answer = await door.get(ROUTES[broken])
            problem = answer.json()
            assert (answer.status_code, problem["code"]) == (500, "internal_error")
            told = problem["values"]["request_id"]
            assert told == answer.headers["x-request-id"]
            for name in (broken, "gateway"):
                assert (await answered(split.of(name)[0], told))["status"] == 500
            wrong = await split.of(broken)[0].line(event="unexpected_error", request_id=told)
            assert (wrong["trace"], wrong["error"].partition(":")[0]) == (TRACE, "ProgrammingError")
