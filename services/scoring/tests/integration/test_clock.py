"""What the clock does to orders: overdue, escalation, suspension, provisional dates; and what it leaves alone."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from scoring.storage.tables import orders

STEPS = ("order-overdue", "order-escalated", "order-reached-last-step")


def times(events: list[Any]) -> list[str]:
    return [event.time.astimezone(UTC).isoformat()[:16] for event in events]


class TestAnOverdueOrder:
    async def test_is_marked_when_its_day_ends_and_costs_the_rule_s_points_once(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.until("2026-03-09T23:59:59")
        assert await county.said(*STEPS) == []
        await county.until("2026-03-10T00:00:00")
        (overdue,) = await county.said(*STEPS)
        assert times([overdue]) == ["2026-03-09T16:00"]
        (entry,) = await county.listed("/score-adjustments")
        assert (entry["points"], entry["unit"], entry["fiscal_year"]) == ("-2", "roads", "2026")
        assert entry["cause"] == "order_overdue"

    async def test_deducts_in_the_fiscal_year_of_the_crossing(self, county: Any) -> None:
        await county.cross("BRIDGES", fiscal_year="2025")
        await county.until("2026-03-10T00:00:00")
        (entry,) = await county.listed("/score-adjustments")
        assert entry["fiscal_year"] == "2025"

    async def test_deducts_once_though_it_is_overdue_in_two_rounds(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.until("2026-03-10T12:00:00")
        await county.answered("BRIDGES")
        await county.given(county.inspector(), "BRIDGES", "return", {"reason": "-", "working_days": 2})
        await county.until("2026-03-13T12:00:00")
        assert len(await county.said("order-overdue")) == 2
        assert len(await county.listed("/score-adjustments")) == 1

    async def test_gets_its_points_back_when_its_objection_is_granted(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.until("2026-03-10T12:00:00")
        await county.given(county.head(), "BRIDGES", "object", {"reason": "Wrong feed."})
        await county.given(county.office(), "BRIDGES", "grant-objection", {"reason": "It was."})
        taken, back = await county.listed("/score-adjustments")
        assert (taken["points"], back["points"], back["reverses"]) == ("-2", "2", taken["id"])
        assert back["cause"] == "objection_granted"
        told = await county.said("score-adjusted")
        assert [event.data["points"] for event in told] == ["-2", "2"]
        assert times(told)[0] == "2026-03-09T16:00"
        causes = await county.said("order-overdue", "order-cancelled")
        assert [event.causationid for event in told] == [event.id for event in causes]

    async def test_costs_nothing_where_the_rule_takes_nothing(self, county: Any) -> None:
        await county.publish(county.rule(code="free-lights", overdue_points="0"))
        await county.cross("BRIDGES", rule="free-lights")
        await county.until("2026-03-10T12:00:00")
        assert len(await county.said("order-overdue")) == 1
        assert await county.listed("/score-adjustments") == []

    async def test_is_not_one_that_was_answered_in_time(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        await county.until("2026-04-30T12:00:00")
        assert await county.said(*STEPS) == []


class TestEscalation:
    async def test_configured_really_runs_each_step_exactly_once_at_its_time(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.until("2026-05-30T12:00:00")
        told = await county.said(*STEPS)
        assert [event.type.split(".")[1] for event in told] == [
            "order-overdue",
            "order-escalated",
            "order-escalated",
            "order-reached-last-step",
        ]
        assert times(told) == ["2026-03-09T16:00", "2026-03-10T16:00", "2026-03-12T16:00", "2026-03-16T16:00"]
        assert [event.data.get("kind") for event in told[1:3]] == ["reminder", "talk"]
        assert told[3].data["hold_spares_wages_and_livelihood"] is True
        order = await county.order_of("BRIDGES")
        assert (order["overdue"], order["escalated"], order["steps_taken"]) == (True, True, 3)
        assert order["holds_payments"]
        (talk,) = await county.listed("/talks")
        assert (talk["kind"], talk["order"]) == ("escalation", order["id"])
        (called,) = await county.said("talk-called")
        assert (called.causationid, times([called])) == (told[2].id, times([told[2]]))

    async def test_runs_again_in_a_new_round_with_its_own_deadline(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.until("2026-03-11T12:00:00")
        await county.answered("BRIDGES")
        await county.given(county.inspector(), "BRIDGES", "return", {"reason": "-", "working_days": 2})
        await county.until("2026-03-17T12:00:00")
        assert times(await county.said("order-escalated")) == ["2026-03-10T16:00", "2026-03-16T16:00"]

    async def test_never_touches_an_order_that_was_answered_accepted_or_closed(self, county: Any) -> None:
        for thing in ("ANSWERED", "ACCEPTED", "CLOSED", "CANCELLED"):
            await county.cross(thing)
        await county.until("2026-03-10T12:00:00")
        for thing in ("ANSWERED", "ACCEPTED", "CLOSED"):
            await county.answered(thing)
        later = {"reason": "-", "recheck_on": "2026-12-31"}
        await county.given(county.inspector(), "ACCEPTED", "accept", later)
        await county.recover("CLOSED")
        await county.given(county.inspector(), "CLOSED", "accept", {})
        await county.given(county.head(), "CANCELLED", "object", {"reason": "-"})
        await county.given(county.office(), "CANCELLED", "grant-objection", {"reason": "-"})
        before = len(await county.said())
        await county.until("2026-06-30T12:00:00")
        assert len(await county.said()) == before

    async def test_goes_on_while_an_objection_waits(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.given(county.head(), "BRIDGES", "object", {"reason": "-"})
        await county.until("2026-03-11T12:00:00")
        assert [event.type.split(".")[1] for event in await county.said(*STEPS)] == ["order-overdue", "order-escalated"]

    async def test_an_acceptance_is_what_lifts_the_hold(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.until("2026-03-18T12:00:00")
        assert (await county.answered("BRIDGES"))["holds_payments"]
        accepted = await county.given(
            county.inspector(), "BRIDGES", "accept", {"reason": "-", "recheck_on": "2026-06-30"}
        )
        assert not accepted["holds_payments"]


class TestAfterALongOutage:
    async def test_steps_keep_their_due_time_and_resume_one_a_working_day(self, county: Any) -> None:
        world = county.world
        try:
            world.set_time(datetime(2026, 3, 2, 2, tzinfo=UTC))
            late = await real_county(county)
            await late.cross("BRIDGES")
            # nobody was there from the Monday of issue until Thursday, 2 April; Monday 6th is a day off
            seen: list[str] = []
            for day in ("2026-04-02", "2026-04-03", "2026-04-04", "2026-04-07", "2026-04-08", "2026-04-09"):
                world.set_time(datetime.fromisoformat(f"{day}T10:00:00+08:00"))
                await world.settle()
                told = await late.said(*STEPS)
                seen.append(f"{day}: {len(told)}")
            assert seen == [
                "2026-04-02: 2",  # overdue and the first step
                "2026-04-03: 2",
                "2026-04-04: 3",  # the Friday has ended
                "2026-04-07: 3",
                "2026-04-08: 4",  # the Tuesday has ended
                "2026-04-09: 4",
            ]
            assert times(await late.said(*STEPS)) == [
                "2026-03-09T16:00",
                "2026-03-10T16:00",
                "2026-04-03T16:00",
                "2026-04-07T16:00",
            ]
        finally:
            world.time.clear()


class TestSuspension:
    async def test_stops_the_clock_and_ends_by_itself(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.until("2026-03-04T10:00:00")
        await county.given(county.office(), "BRIDGES", "suspend", {"reason": "Flood.", "until": "2026-03-17"})
        await county.until("2026-03-17T12:00:00")
        assert await county.said(*STEPS) == []
        await county.until("2026-03-18T12:00:00")
        order = await county.order_of("BRIDGES")
        # ten working days from Wednesday 4th to Wednesday 18th
        assert (order["state"], order["due_on"]) == ("issued", "2026-03-23")
        (resumed,) = await county.said("order-resumed")
        assert times([resumed]) == ["2026-03-17T16:00"]
        await county.until("2026-03-24T12:00:00")
        assert times(await county.said("order-overdue")) == ["2026-03-23T16:00"]

    async def test_of_an_overdue_order_stops_its_escalation_and_moves_the_steps(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.until("2026-03-11T10:00:00")
        await county.given(county.office(), "BRIDGES", "suspend", {"reason": "Flood.", "until": "2026-03-31"})
        await county.until("2026-03-18T10:00:00")
        await county.given(county.office(), "BRIDGES", "resume")
        assert len(await county.said("order-escalated")) == 1
        await county.until("2026-03-20T10:00:00")
        # five working days later than the 12th on which the second step would have been taken
        assert times(await county.said("order-escalated")) == ["2026-03-10T16:00", "2026-03-19T16:00"]
        await county.until("2026-04-10T10:00:00")
        assert len(await county.said("order-resumed")) == 1


class TestADueDateInAYearThatNobodyPublished:
    async def test_is_provisional_and_settled_when_the_year_is_published(self, county: Any) -> None:
        await county.until("2026-12-29T10:00:00")
        await county.cross("BRIDGES", after="red")
        order = await county.order_of("BRIDGES")
        assert (order["due_on"], order["due_provisional"]) == ("2027-01-05", True)
        await county.world.publish_working_days(county.region, 2027, days_off=[date(2027, 1, 1)])
        order = await county.order_of("BRIDGES")
        assert (order["due_on"], order["due_provisional"]) == ("2027-01-06", False)
        (talk,) = await county.listed("/talks")
        assert (talk["due_on"], talk["due_provisional"]) == ("2027-01-06", False)
        assert len(await county.said("order-due-date-settled", "talk-due-date-settled")) == 2
        await county.until("2027-01-06T12:00:00")
        assert await county.said("order-overdue", "talk-overdue") == []
        await county.until("2027-01-07T12:00:00")
        assert len(await county.said("order-overdue", "talk-overdue")) == 2


class TestAPoisonedOrder:
    async def test_is_set_aside_and_counted_while_the_others_go_on(self, county: Any) -> None:
        for thing in ("GOOD-1", "POISON", "GOOD-2"):
            await county.cross(thing)
        async with county.world.transaction("scoring", county.region) as tx:
            # an order whose rule version never existed
            await tx.execute(update(orders).where(orders.c.object == "POISON").values(rule_version=99))
        dead = await county.world.dead("scoring")
        await county.jump("2026-03-31T00:00:00")
        for _ in range(3):
            await county.retry()
        assert await county.world.dead("scoring") == dead + 1
        told = await county.said(*STEPS)
        assert {event.data["object"] for event in told} == {"GOOD-1", "GOOD-2"}
        assert len(told) == 8


async def real_county(county: Any) -> Any:
    """The same county on the real clock, which this test sets."""
    region = await county.world.define_region(f"t-{uuid4().hex[:10]}")
    await county.world.publish_working_days(region, 2026, days_off=[date(2026, 4, 6)])
    late = type(county)(county.world, region)
    await late.register("roads")
    await late.publish(late.rule())
    return late
