"""Whatever is sent to the door, the answer is a result or a problem with a code, never a failure of the gateway."""

from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chassis.auth import HeldRole
from gateway.policy import ROLES
from gateway.service import service

EVERYTHING = [HeldRole(role, "education" if role.startswith("unit_") else None) for role in ROLES]

RELAXED = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def _operations() -> dict[str, Any]:
    app = FastAPI()
    app.include_router(service.router)
    schema = schemathesis.openapi.from_dict(app.openapi())
    return {operation.label: operation for operation in map(_readable, schema.get_all_operations())}


def _readable(found: Any) -> Any:
    return found.ok()


OPERATIONS = _operations()


def good_or_a_problem(answer: Any) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.request.method == "HEAD" or answer.json()["code"]


class TestEveryOperation:
    @pytest.mark.parametrize("label", sorted(OPERATIONS))
    @RELAXED
    @given(data=st.data())
    async def test_answers_with_a_result_or_a_problem(self, label: str, door: Any, data: st.DataObject) -> None:
        wanted = data.draw(OPERATIONS[label].as_strategy()).as_transport_kwargs(base_url="http://door")
        wanted.pop("cookies", None)
        wanted["content"] = wanted.pop("data", None)
        wanted["headers"] = {}
        async with door.client(*EVERYTHING) as client:
            good_or_a_problem(await client.request(**wanted))


class TestAnyRequest:
    @RELAXED
    @given(
        method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"]),
        segments=st.lists(st.text(max_size=20), max_size=4),
    )
    @example(method="GET", segments=["traces", "x" * 3000])
    @example(method="GET", segments=["traces", "a\x00b"])
    @example(method="GET", segments=["audit-entries"])
    async def test_of_any_path_is_answered(self, door: Any, method: str, segments: list[str]) -> None:
        path = "/" + "/".join(quote(segment, safe="") for segment in segments)
        async with door.client(*EVERYTHING) as client:
            good_or_a_problem(await client.request(method, f"http://door{path}"))

    @RELAXED
    @given(
        name=st.sampled_from(
            ["authorization", "baton-role", "traceparent", "x-request-id", "last-event-id", "accept-language", "host"]
        ),
        value=st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF), max_size=60),
    )
    async def test_with_any_header_is_answered(self, door: Any, name: str, value: str) -> None:
        async with door.client(*EVERYTHING) as client:
            answer = await client.get("/events?limit=1", headers=[(name.encode(), value.encode("latin-1"))])
        good_or_a_problem(answer)

    @RELAXED
    @given(token=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=200))
    @example(token="eyJhbGciOiJub25lIn0.e30.")
    @example(token="eyJhbGciOiJFZDI1NTE5IiwiY3JpdCI6WyJ4Il19.e30.AA")
    async def test_with_any_token_is_refused(self, door: Any, token: str) -> None:
        async with door.client() as client:
            answer = await client.get("/events", headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated_at_the_door")
