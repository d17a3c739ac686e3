"""What a body asks for needs the right of the command that it stands for: derived from the document, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.contract import asking
from tests.contract.asking import Ask
from tests.contract.conftest import SERVICES
from tests.contract.county import OTHER, OWN, County

from chassis.app import document
from chassis.auth import HeldRole
from gateway.policy import OF_ONE_UNIT, ROLES, TABLE

Json = Any
STANDS_FOR = "x-baton-stands-for"
BY_NAME = {row.name: row for row in TABLE}


@dataclass(frozen=True, slots=True)
class Said:
    """A field of a route's body that stands for another command in one of its values."""

    route: str
    field: str
    value: Any
    command: str


def _properties(schema: Json, components: Json, seen: frozenset[str] = frozenset()) -> Iterator[tuple[str, Json]]:
    """Every property of a body, at any depth."""
    if isinstance(schema, list):
        for one in schema:
            yield from _properties(one, components, seen)
    elif isinstance(schema, dict):
        name = schema.get("$ref", "").rpartition("/")[2]
        if name and name not in seen:
            yield from _properties(components[name], components, seen | {name})
        yield from schema.get("properties", {}).items()
        for inner in schema.values():
            yield from _properties(inner, components, seen)


def _bodies() -> Iterator[tuple[str, list[tuple[str, Json]]]]:
    for service in SERVICES:
        told = document(service)
        for path, item in told["paths"].items():
            for method, operation in item.items():
                if "requestBody" in operation:
                    found = list(_properties(operation["requestBody"], told["components"]["schemas"]))
                    yield f"{method.upper()} {path}", found


def _said() -> list[Said]:
    found = {
        Said(route, field, {"true": True, "false": False}.get(value, value), command)
        for route, properties in _bodies()
        for field, schema in properties
        for value, command in schema.get(STANDS_FOR, {}).items()
    }
    return sorted(found, key=str)


SAID = _said()

DATA = {(f"POST /schemes{more}", "kind") for more in ("", "/{code}/versions/{version}:revise")}
"""What a scheme says about itself: a consequence that is of the kind `publish` publishes nothing by being written."""


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in text.replace("-", "_").split("_"))


def _with(body: Json, field: str, value: Any) -> Json:
    """The body with the field set wherever it stands."""
    if isinstance(body, dict):
        return {key: value if key == field else _with(inner, field, value) for key, inner in body.items()}
    return [_with(inner, field, value) for inner in body] if isinstance(body, list) else body


class TestDeclarations:
    def test_there_are_some(self) -> None:
        assert {one.command for one in SAID} >= {
            "POST /payments/{id}:pay",
            "POST /payments/{id}:hold",
            "POST /budget-items/{id}:approve-goal",
        }

    def test_each_names_a_command_that_there_is(self) -> None:
        assert {one.command for one in SAID} <= BY_NAME.keys()

    def test_every_field_that_is_named_like_a_command_of_its_resource_has_one(self) -> None:
        missing = []
        for route, properties in _bodies():
            resource = route.split("/")[1].partition(":")[0]
            here = [row.template for row in TABLE if row.template.startswith(f"/{resource}/{{")]
            verbs = {template.rpartition(":")[2] for template in here}
            for field, schema in properties:
                alike = set(schema.get("enum", ())) & verbs
                if schema.get("type") == "boolean":
                    alike |= {"true" for verb in verbs if _stems(verb) == _stems(field)}
                if not alike <= schema.get(STANDS_FOR, {}).keys() and (route, field) not in DATA:
                    missing.append((route, field, sorted(alike)))
        assert missing == []

    @pytest.mark.parametrize("said", SAID, ids=str)
    def test_a_role_reaches_no_further_by_the_body_than_by_the_command(self, said: Said) -> None:
        """The door narrows roles, not how wide each reaches: so both rows must say the same of the roles that stay."""
        route, command = BY_NAME[said.route], BY_NAME[said.command]
        for role in ROLES:
            if "none" not in (route.scope(role), command.scope(role)):
                assert {route.scope(role), command.scope(role)} in ({"unit"}, {"region"}, {"unit", "region"})
                assert not (route.scope(role) == "unit" and command.scope(role) == "region"), role


class TestTheDoor:
    def _ask(self, home: County, route: str) -> Ask:
        return {**asking.of_everybody(home), **asking.about_a_unit(home, OWN), **asking.of_a_unit(home, OWN)}[route]

    @pytest.mark.parametrize("said", SAID, ids=str)
    @pytest.mark.parametrize("role", ROLES)
    async def test_lets_through_who_may_give_the_command_itself(self, said: Said, role: str, home: County) -> None:
        ask = self._ask(home, said.route)
        body = _with(ask.body, said.field, said.value)
        assert body != _with(ask.body, said.field, object()), "the field stands in the body that is sent"
        held = HeldRole(role, OWN if role in OF_ONE_UNIT else None)
        headers = {**home.bearer("somebody", held), **ask.headers}
        answer = await home.door.post(ask.path, params={"dry_run": "true"}, json=body, headers=headers)
        if BY_NAME[said.route].scope(role) == "none":
            assert (answer.status_code, answer.json()["code"]) == (403, "role_not_allowed")
        elif BY_NAME[said.command].scope(role) == "none":
            assert (answer.status_code, answer.json()["code"]) == (403, "right_missing"), answer.text
            assert answer.json()["values"]["command"] == said.command
        else:
            assert answer.status_code in (200, 201, 409), answer.text

    async def test_a_head_of_one_unit_does_not_pay_as_clerk_of_another(self, home: County) -> None:
        ask = self._ask(home, "POST /payments")
        headers = home.bearer("both", HeldRole("unit_clerk", OWN), HeldRole("unit_head", OTHER))
        for then, code in (("hold", None), ("pay", "outside_your_units")):
            body = {**ask.body, "unit": OWN, "then": then}
            answer = await home.door.post(ask.path, params={"dry_run": "true"}, json=body, headers=headers)
            assert answer.json().get("code") == code, answer.text
