"""What a person decides about what a screening found: improved, removed, returned, kept; and that a round is closed."""

import asyncio

import httpx
import pytest
from services.indicators.tests.screening_samples import (
    BECAUSE,
    FIXED,
    HEADS,
    HERE,
    SHARE,
    Person,
    decide,
    found,
    into_library,
    one,
    refused,
    scheme,
    screened,
    told,
)
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.testing.world import World
from contracts.schemes import IndicatorWithdrawn
from contracts.screenings import ScreeningClosed


class TestDeciding:
    @pytest.fixture
    async def office_here(self, county: httpx.AsyncClient, as_person: Person) -> Person:
        """A round over a library of one indicator without source, one that counts the same for all, one without
        fault; nothing of it is used by a scheme."""
        await into_library(as_person, one("a", sources=[]), one("b", **FIXED), one("c"))
        await screened(as_person("liu"))
        return as_person

    async def test_what_is_removed_leaves_the_library_and_keeps_its_findings(
        self, world: World, region: str, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        removed = told(await decide(office_here("liu"), 1, "remove"))
        assert (removed["decision"]["kind"], removed["decision"]["by"]) == ("removed", "liu")
        gone = told(await county.get("/indicators/a"))
        assert (gone["state"], gone["withdrawal"]["screening"]) == ("withdrawn", "budget-2025")
        assert (await county.get("/indicators/a", params={"in_force_on": "2024-01-01"})).status_code == 404
        (event,) = await world.events("indicators", region, IndicatorWithdrawn.event_type)
        assert event.data["code"] == "a"
        (kept,) = told(await county.get("/indicators/a/screenings"))["items"]
        assert {finding["code"] for finding in kept["findings"]} == {"no_source", "unused"}
        refused(await decide(office_here("liu"), 1, "keep"), 409, "already_removed")

    async def test_what_is_removed_from_a_day_on_holds_until_then(
        self, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        told(await decide(office_here("liu"), 1, "remove", holds_until="2025-01-01"))
        assert (await county.get("/indicators/a", params={"in_force_on": "2024-12-31"})).status_code == 200
        assert (await county.get("/indicators/a", params={"in_force_on": "2025-01-01"})).status_code == 404

    async def test_an_improvement_is_the_newest_published_version_and_is_screened_itself(
        self, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        per_head = one("b", **{**FIXED, "unit": SHARE})
        body = {"indicator": per_head, "valid_from": "2024-01-01"}
        told(await office_here("chen").post("/indicators", json=body), 201)
        refused(await decide(office_here("liu"), 2, "improve", version=2), 409, "improved_version_not_published")
        refused(await decide(office_here("liu"), 2, "improve", version=3), 404, "not_found")
        mends_nothing = await decide(office_here("liu"), 2, "improve", version=1)
        refused(mends_nothing, 422, "nothing_improved")
        told(await office_here("liu").post("/indicators/b/versions/2:publish", json=BECAUSE))
        improved = told(await decide(office_here("liu"), 2, "improve", version=2))["decision"]
        now = told(await county.get("/indicators/b"))
        assert (improved["improved_version"], improved["improved_sha256"]) == (2, now["publication"]["sha256"])
        assert improved["remaining"] == ["unused"], "no scheme takes it up yet: told, and no reason to refuse"
        refused(await decide(office_here("liu"), 2, "improve", version=1), 409, "improved_version_not_published")

    async def test_what_is_returned_goes_back_to_its_author_and_may_come_back_improved(
        self, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        told(await decide(office_here("liu"), 1, "return"))
        (mine,) = await found(office_here("chen"), decision="returned", author="chen")
        assert (mine["code"], mine["author"], mine["findings"][0]["code"]) == ("a", "chen", "no_source")
        assert await found(county, decision="returned", author="liu") == []
        await into_library(office_here, one("a"))
        told(await decide(office_here("liu"), 1, "improve", version=2))
        whole = told(await county.get(f"{HERE}/items/1"))
        assert [decision["kind"] for decision in whole["decisions"]] == ["returned", "improved"]
        assert whole["decision"]["kind"] == "improved"

    async def test_what_nothing_was_found_about_is_not_decided(
        self, world: World, region: str, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        told(await office_here("chen").post("/schemes", json={"scheme": scheme(one("fine"))}), 201)
        await screened(county, "other", scheme={"code": "organs-2025", "version": 1})
        answer = await county.post("/screenings/other/items/1:keep", json=BECAUSE)
        refused(answer, 422, "nothing_was_found")
        refused(await county.post("/screenings/other/items/2:keep", json=BECAUSE), 404, "not_found")

    async def test_who_wrote_it_says_neither_that_it_may_stay_nor_that_it_is_mended(
        self, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        refused(await decide(office_here("chen"), 1, "keep"), 403, "same_person_twice")
        mended = {"indicator": one("a"), "valid_from": "2024-01-01"}
        told(await office_here("liu").post("/indicators", json=mended), 201)
        told(await office_here("zhou").post("/indicators/a/versions/2:publish", json=BECAUSE))
        for writer in ("chen", "liu"):
            refused(await decide(office_here(writer), 1, "improve", version=2), 403, "same_person_twice")
        told(await decide(office_here("zhou"), 1, "improve", version=2))
        told(await decide(office_here("chen"), 2, "return"))

    async def test_of_two_who_decide_at_once_the_second_sees_what_the_first_did(
        self, world: World, region: str, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        answers = await asyncio.gather(*(decide(office_here(name), 1, "remove") for name in ("liu", "zhou")))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert len(told(await county.get(f"{HERE}/items/1"))["decisions"]) == 1
        assert len(await world.events("indicators", region, IndicatorWithdrawn.event_type)) == 1

    async def test_a_decision_on_trial_leaves_nothing(self, county: httpx.AsyncClient, office_here: Person) -> None:
        told(await county.post(f"{HERE}/items/1:remove", json=BECAUSE, params={"dry_run": "true"}))
        assert told(await county.get("/indicators/a"))["state"] == "published"
        assert len(await found(county, decision="open")) == 3

    async def test_a_round_is_closed_once_when_everything_found_is_decided(
        self, world: World, region: str, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        told(await decide(office_here("liu"), 1, "remove"))
        told(await decide(office_here("liu"), 2, "return"))
        left = refused(await county.post(f"{HERE}:close", json=BECAUSE), 409, "screening_undecided")
        assert left["items"] == [{"kind": "indicator", "code": "c"}]
        told(await decide(office_here("liu"), 3, "keep"))
        closed = told(await office_here("liu").post(f"{HERE}:close", json=BECAUSE))
        assert (closed["state"], closed["closing"]["by"]) == ("closed", "liu")
        (event,) = await world.events("indicators", region, ScreeningClosed.event_type)
        said = event.read(ScreeningClosed)
        counted = said.indicators
        assert (counted.screened, counted.removed, counted.returned, counted.kept) == (3, 1, 1, 1)
        assert [(one.code, one.decision, one.author) for one in said.decided] == [
            ("a", "removed", "chen"),
            ("b", "returned", "chen"),
            ("c", "kept", "chen"),
        ]
        refused(await county.post(f"{HERE}:close", json=BECAUSE), 409, "screening_closed")
        refused(await decide(office_here("liu"), 2, "keep"), 409, "screening_closed")

    @pytest.mark.parametrize("table", ["screenings", "screened_items", "screening_decisions", "screening_closings"])
    @pytest.mark.parametrize("statement", ["UPDATE {} SET code = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
    async def test_no_sql_of_the_service_changes_what_was_found_or_decided(
        self, world: World, county: httpx.AsyncClient, region: str, table: str, statement: str
    ) -> None:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            async with world.transaction("indicators", region) as tx:
                await tx.execute(text(statement.format(table)))


class TestADraftScheme:
    async def test_is_improved_by_a_version_of_its_own_that_is_not_older_and_still_has_the_indicator(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        chen, liu = as_person("chen"), as_person("liu")
        for made in (scheme(one("b")), scheme(one("a", sources=[]), one("b"), items=(HEADS,)), scheme(one("b"))):
            told(await chen.post("/schemes", json={"scheme": made}), 201)
        await screened(liu, scheme={"code": "organs-2025", "version": 2})
        refused(await decide(liu, 1, "improve", version=1), 422, "improved_version_older")
        refused(await decide(liu, 1, "improve", version=3), 404, "not_found")
        refused(await decide(liu, 1, "improve", version=4), 404, "not_found")
        refused(await decide(liu, 3, "improve", version=2), 422, "improved_version_missing")
        mended = scheme(one("a"), one("b"), items=(HEADS,))
        told(await chen.post("/schemes", json={"scheme": mended}), 201)
        assert told(await decide(liu, 1, "improve", version=4))["decision"]["remaining"] == []

    async def test_what_is_removed_from_it_is_left_in_the_library_where_that_says_something_else(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        await into_library(as_person, one("a", wording={"zh": "另一口径", "en": "another thing"}))
        told(await as_person("chen").post("/schemes", json={"scheme": scheme(one("a", sources=[]))}), 201)
        await screened(county, scheme={"code": "organs-2025", "version": 1})
        (here,) = await found(county)
        assert here["library_version"] is None
        told(await decide(as_person("liu"), 1, "remove"))
        assert told(await county.get("/indicators/a"))["state"] == "published"
