"""Lights through events and routes: checkpoints, crossings, cases, history as it was and as it was known."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from contracts.indicators import RuleContent

Q1, Q2 = "2025-04-01T00:00", "2025-07-01T00:00"
AFTER_Q1 = "2025-04-02T09:00"


@pytest.fixture
def crossed(county: Any) -> Any:
    """Brings an item to red at the end of the first quarter: 50 of 1,000 paid."""

    async def go(code: str = "A", paid: str = "50.00") -> None:
        await county.publish(county.rule())
        await county.budget(code)
        await county.pay((code, paid), ref=f"{code}-1")
        await county.until(AFTER_Q1)

    return go


class TestCheckpoints:
    async def test_before_the_first_one_every_light_stands_at_its_best_level(self, county: Any) -> None:
        await county.publish(county.rule())
        await county.budget("A")
        await county.until("2025-03-31T23:59")
        light = await county.light("A")
        assert (light["state"], light["evaluation"], light["rates"]) == ("green", None, None)
        assert await county.changes("A") == []

    @pytest.mark.parametrize(
        ("paid", "state"), [("99.99", "red"), ("100.00", "yellow"), ("149.99", "yellow"), ("150.00", "green")]
    )
    async def test_exactly_on_a_bound_the_operator_stored_with_it_decides(
        self, county: Any, paid: str, state: str
    ) -> None:
        await county.publish(county.rule())
        await county.budget("A")
        await county.pay(("A", paid))
        await county.until(Q1)
        assert await county.state("A") == state

    async def test_an_item_nobody_paid_from_is_red_not_stale(self, county: Any) -> None:
        await county.publish(county.rule())
        await county.budget("A")
        await county.until(Q1)
        light = await county.light("A")
        assert (light["state"], light["rates"]["original_rate"]) == ("red", "0.0000")

    async def test_payments_of_the_day_itself_count_and_those_of_the_next_day_do_not(self, county: Any) -> None:
        await county.publish(county.rule())
        await county.budget("A")
        await county.pay(("A", "100.00"), on="2025-03-31")
        await county.pay(("A", "100.00"), on="2025-04-01")
        await county.until(Q1)
        light = await county.light("A")
        assert (light["state"], light["rates"]["paid"]) == ("yellow", "100.00")

    async def test_a_rule_published_in_mid_year_looks_at_the_ones_that_are_left(self, county: Any) -> None:
        await county.budget("A")
        await county.until(AFTER_Q1)
        await county.publish(county.rule())
        assert await county.state("A") == "green"
        await county.until(Q2)
        assert [one["checkpoint"] for one in await _evaluations(county, "A")] == ["2025-06-30"]

    async def test_an_item_approved_after_one_is_looked_at_from_the_next(self, county: Any) -> None:
        await county.publish(county.rule())
        await county.budget("A")
        await county.until(AFTER_Q1)
        await county.budget("LATE")
        assert await county.state("LATE") == "green"
        await county.until(Q2)
        assert await county.state("LATE") == "red"

    async def test_a_new_version_of_the_rule_replaces_the_days_of_the_old_one(self, county: Any) -> None:
        await county.publish(county.rule())
        await county.budget("A")
        later = county.rule(checkpoints=(county.checkpoint("05-31", ("red", "90")),))
        await county.publish(later, version=2)
        await county.until(Q2)
        evaluations = await _evaluations(county, "A")
        assert [(one["checkpoint"], one["rule_version"]) for one in evaluations] == [("2025-05-31", 2)]

    async def test_a_withdrawn_rule_looks_no_more(self, county: Any) -> None:
        await county.publish(county.rule())
        await county.budget("A")
        await county.withdraw("quarterly-execution")
        await county.until(Q2)
        assert await _evaluations(county, "A") == []

    async def test_the_scope_of_the_rule_decides_which_objects_have_a_light(self, county: Any) -> None:
        await county.publish(county.rule(applies_to={"objects": ["A"]}))
        await county.budget("A")
        await county.budget("B")
        await county.until(Q1)
        assert [light["object"] for light in await county.items("/lights")] == ["A"]

    async def test_a_budget_that_was_cut_to_nothing_cannot_be_rated_and_the_light_says_so(self, county: Any) -> None:
        await county.publish(county.rule(measure=county.measure("budget_item", "current")))
        item = await county.budget("A")
        await county.post(f"/budget-items/{item}:adjust", {"difference": "-1000.00", "reason": "cut"})
        await county.until(Q1)
        light = await county.light("A")
        assert (light["state"], light["rates"]["current_rate"]) == ("no_value", None)
        assert light["state_labels"] == {"zh": "无预算，无执行率", "en": "no budget, no rate"}
        assert await county.changes("A") == []

    async def test_a_level_without_english_is_shown_by_its_chinese_name(self, county: Any) -> None:
        rule = county.rule().model_dump(mode="json")
        for level in rule["levels"]:
            level["labels"] = {"zh": level["labels"]["zh"]}
        await county.publish(RuleContent.model_validate(rule))
        await county.budget("A")
        await county.until(Q1)
        assert (await county.light("A"))["state_labels"] == {"zh": "red", "en": ""}
        assert len(await county.changes("A")) == 1

    async def test_the_rule_says_on_which_budget_it_compares_and_both_rates_are_shown(self, county: Any) -> None:
        await county.publish(county.rule(code="on-original"))
        await county.publish(county.rule(code="on-current", measure=county.measure("budget_item", "current")))
        item = await county.budget("A")
        await county.post(f"/budget-items/{item}:adjust", {"difference": "1000.00", "reason": "flood"})
        await county.pay(("A", "150.00"))
        await county.until(Q1)
        on_original = await county.light("A", rule="on-original")
        on_current = await county.light("A", rule="on-current")
        assert (on_original["state"], on_current["state"]) == ("green", "red")
        for light in (on_original, on_current):
            assert (light["rates"]["original_rate"], light["rates"]["current_rate"]) == ("15.0000", "7.5000")


class TestDepartmentsAndFunds:
    async def test_a_department_is_rated_on_all_items_it_owns(self, county: Any) -> None:
        await county.publish(county.rule(measure=county.measure("department")))
        await county.budget("A", owner="roads")
        await county.budget("B", owner="roads")
        await county.budget("C", owner="health")
        await county.pay(("A", "300.00"))
        await county.until(Q1)
        roads, health = await county.light("roads"), await county.light("health")
        assert (roads["state"], roads["rates"]["paid"], roads["rates"]["original_budget"]) == (
            "green",
            "300.00",
            "2000.00",
        )
        assert health["state"] == "red"

    async def test_a_fund_is_rated_on_what_was_paid_from_it(self, county: Any) -> None:
        await county.publish(county.rule(measure=county.measure("fund")))
        await county.post("/funds", county.fund_body("special", amount="1000.00", owner="works"))
        await county.budget("A", fund=None)
        await county.post("/allocations", {"fund": "special", "item": "A", "amount": "500.00"})
        await county.pay(("A", "120.00", "special"))
        await county.until(Q1)
        light = await county.light("special")
        assert (light["state"], light["owner"], light["rates"]["paid"]) == ("yellow", "works", "120.00")
        (event,) = await county.said("light-crossed")
        assert [one["amount"] for one in event.data["payments"]] == ["120.00"]

    async def test_a_late_payment_of_one_item_moves_the_light_of_its_department(self, county: Any) -> None:
        await county.publish(county.rule(measure=county.measure("department")))
        await county.budget("A")
        await county.budget("B")
        await county.until(AFTER_Q1)
        await county.pay(("B", "400.00"), on="2025-03-20")
        assert await county.changes("roads") == [("green", "red"), ("red", "green")]


class TestCrossings:
    async def test_carry_the_ledger_position_and_the_payments_since_the_last_evaluation(
        self, county: Any, crossed: Any
    ) -> None:
        await crossed()
        (first,) = await county.said("light-crossed")
        entries = await county.items("/ledger-entries")
        assert first.data["previous_seen_entry"] == 0
        assert first.data["seen_entry"] == entries[-1]["entry"]
        assert [one["external_ref"] for one in first.data["payments"]] == ["A-1"]
        assert first.data["rate"] == {
            "paid": "50.00",
            "original_budget": "1000.00",
            "current_budget": "1000.00",
            "basis": "original",
            "percent": "5.0000",
        }
        assert (first.data["from_level"], first.data["to_level"], first.data["owner"]) == ("green", "red", "roads")
        await county.pay(("A", "300.00"), ref="A-2", on="2025-05-01")
        await county.until(Q2)
        (recovery,) = await county.said("light-recovered")
        assert recovery.data["previous_seen_entry"] == first.data["seen_entry"]
        assert [one["external_ref"] for one in recovery.data["payments"]] == ["A-2"]
        assert (recovery.data["to_level"], recovery.data["fully"]) == ("yellow", False)

    async def test_are_said_at_the_time_at_which_the_checkpoint_fell_due(self, county: Any, crossed: Any) -> None:
        await crossed()
        (event,) = await county.said("light-crossed")
        assert event.time.isoformat() == "2025-03-31T16:00:00+00:00"
        assert event.data["checkpoint"] == "2025-03-31"

    async def test_are_said_once_and_between_two_of_them_nothing_is(self, county: Any) -> None:
        await county.publish(county.rule(moves_between_checkpoints=True))
        await county.budget("A")
        await county.pay(("A", "50.00"))
        await county.until(AFTER_Q1)
        for _ in range(4):
            await county.pay(("A", "20.00"), on="2025-04-02")
        assert await county.changes("A") == [("green", "red"), ("red", "yellow")]
        for _ in range(4):
            await county.pay(("A", "20.00"), on="2025-04-02")
        assert await county.changes("A") == [("green", "red"), ("red", "yellow"), ("yellow", "green")]

    async def test_between_bound_and_recovery_bound_a_light_stays_where_it_is(self, county: Any) -> None:
        first = county.checkpoint("03-31", ("red", "10", "12"), ("yellow", "15", "20"))
        await county.publish(county.rule(moves_between_checkpoints=True, checkpoints=(first,)))
        await county.budget("A")
        await county.until(AFTER_Q1)
        for amount, state in (("110.00", "red"), ("10.00", "yellow"), ("70.00", "yellow"), ("10.00", "green")):
            await county.pay(("A", amount), on="2025-04-02")
            assert await county.state("A") == state

    async def test_recoveries_may_go_over_several_levels_and_say_so(self, county: Any, crossed: Any) -> None:
        await crossed()
        await county.pay(("A", "350.00"), on="2025-05-01")
        await county.until(Q2)
        (event,) = await county.said("light-recovered")
        assert (event.data["from_level"], event.data["to_level"], event.data["fully"]) == ("red", "green", True)


class TestCases:
    async def test_begin_with_a_crossing_and_last_while_the_order_is_open(self, county: Any, crossed: Any) -> None:
        await crossed(paid="120.00")
        (event,) = await county.said("light-crossed")
        assert event.correlationid == "quarterly-execution:budget_item:A:2025:1"
        order = await county.order_issued("A")
        assert (await county.light("A"))["open_order"] == str(order)
        await county.until(Q2)
        worse = (await county.said("light-crossed"))[1]
        assert (worse.data["from_level"], worse.data["to_level"], worse.data["episode"]) == ("yellow", "red", 1)
        assert worse.correlationid == event.correlationid

    async def test_begin_anew_after_the_order_was_closed(self, county: Any, crossed: Any) -> None:
        await crossed(paid="120.00")
        await county.order_issued("A")
        await county.order_closed("A")
        assert (await county.light("A"))["open_case"] is None
        await county.until(Q2)
        again = (await county.said("light-crossed"))[1]
        assert (again.data["episode"], again.correlationid) == (2, "quarterly-execution:budget_item:A:2025:2")

    async def test_outlive_the_fiscal_year_with_their_order(self, county: Any, crossed: Any) -> None:
        await crossed()
        await county.order_issued("A")
        await county.post("/fiscal-years/2025:close", {"reason": "year end"})
        await county.budget("A", year="2026")
        await county.until("2026-04-01T09:00")
        again = (await county.said("light-crossed"))[1]
        assert (again.data["fiscal_year"], again.data["episode"]) == ("2026", 1)
        assert again.correlationid == "quarterly-execution:budget_item:A:2025:1"
        await county.order_closed("A")
        assert [light["open_case"] for light in await county.items("/lights")] == [None, None]

    async def test_end_with_the_recovery_where_no_level_brings_an_order(self, county: Any) -> None:
        levels = tuple({**level.model_dump(), "at_once": ()} for level in county.rule().levels)
        await county.publish(county.rule(moves_between_checkpoints=True, levels=levels))
        await county.budget("A")
        await county.until(AFTER_Q1)
        assert (await county.light("A"))["open_case"] == "quarterly-execution:budget_item:A:2025:1"
        await county.pay(("A", "200.00"), on="2025-04-02")
        assert (await county.light("A"))["open_case"] is None


class TestLateRows:
    async def test_make_a_new_evaluation_and_leave_the_old_one(self, county: Any, crossed: Any) -> None:
        await crossed()
        (before,) = await _evaluations(county, "A")
        await county.pay(("A", "100.00"), on="2025-03-30", ref="late")
        first, second = await _evaluations(county, "A")
        assert first == before
        assert (second["cause"], second["level"], second["holds_from"]) == ("late_row", "green", "2025-03-31")
        assert await county.changes("A") == [("green", "red"), ("red", "green")]
        recovery = (await county.said("light-recovered"))[0]
        assert [one["external_ref"] for one in recovery.data["payments"]] == ["late"]

    async def test_that_race_with_the_checkpoint_are_in_its_evaluation_or_make_a_new_one_and_are_never_lost(
        self, county: Any
    ) -> None:
        await county.publish(county.rule())
        await county.publish(county.rule(code="of-departments", measure=county.measure("department")))
        for code in ("A", "B"):
            await county.budget(code)
        await county.reach("2025-03-31")
        paying = [county.pay((code, "7.00"), on="2025-03-31") for code in ("A", "B") for _ in range(15)]
        await asyncio.gather(county.until(Q1), *paying)
        for code, paid in (("A", "105.00"), ("B", "105.00"), ("roads", "210.00")):
            light = await county.light(code)
            assert (light["state"], light["rates"]["paid"]) == ("yellow", paid)
            assert light["seen_entry"] == max(
                row["entry"] for row in await county.items("/ledger-entries") if code in ("roads", row["item_code"])
            )
        for light in ("A", "B", "roads"):
            told = [
                one
                for event in await county.said("light-crossed", "light-recovered")
                if event.data["object"] == light
                for one in event.data["payments"]
            ]
            assert len(told) == len({one["entry"] for one in told})

    async def test_leave_a_light_alone_when_they_are_not_late(self, county: Any, crossed: Any) -> None:
        await crossed()
        await county.pay(("A", "500.00"), on="2025-04-01")
        assert len(await _evaluations(county, "A")) == 1

    async def test_history_is_told_as_it_was_and_as_it_was_known(self, county: Any, crossed: Any) -> None:
        await crossed()
        await county.until("2025-04-10T09:00")
        await county.pay(("A", "100.00"), on="2025-03-30")
        day = {"as_of": "2025-03-31"}
        assert await county.state("A", **day) == "green"
        assert await county.state("A", **day, known_at="2025-04-05T00:00:00+08:00") == "red"
        assert await county.state("A", as_of="2025-03-30") == "green"
        assert await county.state("A", known_at="2025-04-05T00:00:00+08:00") == "red"

    async def test_of_the_first_quarter_also_correct_what_is_told_of_it_after_the_second(
        self, county: Any, crossed: Any
    ) -> None:
        await crossed()
        await county.pay(("A", "100.00"), on="2025-05-05")
        await county.until("2025-07-02T09:00")
        await county.pay(("A", "100.00"), on="2025-03-30")
        assert await county.state("A", as_of="2025-03-31") == "green"
        assert await county.state("A", as_of="2025-06-30") == "red"
        assert [one["cause"] for one in await _evaluations(county, "A")] == [
            "checkpoint",
            "checkpoint",
            "late_row",
            "late_row",
        ]
        assert await county.changes("A") == [("green", "red")]

    async def test_a_refund_dated_back_is_one(self, county: Any) -> None:
        await county.publish(county.rule())
        await county.budget("A")
        paid = await county.pay(("A", "200.00"))
        await county.until(AFTER_Q1)
        body = {"reason": "returned", "value_date": "2025-03-31", "lines": [{"line": 1, "amount": "80.00"}]}
        await county.post(f"/payments/{paid['id']}:refund", body)
        assert await county.changes("A") == [("green", "yellow")]

    async def test_so_is_a_budget_that_is_revised_for_a_day_before_the_checkpoint(self, county: Any) -> None:
        await county.publish(county.rule(measure=county.measure("budget_item", "current")))
        item = await county.budget("A")
        await county.pay(("A", "200.00"))
        await county.until(AFTER_Q1)
        body = {"difference": "1000.00", "reason": "flood", "in_force_from": "2025-03-01"}
        await county.post(f"/budget-items/{item}:adjust", body)
        assert await county.changes("A") == [("green", "yellow")]


class TestSilentFeeds:
    async def _begin(self, county: Any, **rule: Any) -> None:
        await county.post("/feeds", {"code": "erp", "labels": {"zh": "源", "en": "feed"}, "rhythm_days": 7})
        await county.publish(county.rule(**rule))
        await county.budget("A", feed="erp")

    async def test_turn_lights_stale_never_green_and_that_is_no_crossing(self, county: Any) -> None:
        await self._begin(county)
        await county.pay(("A", "500.00"))
        await county.until("2025-01-13T09:59")
        assert await county.state("A") == "green"
        await county.until("2025-01-13T10:00")
        assert await county.state("A") == "stale"
        await county.until(AFTER_Q1)
        assert await county.state("A") == "stale"
        assert await county.changes("A") == []
        assert len(await county.said("feed-went-silent")) == 1

    async def test_on_return_the_last_level_is_compared(self, county: Any) -> None:
        await self._begin(county)
        await county.until("2025-03-30T09:00")
        await county.post("/feeds/erp:arrive")
        await county.until(AFTER_Q1)
        assert await county.changes("A") == [("green", "red")]
        await county.until("2025-04-20T09:00")
        assert await county.state("A") == "stale"
        await county.post("/feeds/erp:arrive")
        assert await county.state("A") == "red"
        assert await county.changes("A") == [("green", "red")]

    async def test_a_checkpoint_that_passed_in_silence_is_looked_at_on_return(self, county: Any) -> None:
        await self._begin(county)
        await county.until(AFTER_Q1)
        assert await county.state("A") == "stale"
        payments = [county.payment(("A", "120.00"), ref="R", on="2025-03-15", feed="erp")]
        await county.post("/payments:import", {"payments": payments})
        assert await county.state("A") == "yellow"
        assert await county.changes("A") == [("green", "red"), ("red", "yellow")]
        assert await county.state("A", as_of="2025-03-31", known_at="2025-04-01T12:00:00+08:00") == "stale"
        assert len(await county.said("feed-returned")) == 1

    async def test_one_silent_feed_makes_the_whole_department_stale(self, county: Any) -> None:
        await self._begin(county, measure=county.measure("department"))
        await county.budget("B")
        await county.until(Q1)
        assert await county.state("roads") == "stale"

    async def test_an_item_without_payments_under_a_living_feed_has_the_rate_zero(self, county: Any) -> None:
        await self._begin(county)
        await county.until("2025-03-31T09:00")
        await county.post("/feeds/erp:arrive")
        await county.until(Q1)
        assert await county.state("A") == "red"


class TestClosedYears:
    async def test_freeze_their_lights(self, county: Any, crossed: Any) -> None:
        await crossed()
        await county.post("/fiscal-years/2025:close", {"reason": "year end"})
        await county.until(Q2)
        assert len(await _evaluations(county, "A")) == 1


class TestFilters:
    @pytest.mark.parametrize("state", ["purple", "gren", "held"])
    async def test_a_state_that_no_light_can_have_is_refused_with_those_that_there_are(
        self, county: Any, state: str
    ) -> None:
        await county.publish(county.rule())
        async with county.client() as client:
            answer = await client.get("/lights", params={"state": state})
            known = await client.get("/lights", params={"state": "green"})
        assert (answer.status_code, answer.json()["code"]) == (422, "light_state_unknown")
        assert answer.json()["values"] == {"given": state, "known": "green, no_value, red, stale, yellow"}
        assert known.status_code == 200


class TestUnits:
    async def test_a_clerk_sees_the_lights_of_the_own_unit_and_its_sub_units_only(self, county: Any) -> None:
        await county.publish(county.rule())
        await county.budget("A", owner="roads")
        await county.budget("H", owner="health")
        foreign = (await county.light("H"))["id"]
        async with county.clerk("works") as clerk:
            assert [one["object"] for one in (await clerk.get("/lights")).json()["items"]] == ["A"]
            assert (await clerk.get(f"/lights/{foreign}")).status_code == 403


async def _evaluations(county: Any, code: str) -> list[dict[str, Any]]:
    light = UUID((await county.light(code))["id"])
    found: list[dict[str, Any]] = await county.items(f"/lights/{light}/evaluations")
    return found
