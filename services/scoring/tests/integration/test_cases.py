"""Lights that cross, worsen, recover and relapse: which order each belongs to."""

from typing import Any

from contracts.scoring import OrderIssued


class TestACaseBegins:
    async def test_when_a_light_leaves_its_best_level(self, county: Any) -> None:
        crossing = await county.cross("BRIDGES")
        order = await county.order_of("BRIDGES")
        assert (order["state"], order["level"], order["unit"]) == ("issued", "yellow", "roads")
        assert order["case"] == "budget-lights:budget_item:BRIDGES:2026:1"
        assert (order["rule"], order["rule_version"]) == ("budget-lights", 1)
        assert (order["due_on"], order["due_provisional"]) == ("2026-03-09", False)
        (issued,) = await county.said("order-issued")
        assert issued.causationid == crossing.id
        assert issued.correlationid == order["case"]
        assert issued.read(OrderIssued).cause == "light"

    async def test_with_a_talk_and_a_budget_proposal_where_the_level_brings_them(self, county: Any) -> None:
        crossing = await county.cross("BRIDGES", after="red")
        order = await county.order_of("BRIDGES")
        (talk,) = await county.listed("/talks")
        assert (talk["kind"], talk["order"], talk["held_by"]) == ("light", order["id"], "assessment_office")
        assert talk["responsible"]["en"] == "Head of roads"
        (proposal,) = await county.listed("/budget-proposals")
        assert (proposal["order"], proposal["state"]) == (order["id"], "proposed")
        called, made = await county.said("talk-called", "budget-proposal-made")
        assert (called.correlationid, made.correlationid) == (order["case"], order["case"])
        assert called.causationid == crossing.id

    async def test_of_yellow_brings_no_talk_when_only_red_does(self, county: Any) -> None:
        await county.cross("BRIDGES")
        assert await county.listed("/talks") == []


class TestACaseGoesOn:
    async def test_a_worsening_raises_the_level_of_the_open_order(self, county: Any) -> None:
        first = await county.cross("BRIDGES")
        second = await county.cross("BRIDGES", before="yellow", after="red")
        order = await county.order_of("BRIDGES")
        assert order["level"] == "red"
        assert [one["crossing"] for one in order["crossings"]] == [str(first.id), str(second.id)]
        assert len(await county.listed("/rectification-orders")) == 1
        assert len(await county.listed("/talks")) == 1

    async def test_a_relapse_belongs_to_the_order_that_is_still_open(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.recover("BRIDGES")
        await county.cross("BRIDGES", episode=2)
        orders = await county.listed("/rectification-orders")
        assert len(orders) == 1
        assert not orders[0]["light_is_good"]

    async def test_a_second_red_does_not_double_a_talk_that_waits(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        await county.recover("BRIDGES", before="red", after="yellow")
        await county.cross("BRIDGES", before="yellow", after="red")
        assert len(await county.listed("/talks")) == 1
        assert len(await county.listed("/budget-proposals")) == 1

    async def test_a_light_that_recovers_by_itself_still_needs_an_answer(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.recover("BRIDGES")
        order = await county.order_of("BRIDGES")
        assert (order["state"], order["light_level"], order["light_is_good"]) == ("issued", "green", True)
        assert len(await county.said("order-light-recovered")) == 1

    async def test_a_recovery_that_no_order_follows_changes_nothing(self, county: Any) -> None:
        await county.recover("BRIDGES")
        assert await county.said() == []


class TestANewCase:
    async def test_begins_with_the_next_episode_when_the_order_has_closed_meanwhile(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.recover("BRIDGES")
        await county.answered("BRIDGES")
        await county.given(county.inspector(), "BRIDGES", "accept", {})
        # the light's own service has not heard of the closing: it still names the first episode
        late = await county.cross("BRIDGES", episode=1)
        orders = await county.listed("/rectification-orders", object="BRIDGES")
        assert [one["state"] for one in orders] == ["closed", "issued"]
        assert orders[1]["case"] == "budget-lights:budget_item:BRIDGES:2026:2"
        assert orders[1]["id"] != orders[0]["id"]
        issued = (await county.said("order-issued"))[-1]
        assert issued.causationid == late.id

    async def test_does_not_begin_for_another_rule_s_order_of_the_same_object(self, county: Any) -> None:
        await county.publish(county.rule(code="other-lights"))
        await county.cross("BRIDGES")
        await county.cross("BRIDGES", rule="other-lights")
        assert len(await county.listed("/rectification-orders", object="BRIDGES")) == 2


class TestTheSameEventTwice:
    async def test_has_its_effect_once(self, county: Any) -> None:
        crossing = await county.cross("BRIDGES", after="red")
        said = len(await county.said())
        await county.world.deliver_again(crossing)
        await county.world.settle()
        assert len(await county.said()) == said
        assert len((await county.order_of("BRIDGES"))["crossings"]) == 1

    async def test_has_its_effect_once_even_where_the_inbox_has_forgotten_it(self, county: Any) -> None:
        crossing = await county.cross("BRIDGES", after="red")
        said = len(await county.said())
        await county.forget(crossing)
        await county.world.deliver_again(crossing)
        await county.world.settle()
        assert len(await county.said()) == said
        assert len(await county.listed("/talks")) == 1

    async def test_of_a_recovery_notes_it_once(self, county: Any) -> None:
        await county.cross("BRIDGES")
        recovery = await county.recover("BRIDGES")
        await county.forget(recovery)
        await county.world.deliver_again(recovery)
        await county.world.settle()
        assert len(await county.said("order-light-recovered")) == 1


class TestARuleThatIsStillOnItsWay:
    async def test_keeps_the_crossing_waiting_until_it_arrives(self, county: Any) -> None:
        await county.cross("BRIDGES", rule="late-lights")
        assert await county.listed("/rectification-orders") == []
        await county.publish(county.rule(code="late-lights"))
        await county.retry()
        assert len(await county.listed("/rectification-orders")) == 1


class TestALevelThatBringsNoOrder:
    async def test_opens_none_until_the_light_gets_worse(self, county: Any) -> None:
        await county.publish(county.rule(code="mild-lights", levels=county.levels(yellow=("talk",), red=("order",))))
        await county.cross("BRIDGES", rule="mild-lights")
        assert await county.listed("/rectification-orders") == []
        (talk,) = await county.listed("/talks")
        assert talk["order"] is None
        await county.cross("BRIDGES", rule="mild-lights", before="yellow", after="red")
        assert (await county.order_of("BRIDGES"))["level"] == "red"
