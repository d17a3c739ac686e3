"""Assessees through the routes: versions, hierarchy, what the others hear."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.testing.world import World, new_region
from contracts import sealing
from contracts.indicators import AssesseeAmended, AssesseeRegistered

Person = Callable[[str], httpx.AsyncClient]


def body(code: str, parent: str | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "code": code,
        "kind": "department",
        "category": "county-organs",
        "parent": parent,
        "labels": {"zh": "县水务局", "en": "County water bureau"},
        "responsible": {"zh": "局长", "en": "Head of the bureau"},
        **changes,
    }


async def register(client: httpx.AsyncClient, *chain: str) -> None:
    """Each below the one before it."""
    for parent, code in zip((None, *chain), chain, strict=False):
        answer = await client.post("/assessees", json=body(code, parent))
        assert answer.status_code == 201, answer.text


async def amend(client: httpx.AsyncClient, code: str, version: int | None, **changes: Any) -> httpx.Response:
    headers = {} if version is None else {"if-match": f'"{version}"'}
    values = {"valid_from": "2024-07-01", "reason": "机构改革", **changes}
    return await client.post(f"/assessees/{code}:amend", json=values, headers=headers)


class TestRegistering:
    async def test_the_whole_version_goes_out(self, world: World, county: httpx.AsyncClient, region: str) -> None:
        await register(county, "county", "water-bureau")
        events = await world.events("indicators", region, AssesseeRegistered.event_type)
        said = events[-1].read(AssesseeRegistered)
        assert (said.code, said.version, said.parent, said.category) == ("water-bureau", 1, "county", "county-organs")
        assert (said.labels.zh, said.responsible and said.responsible.en) == ("县水务局", "Head of the bureau")
        assert events[-1].partitionkey == f"{region}/water-bureau"
        assert events[-1].sequence == "000000000001"

    async def test_a_code_is_used_once(self, county: httpx.AsyncClient) -> None:
        await register(county, "county")
        answer = await county.post("/assessees", json=body("county"))
        assert (answer.status_code, answer.json()["code"]) == (409, "assessee_exists")

    async def test_a_parent_is_registered_first(self, county: httpx.AsyncClient) -> None:
        answer = await county.post("/assessees", json=body("office", "nowhere"))
        assert (answer.status_code, answer.json()["code"]) == (422, "parent_unknown")

    async def test_the_same_key_sent_twice_registers_once(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        headers = {"idempotency-key": "register-1"}
        answers = [await county.post("/assessees", json=body("county"), headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].content == answers[1].content
        assert len(await world.events("indicators", region, AssesseeRegistered.event_type)) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"code": "县水务局"}, {"code": "a b"}, {"code": ""}, {"kind": "planet"}, {"labels": {"zh": "x"}},
            {"labels": {"zh": "", "en": "x"}}, {"surprise": True},
        ],
    )  # fmt: skip
    async def test_what_does_not_fit_is_refused(self, county: httpx.AsyncClient, change: dict[str, Any]) -> None:
        answer = await county.post("/assessees", json={**body("county"), **change})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")

    async def test_a_text_that_no_database_can_keep_is_refused_and_not_an_error(
        self, county: httpx.AsyncClient
    ) -> None:
        answer = await county.post("/assessees", json=body("county", labels={"zh": "a\0b", "en": "x"}))
        assert answer.status_code == 422, answer.text


class TestAmending:
    async def test_is_a_new_version_from_a_day_on_and_the_old_one_stays(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        await register(county, "county", "water-bureau")
        labels = {"zh": "县水利局", "en": "County water resources bureau"}
        answer = await amend(county, "water-bureau", 1, labels=labels)
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
        then, now = [
            (await county.get("/assessees/water-bureau", params=params)).json()
            for params in ({"as_of": "2024-06-30"}, {"as_of": "2024-07-01"})
        ]
        assert (then["version"], then["labels"]["zh"]) == (1, "县水务局")
        assert (now["version"], now["labels"]["zh"], now["category"]) == (2, "县水利局", "county-organs")
        (event,) = await world.events("indicators", region, AssesseeAmended.event_type)
        said = event.read(AssesseeAmended)
        assert (said.version, said.labels.zh, said.parent) == (2, "县水利局", "county")
        assert (said.valid_from.isoformat(), said.reason) == ("2024-07-01", "机构改革")

    async def test_needs_the_version_that_was_read(self, county: httpx.AsyncClient) -> None:
        await register(county, "county")
        without = await amend(county, "county", None, category="organs")
        assert (without.status_code, without.json()["code"]) == (428, "version_required")
        assert (await amend(county, "county", 1, category="organs")).status_code == 200
        late = await amend(county, "county", 1, category="towns")
        assert (late.status_code, late.json()["code"]) == (412, "version_differs")
        assert (await county.get("/assessees/county")).json()["category"] == "organs"

    async def test_never_begins_before_the_version_that_it_follows(self, county: httpx.AsyncClient) -> None:
        await register(county, "county")
        await amend(county, "county", 1, category="organs")
        answer = await amend(county, "county", 2, category="towns", valid_from="2024-06-30")
        assert (answer.status_code, answer.json()["code"]) == (422, "amendment_too_early")

    async def test_changes_something_and_removes_only_what_may_be_absent(self, county: httpx.AsyncClient) -> None:
        await register(county, "county", "bureau")
        for change in ({}, {"category": None}, {"labels": None}, {"kind": None}):
            assert (await amend(county, "bureau", 1, **change)).status_code == 422
        answer = await amend(county, "bureau", 1, parent=None, responsible=None)
        assert (answer.status_code, answer.json()["parent"], answer.json()["responsible"]) == (200, None, None)

    async def test_a_cycle_is_refused_with_its_path(self, world: World, county: httpx.AsyncClient, region: str) -> None:
        await register(county, "county", "bureau", "office")
        answer = await amend(county, "county", 1, parent="office")
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "assessee_cycle")
        assert problem["values"]["path"] == ["county", "office", "bureau", "county"]
        assert "county → office → bureau → county" in problem["texts"]["zh"]
        assert await world.events("indicators", region, AssesseeAmended.event_type) == []

    async def test_two_amendments_at_once_cannot_close_a_cycle_that_neither_sees(
        self, county: httpx.AsyncClient
    ) -> None:
        await register(county, "one")
        await register(county, "two")
        answers = await asyncio.gather(amend(county, "one", 1, parent="two"), amend(county, "two", 1, parent="one"))
        assert sorted(answer.status_code for answer in answers) == [200, 422]
        assert [answer.json()["code"] for answer in answers if answer.status_code == 422] == ["assessee_cycle"]

    async def test_a_dry_run_answers_and_changes_nothing(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        await register(county, "county")
        answer = await county.post(
            "/assessees/county:amend?dry_run=true",
            json={"category": "towns", "valid_from": "2024-07-01", "reason": "r"},
            headers={"if-match": '"1"'},
        )
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
        assert (await county.get("/assessees/county")).json()["version"] == 1
        assert await world.events("indicators", region, AssesseeAmended.event_type) == []

    async def test_an_old_version_cannot_be_changed_by_the_service(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        await register(county, "county")
        for statement in ("UPDATE assessee_versions SET category = 'x'", "DELETE FROM assessee_versions"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                async with world.transaction("indicators", region) as tx:
                    await tx.execute(text(statement))


class TestAnotherRegion:
    async def test_the_same_code_there_is_somebody_else(
        self, world: World, county: httpx.AsyncClient, definition: dict[str, Any]
    ) -> None:
        await register(county, "county", "bureau")
        other = new_region()
        async with world.client("indicators", other) as elsewhere:
            await elsewhere.post("/regions", json={**definition, "code": other})
            assert (await elsewhere.get("/assessees")).json()["items"] == []
            assert (await elsewhere.get("/assessees/bureau")).status_code == 404
            assert (await amend(elsewhere, "bureau", 1, category="towns")).status_code == 404
            assert (await elsewhere.post("/assessees", json=body("bureau", "county"))).json()[
                "code"
            ] == "parent_unknown"
            await register(elsewhere, "bureau")
        assert (await county.get("/assessees/bureau")).json()["parent"] == "county"


class TestListing:
    async def test_pages_in_the_order_of_codes_and_by_category_and_parent(self, county: httpx.AsyncClient) -> None:
        await register(county, "county")
        for code in ("b-2", "B-1", "a-3"):
            assert (await county.post("/assessees", json=body(code, "county"))).status_code == 201
        await county.post("/assessees", json=body("town", None, category="towns"))
        codes: list[str] = []
        cursor = None
        while True:
            params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
            page = (await county.get("/assessees", params=params)).json()
            codes += [one["code"] for one in page["items"]]
            if (cursor := page["next_cursor"]) is None:
                break
        assert codes == ["B-1", "a-3", "b-2", "county", "town"]
        below = (await county.get("/assessees", params={"parent": "county"})).json()
        assert [one["code"] for one in below["items"]] == ["B-1", "a-3", "b-2"]
        towns = (await county.get("/assessees", params={"category": "towns"})).json()
        assert [one["code"] for one in towns["items"]] == ["town"]

    @pytest.mark.parametrize("cursor", ["!", "e30", "W10", "W251bGxd", "WzFd", "WyJhIiwiYiJd", "WyJcdTAwMDAiXQ"])
    async def test_a_cursor_that_is_none_of_ours_is_refused(self, county: httpx.AsyncClient, cursor: str) -> None:
        answer = await county.get("/assessees", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_unreadable")


class TestMoving:
    async def test_a_move_to_another_category_and_parent_is_dated_and_named(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        await register(county, "county", "zone")
        await county.post("/assessees", json=body("yanhe", "county", category="towns", criterion="镇级财政"))
        because = {"valid_from": "2025-01-01", "reason": "区划调整"}
        answer = await amend(
            county, "yanhe", 1, category="zones", parent="zone", criterion="由管委会托管满一年", **because
        )
        assert (answer.status_code, answer.json()["criterion"]) == (200, "由管委会托管满一年"), answer.text
        (event,) = await world.events("indicators", region, AssesseeAmended.event_type)
        said = event.read(AssesseeAmended)
        assert said.moved == ("category", "parent")
        assert event.data["left"] == {"category": "towns", "parent": "county"}
        assert (said.valid_from.isoformat(), said.criterion) == ("2025-01-01", "由管委会托管满一年")
        newest, first = (await county.get("/assessees/yanhe/versions")).json()["items"]
        assert (newest["moved"], newest["reason"], newest["category"]) == (["category", "parent"], "区划调整", "zones")
        assert (first["moved"], first["category"], first["criterion"]) == ([], "towns", "镇级财政")
        assert (newest["sha256"], newest["sm3"]) == (said.sha256, said.sm3)

    async def test_every_version_goes_out_with_both_digests_of_what_it_says(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        await register(county, "county", "bureau")
        await amend(county, "bureau", 1, labels={"zh": "县水利局", "en": "Ya\u0301nhe\u0301 bureau"})
        events = await world.events("indicators", region, AssesseeRegistered.event_type, AssesseeAmended.event_type)
        assert len(events) == 3
        for event in events:
            assert sealing.seal_of(event.data) is not None
            assert sealing.holds(event.data)

    async def test_an_amendment_that_moves_nobody_says_so(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        await register(county, "county")
        await amend(county, "county", 1, labels={"zh": "县政府", "en": "County"})
        (event,) = await world.events("indicators", region, AssesseeAmended.event_type)
        said = AssesseeAmended.model_validate(event.data)
        assert (said.moved, said.left) == ((), None)

    async def test_of_what_it_left_only_that_is_told_that_moved(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        await register(county, "county")
        await county.post("/assessees", json=body("yanhe", "county", category="towns"))
        await amend(county, "yanhe", 1, parent=None)
        await amend(county, "yanhe", 2, parent="county")
        up, down = await world.events("indicators", region, AssesseeAmended.event_type)
        assert (up.data["moved"], up.data["left"]) == (["parent"], {"parent": "county"})
        assert (down.data["moved"], down.data["left"]) == (["parent"], {})

    async def test_the_first_day_of_who_is_registered_goes_out_where_it_is_known(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        await county.post("/assessees", json=body("county"))
        answer = await county.post("/assessees", json=body("yanhe", "county", valid_from="2024-02-01"))
        assert (answer.status_code, answer.json()["valid_from"]) == (201, "2024-02-01"), answer.text
        events = await world.events("indicators", region, AssesseeRegistered.event_type)
        assert [event.data.get("valid_from") for event in events] == [None, "2024-02-01"]
        assert all(sealing.seal_of(event.data) and sealing.holds(event.data) for event in events)
        assert (await county.get("/assessees/yanhe", params={"as_of": "2024-01-31"})).status_code == 404
        early = await amend(county, "yanhe", 1, kind="department", valid_from="2024-01-15")
        assert early.json()["code"] == "amendment_too_early"

    async def test_who_moves_does_not_take_the_criterion_of_the_old_category_along(
        self, county: httpx.AsyncClient
    ) -> None:
        await county.post("/assessees", json=body("yanhe", criterion="镇级财政"))
        answer = await amend(county, "yanhe", 1, category="zones")
        assert answer.json()["criterion"] is None
        answer = await amend(county, "yanhe", 2, kind="organisation")
        assert (answer.json()["category"], answer.json()["criterion"]) == ("zones", None)

    async def test_what_held_on_a_day_and_what_was_known_on_a_day_are_two_questions(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        """On 20 March the county records a move that holds since 1 January; on 1 February nobody knew of it."""
        await register(county, "county")
        await county.post("/assessees", json=body("yanhe", "county", category="towns"))
        await world.settle()
        await world.move_clock(region, datetime.fromisoformat("2024-03-20T09:00:00+08:00"))
        answer = await amend(county, "yanhe", 1, category="zones", valid_from="2024-01-01")
        assert answer.status_code == 200, answer.text

        async def category(**days: str) -> str:
            answer = await county.get("/assessees/yanhe", params=days)
            return str(answer.json()["category"])

        assert await category(as_of="2024-02-01") == "zones"
        assert await category(as_of="2024-02-01", known_on="2024-02-01") == "towns"
        assert await category(as_of="2024-02-01", known_on="2024-03-19") == "towns"
        assert await category(as_of="2024-02-01", known_on="2024-03-20") == "zones"
        assert await category(as_of="2023-12-31") == "towns"
        for known_on, there in (("2024-03-19", ["yanhe"]), ("2024-03-20", [])):
            params = {"category": "towns", "as_of": "2024-02-01", "known_on": known_on}
            page = (await county.get("/assessees", params=params)).json()
            assert [one["code"] for one in page["items"]] == there

    async def test_before_it_was_registered_nobody_knew_of_it(self, county: httpx.AsyncClient) -> None:
        await register(county, "county")
        answer = await county.get("/assessees/county", params={"known_on": "2023-06-01"})
        assert answer.status_code == 404

    @pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2024-02-30"])
    async def test_a_day_that_no_calendar_here_has_is_refused(self, county: httpx.AsyncClient, day: str) -> None:
        for name in ("as_of", "known_on"):
            assert (await county.get("/assessees/county", params={name: day})).status_code == 422
