"""Who may do what, route by route: the OpenAPI document, the policy table and the answers say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select
from tests.contract import asking
from tests.contract.asking import Ask, shape
from tests.contract.county import OTHER, OWN, SUB, County

from chassis import tables
from chassis.auth import HeldRole
from contracts.envelope import Event
from gateway.policy import OF_ONE_UNIT, ROLES, TABLE, Row

UNITS = (OWN, SUB, OTHER)
ABROAD = "abroad"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def document(home: County) -> dict[str, Any]:
    """What the gateway tells callers, without a token."""
    answer = await home.door.get("/openapi.json")
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def _operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        shape(f"{method.upper()} {path}"): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


class TestTheDocument:
    async def test_every_route_has_a_row_and_every_row_a_route(self, document: dict[str, Any]) -> None:
        assert "x-baton-unreachable" not in document
        assert set(_operations(document)) == {shape(row.name) for row in TABLE}

    async def test_every_route_says_which_roles_it_lets_through(self, document: dict[str, Any]) -> None:
        operations = _operations(document)
        for row in TABLE:
            told = operations[shape(row.name)]
            assert told["x-baton-service"] == row.service, row.name
            assert told["x-baton-roles"] == {role: cell for role, cell in row.scopes if cell != "none"}, row.name

    async def test_every_route_is_asked_by_the_tests_below(self, home: County) -> None:
        asked = asking.names(
            asking.of_a_unit(home, OWN),
            asking.about_a_unit(home, OWN),
            asking.of_a_region(home),
            asking.of_everybody(home),
        )
        assert asked == sorted(row.name for row in TABLE)


@dataclass(frozen=True, slots=True)
class Try:
    """One request by one person. `place` says whose the thing is that it names."""

    role: str
    unit: str | None
    place: str
    ask: Ask

    @property
    def held(self) -> HeldRole:
        return HeldRole(self.role, self.unit)

    def may(self, row: Row) -> bool:
        """Whether the table lets this person through to the service at all."""
        cell = row.scope(self.role)
        if self.unit is None and self.role in OF_ONE_UNIT:
            return False
        return cell != "none" and not (cell == "region" and self.unit is not None)

    def reaches(self, row: Row) -> bool:
        """Whether the thing is within the units for which the role is held."""
        return self.place != ABROAD and (self.unit is None or row.scope(self.role) == "open" or self.place != OTHER)


def _places(row: Row, home: County, abroad: County) -> dict[str, Ask]:
    """The route asked for what belongs to each unit, and to another region."""
    for asked in (asking.of_a_unit, asking.about_a_unit):
        if row.name in asked(home, OWN):
            return {unit: asked(home, unit)[row.name] for unit in UNITS} | {ABROAD: asked(abroad, OWN)[row.name]}
    if row.name in asking.of_a_region(home):
        return {OWN: asking.of_a_region(home)[row.name], ABROAD: asking.of_a_region(abroad)[row.name]}
    return {OWN: asking.of_everybody(home)[row.name]}


def _tries(row: Row, home: County, abroad: County) -> Iterator[Try]:
    for place, ask in _places(row, home, abroad).items():
        for role in ROLES:
            yield Try(role, OWN, place, ask)
            yield Try(role, None, place, ask)


async def _sent(county: County, row: Row, one: Try, request_id: str) -> httpx.Response:
    """Commands are tried without effect, so that every one of them finds the county as it was."""
    headers = {**county.bearer(f"{one.role}-{one.unit}", one.held), **one.ask.headers, "x-request-id": request_id}
    params = {"dry_run": "true"} if row.method == "POST" and row.name not in asking.QUESTIONS else None
    return await county.door.request(row.method, one.ask.path, params=params, json=one.ask.body, headers=headers)


async def _last(county: County) -> int:
    async with county.world.running["gateway"].database.open() as opened:
        return await opened.connection.scalar(select(func.max(tables.outbox.c.id))) or 0


async def _refused_attempts(county: County, since: int) -> dict[str, str]:
    """Request id → code of every refused attempt that the gateway recorded."""
    o = tables.outbox.c
    async with county.world.running["gateway"].database.open() as opened:
        rows = await opened.connection.execute(
            select(o.body).where(o.id > since, o.region == county.region, o.type == "gateway.attempt-refused.v1")
        )
        events = [Event.model_validate_json(bytes(row.body)) for row in rows]
    return {event.data["request_id"]: event.data["code"] for event in events}


def _wrong(row: Row, one: Try, answer: httpx.Response) -> str | None:
    """What is wrong with an answer, None where it is right."""
    said = f"{one.role} of {one.unit or 'the region'} → {one.place}: {answer.status_code} {answer.text[:300]}"
    code = answer.json().get("code") if answer.status_code >= 400 else None
    if not one.may(row):
        right = (answer.status_code, code) == (403, "role_not_allowed")
    elif one.reaches(row):
        right = answer.status_code in (200, 201, 409)
    elif one.place == ABROAD and row.name in asking.ABOUT_A_UNIT:
        right = answer.status_code == 201 and "no_budget" in answer.text
    else:
        right = answer.status_code == 404 or (answer.status_code, code) == (403, "outside_your_units")
    return None if right else said


class TestRoles:
    @pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
    async def test_the_table_decides_for_every_role_and_every_unit(
        self, row: Row, home: County, abroad: County
    ) -> None:
        since, wrong, denied = await _last(home), [], dict[str, str]()
        for number, one in enumerate(_tries(row, home, abroad)):
            answer = await _sent(home, row, one, request_id=f"try-{number}")
            wrong.append(_wrong(row, one, answer))
            if answer.status_code == 403:
                denied[f"try-{number}"] = answer.json()["code"]
        assert [one for one in wrong if one] == []
        recorded = await _refused_attempts(home, since)
        assert recorded == denied  # what the door denied, and what only the service could

    @pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
    async def test_nobody_is_let_in_without_a_token(self, row: Row, home: County, abroad: County) -> None:
        ask = _places(row, home, abroad)[OWN]
        answer = await home.door.request(row.method, ask.path, json=ask.body)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated_at_the_door")


OF_UNITS = sorted(
    row.template
    for row in TABLE
    if row.method == "GET" and "{" not in row.template and row.scope("unit_head") == "unit"
)


class TestLists:
    @pytest.mark.parametrize("path", [path for path in OF_UNITS if path != "/payment-checks"])
    async def test_a_head_sees_the_own_unit_and_those_below_and_no_other(self, path: str, home: County) -> None:
        headers = home.bearer("head", HeldRole("unit_head", OWN))
        shown = (await home.door.get(path, params={"limit": 1000}, headers=headers)).raise_for_status().text
        for unit in (OWN, SUB):
            assert _names(shown, unit), unit
        assert not _names(shown, OTHER)

    @pytest.mark.parametrize("path", OF_UNITS)
    async def test_an_auditor_sees_every_unit_of_the_region_and_nothing_of_another(
        self, path: str, home: County, abroad: County
    ) -> None:
        headers = home.bearer("auditor", HeldRole("auditor"))
        shown = (await home.door.get(path, params={"limit": 1000}, headers=headers)).raise_for_status().text
        for unit in UNITS:
            assert _names(shown, unit), unit
        assert abroad.mark not in shown

    async def test_payment_checks_are_listed_for_who_asked_them(self, home: County) -> None:
        headers = home.bearer("head", HeldRole("unit_head", OWN))
        shown = (await home.door.get("/payment-checks", headers=headers)).raise_for_status().json()
        assert shown["items"] == []


def _names(text: str, unit: str) -> bool:
    return f'"{unit}"' in text or f"-{unit}-" in text
