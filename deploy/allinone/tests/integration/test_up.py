"""`baton up`: a county's year, told in a summary; starting again keeps it."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from allinone import installation
from allinone.county import consultation as story
from allinone.county.figures import REGION
from allinone.driving.people import AUDITOR
from contracts.canonical import digests, form
from indicators.documents import pack

Command = Callable[..., Awaitable[Any]]
pytestmark = pytest.mark.slow

REASONS = (
    "no_budget", "no_fund", "not_allocated", "not_enough_available", "no_approved_goal", "purpose_mismatch",
    "rectification_hold", "feed_unknown", "fiscal_year_closed",
)  # fmt: skip


class TestTheDemonstrationYear:
    async def test_is_played_once_and_told_again_at_the_next_start(self, shell: Command, tmp_path: Path) -> None:
        words = ("up", "--folder", tmp_path, "--port", "0", "--stop-after-summary")
        first = await shell(*words)
        assert first.code == 0, first.err
        for reason in REASONS:
            assert re.search(rf"{reason} [1-9]", first.out), f"no payment was intercepted with {reason}"
        for quarter in ("2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"):
            assert f"lights on {quarter}" in first.out
        assert first.out.count("curl -s") == 4
        assert re.search(
            r"scheme departments version 1 +.* published: 32 members, 43 indicators, 3 rounds, 2 comm", first.out
        )
        # without a terminal: plain lines, no bar
        assert "\x1b" not in first.err
        assert "demonstration county, 2025:" in first.err

        second = await shell(*words)
        assert second.code == 0, second.err
        assert told(second.out) == told(first.out)

        async with installation.own(tmp_path, durable=False) as place, installation.baton(place, REGION) as baton:
            orders = await baton.all("/rectification-orders", by=AUDITOR)
            verbs = set()
            for order in orders:
                details = await baton.get(f"/rectification-orders/{order['id']}", by=AUDITOR)
                verbs |= {step["command"] for step in details["history"]}
            holds = await baton.all("/holds", by=AUDITOR)
            versions = await baton.all("/schemes/departments/versions", by=AUDITOR)
            rounds = await baton.all("/schemes/departments/versions/1/rounds", by=AUDITOR)
            copy = await baton.get("/scheme-copies/departments/versions/1", by=AUDITOR)
            points = await baton.all("/score-adjustments", by=AUDITOR)
        assert verbs >= {"acknowledge", "answer", "return", "accept", "grant-objection", "escalate", "resume"}
        assert any(hold["lifted_because"] == "accepted" for hold in holds)
        assert any(hold["lifted_at"] is None for hold in holds)
        assert [one["closed_because"] for one in rounds] == ["signed_off", "signed_off", "due"]
        assert [one["at"] for one in rounds[1]["changes"]] == ["indicators[cases-closed].targets[0].value"]
        of_pack = digests(form(pack.read(story.PACK)))
        assert {one["publication"]["sha256"] for one in versions} == {of_pack.sha256} == {copy["recomputed"]["sha256"]}
        assert copy["recomputed"]["sm3"] == of_pack.sm3
        assert points, "an overdue order costs points"


def told(out: str) -> str:
    """The summary without the address and the token, which differ from start to start."""
    return out.split("\nBaton answers")[0]
