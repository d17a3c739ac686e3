"""The client comes through: it repeats what may have been lost, with the same key, and nothing else."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from allinone.driving.client import Baton
from allinone.driving.people import FINANCE
from allinone.failures import NotReachable, Refused

Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, *, patience: float = 5.0) -> Baton:
    http = httpx.AsyncClient(transport=httpx.MockTransport(handler), base_url="http://baton")
    return Baton(http, lambda person: f"token of {person.principal}", region="r1", patience=patience)


def answering(*answers: httpx.Response | Exception) -> tuple[Handler, list[httpx.Request]]:
    waiting, seen = list(answers), list[httpx.Request]()

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return handler, seen


def problem(status: int, code: str) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "detail": "What happened and what to do."})


class TestACommandWhoseAnswerWasLost:
    @pytest.mark.parametrize(
        "lost",
        [httpx.ConnectError("refused"), httpx.ReadError("reset"), *(httpx.Response(code) for code in (429, 502, 503))],
    )
    async def test_is_sent_again_with_the_same_idempotency_key(self, lost: httpx.Response | Exception) -> None:
        handler, seen = answering(lost, httpx.Response(201, json={"id": "1"}))
        assert await client(handler).post("/payments", {"a": 1}, by=FINANCE) == {"id": "1"}
        assert len({request.headers["idempotency-key"] for request in seen}) == 1

    async def test_is_given_up_after_the_patience_with_a_word_on_what_to_do(self) -> None:
        def dead(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused")

        with pytest.raises(NotReachable, match="`baton up` starts it"):
            await client(dead, patience=0.2).post("/payments", {}, by=FINANCE)


class TestKeys:
    def test_the_same_command_has_the_same_key_in_every_run(self) -> None:
        first, second = client(answering()[0]), client(answering()[0])
        same: dict[str, Any] = {"again": "", "by": FINANCE}
        assert first.key("/a", {"x": 1, "y": 2}, **same) == second.key("/a", {"y": 2, "x": 1}, **same)

    def test_another_body_path_or_repetition_is_another_command(self) -> None:
        baton = client(answering()[0])
        keys = {
            baton.key("/a", {"x": 1}, again="", by=FINANCE),
            baton.key("/a", {"x": 2}, again="", by=FINANCE),
            baton.key("/b", {"x": 1}, again="", by=FINANCE),
            baton.key("/a", {"x": 1}, again="from here", by=FINANCE),
            baton.key("/a", {"x": 1}, again="", by=FINANCE, dry_run=True),
        }
        assert len(keys) == 5


class TestARefusal:
    async def test_is_final_and_says_what_baton_said(self) -> None:
        handler, seen = answering(problem(409, "illegal_transition"))
        with pytest.raises(Refused, match="What happened and what to do") as refused:
            await client(handler).post("/payments/1:pay", {}, by=FINANCE)
        assert (refused.value.code, refused.value.status, len(seen)) == ("illegal_transition", 409, 1)

    async def test_what_does_not_exist_is_none_where_that_is_an_answer(self) -> None:
        handler, _ = answering(problem(404, "not_found"))
        assert await client(handler).find("/assessees/x", by=FINANCE) is None


class TestPages:
    async def test_every_page_is_read_in_order(self) -> None:
        handler, seen = answering(
            httpx.Response(200, json={"items": [{"n": 1}], "next_cursor": "c"}),
            httpx.Response(200, json={"items": [{"n": 2}], "next_cursor": None}),
        )
        assert await client(handler).all("/lights", by=FINANCE, state="red") == [{"n": 1}, {"n": 2}]
        assert seen[1].url.params["cursor"] == "c"
        assert seen[1].url.params["state"] == "red"
