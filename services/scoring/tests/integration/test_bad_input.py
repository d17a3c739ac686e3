"""Whatever is sent, the answer is a result or a problem with a code, never a failure of the service."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.service import service

ROLES = ("assessment_office", "finance", "unit_head", "unit_clerk", "inspector")


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
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(data=st.data())
    async def test_answers_with_a_result_or_a_problem(self, label: str, county: Any, data: st.DataObject) -> None:
        case = data.draw(OPERATIONS[label].as_strategy())
        things = await known_things(county)
        path = {name: data.draw(st.sampled_from([value, *things])) for name, value in case.path_parameters.items()}
        case.path_parameters = path
        wanted = case.as_transport_kwargs(base_url="http://scoring")
        wanted.pop("cookies", None)
        wanted["content"] = wanted.pop("data", None)
        wanted["headers"] = {
            "if-match": data.draw(st.sampled_from(['"1"', "1", "x", '"99999999999"'])),
            "content-type": "application/json",
        }
        async with county.client("anyone", *ROLES) as client:
            answer = await client.request(**wanted)
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"]


class TestATextThatIsRequired:
    async def test_is_asked_for_in_both_languages_where_it_holds_nothing(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        for reason in (" ", "\u3000", "\u200b"):
            answer = await county.give(
                county.inspector(), "BRIDGES", "accept", {"reason": reason, "recheck_on": "2026-06-30"}
            )
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
            (error,) = answer.json()["values"]["errors"]
            assert (error["at"], error["message_zh"]) == ("body.reason", "不能只有空格或不可见字符")
        assert (await county.order_of("BRIDGES"))["state"] == "answered"

    async def test_may_still_be_read_where_it_was_said_before(self, county: Any) -> None:
        await county.publish(county.rule(code="old-lights", legal_basis=" "))
        await county.cross("BRIDGES", rule="old-lights", object_labels={"zh": " ", "en": "\u200b"})
        assert (await county.order_of("BRIDGES"))["object_labels"]["zh"] == " "


async def known_things(county: Any) -> list[str]:
    if not await county.listed("/rectification-orders"):
        await county.cross("BRIDGES", after="red")
    return [(await county.listed(path))[0]["id"] for path in ("/rectification-orders", "/talks", "/budget-proposals")]
