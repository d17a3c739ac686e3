"""What cannot be right is refused at once, in words that say what and why, and leaves nothing behind."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select
from tests.contract import asking
from tests.contract.county import OTHER, OWN, County, payment

from chassis import tables
from chassis.auth import Actor, HeldRole, mint_user_token, sign_service_token
from chassis.keys import Keys
from chassis.testing import world as worlds
from contracts.envelope import Labels
from contracts.regions import RegionDefined
from gateway.policy import ROLES, TABLE
from gateway.settings import DEVELOPMENT_ISSUER

FINANCE = HeldRole("finance")
LISTS = sorted(
    row.template
    for row in TABLE
    if row.method == "GET" and not {"{", ":"} & set(row.template) and "/operations/" not in row.template
)


def problem(answer: httpx.Response, status: int, *codes: str) -> dict[str, Any]:
    """The body of a refusal, which has to be a complete problem in both languages."""
    assert answer.status_code == status, f"{answer.status_code} {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["code"] in codes, body
    assert body["status"] == status
    assert body["type"] == f"/problems/{body['code']}"
    assert body["texts"]["en"].strip()
    assert any("一" <= letter <= "鿿" for letter in body["texts"]["zh"])
    assert body["detail"] in body["texts"].values()
    assert isinstance(body["values"], dict)
    return body


async def _said(county: County) -> dict[str, int]:
    """How many events each service has told of the region: nothing can change without one. The gateway's own entries
    about refused attempts do not count."""
    counted: dict[str, int] = {}
    for name, one in county.world.running.items():
        async with one.database.open() as opened:
            o = tables.outbox.c
            produced = await opened.connection.execute(
                select(func.count())
                .select_from(tables.outbox)
                .where(o.region == county.region, o.type != "gateway.attempt-refused.v1")
            )
            counted[name] = produced.scalar_one()
    return counted


@pytest_asyncio.fixture(autouse=True)
async def nothing_changed(home: County) -> AsyncIterator[None]:
    """Every test of this file: whatever was sent, nothing happened."""
    before = await _said(home)
    yield
    assert await _said(home) == before


def _asked(home: County) -> dict[str, Any]:
    return payment(home.owned[OWN].spare_item_code, home.code("general"), "pay", external_ref="bad-input")


async def _paid(home: County, **changes: Any) -> httpx.Response:
    body = json.dumps({**_asked(home), **changes})
    return await _sent(home, body.encode())


async def _sent(home: County, body: bytes, **headers: str) -> httpx.Response:
    headers = {**home.bearer("li", FINANCE), "content-type": "application/json", **headers}
    return await home.door.post("/payments", content=body, headers=headers)


class TestBodies:
    async def test_a_field_that_nobody_knows_is_named(self, home: County) -> None:
        body = problem(await _paid(home, payeee="Bookshop"), 422, "invalid_request")
        assert "body.payeee" in [error["at"] for error in body["values"]["errors"]]

    async def test_no_command_takes_a_field_that_nobody_knows(self, home: County) -> None:
        asked = {
            **asking.of_everybody(home),
            **asking.of_a_region(home),
            **asking.of_a_unit(home, OWN),
            **asking.about_a_unit(home, OWN),
        }
        roles = [HeldRole(role) for role in ROLES] + [HeldRole(role, OWN) for role in ("unit_head", "unit_clerk")]
        for name, ask in asked.items():
            if name.startswith("POST ") and ask.body is not None:
                headers = {**home.bearer("everybody", *roles), **ask.headers}
                answer = await home.door.post(ask.path, json={**ask.body, "surprise": 1}, headers=headers)
                body = problem(answer, 422, "invalid_request")
                assert "body.surprise" in [error["at"] for error in body["values"]["errors"]], name

    @pytest.mark.parametrize(
        "amount",
        [
            *("1.5", "1", "1e3", "-0.1", "true", "null", "[]", "{}"),
            *('"1e3"', '"１２"', '"٣"', '"1,000"', '" 1"', '"1_0"', '"+1"', '"0x1"', '"1.005"', '"01"', '"1."', '""'),
            *('"NaN"', '"Infinity"', '"9999999999999999999"'),
        ],
    )
    async def test_an_amount_that_is_not_a_plain_decimal_string_is_refused(self, home: County, amount: str) -> None:
        text = json.dumps(_asked(home)).replace('"1.00"', amount)
        body = problem(await _sent(home, text.encode()), 422, "invalid_request")
        assert "body.lines.0.amount" in [error["at"] for error in body["values"]["errors"]]

    @pytest.mark.parametrize("field", ["payee", "external_ref", "description"])
    @pytest.mark.parametrize("text", ["a\x00b", "a\x07b"])
    async def test_what_cannot_be_kept_or_printed_is_refused(self, home: County, field: str, text: str) -> None:
        problem(await _paid(home, **{field: text}), 422, "invalid_request")

    @pytest.mark.parametrize(
        "changes",
        [
            {"value_date": "2026-02-30"},
            {"value_date": 20260330},
            {"value_date": "30.03.2026"},
            {"value_date": "0001-01-01"},
            {"lines": []},
            {"then": "burn"},
            {"payee": ""},
            {"payee_is_natural": "yes"},
            {"external_ref": "x" * 201},
        ],
        ids=str,
    )
    async def test_a_value_out_of_its_range_is_refused_with_its_place(
        self, home: County, changes: dict[str, Any]
    ) -> None:
        (field,) = changes
        body = problem(await _paid(home, **changes), 422, "invalid_request")
        assert [error["at"] for error in body["values"]["errors"]] == [f"body.{field}"]

    @pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"null"])
    async def test_what_is_no_json_object_is_refused(self, home: County, body: bytes) -> None:
        problem(await _sent(home, body), 422, "invalid_request")

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"{", "malformed_request"),
            (b"\xff\xfe", "not_utf8"),
            (b'{"a": NaN}', "not_a_number"),
            (b'{"payee": "\\ud800"}', "half_a_character"),
            (b"[" * 100_000, "nested_too_deep"),
        ],
    )
    async def test_what_is_no_json_is_refused(self, home: County, body: bytes, code: str) -> None:
        problem(await _sent(home, body), 400, code)

    async def test_an_amount_that_is_given_twice_is_not_guessed(self, home: County) -> None:
        twice = json.dumps(_asked(home)).replace('"amount": "1.00"', '"amount": "1.00", "amount": "9.00"')
        assert problem(await _sent(home, twice.encode()), 400, "key_twice")["values"] == {"key": "amount"}

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
    async def test_a_body_of_another_kind_is_refused(self, home: County, kind: str) -> None:
        problem(await _sent(home, json.dumps(_asked(home)).encode(), **{"content-type": kind}), 422, "invalid_request")

    async def test_a_line_of_nothing_and_lines_that_leave_nothing_are_refused_by_name(self, home: County) -> None:
        line = _asked(home)["lines"][0]
        problem(await _paid(home, lines=[{**line, "amount": "0.00"}]), 422, "zero_amount")
        problem(await _paid(home, lines=[line, {**line, "amount": f"-{line['amount']}"}]), 422, "zero_total")


class TestSize:
    @pytest.mark.parametrize("path", ["/payments", "/payments:import", "/monitoring-rules", "/payments/x:hold"])
    async def test_a_body_that_says_it_is_too_large_is_refused_unread(self, home: County, path: str) -> None:
        read = []

        async def never() -> AsyncIterator[bytes]:
            read.append(True)
            yield b"x"

        headers = {**home.bearer("li", FINANCE, HeldRole("assessment_office")), "content-length": "2000001"}
        body = problem(await home.door.post(path, content=never(), headers=headers), 413, "body_too_large")
        assert body["values"] == {"limit": 2_000_000}

    async def test_a_body_in_chunks_is_refused_when_it_becomes_too_large(self, home: County) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(300):
                yield b" " * 10_000

        answer = await home.door.post("/payments", content=chunks(), headers=home.bearer("li", FINANCE))
        assert "content-length" not in answer.request.headers
        problem(answer, 413, "body_too_large")


class TestTokens:
    def _token(self, home: County, **more: Any) -> str:
        given: dict[str, Any] = {"issuer": DEVELOPMENT_ISSUER, "principal": "li", "region": home.region, **more}
        keys = given.pop("keys", home.world.keys)
        return mint_user_token(keys, roles=[FINANCE], **given)

    async def _refused(self, home: County, authorization: str | None, why: str) -> None:
        headers = {} if authorization is None else {"authorization": authorization}
        answer = await home.door.post("/payments", json=_asked(home), headers=headers)
        body = problem(answer, 401, "not_authenticated_at_the_door")
        assert body["values"]["why"] == why
        assert answer.headers["www-authenticate"].startswith("Bearer")

    async def test_without_a_token_nobody_is_anybody(self, home: County) -> None:
        await self._refused(home, None, "missing_token")
        await self._refused(home, "Bearer ", "missing_token")
        await self._refused(home, f"Basic {self._token(home)}", "missing_token")

    @pytest.mark.parametrize("token", ["x", "a.b.c", "a.b.c.d", "é.é.é", "." * 20_000])
    async def test_what_is_no_token_is_refused(self, home: County, token: str) -> None:
        answer = await home.door.post(
            "/payments", json=_asked(home), headers={b"authorization": b"Bearer " + token.encode()}
        )
        problem(answer, 401, "not_authenticated_at_the_door")

    async def test_an_expired_token_is_refused(self, home: County) -> None:
        await self._refused(
            home, f"Bearer {self._token(home, now=int(time.time()) - 7200, seconds=3600)}", "expired_token"
        )

    async def test_a_token_of_tomorrow_is_refused(self, home: County) -> None:
        await self._refused(home, f"Bearer {self._token(home, now=int(time.time()) + 86400)}", "foreign_token")

    async def test_a_token_of_another_issuer_or_key_is_refused(
        self, home: County, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        await self._refused(home, f"Bearer {self._token(home, issuer='urn:somebody')}", "foreign_token")
        stranger = Keys.load(tmp_path_factory.mktemp("stranger"))
        await self._refused(home, f"Bearer {self._token(home, keys=stranger)}", "foreign_token")

    async def test_a_changed_claim_breaks_the_signature(self, home: County) -> None:
        head, claims, signature = self._token(home).split(".")
        changed = json.loads(base64.urlsafe_b64decode(claims + "=="))
        changed["roles"] = [{"role": "operator", "unit": None, "from": None, "until": None}]
        forged = base64.urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip("=")
        await self._refused(home, f"Bearer {head}.{forged}.{signature}", "foreign_token")
        unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
        await self._refused(home, f"Bearer {unsigned}.{claims}.", "foreign_token")

    @pytest.mark.parametrize("audience", ["budget-monitor", "gateway", "baton"])
    async def test_a_service_token_opens_no_door(self, home: County, audience: str) -> None:
        actor = Actor("li", frozenset({"finance"}), None, home.region)
        token = sign_service_token(home.world.keys, actor, audience=audience)
        await self._refused(home, f"Bearer {token}", "foreign_token")

    @pytest.mark.parametrize("service", ["indicators", "scoring", "gateway"])
    async def test_a_service_believes_no_token_for_another_one_and_no_user_token(
        self, home: County, service: str
    ) -> None:
        actor = Actor("li", frozenset({"finance"}), None, home.region)
        for token in (sign_service_token(home.world.keys, actor, audience=service), self._token(home)):
            async with home.world.client("budget-monitor", home.region) as client:
                headers = {"authorization": f"Bearer {token}"}
                answer = await client.post("/payments", json=_asked(home), headers=headers)
            problem(answer, 401, "not_authenticated")

    async def test_a_token_of_another_region_sees_and_changes_nothing_here(self, home: County, abroad: County) -> None:
        there = abroad.bearer("auditor", HeldRole("auditor"))
        for path in (f"/payments/{home.owned[OWN].held}", f"/rectification-orders/{home.owned[OWN].order}"):
            problem(await home.door.get(path, headers=there), 404, "not_found")
        finance = abroad.bearer("li", FINANCE)
        path = f"/payments/{home.owned[OWN].held}:release"
        problem(await home.door.post(path, json={"reason": "x"}, headers=finance), 404, "not_found")

    async def test_a_token_for_a_region_that_nobody_defined_is_answered_clearly(self, home: County) -> None:
        token = self._token(home, region="t-nowhere")
        for path in ("/payments", "/rectification-orders", "/assessees", "/events"):
            answer = await home.door.get(path, headers={"authorization": f"Bearer {token}"})
            assert problem(answer, 404, "region_unknown")["values"] == {"region": "t-nowhere"}


class TestRegions:
    async def test_one_that_was_just_defined_is_told_from_one_that_is_not(self, home: County) -> None:
        world, region = home.world, worlds.new_region()
        token = mint_user_token(
            world.keys, issuer=DEVELOPMENT_ISSUER, principal="li", region=region, roles=[FINANCE, HeldRole("operator")]
        )
        headers = {"authorization": f"Bearer {token}"}
        lists = ("/payments", "/rectification-orders", "/assessees")
        for path in lists:
            problem(await home.door.get(path, headers=headers), 404, "region_unknown")
        defined = RegionDefined(
            code=region,
            labels=Labels(zh="新县", en="New county"),
            currency="CNY",
            zone="Asia/Shanghai",
            fiscal_year_start="01-01",
            clock="real",
        )
        await world.deliver(defined, region=region, aggregate=region, sequence=1)
        await world.running["gateway"].inbox.work()
        for path in lists:
            answer = await home.door.get(path, headers=headers)
            assert problem(answer, 503, "region_not_heard_yet")["values"]["region"] == region
            assert answer.headers["retry-after"] == "1"
        await world.settle()
        for path in lists:
            assert (await home.door.get(path, headers=headers)).status_code == 200


class TestOthersThings:
    async def test_another_units_payment_is_neither_shown_nor_paid(self, home: County) -> None:
        head = home.bearer("head", HeldRole("unit_head", OWN))
        path = f"/payments/{home.owned[OTHER].held}"
        for answer in (await home.door.get(path, headers=head), await home.door.post(f"{path}:pay", headers=head)):
            body = problem(answer, 403, "outside_your_units")
            assert body["values"] == {"unit": OTHER}
            assert home.owned[OTHER].spare_item_code not in answer.text

    async def test_one_line_for_another_units_item_refuses_the_payment(self, home: County) -> None:
        (line,) = _asked(home)["lines"]
        body = {**_asked(home), "lines": [line, {**line, "item": home.owned[OTHER].spare_item_code}]}
        head = home.bearer("head", HeldRole("unit_head", OWN))
        problem(await home.door.post("/payments", json=body, headers=head), 403, "outside_your_units")

    @pytest.mark.parametrize("thing", ["0", "x" * 300, "00000000-0000-0000-0000-000000000000", "..%2f..", "%00", "%ff"])
    async def test_an_id_that_names_nothing_is_answered_clearly(self, home: County, thing: str) -> None:
        answer = await home.door.get(f"/payments/{thing}", headers=home.bearer("li", FINANCE))
        problem(answer, answer.status_code, "not_found", "invalid_request", "no_such_route")
        assert answer.status_code in (404, 422)


def _cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


BROKEN = {
    "is no cursor": "%%%",
    "is empty": "",
    "is no list": base64.urlsafe_b64encode(b"{}").decode(),
    "has no key": _cursor(),
    "is too long": _cursor("a", "b", "c", "d", "e", "f"),
    "holds a truth": _cursor(True),
    "holds nothing": _cursor(None),
    "holds a float": _cursor(1.5),
    "holds a negative number": _cursor(-1),
    "holds a huge number": _cursor(2**63),
    "holds a NUL": _cursor("a\x00"),
    "holds half a letter": _cursor("\ud800"),
    "holds truths": _cursor(True, True, True, True),
    "holds lists": _cursor(["a"], ["b"], ["c"], ["d"]),
}


class TestCursors:
    @pytest.mark.parametrize("path", LISTS)
    async def test_a_cursor_that_the_list_did_not_give_is_refused(self, path: str, home: County) -> None:
        headers = home.bearer("everybody", *(HeldRole(role) for role in ("auditor", "finance", "operator")))
        for name, cursor in BROKEN.items():
            answer = await home.door.get(path, params={"cursor": cursor}, headers=headers)
            assert (name, problem(answer, 422, "cursor_unreadable")["code"]) == (name, "cursor_unreadable")

    @pytest.mark.parametrize("path", ["/lights", "/payments", "/ledger-entries", "/events", "/rectification-orders"])
    async def test_a_cursor_leads_through_the_whole_list_once(self, path: str, home: County) -> None:
        headers, seen = home.bearer("auditor", HeldRole("auditor")), []
        cursor: str | None = ""
        while cursor is not None:
            params = {"limit": "2", **({"cursor": cursor} if cursor else {})}
            page = (await home.door.get(path, params=params, headers=headers)).raise_for_status().json()
            seen += [json.dumps(item) for item in page["items"]]
            cursor = page["next_cursor"]
        whole = (await home.door.get(path, params={"limit": 1000}, headers=headers)).json()["items"]
        assert seen == [json.dumps(item) for item in whole]

    @pytest.mark.parametrize("limit", ["0", "-1", "1001", "x", "1e1", "９"])
    async def test_a_limit_out_of_its_range_is_refused(self, limit: str, home: County) -> None:
        headers = home.bearer("auditor", HeldRole("auditor"))
        problem(await home.door.get("/lights", params={"limit": limit}, headers=headers), 422, "invalid_request")


class TestHeaders:
    @pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel"])
    async def test_an_idempotency_key_that_is_none_is_refused(self, home: County, key: str) -> None:
        headers = {
            **{name.encode(): value.encode() for name, value in home.bearer("li", FINANCE).items()},
            b"idempotency-key": key.encode(),
        }
        answer = await home.door.post("/payments", json=_asked(home), headers=headers)
        problem(answer, 422, "idempotency_key_too_long")

    @pytest.mark.parametrize(
        ("version", "status", "code"),
        [
            (None, 428, "version_required"),
            ('"x"', 422, "not_a_version"),
            ('"１"', 422, "not_a_version"),
            ('"99"', 412, "version_differs"),
        ],
    )
    async def test_a_change_needs_the_version_that_was_read(
        self, home: County, version: str | None, status: int, code: str
    ) -> None:
        headers: dict[bytes, bytes] = {
            name.encode(): value.encode() for name, value in home.bearer("head", HeldRole("unit_head", OWN)).items()
        }
        if version is not None:
            headers[b"if-match"] = version.encode()
        path = f"/rectification-orders/{home.owned[OWN].order}:acknowledge"
        problem(await home.door.post(path, headers=headers), status, code)

    async def test_texts_come_in_the_language_that_is_asked_for(self, home: County) -> None:
        zh = problem(await _sent(home, b"{", **{"accept-language": "zh-CN"}), 400, "malformed_request")
        en = problem(await _sent(home, b"{", **{"accept-language": "zh;q=0.1,en;q=0.9"}), 400, "malformed_request")
        assert (zh["detail"], en["detail"]) == (zh["texts"]["zh"], zh["texts"]["en"])

    @pytest.mark.parametrize("path", ["/nothing", "/payments/", "/PAYMENTS", "/payments/x:burn"])
    async def test_what_is_no_route_is_told_apart(self, home: County, path: str) -> None:
        answer = await home.door.get(path, headers=home.bearer("li", FINANCE))
        problem(answer, answer.status_code, "no_such_route", "method_not_allowed", "invalid_request")
        assert answer.status_code in (404, 405, 422)


class TestIdempotency:
    """In the other region: the first request under a key has to take effect."""

    async def test_a_key_stands_for_one_request_of_one_person(self, abroad: County) -> None:
        headers = {**abroad.bearer("li", FINANCE), "idempotency-key": "one-key"}
        question = _question(payment("NOTHING", abroad.code("general"), "check"))
        first = await abroad.door.post("/payment-checks", json=question, headers=headers)
        again = await abroad.door.post("/payment-checks", json=question, headers=headers)
        assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
        assert again.headers["idempotency-replayed"] == "true"
        other = {**question, "value_date": "2026-03-29"}
        reused = await abroad.door.post("/payment-checks", json=other, headers=headers)
        problem(reused, 422, "idempotency_key_reused")
        elsewhere = await abroad.door.post("/payments", json=_asked(abroad), headers=headers)
        problem(elsewhere, 422, "idempotency_key_reused")
        somebody_else = {**abroad.bearer("wang", FINANCE), "idempotency-key": "one-key"}
        own = await abroad.door.post("/payment-checks", json=other, headers=somebody_else)
        assert (own.status_code, own.json()["id"] != first.json()["id"]) == (201, True)

    async def test_a_refusal_is_not_remembered(self, abroad: County) -> None:
        headers = {**abroad.bearer("li", FINANCE), "idempotency-key": "refused-first"}
        question = _question(payment("NOTHING", abroad.code("general"), "check"))
        refused = await abroad.door.post("/payment-checks", json={**question, "lines": []}, headers=headers)
        problem(refused, 422, "invalid_request")
        assert (await abroad.door.post("/payment-checks", json=question, headers=headers)).status_code == 201


def _question(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: asked[name] for name in ("value_date", "lines")}


class TestManyAtOnce:
    async def test_a_hundred_bad_requests_at_once_are_a_hundred_clear_answers(self, home: County) -> None:
        answers = await asyncio.gather(*(_paid(home, value_date=number) for number in range(100)))
        for answer in answers:
            problem(answer, 422, "invalid_request")
