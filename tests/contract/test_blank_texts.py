"""A text that is required holds something that can be seen: every body of every service, by its own document."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter
from tests.contract import asking
from tests.contract.asking import Ask
from tests.contract.county import OWN, County

from budget_monitor.service import service as budget_monitor
from chassis.auth import HeldRole
from chassis.door import Door
from gateway.policy import ROLES
from indicators.service import service as indicators
from scoring.service import service as scoring

At = tuple[str | int, ...]
BLANK = {"spaces": "  ", "full-width": "\u3000", "zero-width": "\u200b\ufeff"}

READ_FURTHER = {
    "fund",  # of a payment, as is its item: what nobody knows is intercepted, not refused
    "item",
    "formula",  # an empty one is a finding of the check, or cannot be read
    "level",  # of a goal, by its code: what nobody knows is a finding
    "workbook",
    "zone",
}
"""Texts without a least length, a pattern or a list of values: what they say is looked up or read."""


def texts_of(schema: dict[str, Any], value: Any, root: dict[str, Any], at: At = ()) -> Iterator[tuple[At, bool]]:
    """Every text of a body that has a place in the schema: where it stands, and whether it must hold something."""
    schema = resolved(schema, root)
    for one in schema.get("anyOf", schema.get("oneOf", ())):
        if fits(resolved(one, root), value):
            yield from texts_of(one, value, root, at)
            return
    if isinstance(value, str) and schema.get("type") == "string":
        bound = {"enum", "const", "format", "pattern"} & set(schema)
        # one that may be empty (the English of a scheme) says then that there is none; spaces say nothing
        needed = schema.get("minLength", 0) > 0 or schema.get("default") == ""
        if needed or not bound:
            yield at, needed
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from texts_of(schema.get("items", {}), one, root, (*at, index))
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from texts_of(schema.get("properties", {}).get(name, {}), one, root, (*at, name))


def resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def fits(schema: dict[str, Any], value: Any) -> bool:
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return schema.get("type") == "object" and set(value) <= set(known)
    return schema.get("type") == {str: "string", list: "array", bool: "boolean", int: "integer"}.get(type(value))


def blanked(body: Any, at: At, text: str) -> Any:
    changed = copy.deepcopy(body)
    inner = changed
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = text
    return changed


async def asked(home: County) -> Iterator[tuple[str, Ask, dict[str, Any], dict[str, Any]]]:
    """Every command with a body: its name, how it is asked, the schema of its body, and the document."""
    documents = (await home.door.get("/openapi.json")).json()
    ways = {
        **asking.of_everybody(home),
        **asking.of_a_region(home),
        **asking.of_a_unit(home, OWN),
        **asking.about_a_unit(home, OWN),
    }
    schemas = {
        asking.shape(f"{method.upper()} {path}"): operation["requestBody"]["content"]["application/json"]["schema"]
        for path, operations in documents["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }
    return iter(
        (name, ask, schemas[asking.shape(name)], documents)
        for name, ask in ways.items()
        if name.startswith("POST ") and ask.body is not None
    )


def everybody(home: County) -> dict[str, str]:
    roles = [HeldRole(role) for role in ROLES]
    return home.bearer("everybody", *roles, HeldRole("unit_head", OWN), HeldRole("unit_clerk", OWN))


class TestARequiredText:
    @pytest.mark.parametrize("text", BLANK.values(), ids=BLANK.keys())
    async def test_of_any_body_is_refused_where_it_holds_nothing_that_can_be_seen(
        self, home: County, text: str
    ) -> None:
        count = 0
        for name, ask, schema, root in await asked(home):
            for at, required in texts_of(schema, ask.body, root):
                if not required:
                    continue
                count += 1
                headers = {**everybody(home), **ask.headers}
                answer = await home.door.post(
                    f"{ask.path}?dry_run=true", json=blanked(ask.body, at, text), headers=headers
                )
                place = ".".join(str(step) for step in ("body", *at))
                assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), (name, at, answer.text)
                assert place in [error["at"] for error in answer.json()["values"]["errors"]], (name, answer.text)
        assert count > 60

    async def test_is_what_a_text_is_unless_it_is_read_further(self, home: County) -> None:
        free = {
            at[-1]
            for _, ask, schema, root in await asked(home)
            for at, required in texts_of(schema, ask.body, root)
            if not required
        }
        assert free <= READ_FURTHER

    @pytest.mark.parametrize("service", [indicators, budget_monitor, scoring], ids=lambda one: one.name)
    def test_is_looked_at_by_the_door_of_every_route(self, service: Any) -> None:
        assert {type(route) for route in routes_of(service.router)} == {Door}


def routes_of(router: APIRouter) -> Iterator[Any]:
    for route in router.routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from routes_of(included)
