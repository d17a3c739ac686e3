"""Whatever is sent, the answer is a result or a problem with a code, never a failure of the service."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget_monitor.service import service


def _operations() -> dict[str, Any]:
    app = FastAPI()
    app.include_router(service.router)
    schema = schemathesis.openapi.from_dict(app.openapi())
    return {operation.label: operation for operation in map(_readable, schema.get_all_operations())}


def _readable(found: Any) -> Any:
    return found.ok()


OPERATIONS = _operations()


class TestEveryOperation:
    @pytest.mark.parametrize("label", sorted(OPERATIONS))
    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(data=st.data())
    async def test_answers_with_a_result_or_a_problem(self, label: str, county: Any, data: st.DataObject) -> None:
        case = data.draw(OPERATIONS[label].as_strategy())
        things = await _known_things(county)
        case.path_parameters = {
            name: data.draw(st.sampled_from([value, *things])) for name, value in case.path_parameters.items()
        }
        wanted = case.as_transport_kwargs(base_url="http://budget-monitor")
        wanted.pop("cookies", None)
        wanted["content"] = wanted.pop("data", None)
        wanted["headers"] = {"content-type": "application/json"}
        async with county.client("anyone") as client:
            answer = await client.request(**wanted)
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"]


async def _known_things(county: Any) -> list[str]:
    """Path parameters that lead somewhere; made once for all examples of an operation."""
    if not county.things:
        await county.publish(county.rule())
        await county.post("/feeds", {"code": "erp", "labels": {"zh": "源", "en": "feed"}})
        await county.budget("A")
        await county.pay(("A", "1.00"), then="hold")
        paths = ("/budget-items", "/payments", "/lights")
        county.things += ["erp", "general", "2025", *[(await county.items(path))[0]["id"] for path in paths]]
    found: list[str] = county.things
    return found


class TestTexts:
    @pytest.mark.parametrize("text", ["\x00", "a\x00b", "x" * 5000])
    async def test_that_no_database_could_keep_are_refused(self, county: Any, text: str) -> None:
        await county.budget("A")
        for body in (
            county.payment(("A", "1.00"), payee=text),
            county.payment((text, "1.00")),
            county.payment(("A", "1.00"), ref=text),
        ):
            async with county.client() as client:
                answer = await client.post("/payments", json=body)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")

    @pytest.mark.parametrize("code", [" A", "A ", "A  B", "A\tB", "", "x" * 121, "e\u0301"])
    async def test_that_could_be_mistaken_for_another_item_code_are_refused(self, county: Any, code: str) -> None:
        body = {
            "code": code,
            "fiscal_year": "2025",
            "owner": "roads",
            "labels": {"zh": "路", "en": "road"},
            "purpose": "other",
            "amount": "10.00",
            "goal_approved": True,
        }
        assert (await county.post("/budget-items", body, status=422))["code"] == "invalid_request"

    @pytest.mark.parametrize("day", [0, 86400, "2025-02-30", "2025-1-1", "0001-01-01", "20250101", None])
    async def test_that_are_no_days_are_refused(self, county: Any, day: Any) -> None:
        body = county.payment(("A", "1.00"), on=day)
        assert (await county.post("/payments", body, status=422))["code"] == "invalid_request"

    @pytest.mark.parametrize("path", ["/budget-items", "/payments", "/lights", "/ledger-entries", "/payment-checks"])
    async def test_that_are_cursors_of_another_list_are_refused(self, county: Any, path: str) -> None:
        for cursor in ("W10", "WyJhIl0", "WzFd", "WyJhIiwiYiIsImMiLCJkIiwiZSJd", "WyJcdTAwMDAiXQ"):
            async with county.client() as client:
                answer = await client.get(path, params={"cursor": cursor})
            assert answer.status_code in (200, 422), answer.text
