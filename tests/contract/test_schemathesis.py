"""Whatever is sent to a service, the answer is one that its OpenAPI document describes, and never a failure."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import httpx
import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from tests.contract import asking
from tests.contract import county as counties
from tests.contract.asking import shape
from tests.contract.conftest import SERVICES
from tests.contract.county import OWN, County

from chassis import app
from chassis.auth import Actor, sign_service_token
from chassis.testing import people
from chassis.testing import world as worlds
from chassis.testing.world import World
from gateway.policy import ROLES

CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 1,
        "generation": {"deterministic": True, "with-security-parameters": False},
        "phases": {
            "coverage": {"unexpected-methods": ["DELETE"], "generate-duplicate-query-parameters": False},
            "stateful": {"enabled": False},
        },
        "checks": {
            "enabled": False,
            **{
                name: {"enabled": True}
                for name in (
                    "status_code_conformance",
                    "content_type_conformance",
                    "response_schema_conformance",
                    "response_headers_conformance",
                    "unsupported_method",
                )
            },
        },
    }
)


SCHEMAS: dict[str, Any] = {
    service.name: schemathesis.openapi.from_dict(app.document(service), config=CONFIG) for service in SERVICES
}
EXAMPLES = 8
MOST_EDGES = 60
"""Of each route: of more, which only a body of many parts has, every second or third is sent."""


@dataclass
class Caller:
    """Speaks to the services as the gateway would, for somebody who holds every role. Commands take effect."""

    county: County
    loop: asyncio.AbstractEventLoop
    clients: dict[str, httpx.AsyncClient]
    known: dict[str, list[str]]

    def answered(self, case: Any, service: str) -> httpx.Response:
        wanted = case.as_transport_kwargs(base_url=f"http://{service}")
        wanted.pop("cookies", None)
        wanted["content"] = wanted.pop("data", None)
        wanted["headers"] = {**wanted["headers"], **self._token(service)}
        return self.loop.run_until_complete(self.clients[service].request(**wanted))

    def aim(self, case: Any) -> None:
        """Half of the requests name things that exist, in a version that may be in force: most ids name nothing.

        Chosen by what the request says, so that the same request is always sent in the same way.
        """
        if case.meta is not None and case.method != case.operation.method.upper():
            return
        draw = crc32(repr((case.path_parameters, case.query, case.body)).encode("utf-8", "replace"))
        path = self.known.get(shape(f"{case.operation.method.upper()} {case.operation.path}"))
        if path and draw % 2:
            case.path_parameters = dict(zip(re.findall(r"\{([a-z_]+)\}", case.operation.path), path, strict=True))
        if any(header.name == "if-match" for header in case.operation.headers) and draw % 3:
            case.headers["if-match"] = f'"{draw % 7}"'

    def _token(self, service: str) -> dict[str, str]:
        actor = Actor("somebody", frozenset(ROLES), None, self.county.region)
        return {"authorization": f"Bearer {sign_service_token(self.county.world.keys, actor, audience=service)}"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def caller(world: World) -> Any:
    async with people.at_the_door(world) as door:
        county = await counties.founded(world, worlds.new_region(), "played", door)
    clients = {
        name: httpx.AsyncClient(transport=httpx.ASGITransport(one.app, raise_app_exceptions=False), timeout=60)
        for name, one in world.running.items()
    }
    yield Caller(county, asyncio.get_running_loop(), clients, _known(county))
    for client in clients.values():
        await client.aclose()


def _known(county: County) -> dict[str, list[str]]:
    """Route → the values of its path's parameters that name something."""
    asked = {**asking.of_everybody(county), **asking.of_a_region(county), **asking.of_a_unit(county, OWN)}
    found = {}
    for name, ask in asked.items():
        template = re.escape(name.partition(" ")[2])
        values = re.fullmatch(re.sub(r"\\\{[a-z_]+\\\}", "(.+)", template), ask.path)
        assert values is not None, name
        found[shape(name)] = list(values.groups())
    return found


def explore(case: Any, caller: Caller, service: str) -> None:
    """Raises where the answer is a failure, or is not described."""
    caller.aim(case)
    answer = caller.answered(case, service)
    documented = case.operation.responses.status_codes
    assert answer.status_code < 500 or (answer.status_code == 503 and "503" in documented), answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert all((problem["code"], problem["texts"]["zh"], problem["texts"]["en"]))
    case.validate_response(answer)


OPERATIONS = [
    (service, f"{method.upper()} {path}")
    for service, schema in SCHEMAS.items()
    for path, item in schema.raw_schema["paths"].items()
    for method in item
]


class TestEveryOperation:
    @pytest.mark.parametrize(("service", "name"), OPERATIONS, ids=[name for _, name in OPERATIONS])
    def test_answers_as_the_document_of_its_service_says(self, service: str, name: str, caller: Caller) -> None:
        """First what lies on the edges of the document, one by one, then what nobody thought of, always the same."""
        schema = SCHEMAS[service]
        method, _, path = name.partition(" ")
        operation = schema[path][method]
        edges = list(
            schema.iter_coverage_cases(
                operation,
                generation_modes=list(GenerationMode),
                generation_config=schema.config.generation_for(operation=operation, phase="coverage"),
            )
        )
        for case in edges[:: 1 + len(edges) // MOST_EDGES]:
            explore(case, caller, service)

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode]))
        def whatever_is_sent(case: Any) -> None:
            explore(case, caller, service)

        whatever_is_sent()
