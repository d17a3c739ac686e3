"""What is written for people says in which language: every route of every service, asked in both."""

from typing import Any

import httpx
import pytest
from tests.contract import asking
from tests.contract.asking import Ask
from tests.contract.conftest import SERVICES
from tests.contract.county import OWN, County

from chassis.app import document
from chassis.auth import HeldRole
from gateway.policy import OF_ONE_UNIT, PUBLIC, TABLE

LANGUAGES = ("zh", "en")
BOTH = "zh, en"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOR_PEOPLE = ("text/html", "text/plain", WORKBOOK)
READS = sorted(row.name for row in TABLE if row.name.startswith("GET ") and row.name != "GET /events")
PAGES = ("/", "/docs", "/problems/{code}")


def _documented() -> dict[str, tuple[dict[str, list[str]], set[str]]]:
    """Route → the words that its query parameters may have, and the kinds of answer that it can give."""
    found = {}
    for service in SERVICES:
        for path, item in document(service)["paths"].items():
            for method, operation in item.items():
                words = {
                    one["name"]: one["schema"]["enum"]
                    for one in operation.get("parameters", ())
                    if one["in"] == "query" and "enum" in one["schema"]
                }
                kinds = set(operation["responses"].get("200", {}).get("content", {}))
                found[f"{method.upper()} {path}"] = words, kinds
    return found


DOCUMENTED = _documented()
WRITTEN = sorted(route for route, (_, kinds) in DOCUMENTED.items() if kinds & set(FOR_PEOPLE))


def _kind(answer: httpx.Response) -> str:
    return str(answer.headers.get("content-type", "")).partition(";")[0]


class TestRoutes:
    def _ask(self, home: County, route: str) -> Ask:
        known = {
            **asking.of_everybody(home),
            **asking.of_a_region(home),
            **asking.about_a_unit(home, OWN),
            **asking.of_a_unit(home, OWN),
        }
        return known[route]

    async def _answer(self, home: County, route: str, query: dict[str, str], accepted: str) -> httpx.Response:
        row = next(row for row in TABLE if row.name == route)
        scopes: dict[str, Any] = {role: row.scope(role) for role in ("auditor", "assessment_office", "operator")}
        role = next((role for role, scope in scopes.items() if scope != "none"), "auditor")
        assert role not in OF_ONE_UNIT
        headers = {**home.bearer(f"{role}-reads", HeldRole(role)), "accept-language": accepted}
        return await home.door.get(self._ask(home, route).path, params=query, headers=headers)

    def test_that_write_for_people_are_asked_in_which_language(self) -> None:
        assert len(WRITTEN) >= 4
        assert [route for route in WRITTEN if DOCUMENTED[route][0].get("language") != list(LANGUAGES)] == []

    @pytest.mark.parametrize("route", READS)
    async def test_say_the_language_that_was_asked_for_whatever_the_caller_else_reads(
        self, home: County, route: str
    ) -> None:
        words = DOCUMENTED.get(route, ({}, set()))[0]
        for wanted in words.get("format", [""]):
            for language in LANGUAGES if "language" in words else ("",):
                given = {"format": wanted, "language": language}
                query = {name: value for name, value in given.items() if value}
                answer = await self._answer(home, route, query, accepted="fr")
                assert answer.status_code == 200, answer.text
                written = _kind(answer) in FOR_PEOPLE
                assert answer.headers.get("content-language") == (language if written else None), (query, answer)

    @pytest.mark.parametrize("route", WRITTEN)
    async def test_say_chinese_where_none_was_asked_for(self, home: County, route: str) -> None:
        words = DOCUMENTED[route][0]
        query = {"format": "html"} if "format" in words else {}
        answer = await self._answer(home, route, query, accepted="en")
        assert (answer.status_code, answer.headers["content-language"]) == (200, "zh")

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("route", READS)
    async def test_say_the_language_of_a_refusal(self, home: County, route: str, language: str) -> None:
        answer = await self._answer(home, route, {"nothing": "known"}, accepted=language)
        assert (answer.status_code, answer.headers["content-language"]) == (422, language), answer.text


class TestPages:
    """What nobody needs a token for: a page is in both languages, all else is for machines."""

    @pytest.mark.parametrize("template", sorted(template for _, template in PUBLIC))
    async def test_say_that_they_are_in_both_languages(self, home: County, template: str) -> None:
        path = template.replace("{name}", "baton.css").replace("{code}", "not_found")
        answer = await home.door.get(path, headers={"accept-language": "en"})
        if answer.status_code == 200:
            said = answer.headers.get("content-language")
            assert said == (BOTH if _kind(answer) == "text/html" else None)
        assert (template in PAGES) == (_kind(answer) == "text/html")
