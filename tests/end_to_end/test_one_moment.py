"""What is due in two services at one moment has one order, on both buses: lights first, then what is judged by them."""

import json
from typing import Any

from tests.end_to_end.conftest import County, said
from tests.end_to_end.test_story import RULE, approve_budget, instant, pay

from contracts.regions import ClockMoved

DUE = "2026-04-08"
MIDNIGHT = "2026-04-08T16:00:00Z"
"""The end of that day in the county."""


def rule() -> dict[str, Any]:
    """The rule of the story, which looks again on the very day on which answers to its first orders are due."""
    quarter = RULE["checkpoints"][0]
    return {
        **RULE,
        "code": "looks-again",
        "checkpoints": [quarter, {**quarter, "day": DUE[5:]}],
        "moves_between_checkpoints": False,
    }


async def moves(county: County) -> list[tuple[str, str | None]]:
    """Where the clock of the region went, and whose turn it was."""
    events = await county.world.events("indicators", county.region, ClockMoved.event_type)
    data = [json.loads(event.to_bytes())["data"] for event in events]
    return [(one["moved_to"], one["turn"]) for one in data]


class TestALightThatRecoversAtTheMomentAtWhichItsOrderFallsDue:
    async def test_recovers_first_however_quick_each_service_is(self, county: County) -> None:
        office, chief = (county.person(name, "assessment_office") for name in ("office", "chief"))
        said(await office.post("/monitoring-rules", json=rule()), 201)
        said(await chief.post("/monitoring-rules/looks-again/versions/1:publish", json={"reason": "2026"}), 200)
        await county.rest()
        await approve_budget(county)
        await county.advance(instant("2026-04-02T09:00:00"))
        found = said(await office.get("/rectification-orders", params={"object": "TRAINING"}), 200)["items"]
        (order,) = found
        assert order["due_on"] == DUE
        assert (await pay(county, "TRAINING", "400.00", on="2026-04-02", ref="p1"))["state"] == "paid"

        await county.advance(instant("2026-04-09T09:00:00"))
        trace = said(await county.person("auditor", "auditor").get(f"/traces/{order['case']}"), 200)["steps"]
        at_midnight = [step["type"] for step in trace if step["time"] == MIDNIGHT]
        assert at_midnight[:3] == [
            "budget-monitor.light-recovered.v1",
            "scoring.order-light-recovered.v1",
            "scoring.order-overdue.v1",
        ]
        assert [move for move in await moves(county) if move[0] == MIDNIGHT] == [
            (MIDNIGHT, "budget-monitor"),
            (MIDNIGHT, None),
        ]
