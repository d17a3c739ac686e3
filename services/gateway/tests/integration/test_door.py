from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from chassis.auth import Actor, HeldRole, Keys, actor_of, mint_user_token
from chassis.db import Cause
from chassis.testing.world import World
from gateway.event_entry import REFUSED
from gateway.refused import NOBODYS_REGION
from gateway.settings import DEVELOPMENT_ISSUER
from gateway.storage import event_log

OFFICE, FINANCE, AUDITOR = HeldRole("assessment_office"), HeldRole("finance"), HeldRole("auditor")
CLERK = HeldRole("unit_clerk", "education")


@pytest.fixture(autouse=True)
def services(world: World, echo: Any, with_settings: Any) -> FastAPI:
    """Every other service answers with what it was sent."""
    app = world.running["gateway"].app
    app.state.mounts = {name: echo() for name in ("indicators", "scoring", "budget-monitor")}
    with_settings()
    return app


async def entries(door: Any, **query: str) -> list[dict[str, Any]]:
    await door.world.settle()
    async with door.client(AUDITOR, principal="auditor") as client:
        answer = await client.get("/audit-entries", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestWhoAreYou:
    async def test_without_a_token_nothing_is_answered(self, door: Any) -> None:
        async with door.client() as client:
            answer = await client.get("/lights", headers={"authorization": ""})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["values"]["why"] == "missing_token"

    async def test_an_expired_token_is_refused(self, door: Any) -> None:
        token = door.token("li", FINANCE, seconds=-60)
        async with door.client(token=token) as client:
            assert (await client.get("/lights")).json()["values"]["why"] == "expired_token"

    async def test_a_token_of_another_issuer_is_refused(self, door: Any, tmp_path: Any) -> None:
        token = mint_user_token(
            Keys.load(tmp_path), issuer=DEVELOPMENT_ISSUER, principal="li", region=door.region, roles=[FINANCE]
        )
        async with door.client(token=token) as client:
            assert (await client.get("/lights")).json()["values"]["why"] == "foreign_token"

    async def test_what_this_is_can_be_read_without_a_token(self, door: Any) -> None:
        async with door.client() as client:
            for path in ("/", "/docs", "/openapi.json", "/asyncapi.json", "/asyncapi.yaml", "/assets/docs.js"):
                assert (await client.get(path, headers={"authorization": ""})).status_code == 200, path

    async def test_operations_pages_answer(self, door: Any) -> None:
        async with door.client() as client:
            for path in ("/livez", "/readyz", "/metrics"):
                assert (await client.get(path, headers={"authorization": ""})).status_code == 200, path

    async def test_the_metrics_tell_how_long_the_log_is_and_who_was_refused(self, door: Any) -> None:
        async with door.client() as client:
            await client.get("/lights", headers={"authorization": ""})
            page = (await client.get("/metrics")).text
        for name in ("baton_event_log_position", "baton_gateway_refused_total", "baton_gateway_streams"):
            assert f"# TYPE {name} " in page, name
        assert 'route="/lights",service="gateway",status="401"' in page


class TestMayYou:
    async def test_a_role_that_the_table_denies_gets_no_further(self, door: Any) -> None:
        async with door.client(AUDITOR) as client:
            answer = await client.post("/payments", json={})
        assert answer.status_code == 403
        problem = answer.json()
        assert problem["code"] == "role_not_allowed"
        assert "finance, integrator, unit clerk, unit head" in problem["texts"]["en"]
        assert problem["texts"]["zh"].startswith("POST /payments 仅限")

    async def test_the_problem_is_told_in_the_language_asked_for(self, door: Any) -> None:
        async with door.client(AUDITOR) as client:
            answer = await client.post("/payments", json={}, headers={"accept-language": "zh-CN"})
        assert answer.json()["detail"] == answer.json()["texts"]["zh"]

    async def test_a_refused_attempt_leaves_an_audit_entry(self, door: Any) -> None:
        async with door.client(AUDITOR, principal="curious") as client:
            refused = await client.post("/payments", json={}, headers={"x-request-id": "r-77"})
        (entry,) = await entries(door, principal="curious")
        assert refused.headers["x-request-id"] == "r-77"
        assert (entry["outcome"], entry["command"], entry["status"], entry["code"], entry["request_id"]) == (
            "refused", "POST /payments", 403, "role_not_allowed", "r-77",
        )  # fmt: skip
        assert (entry["service"], entry["roles"]) == ("gateway", ["auditor"])

    async def test_a_role_counts_only_in_its_time(self, door: Any) -> None:
        over = HeldRole("finance", until=datetime.now(UTC) - timedelta(seconds=1))
        async with door.client(over) as client:
            assert (await client.get("/lights")).status_code == 403

    async def test_naming_a_role_that_is_not_held_is_refused(self, door: Any) -> None:
        async with door.client(FINANCE) as client:
            answer = await client.get("/lights", headers={"baton-role": "auditor"})
        assert (answer.status_code, answer.json()["code"]) == (403, "role_not_held")

    async def test_roles_on_two_lines_are_one_list(self, door: Any) -> None:
        token = door.token("li", FINANCE, AUDITOR)
        two = [("authorization", f"Bearer {token}"), ("baton-role", "auditor"), ("baton-role", "unit_clerk")]
        async with door.client(token=token) as client:
            answer = await client.get("/lights", headers=two)
        assert (answer.status_code, answer.json()["code"]) == (403, "role_not_held")

    async def test_two_tokens_are_none(self, door: Any) -> None:
        one, other = door.token("li", FINANCE), door.token("wang", AUDITOR)
        async with door.client(token=one) as client:
            two = [("authorization", f"Bearer {one}"), ("authorization", f"Bearer {other}")]
            assert (await client.get("/lights", headers=two)).status_code == 401

    async def test_internal_routes_of_services_have_no_door(self, door: Any) -> None:
        async with door.client(HeldRole("operator")) as client:
            for path in ("/internal/openapi.json", "/scoring/talks"):
                assert (await client.get(path)).status_code == 404, path

    async def test_a_replay_learns_how_far_the_log_of_events_has_followed(self, door: Any) -> None:
        async with door.client(token="none") as client:
            answer = await client.get("/internal/following", params={"region": door.region})
        assert (answer.status_code, answer.json()["service"]) == (200, "gateway")

    async def test_another_method_is_told_which_there_are(self, door: Any) -> None:
        async with door.client(FINANCE) as client:
            answer = await client.delete("/payments")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")

    async def test_a_host_header_that_is_none_makes_no_error(self, door: Any) -> None:
        async with door.client(FINANCE) as client:
            assert (await client.get("/nothing", headers={"host": "[::"})).status_code == 404


class TestThrough:
    async def test_the_service_gets_a_token_for_itself_and_nothing_of_the_callers(self, door: Any) -> None:
        async with door.client(CLERK, AUDITOR) as client:
            sent = {"cookie": "a=b", "idempotency-key": "k-1", "if-match": '"3"', "accept-language": "zh"}
            answer = await client.post("/payments?dry_run=true", json={"payee": "某某"}, headers=sent)
        seen = answer.json()
        token = seen["headers"]["authorization"].removeprefix("Bearer ")
        actor = actor_of(token, door.world.keys.public(), "budget-monitor")
        assert (actor.principal, actor.region, actor.scope) == ("li", door.region, "unit")
        assert actor.roles == frozenset({"unit_clerk"})
        assert actor.units == frozenset({"education"})
        assert answer.headers["x-request-id"] == seen["headers"]["x-request-id"]
        assert "cookie" not in seen["headers"]
        assert {name: seen["headers"][name] for name in sent if name != "cookie"} == {
            name: value for name, value in sent.items() if name != "cookie"
        }
        assert (seen["query"], seen["body"]) == ("dry_run=true", '{"payee":"某某"}')

    async def test_the_trace_goes_on(self, door: Any) -> None:
        given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        async with door.client(AUDITOR) as client:
            seen = (await client.get("/lights", headers={"traceparent": given})).json()["headers"]["traceparent"]
        assert seen[:36] == given[:36]
        assert seen != given

    async def test_what_was_authorised_is_what_the_service_sees(self, door: Any) -> None:
        async with door.client(AUDITOR) as client:
            answer = await client.get("/payments/x%2F..%2F..%2Freplays")
            twice = await client.get("/payments/a%252Fb")
        assert answer.status_code == 404
        assert twice.json()["path"] == "/payments/a%2Fb"

    async def test_head_is_get_without_its_body(self, door: Any) -> None:
        async with door.client(AUDITOR) as client:
            answer = await client.head("/lights")
        assert (answer.status_code, answer.content) == (200, b"")


class TestLimits:
    async def test_a_body_that_is_too_large_is_refused(self, door: Any) -> None:
        async with door.client(FINANCE) as client:
            declared = await client.post("/payments", content=b"x" * 2_000_001)

            async def pieces() -> AsyncIterator[bytes]:
                for _ in range(3):
                    yield b"x" * 1_000_000

            undeclared = await client.post("/payments", content=pieces())
        for answer in (declared, undeclared):
            assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    async def test_who_asks_too_often_is_told_when_to_come_back(self, door: Any, with_settings: Any) -> None:
        with_settings(rate_per_principal="2/minute")
        async with door.client(FINANCE, principal="busy") as busy, door.client(FINANCE, principal="calm") as calm:
            answers = [await busy.get("/lights") for _ in range(4)]
            other = await calm.get("/lights")
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 61
        assert answers[2].json()["code"] == "too_many_requests"
        assert other.status_code == 200
        assert len(await entries(door, principal="busy")) == 1

    async def test_an_address_is_counted_before_anybody_is_believed(self, door: Any, with_settings: Any) -> None:
        with_settings(rate_per_address="1/minute")
        async with door.client() as client:
            answers = [await client.get("/lights", headers={"authorization": ""}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [401, 429]


class TestServicesThatFail:
    @pytest.mark.parametrize(
        ("upstream", "status", "code"),
        [("raises", 502, "service_broke_off"), ("stalls", 504, "service_too_slow"), (None, 503, "service_unreachable")],
    )
    async def test_the_caller_learns_what_happened_and_what_to_do(
        self, door: Any, services: FastAPI, with_settings: Any, upstream: str | None, status: int, code: str
    ) -> None:
        async def raises(scope: Any, receive: Any, send: Any) -> None:
            raise RuntimeError("out of order")

        async def stalls(scope: Any, receive: Any, send: Any) -> None:
            while True:
                await receive()

        with_settings(upstream_seconds=0.05)
        services.state.mounts = (
            {} if upstream is None else {"budget-monitor": {"raises": raises, "stalls": stalls}[upstream]}
        )
        async with door.client(AUDITOR) as client:
            answer = await client.get("/lights")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "Idempotency-Key" in answer.json()["texts"]["zh"]

    async def test_an_error_that_the_service_answered_itself_stays_its_own(
        self, door: Any, services: FastAPI, with_settings: Any
    ) -> None:
        broken = FastAPI()

        @broken.get("/lights")
        async def lights() -> None:
            raise RuntimeError("out of order")

        services.state.mounts = {"budget-monitor": broken}
        with_settings()
        async with door.client(AUDITOR) as client:
            assert (await client.get("/lights")).status_code == 500


class TestAnonymousAttempts:
    async def test_are_kept_where_no_region_reads_them(self, door: Any) -> None:
        async with door.client() as client:
            await client.get("/replays", headers={"authorization": "Bearer forged.forged.forged"})
        await door.world.settle()
        database = door.world.running["gateway"].database
        async with database.begin(NOBODYS_REGION, actor=Actor.system("test"), cause=Cause(), founding=True) as tx:
            rows = await event_log.audit(
                tx, types=REFUSED, principal=None, command="GET /replays", since=None, before=None, limit=10
            )
        assert [row["body"]["data"]["code"] for row in rows] == ["not_authenticated_at_the_door"]
