"""What was published in an earlier form stays what it was, and is the same text as the one of today."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from chassis.testing.world import World
from contracts import canonical, sealing
from contracts.canonical import digests
from contracts.indicators import AssesseeRegistered, MonitoringRulePublished
from contracts.schemes import IndicatorPublished, SchemePublished, SchemeWithdrawn
from indicators.domain import scheme_text
from indicators.domain.cascade import version as cascade_version
from indicators.usecases import cascades

Json = dict[str, Any]
SMALL = {"size": "small", "reason": "补正"}


def written_out(data: AssesseeRegistered) -> Json:
    return {name: value for name, value in canonical.whole(data).items() if name != "form"}


@contextmanager
def earlier() -> Iterator[None]:
    """Baton as it was when it wrote all defaults out and gave forms no number."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (canonical, scheme_text, cascade_version, cascades):
            patch.setattr(module, "form", canonical.whole)
        patch.setattr(sealing, "form", written_out)
        patch.setattr(AssesseeRegistered, "said", lambda said: said.model_dump(mode="json", exclude={"form"}))
        yield


async def library(world: World, region: str) -> list[tuple[str, int]]:
    events = await world.events("indicators", region, IndicatorPublished.event_type)
    return sorted((event.data["code"], event.data["version"]) for event in events)


class TestASchemeOfForm1:
    async def test_is_shown_and_was_sent_with_its_number_and_digests(
        self, world: World, region: str, office: Any
    ) -> None:
        with earlier():
            await office.published()
        shown = office.told(await office.author.get(office.at(1)))
        (event,) = await world.events("indicators", region, SchemePublished.event_type)
        assert shown["form"] == 1
        assert shown["scheme"] == event.data["scheme"]
        both = digests(shown["scheme"])
        assert (both.sha256, both.sm3) == (shown["publication"]["sha256"], shown["publication"]["sm3"])
        assert (both.sha256, both.sm3) == (event.data["sha256"], event.data["sm3"])

    async def test_differs_from_the_same_text_of_today_in_nothing(self, office: Any) -> None:
        with earlier():
            await office.published()
        await office.draft(change=SMALL)
        newer = office.told(await office.author.get(office.at(2)))
        assert newer["form"] == 2
        assert office.told(await office.author.get(office.at(2, "/diff")))["changes"] == []
        await office.approve(2)
        refused = await office.chief.post(office.at(2, ":publish"), json={"reason": "会议审定"})
        office.refused(refused, 422, "amendment_without_difference")

    async def test_amended_in_one_line_differs_in_that_line(self, world: World, region: str, office: Any) -> None:
        with earlier():
            await office.published()
        before = await library(world, region)
        await office.published({"total": "1600"}, SMALL)
        changes = office.told(await office.author.get(office.at(2, "/diff")))["changes"]
        assert [(one["at"], one["before"], one["after"]) for one in changes] == [("total", "1000", "1600")]
        assert await library(world, region) == before
        assert len(await world.events("indicators", region, MonitoringRulePublished.event_type)) == 1

    async def test_of_which_an_indicator_was_changed_brings_that_one_anew(
        self, world: World, region: str, office: Any
    ) -> None:
        with earlier():
            await office.published()
        before = await library(world, region)
        await office.published({"indicators[tourism].missing": "zero"}, SMALL)
        assert sorted({*await library(world, region)} - {*before}) == [("tourism", 2)]

    async def test_is_withdrawn_with_what_it_was_published_with(self, world: World, region: str, office: Any) -> None:
        with earlier():
            await office.published()
        office.told(await office.chief.post(office.at(1, ":withdraw"), json={"reason": "误发"}))
        (event,) = await world.events("indicators", region, SchemeWithdrawn.event_type)
        both = digests(event.data["scheme"])
        assert (both.sha256, both.sm3) == (event.data["sha256"], event.data["sm3"])
        assert "form" not in event.data["scheme"]

    async def test_comes_back_with_its_lights_when_a_later_one_is_withdrawn(
        self, world: World, region: str, office: Any
    ) -> None:
        dates = {"valid_from": "2024-01-01", "valid_until": None}
        with earlier():
            await office.published(dates)
        await office.published({**dates, "lights[quarterly-execution].overdue_points": "3"}, SMALL)
        office.told(await office.chief.post(office.at(2, ":withdraw"), json={"reason": "误发"}))
        rule = office.told(await office.author.get("/monitoring-rules/quarterly-execution"))
        said = await world.events("indicators", region, MonitoringRulePublished.event_type)
        assert [event.data["rule"].get("form", 1) for event in said] == [1, 2, 2]
        assert rule["publication"]["form"] == 2
        assert [canonical.digest(event.data["rule"]) for event in said] == [event.data["digest"] for event in said]

    async def test_approved_then_is_published_as_it_was_approved(self, office: Any) -> None:
        with earlier():
            await office.draft()
            await office.approve(1)
        approved = office.told(await office.author.get(office.at(1)))
        await office.publish(1)
        shown = office.told(await office.author.get(office.at(1)))
        assert (shown["form"], shown["publication"]["sha256"]) == (1, approved["texts"][0]["sha256"])

    async def test_can_be_commented_on_at_what_a_form_of_today_leaves_out(self, office: Any) -> None:
        edits = {"consultation": {"rounds": 1, "working_days": 5}}
        for version, how in ((1, earlier), (2, None)):
            if how is None:
                await office.draft(edits)
            else:
                with how():
                    await office.draft(edits)
            office.told(await office.author.post(office.at(version, ":submit-round")))
            said = {"at": "rounding.places", "text": "三位小数"}
            assert (
                office.told(await office.author.post(office.at(version, "/comments"), json=said), 201)["at"]
                == said["at"]
            )


class TestAScreening:
    async def test_of_a_scheme_finds_in_the_library_what_came_from_it_in_form_1(self, office: Any) -> None:
        with earlier():
            await office.published()
        labels = {"zh": "轮", "en": "round"}
        asked = {"code": "first", "labels": labels, "scheme": {"code": office.code, "version": 1}}
        office.told(await office.chief.post("/screenings", json=asked), 201)
        items = office.told(await office.chief.get("/screenings/first/items", params={"limit": 200}))["items"]
        versions = {one["code"]: one["library_version"] for one in items if one["kind"] == "indicator"}
        assert set(versions.values()) == {1}


class TestAssessees:
    async def test_say_in_which_form_each_version_was_sent(
        self, world: World, county: httpx.AsyncClient, region: str
    ) -> None:
        first = {"code": "yanhe", "kind": "organisation", "category": "towns", "labels": {"zh": "沿河", "en": "Yanhe"}}
        with earlier():
            assert (await county.post("/assessees", json=first)).status_code == 201
        moved = {"category": "zones", "valid_from": "2026-01-01", "reason": "区划调整"}
        answer = await county.post("/assessees/yanhe:amend", json=moved, headers={"if-match": '"1"'})
        assert answer.status_code == 200, answer.text
        versions = (await county.get("/assessees/yanhe/versions")).json()["items"]
        assert [(one["version"], one["form"]) for one in versions] == [(2, 2), (1, None)]
        for event in await world.events("indicators", region):
            if "assessee" in event.type:
                assert sealing.holds(event.data)
