"""An order through the hands of people, over HTTP."""

from typing import Any
from uuid import uuid4

import pytest

from contracts.scoring import OrderAccepted, OrderAnswered

EVIDENCE = {"name": "contract.pdf", "sha256": "a" * 64, "bytes": 12_345}
ANSWER = {
    "text": "The contracts are signed.",
    "measures": [{"text": "Weekly report to finance", "until": "2026-04-30"}],
    "evidence": [EVIDENCE],
}


class TestAnswering:
    async def test_the_clerk_prepares_and_the_head_submits_the_draft(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "acknowledge")
        await county.given(county.clerk(), "BRIDGES", "prepare-answer", ANSWER)
        shown = await county.given(county.head(), "BRIDGES", "answer")
        assert shown["state"] == "answered"
        (answer,) = (await county.order_of("BRIDGES"))["answers"]
        assert (answer["prepared_by"], answer["answered_by"]) == ("clerk-of-roads", "head-of-roads")
        assert answer["measures"] == ANSWER["measures"]
        (event,) = await county.said("order-answered")
        assert [file.model_dump() for file in event.read(OrderAnswered).evidence] == [EVIDENCE]

    async def test_with_neither_draft_nor_text_is_refused(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "acknowledge")
        answer = await county.give(county.head(), "BRIDGES", "answer")
        assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_submit")

    async def test_a_draft_is_shown_to_the_unit_alone(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "acknowledge")
        shown = await county.given(county.clerk(), "BRIDGES", "prepare-answer", ANSWER)
        async with county.head() as head:
            assert (await head.get(f"/rectification-orders/{shown['id']}")).json()["draft"]["text"] == ANSWER["text"]
        assert (await county.order_of("BRIDGES"))["draft"] is None

    async def test_who_prepared_does_not_submit(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "acknowledge")
        await county.given(county.clerk(), "BRIDGES", "prepare-answer", ANSWER)
        both = county.client("clerk-of-roads", "unit_head", "unit_clerk", units=["roads"])
        answer = await county.give(both, "BRIDGES", "answer")
        assert (answer.status_code, answer.json()["code"]) == (403, "same_person_twice")

    async def test_evidence_that_contradicts_itself_is_refused_in_a_draft_as_in_an_answer(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "acknowledge")
        same_name = [EVIDENCE, EVIDENCE | {"sha256": "b" * 64}]
        empty = [EVIDENCE | {"bytes": 0}]
        for person, command in ((county.clerk, "prepare-answer"), (county.head, "answer")):
            twice = await county.give(person(), "BRIDGES", command, ANSWER | {"evidence": same_name})
            assert (twice.status_code, twice.json()["code"]) == (422, "evidence_named_twice")
            nothing = await county.give(person(), "BRIDGES", command, ANSWER | {"evidence": empty})
            assert nothing.status_code == 422, nothing.text
        assert (await county.order_of("BRIDGES"))["answers"] == []


class TestReturning:
    async def test_asks_for_another_answer_by_a_new_deadline(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        returned = await county.given(
            county.inspector(), "BRIDGES", "return", {"reason": "No dates.", "working_days": 3}
        )
        assert (returned["state"], returned["round"], returned["due_on"]) == ("returned", 2, "2026-03-05")
        again = await county.given(county.head(), "BRIDGES", "answer", ANSWER)
        assert again["state"] == "answered"
        assert [one["round"] for one in (await county.order_of("BRIDGES"))["answers"]] == [1, 2]


class TestAccepting:
    async def test_under_a_good_light_closes_at_once(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.recover("BRIDGES")
        await county.answered("BRIDGES")
        shown = await county.given(county.inspector(), "BRIDGES", "accept")
        assert shown["state"] == "closed"
        accepted, closed = await county.said("order-accepted", "order-closed")
        assert accepted.read(OrderAccepted).light_is_good
        assert (accepted.type, closed.type) == ("scoring.order-accepted.v1", "scoring.order-closed.v1")
        assert closed.causationid == accepted.id

    async def test_is_not_for_the_one_who_answered(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.recover("BRIDGES")
        await county.answered("BRIDGES")
        said = len(await county.said())
        answer = await county.give(county.client("head-of-roads", "inspector"), "BRIDGES", "accept", {})
        assert (answer.status_code, answer.json()["code"]) == (403, "same_person_twice")
        assert len(await county.said()) == said

    @pytest.mark.parametrize("unit", ["roads", "works", "bridges-team"])
    async def test_is_not_for_the_unit_s_side_though_a_colleague_answered(self, county: Any, unit: str) -> None:
        await county.register("bridges-team", parent="roads")
        await county.cross("BRIDGES")
        await county.recover("BRIDGES")
        await county.answered("BRIDGES")
        for command, body in (("accept", {}), ("return", {"reason": "-", "working_days": 3})):
            answer = await county.give(county.of(unit, "inspector", "assessment_office"), "BRIDGES", command, body)
            assert (answer.status_code, answer.json()["code"]) == (403, "own_unit"), command

    async def test_is_for_the_head_of_a_unit_that_is_neither_above_nor_below(self, county: Any) -> None:
        await county.register("parks", parent="works")
        await county.cross("BRIDGES")
        await county.recover("BRIDGES")
        await county.answered("BRIDGES")
        assert (await county.given(county.of("parks", "inspector"), "BRIDGES", "accept"))["state"] == "closed"

    async def test_under_a_bad_light_needs_a_reason_and_a_day(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        without = await county.give(county.inspector(), "BRIDGES", "accept", {"recheck_on": "2026-06-30"})
        assert (without.status_code, without.json()["code"]) == (422, "reason_needed")
        without = await county.give(county.inspector(), "BRIDGES", "accept", {"reason": "Work has begun."})
        assert (without.status_code, without.json()["code"]) == (422, "recheck_needed")

    async def test_a_bad_light_on_the_day_of_the_re_check_reopens_the_same_order(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        accepted = await county.given(
            county.inspector(), "BRIDGES", "accept", {"reason": "Work has begun.", "recheck_on": "2026-03-20"}
        )
        assert accepted["state"] == "accepted"
        await county.until("2026-03-22T00:00:00")
        order = await county.order_of("BRIDGES")
        assert (order["id"], order["state"], order["round"]) == (accepted["id"], "returned", 2)
        assert order["due_on"] == "2026-03-27"
        (reopened,) = await county.said("order-reopened")
        assert reopened.time.isoformat() == "2026-03-20T16:00:00+00:00"
        assert (await county.given(county.head(), "BRIDGES", "answer", ANSWER))["state"] == "answered"

    async def test_a_good_light_on_the_day_of_the_re_check_closes_the_order(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        await county.given(
            county.inspector(), "BRIDGES", "accept", {"reason": "Work has begun.", "recheck_on": "2026-03-20"}
        )
        await county.recover("BRIDGES")
        assert (await county.order_of("BRIDGES"))["state"] == "accepted"
        await county.until("2026-03-22T00:00:00")
        assert (await county.order_of("BRIDGES"))["state"] == "closed"
        assert len(await county.said("order-closed")) == 1

    async def test_under_a_light_frozen_with_its_year_a_reason_closes_the_order(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.close_fiscal_year("2026")
        await county.answered("BRIDGES")
        shown = await county.given(county.inspector(), "BRIDGES", "accept", {"reason": "The project ended."})
        assert shown["state"] == "closed"


class TestObjecting:
    async def test_granted_cancels_the_order(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "object", {"reason": "Wrong feed."})
        shown = await county.given(county.office(), "BRIDGES", "grant-objection", {"reason": "It was."})
        assert shown["state"] == "cancelled"
        (cancelled,) = await county.said("order-cancelled")
        assert cancelled.correlationid == shown["case"]

    async def test_is_not_decided_by_who_objected(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "object", {"reason": "Wrong feed."})
        same = county.client("head-of-roads", "assessment_office")
        answer = await county.give(same, "BRIDGES", "grant-objection", {"reason": "It was."})
        assert (answer.status_code, answer.json()["code"]) == (403, "same_person_twice")

    async def test_refused_leads_back(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "object", {"reason": "Wrong feed."})
        shown = await county.given(county.office(), "BRIDGES", "refuse-objection", {"reason": "It was right."})
        assert shown["state"] == "issued"


class TestTheUnitSSide:
    async def test_decides_nothing_about_its_own_order(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        until = {"reason": "-", "until": "2026-03-20"}
        for command, body in (("suspend", until), ("cancel", {"reason": "-"})):
            answer = await county.give(county.of("works", "assessment_office"), "BRIDGES", command, body)
            assert (answer.status_code, answer.json()["code"]) == (403, "own_unit"), command
        await county.given(county.head(), "BRIDGES", "ask-extension", until)
        answer = await county.give(county.of("roads", "assessment_office"), "BRIDGES", "grant-extension", {})
        assert (answer.status_code, answer.json()["code"]) == (403, "own_unit")
        await county.given(county.head(), "BRIDGES", "object", {"reason": "-"})
        answer = await county.give(
            county.of("roads", "assessment_office"), "BRIDGES", "grant-objection", {"reason": "-"}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "own_unit")

    async def test_neither_records_its_talk_nor_decides_on_its_budget(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        (talk,), (proposal,) = await county.listed("/talks"), await county.listed("/budget-proposals")
        held = {"held_on": "2026-03-02", "note": "Agreed."}
        version = {"if-match": '"1"'}
        async with county.of("roads", "assessment_office") as clerk:
            recorded = await clerk.post(f"/talks/{talk['id']}:record", json=held, headers=version)
        async with county.of("roads", "finance") as clerk:
            adopted = await clerk.post(
                f"/budget-proposals/{proposal['id']}:adopt", json={"reason": "-"}, headers=version
            )
        assert [one.json()["code"] for one in (recorded, adopted)] == ["own_unit", "own_unit"]


class TestMoreTime:
    async def test_granted_moves_the_due_date_and_keeps_its_record(self, county: Any) -> None:
        await county.cross("BRIDGES")
        asked = await county.given(
            county.head(), "BRIDGES", "ask-extension", {"until": "2026-03-20", "reason": "Tender runs."}
        )
        assert asked["extension_pending"]
        shown = await county.given(county.office(), "BRIDGES", "grant-extension")
        assert (shown["due_on"], shown["extension_pending"]) == ("2026-03-20", False)
        (record,) = (await county.order_of("BRIDGES"))["extensions"]
        assert (record["outcome"], record["decided_by"], record["due_on"]) == ("granted", "office-1", "2026-03-20")
        await county.until("2026-03-19T12:00:00")
        assert not (await county.order_of("BRIDGES"))["overdue"]
        await county.until("2026-03-21T12:00:00")
        assert (await county.order_of("BRIDGES"))["overdue"]

    async def test_refused_leaves_the_due_date(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "ask-extension", {"until": "2026-03-20", "reason": "-"})
        shown = await county.given(county.office(), "BRIDGES", "refuse-extension", {"reason": "No."})
        assert shown["due_on"] == "2026-03-09"

    async def test_lapses_when_the_unit_answers(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "ask-extension", {"until": "2026-03-20", "reason": "-"})
        await county.answered("BRIDGES")
        (record,) = (await county.order_of("BRIDGES"))["extensions"]
        assert record["outcome"] == "lapsed"


class TestWhatTheTableDoesNotHave:
    async def test_is_a_conflict_and_says_nothing(self, county: Any) -> None:
        await county.cross("BRIDGES")
        said = len(await county.said())
        tried = [
            (county.inspector(), "accept", {"reason": "-", "recheck_on": "2026-06-30"}),
            (county.inspector(), "return", {"reason": "-", "working_days": 3}),
            (county.head(), "answer", ANSWER),
            (county.office(), "grant-objection", {"reason": "-"}),
            (county.office(), "grant-extension", {}),
            (county.office(), "resume", None),
        ]
        for person, command, body in tried:
            answer = await county.give(person, "BRIDGES", command, body)
            assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition"), command
        assert len(await county.said()) == said
        assert (await county.order_of("BRIDGES"))["version"] == 1

    async def test_is_a_conflict_after_the_order_closed(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.recover("BRIDGES")
        await county.answered("BRIDGES")
        await county.given(county.inspector(), "BRIDGES", "accept", {})
        said = len(await county.said())
        for person, command, body in (
            (county.inspector(), "accept", {}),
            (county.head(), "object", {"reason": "-"}),
            (county.office(), "suspend", {"reason": "-", "until": "2026-04-30"}),
        ):
            answer = await county.give(person, "BRIDGES", command, body)
            assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition"), command
        assert len(await county.said()) == said

    async def test_is_forbidden_to_a_role_that_never_gives_the_command(self, county: Any) -> None:
        await county.cross("BRIDGES")
        for person in (county.office(), county.client("auditor-1", "auditor"), county.finance()):
            answer = await county.give(person, "BRIDGES", "acknowledge")
            assert (answer.status_code, answer.json()["code"]) == (403, "role_may_not")


class TestVersions:
    async def test_a_command_needs_the_version_that_was_read(self, county: Any) -> None:
        await county.cross("BRIDGES")
        order = await county.order_of("BRIDGES")
        path = f"/rectification-orders/{order['id']}:acknowledge"
        async with county.head() as head:
            assert (await head.post(path)).status_code == 428
            stale = await head.post(path, headers={"if-match": '"7"'})
            assert (stale.status_code, stale.json()["code"]) == (412, "version_differs")
            done = await head.post(path, headers={"if-match": '"1"'})
            assert (done.status_code, done.headers["etag"]) == (200, '"2"')

    async def test_a_dry_run_decides_and_changes_nothing(self, county: Any) -> None:
        await county.cross("BRIDGES")
        order = await county.order_of("BRIDGES")
        async with county.head() as head:
            tried = await head.post(
                f"/rectification-orders/{order['id']}:acknowledge?dry_run=true", headers={"if-match": '"1"'}
            )
        assert tried.json()["state"] == "acknowledged"
        assert (await county.order_of("BRIDGES"))["state"] == "issued"


class TestWhoSeesWhat:
    async def test_a_unit_sees_its_own_orders_and_those_of_its_sub_units(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.cross("PARKS", owner="parks")
        async with county.client("head-of-works", "unit_head", units=["works"]) as above:
            seen = (await above.get("/rectification-orders")).json()["items"]
        assert [one["object"] for one in seen] == ["BRIDGES"]

    async def test_a_foreign_unit_s_order_is_forbidden_not_shown(self, county: Any) -> None:
        await county.cross("PARKS", owner="parks")
        order = await county.order_of("PARKS")
        async with county.head() as head:
            answer = await head.get(f"/rectification-orders/{order['id']}")
            acted = await head.post(f"/rectification-orders/{order['id']}:acknowledge", headers={"if-match": '"1"'})
        assert (answer.status_code, answer.json()["code"]) == (403, "outside_your_units")
        assert (acted.status_code, acted.json()["code"]) == (403, "outside_your_units")

    async def test_an_order_of_another_region_does_not_exist(self, county: Any) -> None:
        await county.cross("BRIDGES")
        order = await county.order_of("BRIDGES")
        elsewhere = await county.world.define_region(f"t-{uuid4().hex[:10]}")
        async with county.world.client("scoring", elsewhere, roles=["assessment_office"]) as stranger:
            assert (await stranger.get(f"/rectification-orders/{order['id']}")).status_code == 404

    async def test_a_role_held_for_another_unit_does_not_help(self, county: Any) -> None:
        await county.cross("PARKS", owner="parks")
        order = await county.order_of("PARKS")
        async with county.mixed("li-ming", {"unit_head": ["roads"], "unit_clerk": ["parks"]}) as both:
            answer = await both.post(
                f"/rectification-orders/{order['id']}:object", json={"reason": "-"}, headers={"if-match": '"1"'}
            )
        assert (answer.status_code, answer.json()["code"]) == (403, "role_may_not")


class TestLists:
    async def test_are_paged_and_filtered(self, county: Any) -> None:
        for thing in ("A", "B", "C", "D", "E"):
            await county.cross(thing)
        await county.given(county.head(), "C", "acknowledge")
        seen, cursor = [], None
        async with county.office() as office:
            while True:
                params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
                page = (await office.get("/rectification-orders", params=params)).json()
                seen += [one["object"] for one in page["items"]]
                if (cursor := page["next_cursor"]) is None:
                    break
        assert seen == ["A", "B", "C", "D", "E"]
        assert [o["object"] for o in await county.listed("/rectification-orders", state="acknowledged")] == ["C"]
        assert await county.listed("/rectification-orders", overdue=True) == []
        assert len(await county.listed("/rectification-orders", unit="roads", rule="budget-lights")) == 5

    async def test_refuse_a_cursor_of_another_list(self, county: Any) -> None:
        async with county.office() as office:
            answer = await office.get("/talks", params={"cursor": "WyJ4IiwieSJd"})
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_unreadable")

    async def test_refuse_what_postgresql_cannot_hold(self, county: Any) -> None:
        async with county.office() as office:
            assert (await office.get("/rectification-orders", params={"unit": "a\x00b"})).status_code == 422


class TestConsequences:
    async def test_a_talk_is_recorded_by_the_office(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        (talk,) = await county.listed("/talks")
        async with county.office() as office:
            held = await office.post(
                f"/talks/{talk['id']}:record",
                json={"held_on": "2026-03-02", "note": "Agreed on weekly reports."},
                headers={"if-match": '"1"'},
            )
            again = await office.post(
                f"/talks/{talk['id']}:record",
                json={"held_on": "2026-03-02", "note": "-"},
                headers={"if-match": '"2"'},
            )
        assert (held.status_code, held.json()["state"], held.headers["etag"]) == (200, "held", '"2"')
        assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")
        assert len(await county.said("talk-held")) == 1
        await county.until("2026-03-20T00:00:00")
        assert await county.said("talk-overdue") == []

    async def test_a_talk_is_held_between_its_call_and_today(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        await county.until("2026-03-04T10:00:00")
        (talk,) = await county.listed("/talks")
        codes = {}
        async with county.office() as office:
            for day in ("2020-01-01", "2026-03-01", "2026-03-02", "2026-03-04", "2026-03-05"):
                answer = await office.post(
                    f"/talks/{talk['id']}:record?dry_run=true",
                    json={"held_on": day, "note": "Agreed."},
                    headers={"if-match": '"1"'},
                )
                codes[day] = answer.json().get("code", answer.status_code)
        assert codes == {
            "2020-01-01": "held_before_its_call",
            "2026-03-01": "held_before_its_call",
            "2026-03-02": 200,
            "2026-03-04": 200,
            "2026-03-05": "held_in_the_future",
        }

    async def test_a_talk_not_held_by_its_day_is_overdue(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        await county.until("2026-03-10T12:00:00")
        (overdue,) = await county.said("talk-overdue")
        assert overdue.time.isoformat() == "2026-03-09T16:00:00+00:00"
        (talk,) = await county.listed("/talks", overdue=True)
        assert talk["due_on"] == "2026-03-09"

    async def test_a_budget_proposal_is_decided_by_finance_once(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        (proposal,) = await county.listed("/budget-proposals")
        async with county.office() as office:
            refused = await office.post(
                f"/budget-proposals/{proposal['id']}:adopt", json={"reason": "-"}, headers={"if-match": '"1"'}
            )
        async with county.finance() as finance:
            adopted = await finance.post(
                f"/budget-proposals/{proposal['id']}:adopt", json={"reason": "Cut."}, headers={"if-match": '"1"'}
            )
            again = await finance.post(
                f"/budget-proposals/{proposal['id']}:decline", json={"reason": "-"}, headers={"if-match": '"2"'}
            )
        assert (refused.status_code, adopted.status_code, again.status_code) == (403, 200, 409)
        assert adopted.json()["state"] == "adopted"
        (decided,) = await county.said("budget-proposal-decided")
        assert decided.correlationid == proposal["case"]
