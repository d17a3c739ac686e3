"""Values that change over time: what was in force on a day, what was known on a day, from when, and why."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from chassis.testing.world import World

Json = dict[str, Any]
Person = Callable[[str], httpx.AsyncClient]
Office = Any
"""See conftest."""

BUREAU = {"code": "bureau", "kind": "organisation", "category": "organs", "labels": {"zh": "局", "en": "Bureau"}}
JOBS = {"code": "jobs", "labels": {"zh": "就业", "en": "Jobs"}, "kind": "common"}
BECAUSE = {"reason": "年度指标"}
TARGET = "indicators[gdp].targets"
COMMON = "parts[common].entries"


def told(answer: httpx.Response, status: int = 200) -> Json:
    assert answer.status_code == status, f"{answer.request.url}: {answer.status_code} {answer.text[:1500]}"
    body: Json = answer.json()
    return body


async def values(person: httpx.AsyncClient, **days: str) -> Json:
    return told(await person.get("/indicators/gdp/values", params=days))


@pytest.fixture
async def corrected(office: Office) -> Office:
    """On 20 March the county corrects, from 1 January on, what it had published for the year."""
    await office.published({TARGET: [{"value": "6.5", "source": "2026年政府工作报告"}]})
    await office.clock("2026-03-20T09:00:00")
    corrections = {
        TARGET: [
            {"value": "6.5", "source": "2026年政府工作报告"},
            {"value": "6.8", "since": "2026-07-01", "source": "年中调整决定"},
        ],
        f"{COMMON}[gdp].weight": "38",
        f"{COMMON}[jobs].weight": "22",
        "consequences[budget-cut].when.value.value": "5",
        "consequences[budget-cut].since": "2026-07-01",
    }
    await office.published(corrections, {"size": "small", "reason": "年中调整"})
    return office


class TestDays:
    async def test_targets_change_within_a_version_each_with_its_day_and_source(self, corrected: Office) -> None:
        (spring,) = (await values(corrected.author, in_force_on="2026-06-30"))["targets"]
        (summer,) = (await values(corrected.author, in_force_on="2026-07-01"))["targets"]
        assert (spring["target"]["value"], spring["since"], spring["source"]) == (
            "6.5",
            "2026-01-01",
            "2026年政府工作报告",
        )
        assert (summer["target"]["value"], summer["since"], summer["source"]) == ("6.8", "2026-07-01", "年中调整决定")

    async def test_weights_are_those_of_the_schemes_in_force_with_what_they_rest_on(self, corrected: Office) -> None:
        (weight,) = (await values(corrected.author, in_force_on="2026-02-01"))["weights"]
        assert (weight["at"], weight["weight"], weight["effective"]) == ("parts[common].entries[gdp]", "38", "26.6")
        assert {one["variant"]: one["effective"] for one in weight["variants"]} == {
            "industrial": "35",
            "agricultural": "21",
        }
        assert (weight["version"], weight["since"]) == (2, "2026-01-01")
        assert weight["legal_basis"][0]["title"]
        assert weight["method"]["kind"]

    async def test_what_was_known_on_a_day_is_another_question(self, corrected: Office) -> None:
        async def weight(**days: str) -> str:
            (found,) = (await values(corrected.author, **days))["weights"]
            return str(found["weight"])

        assert await weight(in_force_on="2026-02-01") == "38"
        assert await weight(in_force_on="2026-02-01", known_on="2026-03-19") == "40"
        assert await weight(in_force_on="2026-02-01", known_on="2026-03-20") == "38"
        assert await weight(known_on="2026-03-19") == "40"
        assert (await corrected.author.get("/indicators/gdp/values?in_force_on=2025-12-31")).status_code == 404

    async def test_thresholds_are_dated_too(self, corrected: Office) -> None:
        before = await values(corrected.author, in_force_on="2026-02-01", known_on="2026-02-01")
        (bound,) = [one["bound"] for one in before["thresholds"]]
        assert (bound, before["thresholds"][0]["since"]) == ({"operator": "<", "value": "4"}, "2026-01-01")
        assert (await values(corrected.author, in_force_on="2026-06-30"))["thresholds"] == []
        (after,) = (await values(corrected.author, in_force_on="2026-07-01"))["thresholds"]
        assert (after["bound"]["value"], after["since"], after["at"]) == (
            "5",
            "2026-07-01",
            "consequences[budget-cut]",
        )


class TestTheEndOfTheDay:
    """A day of knowledge ends at midnight of the county, for assessees as for indicators."""

    @pytest.mark.parametrize(("recorded", "known"), [("23:59:30", True), ("24:00", False)])
    async def test_what_is_recorded_before_midnight_was_known_on_that_day(
        self, world: World, region: str, county: httpx.AsyncClient, as_person: Person, office: Office,
        recorded: str, known: bool,
    ) -> None:  # fmt: skip
        told(await county.post("/assessees", json=BUREAU), 201)
        told(await as_person("chen").post("/indicators", json={"indicator": JOBS, "valid_from": "2024-01-01"}), 201)
        told(await as_person("liu").post("/indicators/jobs/versions/1:publish", json=BECAUSE))
        await world.settle()
        await office.clock("2024-03-21T00:00:00" if recorded == "24:00" else f"2024-03-20T{recorded}")
        amended = {"category": "parks", "valid_from": "2024-01-01", "reason": "区划调整"}
        told(await county.post("/assessees/bureau:amend", json=amended, headers={"if-match": '"1"'}))
        changed = {"indicator": {**JOBS, "period": "month"}, "valid_from": "2024-01-01"}
        told(await as_person("chen").post("/indicators", json=changed), 201)
        told(await as_person("liu").post("/indicators/jobs/versions/2:publish", json=BECAUSE))

        for days in ({"known_on": "2024-03-20"}, {"as_of": "2024-02-01", "known_on": "2024-03-20"}):
            shown = told(await county.get("/assessees/bureau", params=days))
            assert shown["category"] == ("parks" if known else "organs")
        for days in ({"known_on": "2024-03-20"}, {"in_force_on": "2024-02-01", "known_on": "2024-03-20"}):
            assert told(await county.get("/indicators/jobs", params=days))["version"] == (2 if known else 1)

    async def test_what_was_known_of_a_day_to_come_did_not_hold_on_the_day_of_knowledge(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        """Only asked what was known on a day, both answer with what was thought to hold on that day."""
        told(await county.post("/assessees", json=BUREAU), 201)
        move = {"category": "parks", "valid_from": "2024-06-01", "reason": "区划调整"}
        told(await county.post("/assessees/bureau:amend", json=move, headers={"if-match": '"1"'}))
        for period, valid_from in (("year", "2024-01-01"), ("month", "2024-06-01")):
            jobs = {**JOBS, "period": period}
            body = {"indicator": jobs, "valid_from": valid_from}
            version = told(await as_person("chen").post("/indicators", json=body), 201)["version"]
            told(await as_person("liu").post(f"/indicators/jobs/versions/{version}:publish", json=BECAUSE))
        day = {"known_on": "2024-01-01"}
        assert told(await county.get("/assessees/bureau", params=day))["category"] == "organs"
        assert told(await county.get("/assessees", params=day))["items"][0]["category"] == "organs"
        assert told(await county.get("/indicators/jobs", params=day))["version"] == 1
        assert told(await county.get("/indicators", params=day))["items"][0]["version"] == 1


class TestCircles:
    async def drafted(self, person: Person, code: str, formula: str | None) -> str:
        made = {"code": code, "labels": {"zh": f"指标{code}", "en": code}, "kind": "common", "formula": formula}
        body = {"indicator": made, "valid_from": "2024-01-01"}
        version = told(await person("chen").post("/indicators", json=body), 201)["version"]
        return f"/indicators/{code}/versions/{version}:publish"

    def circle(self, answer: httpx.Response) -> list[str]:
        assert (answer.status_code, answer.json()["code"]) == (422, "indicator_not_publishable"), answer.text
        return [one["values"]["path"] for one in answer.json()["values"]["findings"] if one["code"] == "formula_cycle"]

    async def test_a_newer_version_does_not_close_a_circle_over_the_library(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        liu = as_person("liu")
        for code, formula in (("b", None), ("c", "指标b * 2"), ("a", "[指标c] + 1")):
            told(await liu.post(await self.drafted(as_person, code, formula), json=BECAUSE))
        closing = await liu.post(await self.drafted(as_person, "b", "a / 3"), json=BECAUSE)
        assert self.circle(closing) == ["b → a → c → b"]
        assert told(await county.get("/indicators/b"))["version"] == 1
        of_last_year = await liu.post(await self.drafted(as_person, "b", "PRIOR(a) / 3"), json=BECAUSE)
        assert told(of_last_year)["version"] == 3

    async def test_of_two_that_would_close_it_together_one_is_refused(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        for code in ("a", "b"):
            told(await as_person("liu").post(await self.drafted(as_person, code, None), json=BECAUSE))
        drafts = [await self.drafted(as_person, "a", "指标b + 1"), await self.drafted(as_person, "b", "指标a + 1")]
        answers = await asyncio.gather(*(as_person("liu").post(draft, json=BECAUSE) for draft in drafts))
        assert sorted(answer.status_code for answer in answers) == [200, 422]
