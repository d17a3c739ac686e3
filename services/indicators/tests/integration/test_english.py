"""An office without English: its scheme is drafted and heard without a question, and published where it says so."""

from collections.abc import Callable
from typing import Any

import pytest
import pytest_asyncio

from chassis.testing.world import World
from contracts.indicators import MonitoringRulePublished, RuleContent
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import LibraryIndicator
from contracts.schemes import IndicatorPublished, SchemePublished
from contracts.screenings import ScreeningClosed
from indicators.domain.checking import check

Json = dict[str, Any]
Office = Any
"""See conftest."""
BECAUSE = {"reason": "县考核领导小组会议审定"}
WITHOUT = {**BECAUSE, "without_english": True}


@pytest.fixture
def plain(office: Office, without_english: Callable[[Any], Any]) -> Json:
    """A scheme without any English, with lights and indicators, that its members are to be asked about once."""
    bare: Json = without_english(
        office.content({"valid_from": "2024-01-01", "consultation": {"rounds": 1, "working_days": 1}})
    )
    return bare


@pytest_asyncio.fixture(loop_scope="session")
async def approved(office: Office, plain: Json) -> Office:
    """It was drafted, every member signed off, and it was approved."""
    await office.author.post("/working-calendars", json={"year": 2024, "seed": "CN"})
    office.told(await office.author.post("/schemes", json={"scheme": plain}), 201)
    office.told(await office.author.post(office.at(1, ":submit-round")))
    for member in plain["members"]:
        agreed = {"round": 1, "unit": member["code"], "agree": True}
        office.told(await office.head(member["code"]).post(office.at(1, ":sign-off"), json=agreed))
    await office.approve(1)
    return office


class TestBeforePublication:
    async def test_nothing_asks_for_english(self, approved: Office) -> None:
        assert approved.told(await approved.author.get(approved.at(1)))["state"] == "approved"
        assert approved.told(await approved.author.get(approved.at(1, "/lint")))["findings"] == []

    async def test_it_is_told_in_english_by_its_chinese_names(self, approved: Office, plain: Json) -> None:
        said = (await approved.author.get(approved.at(1, "/explain"), params={"language": "en"})).text
        assert said.startswith(plain["labels"]["zh"])
        assert "“”" not in said

    async def test_english_of_only_spaces_is_refused(self, office: Office, plain: Json) -> None:
        plain["labels"]["en"] = "  "
        answer = await office.author.post("/schemes", json={"scheme": plain})
        assert [one["at"] for one in office.refused(answer, 422, "invalid_request")["errors"]] == [
            "body.scheme.labels.en"
        ]

    async def test_an_empty_english_text_makes_the_same_digests_as_none(self, office: Office, plain: Json) -> None:
        office.told(await office.author.post("/schemes", json={"scheme": plain}), 201)
        plain["labels"]["en"] = ""
        office.told(await office.author.post("/schemes", json={"scheme": plain}), 201)
        first, second = [office.told(await office.author.get(office.at(n)))["texts"][0] for n in (1, 2)]
        assert (first["sha256"], first["sm3"]) == (second["sha256"], second["sm3"])


class TestPublishing:
    async def test_is_refused_with_every_place_that_has_no_english(self, approved: Office, plain: Json) -> None:
        answer = await approved.chief.post(approved.at(1, ":publish"), json=BECAUSE)
        values = approved.refused(answer, 422, "scheme_not_publishable")
        expected = check.findings(SchemeContent.model_validate(plain), english=True)
        assert sorted(one["at"] for one in values["findings"]) == sorted(one.at for one in expected)
        assert {one["code"] for one in values["findings"]} == {"english_missing"}
        asked = await approved.author.get(approved.at(1, "/lint"), params={"english": True})
        assert approved.told(asked)["findings"] == values["findings"]
        assert approved.told(await approved.author.get(approved.at(1)))["state"] == "approved"

    async def test_with_the_switch_brings_scheme_lights_and_indicators_into_force_as_they_are(
        self, world: World, region: str, approved: Office, plain: Json
    ) -> None:
        approved.told(await approved.chief.post(approved.at(1, ":publish"), json=WITHOUT))
        events = await world.events("indicators", region)
        (scheme,) = [one.read(SchemePublished) for one in events if one.type == SchemePublished.event_type]
        assert scheme.scheme["labels"] == {"zh": plain["labels"]["zh"]}
        (rule,) = [
            one.read(MonitoringRulePublished) for one in events if one.type == MonitoringRulePublished.event_type
        ]
        assert rule.content == RuleContent.model_validate(plain["lights"][0])
        taken = [one.read(IndicatorPublished) for one in events if one.type == IndicatorPublished.event_type]
        assert {one.code for one in taken} == {one["code"] for one in plain["indicators"]}
        assert all("en" not in one.indicator["labels"] for one in taken)

    async def test_with_the_switch_still_refuses_everything_else(self, office: Office, plain: Json) -> None:
        plain["consultation"] = {"rounds": 0}
        plain["parts"][0]["weight"] = "71"
        office.told(await office.author.post("/schemes", json={"scheme": plain}), 201)
        await office.approve(1)
        answer = await office.chief.post(office.at(1, ":publish"), json=WITHOUT)
        found = [one["code"] for one in office.refused(answer, 422, "scheme_not_publishable")["findings"]]
        assert "part_weights_do_not_sum" in found
        assert "english_missing" not in found

    async def test_what_was_withdrawn_brings_back_lights_without_english(self, approved: Office, plain: Json) -> None:
        approved.told(await approved.chief.post(approved.at(1, ":publish"), json=WITHOUT))
        newer = {**plain, "lights": [], "consultation": {"rounds": 0}}
        change = {"size": "small", "reason": "取消红黄绿灯"}
        drafted = await approved.author.post("/schemes", json={"scheme": newer, "change": change})
        assert approved.told(drafted, 201)["version"] == 2
        await approved.approve(2)
        approved.told(await approved.chief.post(approved.at(2, ":publish"), json=WITHOUT))
        light = f"/monitoring-rules/{plain['lights'][0]['code']}"
        assert approved.told(await approved.author.get(light))["state"] == "withdrawn"
        approved.told(await approved.chief.post(approved.at(2, ":withdraw"), json=BECAUSE))
        assert approved.told(await approved.author.get(light))["state"] == "published"


class TestByItself:
    async def test_a_rule_is_published_without_english_only_by_the_switch(self, office: Office, plain: Json) -> None:
        rule = plain["lights"][0]
        office.told(await office.author.post("/monitoring-rules", json=rule), 201)
        at = f"/monitoring-rules/{rule['code']}/versions/1:publish"
        values = office.refused(await office.chief.post(at, json=BECAUSE), 422, "rule_not_publishable")
        assert "levels[0].labels.en" in [one["at"] for one in values["findings"]]
        assert office.told(await office.chief.post(at, json=WITHOUT))["rule"]["labels"] == rule["labels"]

    async def test_an_indicator_of_the_library_too(self, office: Office, plain: Json) -> None:
        body = {"indicator": plain["indicators"][0], "valid_from": "2026-01-01"}
        office.told(await office.author.post("/indicators", json=body), 201)
        at = f"/indicators/{plain['indicators'][0]['code']}/versions/1:publish"
        values = office.refused(await office.chief.post(at, json=BECAUSE), 422, "indicator_not_publishable")
        assert {one["code"] for one in values["findings"]} == {"english_missing"}
        told = office.told(await office.chief.post(at, json=WITHOUT))
        assert LibraryIndicator.model_validate(told["indicator"]).labels.en == ""

    async def test_a_screening_of_it_is_run_shown_and_closed(
        self, world: World, region: str, office: Office, plain: Json
    ) -> None:
        for one in plain["indicators"][:2]:
            one["wording"] = {"zh": "按统计口径计算"}
        office.told(await office.author.post("/schemes", json={"scheme": plain}), 201)
        screening = {"code": "round-1", "labels": {"zh": "筛查", "en": "Screening"}}
        asked = {**screening, "scheme": {"code": office.code, "version": 1}}
        office.told(await office.chief.post("/screenings", json=asked), 201)
        items = office.told(await office.chief.get("/screenings/round-1/items"))["items"]
        assert {one["labels"]["en"] for one in items} == {""}
        said = [finding["texts"]["en"] for one in items for finding in one["findings"]]
        assert any("地区生产总值增速 (gdp)" in text for text in said)
        assert not [text for text in said if "“”" in text or " ()" in text]
        for one in items:
            if one["findings"]:
                at = f"/screenings/round-1/items/{one['number']}:keep"
                office.told(await office.chief.post(at, json=BECAUSE))
        office.told(await office.chief.post("/screenings/round-1:close", json=BECAUSE))
        (closed,) = await world.events("indicators", region, ScreeningClosed.event_type)
        assert {one.labels.en for one in closed.read(ScreeningClosed).decided} <= {""}
