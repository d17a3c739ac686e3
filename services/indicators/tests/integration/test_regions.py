"""Regions and their working days, through the routes."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from chassis import regions
from chassis.testing.world import World, new_region

Person = Callable[[str], httpx.AsyncClient]


class TestDefiningARegion:
    async def test_every_service_learns_it(
        self, world: World, county: httpx.AsyncClient, region: str, definition: dict[str, Any]
    ) -> None:
        async with world.transaction("probe", region) as tx:
            assert (tx.region.code, tx.region.currency, tx.region.clock) == (region, "CNY", "replay")
        assert (await county.get(f"/regions/{region}")).json() == definition
        assert (await county.get("/regions")).json() == {"items": [definition], "next_cursor": None}

    async def test_is_done_once(self, county: httpx.AsyncClient, definition: dict[str, Any]) -> None:
        answer = await county.post("/regions", json={**definition, "currency": "EUR"})
        assert (answer.status_code, answer.json()["code"]) == (409, "region_exists")
        assert (await county.get(f"/regions/{definition['code']}")).json()["currency"] == "CNY"

    async def test_only_by_an_operator_of_that_region(self, as_person: Person, definition: dict[str, Any]) -> None:
        answer = await as_person("operator").post("/regions", json={**definition, "code": new_region()})
        assert (answer.status_code, answer.json()["code"]) == (403, "other_region")

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"zone": "Asia/Linhe"}, "zone_unknown"),
            ({"zone": "localtime"}, "zone_unknown"),
            ({"zone": "Factory"}, "zone_unknown"),
            ({"currency": "ZZZ"}, "currency_unknown"),
            ({"currency": "XAU"}, "currency_unknown"),
            ({"currency": "KWD"}, "currency_too_fine"),
            ({"clock_at": None}, "clock_start_mismatch"),
            ({"clock": "real"}, "clock_start_mismatch"),
            ({"fiscal_year_start": "02-29"}, "fiscal_year_start_impossible"),
            ({"currency": "yuan"}, "invalid_request"),
            ({"clock_at": "2024-01-01T00:00:00"}, "invalid_request"),
            ({"clock_at": "9999-12-31T23:59:59-12:00"}, "invalid_request"),
            ({"surprise": 1}, "invalid_request"),
        ],
    )
    async def test_impossible_definitions_are_refused(
        self,
        world: World,
        as_person: Person,
        region: str,
        definition: dict[str, Any],
        change: dict[str, Any],
        code: str,
    ) -> None:
        answer = await as_person("operator").post("/regions", json={**definition, **change})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert await world.events("indicators", region) == []

    async def test_nobody_sees_another_region(
        self, world: World, county: httpx.AsyncClient, region: str, definition: dict[str, Any]
    ) -> None:
        other = new_region()
        async with world.client("indicators", other) as client:
            await client.post("/regions", json={**definition, "code": other})
            answer = await client.get(f"/regions/{region}")
            listed = (await client.get("/regions")).json()
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert [one["code"] for one in listed["items"]] == [other]

    async def test_what_is_said_about_a_region_has_one_order(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        await county.post("/working-calendars", json={"year": 2024, "seed": "CN"})
        replay = (await county.post("/replays", json={"purpose": "2024"})).json()["id"]
        await world.settle()
        await county.post(f"/replays/{replay}:advance", json={"to": "2024-01-02T00:00:00Z"})
        said = [event for event in await world.events("indicators", region) if "command" not in event.type]
        assert [event.type.split(".")[1] for event in said] == [
            "region-defined", "working-days-published", "clock-moved",
        ]  # fmt: skip
        assert {event.partitionkey for event in said} == {f"{region}/{region}"}
        assert [int(event.sequence) for event in said] == [1, 2, 3]


class TestWorkingCalendars:
    async def test_a_year_of_the_built_in_calendar_reaches_every_service(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        answer = await county.post("/working-calendars", json={"year": 2024, "seed": "CN"})
        assert answer.status_code == 201, answer.text
        published = answer.json()
        assert (published["version"], answer.headers["etag"]) == (1, '"1"')
        assert "2024-02-12" in published["days_off"], "Spring Festival, a Monday"
        assert "2024-02-18" in published["working_weekend_days"], "a Sunday worked instead"
        await world.settle()
        for service in ("indicators", "probe"):
            async with world.transaction(service, region) as tx:
                calendar = await regions.working_calendar(tx)
            assert calendar.years == {2024}
            assert {day.isoformat() for day in calendar.days_off} == set(published["days_off"])

    async def test_a_correction_is_a_further_version(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        first = {"year": 2031, "days_off": ["2031-01-01"], "working_weekend_days": [], "source": "notice 1"}
        await county.post("/working-calendars", json=first)
        second = {**first, "days_off": ["2031-01-01", "2031-01-02"], "source": "notice 2"}
        await county.post("/working-calendars", json=second)
        await world.settle()
        newest = (await county.get("/working-calendars/2031")).json()
        assert (newest["version"], newest["source"], len(newest["days_off"])) == (2, "notice 2", 2)
        page = (await county.get("/working-calendars?limit=1")).json()
        assert [one["version"] for one in page["items"]] == [1]
        rest = (await county.get("/working-calendars", params={"cursor": page["next_cursor"]})).json()
        assert [one["version"] for one in rest["items"]] == [2]
        async with world.transaction("probe", region) as tx:
            assert len((await regions.working_calendar(tx)).days_off) == 2

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"year": 2050, "seed": "CN"}, "year_not_seeded"),
            ({"year": 2024}, "invalid_request"),
            ({"year": 2024, "seed": "CN", "source": "both"}, "invalid_request"),
            (
                {"year": 2024, "days_off": ["2024-05-04"], "working_weekend_days": [], "source": "s"},
                "calendar_inconsistent",
            ),
        ],
    )
    async def test_what_does_not_fit_is_refused(
        self, county: httpx.AsyncClient, body: dict[str, Any], code: str
    ) -> None:
        answer = await county.post("/working-calendars", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)

    async def test_a_year_that_nobody_published_is_not_found(self, county: httpx.AsyncClient) -> None:
        assert (await county.get("/working-calendars/2030")).status_code == 404
