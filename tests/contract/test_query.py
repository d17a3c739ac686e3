"""Every route reads its query whole: the routes are those of the document, the spellings those that it admits."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
import pytest
import pytest_asyncio
from pydantic import TypeAdapter, ValidationError
from tests.contract import asking
from tests.contract.asking import Ask, shape
from tests.contract.county import OWN, County

from chassis.auth import HeldRole
from gateway.policy import OF_ONE_UNIT, PUBLIC, ROLES, TABLE

WORDS = (
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "t",
    "f",
    "y",
    "n",
    "1",
    "0",
    "",
    "2",
    "01",
    "tru",
    "ja",
    "是",
    "null",
)
NAMES = sorted(row.name for row in TABLE)
COMMANDS = [name for name in NAMES if name.startswith("POST ") and name not in asking.QUESTIONS]


def _spellings(word: str) -> Iterator[str]:
    """A word in every mixture of letter cases where it is short, else in three."""
    if len(word) > 3:
        yield from {word, word.upper(), word.title()}
        return
    yield from {"".join(letters) for letters in product(*((one.lower(), one.upper()) for one in word))}


def _means(spelling: str) -> bool | None:
    """What a boolean of the document is in this spelling; None: nothing."""
    try:
        return TypeAdapter(bool).validate_python(spelling)
    except ValidationError:
        return None


SPELLINGS = {spelling: _means(spelling) for word in WORDS for spelling in _spellings(word)}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def document(home: County) -> dict[str, Any]:
    answer = await home.door.get("/openapi.json")
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


@pytest.fixture(scope="session")
def asks(home: County) -> dict[str, Ask]:
    return {
        **asking.of_everybody(home),
        **asking.of_a_region(home),
        **asking.of_a_unit(home, OWN),
        **asking.about_a_unit(home, OWN),
    }


def _query(document: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    method, path = name.split(" ")
    operations = {shape(path): item for path, item in document["paths"].items()}
    parameters = operations[shape(path)][method.lower()].get("parameters", [])
    return {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}


async def _sent(home: County, name: str, ask: Ask, params: Any) -> httpx.Response:
    """By somebody with every right there is."""
    roles = [HeldRole(role) for role in ROLES if role not in OF_ONE_UNIT] + [HeldRole(one, OWN) for one in OF_ONE_UNIT]
    headers = {**home.bearer("everybody", *roles), **ask.headers}
    method = name.split(" ")[0]
    return await home.door.request(method, ask.path, params=params, json=ask.body, headers=headers)


async def _events(home: County) -> dict[str, int]:
    return {
        name: len(await home.world.events(name, home.region)) for name in ("budget-monitor", "indicators", "scoring")
    }


class TestDryRun:
    def test_the_spellings_are_many_of_each_meaning(self) -> None:
        for meaning in (True, False, None):
            assert list(SPELLINGS.values()).count(meaning) >= 6

    @pytest.mark.parametrize("name", COMMANDS)
    async def test_is_dry_in_every_spelling_that_the_document_admits(
        self, name: str, home: County, asks: dict[str, Ask], document: dict[str, Any]
    ) -> None:
        assert _query(document, name)["dry_run"]["type"] == "boolean"
        before, came_out = await _events(home), set()
        for spelling in [spelling for spelling, meaning in SPELLINGS.items() if meaning]:
            answer = await _sent(home, name, asks[name], {"dry_run": spelling})
            assert answer.status_code in (200, 201, 403, 409), answer.text
            came_out.add((answer.status_code, answer.headers.get("baton-dry-run")))
        assert len(came_out) == 1, came_out
        assert came_out <= {(200, "true"), (201, "true"), (403, None), (409, None)}
        assert await _events(home) == before

    @pytest.mark.parametrize("name", COMMANDS)
    async def test_is_refused_in_any_other_spelling(self, name: str, home: County, asks: dict[str, Ask]) -> None:
        before = await _events(home)
        for spelling in [spelling for spelling, meaning in SPELLINGS.items() if meaning is None]:
            answer = await _sent(home, name, asks[name], {"dry_run": spelling})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), spelling
            assert answer.json()["values"]["errors"][0]["at"] == "query.dry_run"
        assert await _events(home) == before


class TestParameters:
    @pytest.mark.parametrize("name", NAMES)
    async def test_one_that_the_document_has_not_is_refused_with_those_that_it_has(
        self, name: str, home: County, asks: dict[str, Ask], document: dict[str, Any]
    ) -> None:
        before = await _events(home)
        for typo in ("dryrun", "surprise", "Limit", "region"):
            answer = await _sent(home, name, asks[name], {typo: "true"})
            assert (answer.status_code, answer.json()["code"]) == (422, "parameter_unknown"), answer.text
            assert answer.json()["values"]["known"] == (", ".join(sorted(_query(document, name))) or "–")
        assert await _events(home) == before

    @pytest.mark.parametrize("name", NAMES)
    async def test_one_that_has_one_value_is_given_once(
        self, name: str, home: County, asks: dict[str, Ask], document: dict[str, Any]
    ) -> None:
        before = await _events(home)
        for parameter, schema in _query(document, name).items():
            if "array" in str(schema):
                continue
            answer = await _sent(home, name, asks[name], [(parameter, "1"), (parameter, "1")])
            assert (answer.status_code, answer.json()["code"]) == (422, "parameter_repeated"), answer.text
        assert await _events(home) == before

    @pytest.mark.parametrize("path", sorted(template.replace("{name}", "baton.css") for _, template in PUBLIC))
    async def test_what_anybody_may_read_is_asked_as_strictly(self, path: str, home: County) -> None:
        answer = await home.door.get(path, params={"surprise": "1"})
        assert (answer.status_code, answer.json()["code"]) == (422, "parameter_unknown")


class TestFilters:
    def test_of_states_levels_and_outcomes_list_what_they_know(self, document: dict[str, Any]) -> None:
        free = [
            (path, one["name"])
            for path, item in document["paths"].items()
            for operation in item.values()
            for one in operation.get("parameters", ())
            if one["name"] in ("state", "level", "outcome", "kind", "object_kind", "decision")
            and "enum" not in str(one["schema"])
        ]
        # levels are data of rules: the route itself says which there are
        assert free == [("/lights", "state")]
