"""Lights that nothing can move any more: acceptance and re-checks wait for none of them, and every order can end."""

from datetime import date
from typing import Any

import pytest

from contracts.budget import LightBegun, LightFrozen, LightsBegan, LightThawed
from contracts.envelope import Labels

BAD = {"reason": "Work has begun."}


async def begun(county: Any, thing: str, year: str = "2026", *, frozen: str | None = None) -> None:
    """Budget-monitor tells of the light of an object in a year; nothing has moved it yet."""
    light = county.light_of(f"{thing}{'' if year == '2026' else year}")
    one = LightBegun(light=light, object=thing, owner="roads", level="green", is_best=True, frozen=frozen, version=1)
    began = LightsBegan(
        rule="budget-lights", rule_version=1, object_kind="budget_item", fiscal_year=year, lights=(one,)
    )
    await county.world.deliver(began, region=county.region, aggregate=str(light), sequence=1)
    await county.world.settle()
    county.sequence[str(light)] = max(county.sequence.get(str(light), 0), 1)


async def stands(county: Any, thing: str, because: str | None, level: str = "yellow") -> None:
    light = county.light_of(thing)
    fields: dict[str, Any] = {
        "light": light,
        "rule": "budget-lights",
        "rule_version": 1,
        "object_kind": "budget_item",
        "object": thing,
        "object_labels": Labels(zh=thing, en=thing),
        "owner": "roads",
        "fiscal_year": "2026",
        "level": level,
        "is_best": level == "green",
    }
    said = LightThawed(**fields) if because is None else LightFrozen(**fields, because=because)
    await county.world.deliver(said, region=county.region, aggregate=str(light), sequence=county.next(str(light)))
    await county.world.settle()


async def accepted_until(county: Any, thing: str, day: str) -> None:
    await county.cross(thing)
    await county.answered(thing)
    await county.given(county.inspector(), thing, "accept", BAD | {"recheck_on": day})


class TestAcceptance:
    @pytest.mark.parametrize("because", ["rule_withdrawn", "left_out", "no_value"])
    async def test_under_a_light_that_nothing_moves_needs_a_reason_only(self, county: Any, because: str) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        await stands(county, "BRIDGES", because)
        assert (await county.give(county.inspector(), "BRIDGES", "accept", {})).status_code == 422
        assert (await county.given(county.inspector(), "BRIDGES", "accept", BAD))["state"] == "closed"

    async def test_needs_a_re_check_again_when_the_light_moves_again(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        await stands(county, "BRIDGES", "left_out")
        await stands(county, "BRIDGES", None)
        refused = await county.give(county.inspector(), "BRIDGES", "accept", BAD)
        assert refused.json()["code"] == "recheck_needed"

    async def test_needs_none_from_the_day_after_the_fiscal_year_though_nobody_closed_it(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        await county.until("2026-12-31T23:00")
        refused = await county.give(county.inspector(), "BRIDGES", "accept", BAD)
        assert refused.json()["code"] == "recheck_needed"
        await county.until("2027-01-01T00:00")
        assert (await county.given(county.inspector(), "BRIDGES", "accept", BAD))["state"] == "closed"


class TestAReCheck:
    async def test_that_falls_into_the_next_year_looks_at_the_light_of_that_year(self, county: Any) -> None:
        await accepted_until(county, "BRIDGES", "2027-02-01")
        await begun(county, "BRIDGES", "2027")
        await county.jump("2027-02-02T09:00")
        order = await county.order_of("BRIDGES")
        assert (order["state"], order["light_is_good"]) == ("closed", True)

    async def test_reopens_the_order_where_the_light_of_that_year_is_bad(self, county: Any) -> None:
        await accepted_until(county, "BRIDGES", "2027-03-02")
        await begun(county, "BRIDGES", "2027")
        await county.cross(
            "BRIDGES",
            light=county.light_of("BRIDGES2027"),
            fiscal_year="2027",
            checkpoint=date(2027, 2, 28),
        )
        await county.jump("2027-03-03T09:00")
        order = await county.order_of("BRIDGES")
        assert (order["state"], order["round"]) == ("returned", 2)

    async def test_closes_where_no_light_of_that_year_watches_the_object(self, county: Any) -> None:
        await accepted_until(county, "BRIDGES", "2027-02-01")
        await county.jump("2027-02-02T09:00")
        assert (await county.order_of("BRIDGES"))["state"] == "closed"
        (closed,) = await county.said("order-closed")
        assert closed.data["light_is_good"] is False

    async def test_closes_where_the_light_of_that_year_has_no_budget_to_divide_by(self, county: Any) -> None:
        await accepted_until(county, "BRIDGES", "2027-02-01")
        await begun(county, "BRIDGES", "2027", frozen="no_value")
        await county.jump("2027-02-02T09:00")
        assert (await county.order_of("BRIDGES"))["state"] == "closed"

    @pytest.mark.parametrize("because", ["rule_withdrawn", "left_out", "no_value"])
    async def test_closes_under_a_light_that_froze_after_the_acceptance(self, county: Any, because: str) -> None:
        await accepted_until(county, "BRIDGES", "2026-03-20")
        await stands(county, "BRIDGES", because)
        await county.jump("2026-03-21T09:00")
        assert (await county.order_of("BRIDGES"))["state"] == "closed"

    async def test_under_a_light_that_moves_and_is_bad_reopens_as_ever(self, county: Any) -> None:
        await begun(county, "BRIDGES")
        await accepted_until(county, "BRIDGES", "2026-03-20")
        await county.jump("2026-03-21T09:00")
        assert (await county.order_of("BRIDGES"))["state"] == "returned"


class TestTheOrderOfArrival:
    async def test_a_beginning_that_arrives_after_the_crossing_says_nothing_new(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.cross("BRIDGES", before="yellow", after="red")
        await begun(county, "BRIDGES")
        await county.answered("BRIDGES")
        refused = await county.give(county.inspector(), "BRIDGES", "accept", BAD)
        assert refused.json()["code"] == "recheck_needed"

    async def test_what_becomes_known_of_the_year_before_raises_the_level_and_leaves_the_light(
        self, county: Any
    ) -> None:
        await county.cross("BRIDGES")
        await county.cross("BRIDGES", light=county.light_of("BRIDGES2027"), fiscal_year="2027")
        await county.cross("BRIDGES", before="yellow", after="red")
        order = await county.order_of("BRIDGES")
        assert (order["level"], order["light_level"]) == ("red", "yellow")
