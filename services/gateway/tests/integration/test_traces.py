import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from chassis.auth import HeldRole
from chassis.testing.world import World
from contracts.envelope import Event, Labels
from contracts.indicators import AssesseeRegistered

AUDITOR = HeldRole("auditor")


@pytest_asyncio.fixture(loop_scope="session")
async def case(world: World, region: str, repository: Path) -> str:
    """The hand-written example events, as if they had happened in this test's region; the case that they tell."""
    texts = [file.read_text() for file in sorted((repository / "shared/asyncapi/examples").glob("*.json"))]
    events = sorted((json.loads(text) for text in texts), key=lambda event: (event["time"], event["sequence"]))
    new_ids = {event["id"]: str(uuid4()) for event in events}
    for event in events:
        if event["type"] in ("indicators.region-defined.v1", "indicators.clock-moved.v1"):
            continue  # of the examples' own region
        moved = json.loads(json.dumps(event).replace(f'"{event["region"]}', f'"{region}'))
        moved |= {"id": new_ids[event["id"]], "region": region}
        if "causationid" in event:
            moved["causationid"] = new_ids.get(event["causationid"], event["causationid"])
        await world.deliver_again(Event.model_validate(moved))
    await world.settle()
    return next(str(event["correlationid"]) for event in events if "correlationid" in event)


async def told(door: Any, case: str, *roles: HeldRole) -> tuple[int, dict[str, Any]]:
    async with door.client(*roles) as client:
        answer = await client.get(f"/traces/{case}")
    return answer.status_code, answer.json()


class TestTrace:
    async def test_it_tells_the_whole_case_oldest_first(self, door: Any, case: str) -> None:
        status, trace = await told(door, case, AUDITOR)
        assert status == 200, trace
        steps = trace["steps"]
        assert [step["time"] for step in steps] == sorted(step["time"] for step in steps)
        order = [step["kind"] for step in steps]
        assert order.index("rule") < order.index("payment")
        kinds = {step["type"].split(".")[1] for step in steps}
        assert kinds >= {"light-crossed", "order-issued", "talk-held", "order-answered", "order-accepted"}
        assert kinds >= {"hold-placed", "hold-lifted", "score-adjusted"}
        assert all(step["texts"]["zh"] and step["texts"]["en"] for step in steps)
        assert trace["complete"]

    async def test_it_cites_the_rule_and_names_the_payments_of_the_crossing(self, door: Any, case: str) -> None:
        _, trace = await told(door, case, AUDITOR)
        assert [(rule["code"], rule["version"]) for rule in trace["rules"]] == [("quarterly-execution", 1)]
        payments = [step for step in trace["steps"] if step["kind"] == "payment"]
        assert [step["position"] for step in payments[:2]] == [1841, 1842]
        assert payments[0]["event"] is not None

    async def test_a_cause_stands_before_what_it_caused_at_the_same_moment(self, door: Any, case: str) -> None:
        _, trace = await told(door, case, AUDITOR)
        place = {step["event"]: index for index, step in enumerate(trace["steps"]) if step["kind"] == "event"}
        caused = [step for step in trace["steps"] if step["kind"] == "event" and step["cause"] in place]
        assert len(caused) > 5
        for step in caused:
            assert place[step["cause"]] < place[step["event"]], step["type"]

    async def test_what_carries_no_case_is_found_by_its_cause(
        self, door: Any, world: World, region: str, case: str
    ) -> None:
        _, before = await told(door, case, AUDITOR)
        cause = next(step["event"] for step in before["steps"] if step["type"] == "scoring.order-issued.v1")
        event = Event(
            id=uuid4(), source="/services/budget-monitor", type="budget-monitor.feed-went-silent.v1", subject="f",
            time=world.wall(), recordedtime=world.wall(), dataschema="/schemas/x.json", partitionkey=f"{region}/f",
            sequence="000000000001", region=region, actor="system", causationid=cause,
            data={"code": "f", "last_arrival": None},
        )  # fmt: skip
        await world.deliver_again(event)
        await world.settle()
        _, after = await told(door, case, AUDITOR)
        assert {step["event"] for step in after["steps"]} - {step["event"] for step in before["steps"]} == {
            str(event.id)
        }

    async def test_a_case_that_nobody_knows_is_not_found(self, door: Any) -> None:
        status, problem = await told(door, "rule:budget_item:A/B & C:2012:1", AUDITOR)
        assert (status, problem["code"]) == (404, "case_unknown")

    async def test_another_regions_case_is_not_found(self, door: Any, world: World, case: str) -> None:
        elsewhere = door.token("li", AUDITOR, region=await world.define_region(f"other-{uuid4().hex[:8]}"))
        async with door.client(token=elsewhere) as client:
            assert (await client.get(f"/traces/{case}")).status_code == 404


class TestWhoMayReadIt:
    @pytest_asyncio.fixture(loop_scope="session", autouse=True)
    async def units(self, world: World, region: str, case: str) -> None:
        for sequence, (code, parent) in enumerate(
            {"ministry": None, "water-bureau": "ministry", "roads": None}.items()
        ):
            unit = AssesseeRegistered(
                code=code, version=1, kind="department", category="organs", parent=parent,
                labels=Labels(zh=code, en=code),
            )  # fmt: skip
            await world.deliver(unit, region=region, aggregate=code, sequence=100 + sequence)
        await world.settle()

    @pytest.mark.parametrize(("unit", "status"), [("water-bureau", 200), ("ministry", 200), ("roads", 403)])
    async def test_a_head_reads_the_own_unit_and_its_sub_units(
        self, door: Any, case: str, unit: str, status: int
    ) -> None:
        given, answer = await told(door, case, HeldRole("unit_head", unit))
        assert given == status, answer
