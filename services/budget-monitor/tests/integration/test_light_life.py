"""The life of a light over HTTP and events: when it begins, when it is looked at, when it stands still."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis import deadlines

Q1 = "2025-04-01T00:00"
AFTER_Q1 = "2025-04-02T09:00"


async def evaluations(county: Any, code: str, **params: Any) -> list[dict[str, Any]]:
    light = UUID((await county.light(code, **params))["id"])
    found: list[dict[str, Any]] = await county.items(f"/lights/{light}/evaluations")
    return found


def moving(county: Any, **changes: Any) -> Any:
    return county.rule(moves_between_checkpoints=True, **changes)


class TestALightOfADay:
    """It counts value dates and budget versions up to that day."""

    async def _on_current(self, county: Any, paid: str = "200.00") -> str:
        await county.publish(moving(county, measure=county.measure("budget_item", "current")))
        item: str = await county.budget("A")
        await county.pay(("A", paid))
        await county.until(AFTER_Q1)
        return item

    async def test_a_supplement_that_begins_later_turns_the_light_on_its_day_and_not_before(self, county: Any) -> None:
        item = await self._on_current(county)
        body = {"difference": "2000.00", "reason": "supplement", "in_force_from": "2025-05-01"}
        await county.post(f"/budget-items/{item}:adjust", body)
        assert await county.state("A") == "green"
        await county.until("2025-04-30T23:59")
        assert await county.state("A") == "green"
        await county.until("2025-05-01T00:00")
        assert await county.changes("A") == [("green", "red")]
        assert await county.state("A", as_of="2025-04-30") == "green"
        assert await county.state("A", as_of="2025-05-01") == "red"

    async def test_a_cut_that_begins_later_turns_the_light_back_on_its_day(self, county: Any) -> None:
        item = await self._on_current(county, paid="50.00")
        assert await county.state("A") == "red"
        body = {"difference": "-800.00", "reason": "cut", "in_force_from": "2025-05-01"}
        await county.post(f"/budget-items/{item}:adjust", body)
        assert await county.state("A") == "red"
        await county.until("2025-05-01T00:00")
        assert await county.changes("A") == [("green", "red"), ("red", "green")]

    async def test_a_transfer_that_begins_later_moves_both_sides_and_their_department_on_its_day(
        self, county: Any
    ) -> None:
        await county.publish(moving(county, code="of-items", measure=county.measure("budget_item", "current")))
        await county.publish(moving(county, code="of-units", measure=county.measure("department", "current")))
        giver = await county.budget("A")
        await county.budget("H", owner="health")
        await county.pay(("A", "50.00"))
        await county.pay(("H", "160.00"))
        await county.until(AFTER_Q1)
        body = {"to": "H", "amount": "700.00", "reason": "clinic", "in_force_from": "2025-04-20"}
        await county.post(f"/budget-items/{giver}:transfer", body)
        before = {code: await county.state(code) for code in ("A", "H", "roads", "health")}
        assert before == {"A": "red", "H": "green", "roads": "red", "health": "green"}
        await county.until("2025-04-20T00:00")
        after = {code: await county.state(code) for code in ("A", "H", "roads", "health")}
        assert after == {"A": "green", "H": "red", "roads": "green", "health": "red"}

    async def test_the_current_budget_of_an_item_is_the_one_in_force_today(self, county: Any) -> None:
        item = await self._on_current(county)
        for difference, day in (("2000.00", "2025-05-01"), ("-300.00", "2025-04-02")):
            body = {"difference": difference, "reason": "-", "in_force_from": day}
            await county.post(f"/budget-items/{item}:adjust", body)
        executed = await county.get(f"/budget-items/{item}/execution")
        assert (await county.item("A"))["current_budget"] == executed["current_budget"] == "700.00"
        await county.until("2025-05-01T00:00")
        assert (await county.item("A"))["current_budget"] == "2700.00"

    async def test_closing_the_year_ends_the_waiting_for_versions_to_come(self, county: Any) -> None:
        item = await self._on_current(county)
        body = {"difference": "2000.00", "reason": "supplement", "in_force_from": "2025-05-01"}
        await county.post(f"/budget-items/{item}:adjust", body)
        await county.post("/fiscal-years/2025:close", {"reason": "early"})
        await county.until("2025-05-02T00:00")
        assert await county.changes("A") == []
        light = await county.light("A")
        assert (light["state"], light["stands_still"]) == ("green", "fiscal_year_closed")

    async def test_what_becomes_known_of_a_day_is_told_of_that_day_and_the_days_since(self, county: Any) -> None:
        await county.publish(moving(county))
        await county.budget("A")
        await county.pay(("A", "50.00"))
        await county.until("2025-04-20T09:00")
        await county.pay(("A", "100.00"), on="2025-04-20")
        await county.until("2025-04-25T09:00")
        await county.pay(("A", "60.00"), on="2025-04-10")
        told = {day: await county.state("A", as_of=f"2025-04-{day}") for day in ("09", "10", "19", "20", "25")}
        assert told == {"09": "red", "10": "yellow", "19": "yellow", "20": "green", "25": "green"}
        known = {"known_at": "2025-04-22T00:00:00+08:00"}
        assert await county.state("A", as_of="2025-04-19", **known) == "red"


class TestARuleThatMovesBetweenCheckpoints:
    """It looks at once at everything that it watches from then on, paid or not."""

    async def test_looks_when_it_is_published_after_a_checkpoint(self, county: Any) -> None:
        await county.budget("A")
        await county.until(AFTER_Q1)
        await county.publish(moving(county))
        assert await county.changes("A") == [("green", "red")]
        (event,) = await county.said("light-crossed")
        assert (event.data["cause"], event.data["day"], event.data["checkpoint"]) == (
            "watched",
            "2025-04-02",
            "2025-03-31",
        )

    async def test_looks_at_an_item_that_is_approved_after_a_checkpoint_and_at_its_department(
        self, county: Any
    ) -> None:
        await county.publish(moving(county, code="of-items"))
        await county.publish(moving(county, code="of-units", measure=county.measure("department")))
        await county.budget("A")
        await county.pay(("A", "200.00"))
        await county.until(AFTER_Q1)
        await county.budget("LATE")
        assert await county.changes("LATE") == [("green", "red")]
        assert await county.changes("roads") == [("green", "yellow")]

    async def test_looks_at_what_its_new_version_watches(self, county: Any) -> None:
        await county.publish(moving(county, applies_to={"objects": ["A"]}))
        for code in ("A", "B"):
            await county.budget(code)
        await county.until(AFTER_Q1)
        stricter = county.checkpoint("03-31", ("red", "40"), ("yellow", "50"))
        await county.publish(moving(county, checkpoints=(stricter,)), version=2)
        assert await county.changes("B") == [("green", "red")]

    async def test_before_its_first_checkpoint_it_says_nothing(self, county: Any) -> None:
        await county.budget("A")
        await county.publish(moving(county))
        assert await county.changes("A") == []

    async def test_one_that_looks_only_at_checkpoints_looks_at_the_next(self, county: Any) -> None:
        await county.budget("A")
        await county.until(AFTER_Q1)
        await county.publish(county.rule())
        await county.budget("B")
        assert [await county.changes(code) for code in ("A", "B")] == [[], []]
        await county.until("2025-07-01T00:00")
        assert [await county.changes(code) for code in ("A", "B")] == [[("green", "red")]] * 2

    async def test_begins_nothing_in_a_year_whose_days_are_over(self, county: Any) -> None:
        await county.budget("A")
        await county.until("2026-01-05T09:00")
        await county.publish(moving(county))
        assert await county.items("/lights") == []


class TestLightsOutsideTheVersionInForce:
    async def _red(self, county: Any) -> None:
        await county.publish(moving(county))
        for code in ("A", "B"):
            await county.budget(code)
            await county.pay((code, "50.00"))
        await county.until(AFTER_Q1)

    async def test_stand_still_and_say_so(self, county: Any) -> None:
        await self._red(county)
        await county.publish(moving(county, applies_to={"objects": ["A"]}), version=2)
        await county.pay(("B", "500.00"), on="2025-04-02")
        light = await county.light("B")
        assert (light["state"], light["rule_version"], light["stands_still"]) == ("red", 1, "left_out")
        assert light["stands_still_labels"]["zh"] == "现行规则不再监测，灯不再变动"
        (frozen,) = await county.said("light-frozen")
        assert (frozen.data["object"], frozen.data["because"], frozen.data["level"]) == ("B", "left_out", "red")
        assert frozen.correlationid == "quarterly-execution:budget_item:B:2025:1"
        assert (await county.light("A"))["stands_still"] is None
        assert await county.state("B", as_of="2025-04-01") == "red"
        assert (await county.light("B", as_of="2025-04-01"))["stands_still"] is None

    async def test_move_again_when_a_version_watches_them_again(self, county: Any) -> None:
        await self._red(county)
        await county.publish(moving(county, applies_to={"objects": ["A"]}), version=2)
        await county.pay(("B", "500.00"), on="2025-04-02")
        await county.publish(moving(county), version=3)
        light = await county.light("B")
        assert (light["state"], light["rule_version"], light["stands_still"]) == ("green", 3, None)
        assert [event.data["object"] for event in await county.said("light-thawed")] == ["B"]

    async def test_so_do_those_of_a_rule_that_was_withdrawn(self, county: Any) -> None:
        await self._red(county)
        await county.withdraw("quarterly-execution")
        await county.pay(("A", "500.00"), on="2025-04-02")
        light = await county.light("A")
        assert (light["state"], light["stands_still"]) == ("red", "rule_withdrawn")
        assert {event.data["because"] for event in await county.said("light-frozen")} == {"rule_withdrawn"}

    async def test_those_of_another_kind_of_object_than_the_new_version_measures(self, county: Any) -> None:
        await self._red(county)
        await county.publish(moving(county, measure=county.measure("department")), version=2)
        assert (await county.light("A"))["stands_still"] == "left_out"
        assert (await county.light("roads"))["state"] == "red"

    async def test_those_of_a_unit_that_moved_to_another_category(self, county: Any) -> None:
        await county.publish(moving(county, applies_to={"categories": ["organs"]}))
        await county.budget("A")
        await county.until(AFTER_Q1)
        await county.recategorise("roads", "enterprises")
        await county.pay(("A", "500.00"), on="2025-04-02")
        light = await county.light("A")
        assert (light["state"], light["stands_still"]) == ("red", "left_out")


class TestAVersionOfAUnitThatHoldsLater:
    """Until its first day the unit stands where it stood."""

    async def test_leaves_the_lights_of_its_items_alone_until_then(self, county: Any) -> None:
        await county.publish(moving(county, applies_to={"categories": ["organs"]}))
        await county.budget("A")
        await county.until(AFTER_Q1)
        await county.recategorise("roads", "enterprises", since=date(2025, 5, 1))
        await county.until("2025-04-30T23:59")
        assert (await county.light("A"))["stands_still"] is None
        await county.pay(("A", "500.00"), on="2025-04-30")
        assert await county.state("A") == "green"
        await county.until("2025-05-01T00:00")
        assert (await county.light("A"))["stands_still"] == "left_out"

    async def test_begins_lights_on_its_day(self, county: Any) -> None:
        await county.publish(moving(county, applies_to={"categories": ["enterprises"]}))
        await county.budget("A")
        await county.until(AFTER_Q1)
        await county.recategorise("roads", "enterprises", since=date(2025, 4, 10))
        assert await county.items("/lights", object="A") == []
        await county.until("2025-04-10T00:00")
        assert await county.changes("A") == [("green", "red")]

    async def test_gives_and_takes_no_rights_before_it(self, county: Any) -> None:
        item = await county.budget("A")
        await county.recategorise("roads", "organs", parent="health", since=date(2025, 2, 1))
        for day, seen in (("2025-01-31T23:59", (200, 403)), ("2025-02-01T00:00", (403, 200))):
            await county.until(day)
            for unit, status in zip(("works", "health"), seen, strict=True):
                async with county.clerk(unit) as clerk:
                    assert (await clerk.get(f"/budget-items/{item}")).status_code == status

    async def test_gives_way_to_a_later_one_of_the_same_day(self, county: Any) -> None:
        await county.publish(moving(county, applies_to={"categories": ["organs"]}))
        await county.budget("A")
        await county.recategorise("roads", "enterprises", since=date(2025, 2, 1))
        await county.recategorise("roads", "organs", version=3, since=date(2025, 2, 1))
        await county.until("2025-02-01T09:00")
        assert (await county.light("A"))["stands_still"] is None


class TestAYearWhoseDaysAreOver:
    async def test_begins_no_lights_for_items_approved_afterwards(self, county: Any) -> None:
        await county.publish(moving(county))
        await county.publish(moving(county, code="of-units", measure=county.measure("department")))
        await county.budget("LATE", year="2024")
        assert await county.items("/lights", fiscal_year="2024") == []
        assert await county.said("light-crossed") == []

    async def test_nor_for_funds_registered_afterwards(self, county: Any) -> None:
        await county.publish(moving(county, measure=county.measure("fund")))
        await county.budget("LATE", year="2024", fund=None)
        await county.post("/funds", county.fund_body("old", year="2024", owner="roads"), status=201)
        assert await county.items("/lights", fiscal_year="2024") == []

    async def test_counts_what_is_approved_afterwards_in_lights_that_began(self, county: Any) -> None:
        rule = moving(county, code="of-units", measure=county.measure("department"))
        await county.publish(rule)
        await county.budget("A")
        await county.pay(("A", "500.00"))
        await county.until("2026-01-05T09:00")
        assert await county.state("roads", fiscal_year="2025") == "green"
        await county.budget("LATE", "100000.00")
        assert await county.state("roads", fiscal_year="2025") == "red"
        assert await county.items("/lights", object="LATE") == []


class TestALightWhoseOrderEndedWhileNothingCouldMoveIt:
    """When it moves again, a bad level brings an order of its own: no light is bad without anybody to answer."""

    CASES = ("quarterly-execution:budget_item:A:2025:1", "quarterly-execution:budget_item:A:2025:2")

    async def _red_and_ordered(self, county: Any, **changes: Any) -> str:
        moves = {"moves_between_checkpoints": True} | changes
        await county.publish(county.rule(measure=county.measure("budget_item", "current"), **moves))
        item: str = await county.budget("A")
        await county.until(AFTER_Q1)
        await county.order_issued("A")
        return item

    async def _crossed(self, county: Any) -> list[tuple[str, str, str]]:
        said = await county.said("light-crossed")
        return [(one.correlationid, one.data["from_level"], one.data["to_level"]) for one in said]

    async def test_because_a_version_left_it_out(self, county: Any) -> None:
        await self._red_and_ordered(county)
        await county.publish(moving(county, applies_to={"objects": ["B"]}), version=2)
        await county.order_closed("A")
        await county.publish(moving(county, measure=county.measure("budget_item", "current")), version=3)
        assert await self._crossed(county) == [(case, "green", "red") for case in self.CASES]
        await county.pay(("A", "1.00"), on="2025-04-03")
        assert len(await self._crossed(county)) == 2

    async def test_because_its_rule_was_withdrawn(self, county: Any) -> None:
        await self._red_and_ordered(county)
        await county.withdraw("quarterly-execution")
        await county.order_closed("A")
        await county.publish(moving(county, measure=county.measure("budget_item", "current")), version=2)
        assert [case for case, _, _ in await self._crossed(county)] == list(self.CASES)

    async def test_because_its_unit_moved_to_another_category_and_back(self, county: Any) -> None:
        await self._red_and_ordered(county, applies_to={"categories": ["organs"]})
        await county.recategorise("roads", "enterprises")
        await county.order_closed("A")
        await county.recategorise("roads", "organs", version=3)
        assert [case for case, _, _ in await self._crossed(county)] == list(self.CASES)

    async def test_because_its_budget_was_nothing(self, county: Any) -> None:
        item = await self._red_and_ordered(county)
        await county.post(f"/budget-items/{item}:adjust", {"difference": "-1000.00", "reason": "cut"})
        await county.order_closed("A")
        await county.post(f"/budget-items/{item}:adjust", {"difference": "10.00", "reason": "again"})
        assert await self._crossed(county) == [(case, "green", "red") for case in self.CASES]

    async def test_is_told_of_at_the_next_checkpoint_where_its_rule_looks_only_there(self, county: Any) -> None:
        item = await self._red_and_ordered(county, moves_between_checkpoints=False)
        await county.post(f"/budget-items/{item}:adjust", {"difference": "-1000.00", "reason": "cut"})
        await county.order_closed("A")
        await county.post(f"/budget-items/{item}:adjust", {"difference": "10.00", "reason": "again"})
        assert (await county.state("A"), len(await self._crossed(county))) == ("red", 1)
        await county.until("2025-07-01T00:00")
        assert [case for case, _, _ in await self._crossed(county)] == list(self.CASES)

    async def test_is_told_of_where_the_end_of_its_order_is_heard_after_it_moves_again(self, county: Any) -> None:
        await self._red_and_ordered(county)
        await county.withdraw("quarterly-execution")
        await county.publish(moving(county, measure=county.measure("budget_item", "current")), version=2)
        await county.order_closed("A")
        await county.pay(("A", "1.00"), on="2025-04-03")
        assert [case for case, _, _ in await self._crossed(county)] == list(self.CASES)

    async def test_brings_none_where_it_is_good_again(self, county: Any) -> None:
        item = await self._red_and_ordered(county)
        await county.post(f"/budget-items/{item}:adjust", {"difference": "-1000.00", "reason": "cut"})
        await county.order_closed("A")
        await county.post(f"/budget-items/{item}:adjust", {"difference": "10.00", "reason": "again"})
        await county.order_closed("A", case=self.CASES[1])
        await county.pay(("A", "5.00"), on="2025-04-03")
        assert await county.changes("A") == [("green", "red"), ("green", "red"), ("red", "green")]

    async def test_brings_none_in_a_year_whose_days_are_over(self, county: Any) -> None:
        await self._red_and_ordered(county)
        await county.until("2026-01-05T09:00")
        await county.order_closed("A")
        await county.pay(("A", "1.00"), on="2025-12-31")
        assert len(await self._crossed(county)) == 1

    async def test_nor_one_whose_order_was_cancelled_while_it_moved(self, county: Any) -> None:
        await self._red_and_ordered(county)
        await county.order_cancelled("A")
        await county.pay(("A", "1.00"), on="2025-04-03")
        assert len(await self._crossed(county)) == 1


class TestABudgetOfNothing:
    async def test_has_no_value_neither_green_nor_red_and_no_checkpoint_changes_that(self, county: Any) -> None:
        await county.publish(county.rule())
        await county.budget("Z", "0.00")
        assert await county.state("Z") == "no_value"
        await county.until(AFTER_Q1)
        assert (await county.light("Z"))["state"] == "no_value"
        assert await county.said("light-crossed", "light-recovered") == []
        (began,) = await county.said("lights-began")
        assert [(one["object"], one["frozen"]) for one in began.data["lights"]] == [("Z", "no_value")]

    async def test_payments_against_it_get_not_enough_and_reversals_are_taken(self, county: Any) -> None:
        await county.budget("Z", "0.00")
        assert "not_enough_available" in county.codes(await county.pay(("Z", "10.00")))
        assert (await county.pay(("Z", "-10.00")))["state"] == "paid"

    @pytest.mark.parametrize("moves", [True, False])
    async def test_comes_by_adjustment_too_and_its_rate_returns_with_a_supplement(
        self, county: Any, moves: bool
    ) -> None:
        measure = county.measure("budget_item", "current")
        await county.publish(county.rule(moves_between_checkpoints=moves, measure=measure))
        item = await county.budget("A")
        await county.until(AFTER_Q1)
        assert await county.state("A") == "red"
        await county.post(f"/budget-items/{item}:adjust", {"difference": "-1000.00", "reason": "cut"})
        assert await county.state("A") == "no_value"
        assert [event.data["because"] for event in await county.said("light-frozen")] == ["no_value"]
        await county.until("2025-04-10T09:00")
        await county.post(f"/budget-items/{item}:adjust", {"difference": "10.00", "reason": "again"})
        assert await county.state("A") == "red"
        assert len(await county.said("light-thawed")) == 1
        assert await county.changes("A") == [("green", "red")]
        assert await county.state("A", as_of="2025-04-05") == "no_value"

    async def test_a_department_has_a_value_as_soon_as_one_of_its_items_has(self, county: Any) -> None:
        await county.publish(county.rule(measure=county.measure("department")))
        await county.budget("Z", "0.00")
        assert await county.state("roads") == "no_value"
        await county.budget("A")
        assert await county.state("roads") == "green"

    async def test_a_fund_without_money_has_none(self, county: Any) -> None:
        await county.publish(county.rule(measure=county.measure("fund")))
        await county.post("/funds", county.fund_body("special", amount="0.00", owner="works"))
        assert await county.state("special") == "no_value"


class TestARevision:
    async def test_that_moves_a_light_is_named_by_the_crossing_with_who_and_why(self, county: Any) -> None:
        await county.publish(moving(county, measure=county.measure("budget_item", "current")))
        item = await county.budget("A")
        await county.pay(("A", "200.00"))
        await county.until("2025-04-20T09:00")
        await county.post(f"/budget-items/{item}:adjust", {"difference": "2000.00", "reason": "flood"})
        (crossed,) = await county.said("light-crossed")
        (revised,) = await county.said("budget-item-revised")
        assert crossed.causationid == revised.id
        assert (crossed.data["day"], crossed.data["cause"]) == ("2025-04-20", "budget")
        (seen,) = crossed.data["revisions"]
        assert (seen["version"], seen["difference"], seen["reason"], seen["decided_by"]) == (
            2,
            "2000.00",
            "flood",
            "finance-1",
        )

    async def test_that_begins_later_is_the_cause_on_its_day(self, county: Any) -> None:
        await county.publish(moving(county, measure=county.measure("budget_item", "current")))
        item = await county.budget("A")
        await county.pay(("A", "200.00"))
        await county.until(AFTER_Q1)
        body = {"difference": "2000.00", "reason": "supplement", "in_force_from": "2025-05-01"}
        await county.post(f"/budget-items/{item}:adjust", body)
        await county.until("2025-05-02T09:00")
        (crossed,) = await county.said("light-crossed")
        (revised,) = await county.said("budget-item-revised")
        assert (crossed.causationid, crossed.data["day"]) == (revised.id, "2025-05-01")

    async def test_between_two_checkpoints_is_named_by_the_crossing_at_the_second_once(self, county: Any) -> None:
        await county.publish(county.rule(measure=county.measure("budget_item", "current")))
        item = await county.budget("A")
        await county.pay(("A", "500.00"))
        await county.until(AFTER_Q1)
        await county.post(f"/budget-items/{item}:adjust", {"difference": "1000.00", "reason": "bridge"})
        await county.until("2025-07-02T09:00")
        (crossed,) = await county.said("light-crossed")
        assert [one["reason"] for one in crossed.data["revisions"]] == ["bridge"]
        assert crossed.data["payments_count"] == 0

    async def test_of_nothing_is_refused(self, county: Any) -> None:
        item = await county.budget("A")
        problem = await county.post(f"/budget-items/{item}:adjust", {"difference": "0.00", "reason": "x"}, status=422)
        assert problem["code"] == "nothing_changes"
        assert await county.said("budget-item-revised") == []


class TestAClosedYear:
    async def test_takes_no_decision_about_a_goal(self, county: Any) -> None:
        item = await county.budget("A")
        await county.post("/fiscal-years/2025:close", {"reason": "year end"})
        problem = await county.post(f"/budget-items/{item}:withdraw-goal", {"reason": "x"}, status=409)
        assert problem["code"] == "fiscal_year_is_closed"
        assert (await county.item("A"))["goal_approved"] is True


class TestAfterAnUpgrade:
    async def test_lights_that_nobody_was_told_of_are_told_once_and_what_nobody_watches_stands_still(
        self, county: Any
    ) -> None:
        await county.publish(moving(county))
        await county.publish(county.rule(code="old-rule"))
        await county.budget("A")
        await county.until(AFTER_Q1)
        said = len(await county.said("lights-began"))
        async with county.world.transaction("budget-monitor", county.region) as tx:
            await tx.execute(text("UPDATE lights SET told = false WHERE rule = 'quarterly-execution'"))
            await tx.execute(text("UPDATE rules SET state = 'withdrawn' WHERE code = 'old-rule'"))
            # as they were: said with the number that their first event has no more
            forgotten = text("DELETE FROM outbox WHERE type = 'budget-monitor.lights-began.v1' AND region = :region")
            await tx.execute(forgotten, {"region": county.region})
            await deadlines.set(tx, "lights-untold", "0002", tx.now)
        await county.world.settle()
        (began,) = await county.said("lights-began")
        assert said == 2
        assert [(one["object"], one["level"], one["version"]) for one in began.data["lights"]] == [("A", "red", 2)]
        assert (await county.light("A", rule="old-rule"))["stands_still"] == "rule_withdrawn"
        assert await county.changes("A") == [("green", "red")] * 2
