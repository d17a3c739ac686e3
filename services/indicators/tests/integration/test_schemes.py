"""Schemes through the routes: drafted, approved and published by different people; nothing published ever changes."""

import asyncio
import dataclasses
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.testing.world import World
from contracts.canonical import Digests, digests, form
from contracts.indicators import MonitoringRulePublished, MonitoringRuleWithdrawn
from contracts.scheme.content import SchemeContent
from contracts.schemes import SchemeAmended, SchemePublished, SchemeWithdrawn
from indicators.storage import scheme_tables

BECAUSE = {"reason": "县考核领导小组会议审定"}
SMALL = {"size": "small", "reason": "补正权重"}

Json = dict[str, Any]
Office = Any
"""See conftest."""


class TestDrafting:
    async def test_is_told_to_nobody(self, world: World, region: str, office: Office) -> None:
        await office.draft()
        assert await world.events("indicators", region, *SCHEME_EVENTS) == []
        shown = office.told(await office.author.get(office.at(1)))
        assert (shown["state"], shown["author"], shown["change"]) == ("draft", "chen", None)

    async def test_keeps_the_canonical_form_with_its_digests(self, office: Office) -> None:
        await office.draft()
        shown = office.told(await office.author.get(office.at(1)))
        assert shown["scheme"] == form(SchemeContent.model_validate(office.content()))
        seal = digests(shown["scheme"])
        assert (shown["texts"][0]["sha256"], shown["texts"][0]["sm3"]) == (seal.sha256, seal.sm3)

    @pytest.mark.parametrize(
        ("edits", "at"),
        [
            ({"total": 1500}, "body.scheme.total"),
            ({"parts[common].weight": "70%"}, "body.scheme.parts.0.weight"),
            ({"valid_from": "2026-02-30"}, "body.scheme.valid_from"),
            ({"grading": {"basis": "feelings"}}, "body.scheme.grading.basis"),
        ],
    )
    async def test_of_the_wrong_shape_is_refused_with_the_place(
        self, office: Office, edits: Mapping[str, Any], at: str
    ) -> None:
        answer = await office.author.post("/schemes", json={"scheme": office.content(edits)})
        assert at in [one["at"] for one in office.refused(answer, 422, "invalid_request")["errors"]]

    async def test_written_at_once_drafts_get_versions_of_their_own(self, office: Office) -> None:
        assert sorted(await asyncio.gather(*(office.draft() for _ in range(4)))) == [1, 2, 3, 4]

    async def test_on_trial_leaves_nothing(self, office: Office) -> None:
        answer = await office.author.post("/schemes?dry_run=true", json={"scheme": office.content()})
        assert office.told(answer, 201)["version"] == 1
        assert (await office.author.get(office.at(1))).status_code == 404

    async def test_a_text_without_letters_that_can_be_kept_is_refused(self, office: Office) -> None:
        answer = await office.author.post("/schemes", json={"scheme": office.content({"labels.zh": "方\x00案"})})
        assert office.refused(answer, 422, "value_cannot_be_kept")["why"] == "nul_character"
        assert "无法存储的值（含有空字符）" in answer.json()["texts"]["zh"]
        assert "cannot be stored (nul character)" in answer.json()["texts"]["en"]


class TestRevising:
    async def test_adds_a_text_and_keeps_the_one_before(self, office: Office) -> None:
        await office.draft()
        body = {"scheme": office.content({"total": "1600"})}
        answer = await office.author.post(office.at(1, ":revise"), json=body, headers={"if-match": '"1"'})
        assert [one["number"] for one in office.told(answer)["texts"]] == [1, 2]
        assert answer.headers["etag"] == '"2"'
        newest = office.told(await office.author.get(office.at(1)))
        first = office.told(await office.author.get(office.at(1), params={"text": 1}))
        assert (newest["text"], newest["scheme"]["total"]) == (2, "1600")
        assert (first["text"], first["scheme"]["total"]) == (1, office.content()["total"])
        assert (await office.author.get(office.at(1), params={"text": 3})).status_code == 404

    async def test_of_a_text_that_was_not_read_is_refused(self, office: Office) -> None:
        await office.draft()
        at, body = office.at(1, ":revise"), {"scheme": office.content({"total": "1600"})}
        office.refused(await office.author.post(at, json=body), 428, "version_required")
        office.told(await office.author.post(at, json=body, headers={"if-match": '"1"'}))
        office.refused(await office.chief.post(at, json=body, headers={"if-match": '"1"'}), 409, "scheme_text_outdated")

    async def test_does_not_make_another_scheme_of_it(self, office: Office) -> None:
        await office.draft()
        body = {"scheme": office.content({"code": "villages"})}
        answer = await office.author.post(office.at(1, ":revise"), json=body, headers={"if-match": '"1"'})
        office.refused(answer, 422, "scheme_code_differs")

    async def test_whoever_wrote_a_text_neither_approves_nor_publishes(self, office: Office) -> None:
        await office.draft()
        body = {"scheme": office.content({"total": "1600"})}
        office.told(await office.chief.post(office.at(1, ":revise"), json=body, headers={"if-match": '"1"'}))
        for writer in (office.author, office.chief):
            office.refused(await writer.post(office.at(1, ":approve"), json=BECAUSE), 403, "same_person_twice")
        office.told(await office.person("zhou").post(office.at(1, ":approve"), json=BECAUSE))
        for writer in (office.author, office.chief):
            office.refused(await writer.post(office.at(1, ":publish"), json=BECAUSE), 403, "same_person_twice")


SCHEME_EVENTS = (SchemePublished.event_type, SchemeAmended.event_type, SchemeWithdrawn.event_type)


class TestPublishing:
    async def test_a_scheme_without_indicators_is_published(self, office: Office) -> None:
        bare = {name: office.content()[name] for name in ("code", "labels", "category", "legal_basis", "valid_from")}
        office.told(await office.author.post("/schemes", json={"scheme": {**bare, "consultation": {"rounds": 0}}}), 201)
        await office.approve(1)
        await office.publish(1)
        assert office.told(await office.author.get(office.at(1)))["state"] == "published"

    async def test_the_whole_frozen_scheme_goes_out_with_both_digests(
        self, world: World, region: str, office: Office
    ) -> None:
        await office.published()
        (event,) = await world.events("indicators", region, *SCHEME_EVENTS)
        said = event.read(SchemePublished)
        assert (event.type, event.partitionkey) == (SchemePublished.event_type, f"{region}/{office.code}")
        assert (said.version, said.published_by, said.approved_by, said.reason) == (1, "liu", "liu", BECAUSE["reason"])
        assert said.scheme == form(SchemeContent.model_validate(office.content()))
        seal = digests(said.scheme)
        shown = office.told(await office.author.get(office.at(1)))["publication"]
        assert (said.sha256, said.sm3) == (seal.sha256, seal.sm3) == (shown["sha256"], shown["sm3"])
        assert said.assumed == shown["assumed"] == len(office.content()["assumed"])

    async def test_needs_an_approval_by_somebody_else_than_the_author(self, office: Office) -> None:
        await office.draft()
        assert office.refused(
            await office.chief.post(office.at(1, ":publish"), json=BECAUSE), 409, "scheme_step_not_open"
        ) == {
            "scheme": office.code,
            "version": 1,
            "state": "draft",
            "step": "publish",
            "states": "approved",
        }
        office.refused(await office.author.post(office.at(1, ":approve"), json=BECAUSE), 403, "same_person_twice")
        assert (await office.approve(1))["state"] == "approved"
        office.refused(await office.author.post(office.at(1, ":publish"), json=BECAUSE), 403, "same_person_twice")
        assert (await office.publish(1))["state"] == "published"

    async def test_all_findings_are_named_at_once_and_nothing_is_published(
        self, world: World, region: str, office: Office
    ) -> None:
        wrong = {"parts[common].weight": "71", "indicators[tourism].targets": [], "members[t-lake].chosen": []}
        version = await office.draft(wrong)
        await office.approve(version)
        answer = await office.chief.post(office.at(version, ":publish"), json=BECAUSE)
        values = office.refused(answer, 422, "scheme_not_publishable")
        found = [(one["code"], one["at"]) for one in values["findings"]]
        assert values["count"] == len(found) >= 3
        assert all(one["texts"]["zh"] and one["mend"]["en"] for one in values["findings"])
        linted = office.told(await office.author.get(office.at(version, "/lint")))
        assert [(one["code"], one["at"]) for one in linted["findings"]] == found
        assert len(linted["assumed"]) == len(office.content()["assumed"])
        assert await world.events("indicators", region, *SCHEME_EVENTS) == []

    async def test_what_was_found_is_mended_by_returning_and_revising(self, office: Office) -> None:
        version = await office.draft({"parts[common].weight": "71"})
        await office.approve(version)
        at, body, read = office.at(version, ":revise"), {"scheme": office.content()}, {"if-match": '"1"'}
        office.refused(await office.author.post(at, json=body, headers=read), 409, "scheme_step_not_open")
        sent_back = office.told(await office.chief.post(office.at(version, ":return"), json={"reason": "权重合计有误"}))
        assert (sent_back["state"], sent_back["approval"]) == ("draft", None)
        office.told(await office.author.post(at, json=body, headers=read))
        office.refused(
            await office.chief.post(office.at(version, ":publish"), json=BECAUSE), 409, "scheme_step_not_open"
        )
        await office.approve(version)
        assert (await office.publish(version))["publication"]["text"] == 2

    async def test_happens_once_however_many_press_the_button(self, world: World, region: str, office: Office) -> None:
        await office.approve(await office.draft())
        answers = await asyncio.gather(*(office.chief.post(office.at(1, ":publish"), json=BECAUSE) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
        assert len(await world.events("indicators", region, *SCHEME_EVENTS)) == 1

    async def test_a_correct_text_has_no_findings(self, office: Office) -> None:
        await office.draft()
        assert office.told(await office.author.get(office.at(1, "/lint")))["findings"] == []


class TestWhatItNames:
    COUPLED: Json = {"couplings": [
        {"code": "unit", "labels": {"zh": "部门绩效", "en": "unit"}, "scheme": "organs-2026", "share": "40"}
    ]}  # fmt: skip

    def _organs(self, office: Office, **edits: Any) -> tuple[Office, Json]:
        """The office with another scheme in its hands, and the edits that make it."""
        organs = dataclasses.replace(office)
        organs.code = "organs-2026"
        return organs, {"code": organs.code, "lights": [], "indicators[tourism].formula": None, **edits}

    async def test_is_published_before_it(self, office: Office) -> None:
        version = await office.draft(self.COUPLED)
        await office.approve(version)
        for answer in (
            await office.chief.post(office.at(version, ":publish"), json=BECAUSE),
            await office.author.get(office.at(version, "/lint")),
        ):
            body = answer.json()
            (finding,) = body["findings"] if answer.status_code == 200 else body["values"]["findings"]
            assert (finding["code"], finding["at"]) == ("scheme_not_published", "couplings[unit].scheme")
        organs, edits = self._organs(office)
        await organs.published(edits)
        assert office.told(await office.author.get(office.at(version, "/lint")))["findings"] == []
        assert (await office.publish(version))["state"] == "published"

    async def test_does_not_wait_for_it_in_turn(self, office: Office) -> None:
        organs, edits = self._organs(office)
        await organs.published(edits)
        await office.published(self.COUPLED)
        back = [{**self.COUPLED["couplings"][0], "scheme": office.code}]
        version = await organs.draft({**edits, "couplings": back}, SMALL)
        await organs.approve(version)
        answer = await organs.chief.post(organs.at(version, ":publish"), json=BECAUSE)
        (finding,) = office.refused(answer, 422, "scheme_not_publishable")["findings"]
        assert (finding["code"], finding["at"]) == ("schemes_in_a_circle", "couplings[unit].scheme")
        assert finding["values"] == {"path": "organs-2026 → towns-2026 → organs-2026"}

    async def test_has_the_grades_that_it_asks_for(self, office: Office) -> None:
        organs, edits = self._organs(office)
        await organs.published(edits)
        version = await office.draft({"gates[team].scheme": "organs-2026", "gates[team].requires": ["first"]})
        await office.approve(version)
        answer = await office.chief.post(office.at(version, ":publish"), json=BECAUSE)
        (finding,) = office.refused(answer, 422, "scheme_not_publishable")["findings"]
        assert finding["values"] == {"scheme": "organs-2026", "grade": "first"}


class TestAmending:
    async def test_says_how_large_it_is_and_why(self, world: World, region: str, office: Office) -> None:
        await office.published()
        body = {"scheme": office.content({"total": "1600"})}
        office.refused(await office.author.post("/schemes", json=body), 422, "amendment_needs_change")
        await office.published({"total": "1600"}, SMALL)
        first, second = await world.events("indicators", region, *SCHEME_EVENTS)
        assert (first.type, second.type) == (SchemePublished.event_type, SchemeAmended.event_type)
        said = second.read(SchemeAmended)
        assert said.change.model_dump() == {**SMALL, "of_version": 1}
        assert int(first.sequence) < int(second.sequence)

    async def test_without_a_difference_amends_nothing_and_is_not_published(
        self, world: World, region: str, office: Office
    ) -> None:
        await office.published()
        version = await office.draft(None, SMALL)
        await office.approve(version)
        answer = await office.chief.post(office.at(version, ":publish"), json=BECAUSE)
        assert office.refused(answer, 422, "amendment_without_difference")["before"] == 1
        assert len(await world.events("indicators", region, *SCHEME_EVENTS)) == 1

    async def test_what_was_withdrawn_is_published_again_as_it_was(self, office: Office) -> None:
        await office.published()
        office.told(await office.chief.post(office.at(1, ":withdraw"), json=BECAUSE))
        assert await office.published(None, SMALL) == 2

    async def test_there_is_nothing_to_amend_before_the_first_publication(self, office: Office) -> None:
        body = {"scheme": office.content(), "change": SMALL}
        office.refused(await office.author.post("/schemes", json=body), 422, "nothing_to_amend")

    async def test_shows_what_differs_line_by_line(self, office: Office) -> None:
        await office.published()
        await office.draft({"total": "1600", "indicators[jobs].targets[0].value": "27000"}, SMALL)
        found = office.told(await office.author.get(office.at(2, "/diff")))
        assert found["against"] == 1
        texts = {"zh": "总分：1000 → 1600", "en": "total: 1000 → 1600"}
        total = {"at": "total", "kind": "changed", "before": "1000", "after": "1600", "texts": texts}
        assert total in found["changes"]
        assert {"indicators[jobs].targets[0].value", "total"} == {one["at"] for one in found["changes"]}
        back = office.told(await office.author.get(office.at(1, "/diff"), params={"against": 2}))
        assert {"zh": "总分：1600 → 1000", "en": "total: 1600 → 1000"} in [one["texts"] for one in back["changes"]]
        first = office.told(await office.author.get(office.at(1, "/diff")))
        assert first["against"] is None
        texts = {"zh": "总分：新增：1000", "en": "total: added: 1000"}
        assert {"at": "total", "kind": "added", "before": None, "after": "1000", "texts": texts} in first["changes"]

    async def test_of_two_drafts_upon_one_version_only_one_is_published(self, office: Office) -> None:
        await office.published()
        for total in ("1600", "1700"):
            await office.draft({"total": total}, SMALL)
        for version in (2, 3):
            await office.approve(version)
        await office.publish(2)
        answer = await office.chief.post(office.at(3, ":publish"), json=BECAUSE)
        office.refused(answer, 409, "scheme_base_outdated")

    async def test_supersedes_from_its_own_first_day_and_never_begins_before(self, office: Office) -> None:
        await office.published({"valid_from": "2024-01-01", "valid_until": None})
        early = await office.draft({"valid_from": "2023-12-01", "valid_until": None}, SMALL)
        await office.approve(early)
        answer = await office.chief.post(office.at(early, ":publish"), json=BECAUSE)
        office.refused(answer, 422, "scheme_amended_too_early")
        later = await office.published({"valid_from": "2024-02-01", "valid_until": None}, SMALL)
        states = {
            one["version"]: one["state"] for one in office.told(await office.author.get(office.at(0)[:-2]))["items"]
        }
        assert states == {1: "published", early: "approved", later: "published"}
        assert office.told(await office.author.get(office.at(1)))["superseded_from"] == "2024-02-01"
        await office.clock("2024-02-01T00:00:00")
        assert office.told(await office.author.get(office.at(1)))["state"] == "superseded"
        office.refused(await office.chief.post(office.at(1, ":withdraw"), json=BECAUSE), 409, "scheme_step_not_open")


class TestInForce:
    async def test_on_a_day_and_as_known_on_a_day_are_two_questions(self, office: Office) -> None:
        await office.published({"valid_from": "2024-01-01", "valid_until": None})
        await office.clock("2024-03-10T09:00:00")
        await office.published({"valid_from": "2024-02-01", "valid_until": None, "total": "1600"}, SMALL)

        async def held(**days: str) -> int | None:
            answer = await office.author.get(f"/schemes/{office.code}", params=days)
            return None if answer.status_code == 404 else int(office.told(answer)["version"])

        assert await held(in_force_on="2023-12-31") is None
        assert await held(in_force_on="2024-01-31") == 1
        assert await held(in_force_on="2024-02-01") == 2
        assert await held(in_force_on="2024-02-01", known_on="2024-03-09") == 1
        assert await held(in_force_on="2024-02-01", known_on="2024-03-10") == 2
        assert await held(known_on="2024-02-15") == 1
        assert await held() == 2

    async def test_a_scheme_that_was_never_published_shows_its_newest_draft(self, office: Office) -> None:
        await office.draft()
        await office.draft({"total": "1600"})
        assert office.told(await office.author.get(f"/schemes/{office.code}"))["version"] == 2
        answer = await office.author.get(f"/schemes/{office.code}", params={"in_force_on": "2026-05-01"})
        assert answer.status_code == 404

    async def test_the_list_has_one_version_of_each_scheme(self, office: Office) -> None:
        await office.published({"valid_from": "2024-01-01", "valid_until": None})
        await office.draft({"total": "1600"}, SMALL)
        office.told(
            await office.author.post("/schemes", json={"scheme": office.content({"code": "zz", "lights": []})}), 201
        )
        first = office.told(await office.author.get("/schemes", params={"limit": 1}))
        second = office.told(await office.author.get("/schemes", params={"limit": 1, "cursor": first["next_cursor"]}))
        shown = [(one["code"], one["version"], one["state"]) for one in (*first["items"], *second["items"])]
        assert shown == [(office.code, 1, "published"), ("zz", 1, "draft")]
        assert second["next_cursor"] is None


class TestWithdrawing:
    async def test_is_told_whole_with_the_digests_of_what_was_withdrawn(
        self, world: World, region: str, office: Office
    ) -> None:
        await office.published()
        answer = await office.chief.post(office.at(1, ":withdraw"), json={"reason": "依据文件未印发"})
        assert office.told(answer)["state"] == "withdrawn"
        said = (await world.events("indicators", region, SchemeWithdrawn.event_type))[0].read(SchemeWithdrawn)
        assert (said.version, said.withdrawn_by, said.reason) == (1, "liu", "依据文件未印发")
        assert said.sha256 == office.told(await office.author.get(office.at(1)))["publication"]["sha256"]
        assert digests(said.scheme or {}) == Digests(said.sha256, said.sm3)
        assert said.published
        assert (said.published.approved_by, said.published.change, said.holds_again) == ("liu", None, None)
        office.refused(await office.chief.post(office.at(1, ":withdraw"), json=BECAUSE), 409, "scheme_step_not_open")

    async def test_what_it_took_the_place_of_holds_again(self, world: World, region: str, office: Office) -> None:
        await office.published({"valid_from": "2024-01-01", "valid_until": None})
        await office.published({"valid_from": "2024-01-01", "valid_until": None, "total": "1600"}, SMALL)
        assert office.told(await office.author.get(f"/schemes/{office.code}"))["version"] == 2
        office.told(await office.chief.post(office.at(2, ":withdraw"), json=BECAUSE))
        assert office.told(await office.author.get(f"/schemes/{office.code}"))["version"] == 1
        assert office.told(await office.author.get(office.at(1)))["state"] == "published"
        (event,) = await world.events("indicators", region, SchemeWithdrawn.event_type)
        said = event.read(SchemeWithdrawn)
        assert (said.version, said.holds_again) == (2, 1)
        assert said.published
        assert said.published.change
        assert said.published.change.model_dump() == {**SMALL, "of_version": 1}

    async def test_never_what_was_not_published(self, office: Office) -> None:
        await office.draft()
        office.refused(await office.chief.post(office.at(1, ":withdraw"), json=BECAUSE), 409, "scheme_step_not_open")
        assert (await office.chief.post(office.at(7, ":withdraw"), json=BECAUSE)).status_code == 404


class TestLights:
    """The lights of a scheme are monitoring rules in force."""

    async def rule(self, office: Office) -> Json | None:
        light = office.content()["lights"][0]["code"]
        answer = await office.author.get(f"/monitoring-rules/{light}")
        return None if answer.status_code == 404 else office.told(answer)

    async def test_come_into_force_with_it_written_by_its_author(
        self, world: World, region: str, office: Office
    ) -> None:
        await office.published()
        rule = await self.rule(office)
        assert rule is not None
        assert (rule["state"], rule["author"], rule["publication"]["by"]) == ("published", "chen", "liu")
        assert len(await world.events("indicators", region, MonitoringRulePublished.event_type)) == 1

    async def test_that_stayed_as_they_were_are_not_published_again(
        self, world: World, region: str, office: Office
    ) -> None:
        await office.published()
        await office.published({"total": "1600"}, SMALL)
        assert len(await world.events("indicators", region, MonitoringRulePublished.event_type)) == 1
        await office.published({"lights[quarterly-execution].overdue_points": "3"}, SMALL)
        assert len(await world.events("indicators", region, MonitoringRulePublished.event_type)) == 2

    async def test_go_with_it_and_come_back_with_the_version_before(
        self, world: World, region: str, office: Office
    ) -> None:
        dates = {"valid_from": "2024-01-01", "valid_until": None}
        await office.published(dates)
        await office.published({**dates, "lights": []}, SMALL)
        rule = await self.rule(office)
        assert rule is not None
        assert rule["state"] == "withdrawn"
        assert len(await world.events("indicators", region, MonitoringRuleWithdrawn.event_type)) == 1
        office.told(await office.chief.post(office.at(2, ":withdraw"), json=BECAUSE))
        rule = await self.rule(office)
        assert rule is not None
        assert (rule["state"], rule["version"]) == ("published", 2)

    async def test_that_somebody_published_anew_since_stay(self, office: Office) -> None:
        await office.published()
        light = {**office.content()["lights"][0], "overdue_points": "9"}
        office.told(await office.author.post("/monitoring-rules", json=light), 201)
        office.told(await office.chief.post(f"/monitoring-rules/{light['code']}/versions/2:publish", json=BECAUSE))
        await office.published({"lights": []}, SMALL)
        rule = await self.rule(office)
        assert rule is not None
        assert (rule["state"], rule["version"]) == ("published", 2)

    async def test_of_one_scheme_are_not_changed_by_another(self, office: Office) -> None:
        await office.published()
        other = {"scheme": office.content({"code": "villages", "lights[quarterly-execution].overdue_points": "9"})}
        office.told(await office.author.post("/schemes", json=other), 201)
        at = "/schemes/villages/versions/1"
        office.told(await office.chief.post(f"{at}:approve", json=BECAUSE))
        office.refused(await office.chief.post(f"{at}:publish", json=BECAUSE), 409, "light_of_another_scheme")


ADDED_TO = [name for name in vars(scheme_tables) if name.startswith("scheme_")]


class TestImmutability:
    async def test_no_route_changes_a_published_version(self, world: World, office: Office) -> None:
        """Every command that exists is tried on it; its content and its digests stay, byte for byte."""
        await office.published()
        before = office.told(await office.author.get(office.at(1)))
        paths = world.running["indicators"].app.openapi()["paths"]
        commands = {
            path
            for path, methods in paths.items()
            for method in methods
            if method != "get" and path.startswith("/schemes/")
        }
        verbs = ("revise", "submit-round", "sign-off", "approve", "return", "publish", "withdraw")
        one = "/schemes/{code}/versions/{version}"
        assert commands == {
            *(f"{one}:{verb}" for verb in verbs),
            f"{one}/comments",
            f"{one}/comments/{{comment}}:accept",
            f"{one}/comments/{{comment}}:reject",
        }
        bodies: list[Json] = [
            {},
            BECAUSE,
            {"scheme": office.content({"total": "1"})},
            {"at": "total", "text": "改"},
            {"round": 1, "unit": "t-north", "agree": True},
            {"answer": "改"},
        ]
        for path in sorted(commands):
            here = path.format(code=office.code, version=1, comment=1)
            for body in bodies:
                await office.person("zhou").post(here, json=body, headers={"if-match": '"1"'})
        for method in ("put", "patch", "delete"):
            assert (await office.chief.request(method, office.at(1), json={})).status_code == 405
        after = office.told(await office.author.get(office.at(1)))
        kept = ("scheme", "texts", "publication", "author", "drafted_at", "approval")
        assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
        seal = digests(after["scheme"])
        assert (after["publication"]["sha256"], after["publication"]["sm3"]) == (seal.sha256, seal.sm3)

    @pytest.mark.parametrize("table", ADDED_TO)
    @pytest.mark.parametrize(
        "statement", ["UPDATE {} SET code = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE", "ALTER TABLE {} RENAME TO x"]
    )
    async def test_no_sql_of_the_service_changes_what_was_recorded(
        self, world: World, county: httpx.AsyncClient, region: str, table: str, statement: str
    ) -> None:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            async with world.transaction("indicators", region) as tx:
                await tx.execute(text(statement.format(table)))

    async def test_last_years_scheme_is_read_with_the_digest_that_it_was_published_with(self, office: Office) -> None:
        """Lesson 18: editing a formula rewrites history elsewhere."""
        await office.published()
        before = office.told(await office.author.get(office.at(1)))
        await office.clock("2025-03-01T00:00:00")
        edits = {"valid_until": None, "indicators[tourism].formula": "[旅游收入] / [常住人口] * 2"}
        await office.published(edits, {"size": "overhaul", "reason": "重拟公式"})
        after = office.told(await office.author.get(office.at(1)))
        assert after["scheme"] == before["scheme"]
        assert digests(after["scheme"]).sha256 == before["publication"]["sha256"]
