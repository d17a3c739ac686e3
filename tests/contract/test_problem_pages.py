"""The `type` of every problem leads to a page that says what it means, in both languages, to who has no token."""

import html

import pytest
from tests.contract.county import County
from tests.contract.test_texts import DECLARED

from chassis.refusal import Refusal


class TestPages:
    @pytest.mark.parametrize("one", DECLARED, ids=lambda one: f"{one.__module__}.{one.__name__}")
    async def test_there_is_one_of_every_refusal_of_every_service(self, one: type[Refusal], home: County) -> None:
        answer = await home.door.get(f"/problems/{one.code}")
        assert answer.status_code == 200, answer.text
        text = html.unescape(answer.text)
        assert one.zh in text
        assert one.en in text
        assert answer.headers["content-language"] == "zh, en"
        assert "default-src 'self'" in answer.headers["content-security-policy"]

    async def test_a_problem_names_its_own(self, home: County) -> None:
        problem = (await home.door.get("/nothing-there")).json()
        assert (await home.door.get(problem["type"])).status_code == 200

    async def test_there_is_none_of_a_code_that_nobody_has(self, home: County) -> None:
        for code in ("nonsense", "<script>", "x" * 500):
            assert (await home.door.get(f"/problems/{code}")).status_code == 404
