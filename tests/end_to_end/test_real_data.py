"""A year of real payments through separate processes on a real Kafka, against a calculation made here from the files.

The calculation shares no code with Baton: plain csv and Decimal, and the rules as the public example states them.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from allinone.driving import outcome, planning, replaying, sending
from allinone.driving.client import Baton
from allinone.driving.outcome import Outcome
from allinone.driving.people import AUDITOR, development_tokens
from allinone.driving.sending import Sent
from chassis.testing import processes
from chassis.testing.kafka import Kafka
from contracts.budget import LightCrossed

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

CHECKPOINTS = {
    date(2012, 6, 30): (10, 15),
    date(2012, 9, 30): (30, 40),
    date(2012, 12, 31): (55, 65),
    date(2013, 3, 31): (80, 90),
}
WORSE = {"green": 0, "yellow": 1, "red": 2}


@dataclass
class Calculation:
    """What must come out, from the two files alone."""

    budget: dict[str, Decimal]
    paid: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    accepted: list[str] = field(default_factory=list)
    intercepted: dict[str, str] = field(default_factory=dict)
    lights: dict[str, dict[str, int]] = field(default_factory=dict)
    crossings: int = 0
    recoveries: int = 0
    ever_crossed: set[str] = field(default_factory=set)

    def pay(self, reference: str, item: str, amount: Decimal) -> None:
        if item not in self.budget:
            self.intercepted[reference] = "no_budget"
        elif amount > 0 and self.paid[item] + amount > self.budget[item]:
            self.intercepted[reference] = "not_enough_available"
        else:
            self.paid[item] += amount
            self.accepted.append(reference)

    def look(self, day: date, before: dict[str, str]) -> dict[str, str]:
        red, yellow = CHECKPOINTS[day]
        now = {}
        for item, budget in self.budget.items():
            hundredfold = self.paid[item] * 100
            now[item] = "red" if hundredfold < red * budget else "yellow" if hundredfold < yellow * budget else "green"
            change = WORSE[now[item]] - WORSE[before[item]]
            self.crossings += change > 0
            self.recoveries += change < 0
            if change > 0:
                self.ever_crossed.add(item)
        self.lights[day.isoformat()] = dict(sorted(Counter(now.values()).items()))
        return now

    def as_json(self) -> dict[str, Any]:
        return {
            "accepted": len(self.accepted),
            "intercepted": dict(sorted(Counter(self.intercepted.values()).items())),
            "intercepted_ids": list(self.intercepted),
            "accepted_total": str(sum(self.paid.values())),
            "lights": self.lights,
            "crossings": self.crossings,
            "recoveries": self.recoveries,
            # nobody answers, so no order closes, and every later crossing of its item belongs to it
            "orders": {"issued": len(self.ever_crossed)},
        }


def calculate(folder: Path) -> Calculation:
    def spelled(text: str) -> str:
        return " ".join(text.upper().split())

    def rows(name: str) -> Iterator[dict[str, str]]:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    found = Calculation(
        {spelled(row["budget_item"]): Decimal(row["approved_amount"]) for row in rows("gla-budget-2012-13.csv")}
    )
    payments = sorted(rows("gla-payments-2012-13.csv"), key=lambda row: (row["Date"], int(row["ID"])))
    lights, waiting = dict.fromkeys(found.budget, "green"), list(CHECKPOINTS)
    for row in payments:
        while waiting and date.fromisoformat(row["Date"]) > waiting[0]:
            lights = found.look(waiting.pop(0), lights)
        found.pay(row["ID"], spelled(row["AccountDescription"]), Decimal(row["Amount"]))
    for day in waiting:
        lights = found.look(day, lights)
    return found


@pytest.fixture(scope="module")
def expected(shared_data: Path) -> Calculation:
    return calculate(shared_data)


@dataclass
class Run:
    baton: Baton
    sent: list[Sent]
    outcome: Outcome


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def run(
    shared_data: Path, repository: Path, postgres: str, kafka: Kafka, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Run]:
    """The whole year, once, through the gateway of four processes on Kafka."""
    examples = repository / "examples/gla"
    plan = planning.read(
        shared_data / "gla-budget-2012-13.csv",
        shared_data / "gla-payments-2012-13.csv",
        [examples / "budget-mapping.yaml", examples / "payments-mapping.yaml"],
        examples / "rules.yaml",
    )
    deployment = processes.prepare(
        tmp_path_factory.mktemp("real-data"), repository=repository, postgres=postgres, kafka=kafka.bootstrap
    )
    async with deployment, httpx.AsyncClient(base_url=deployment.doors[0], timeout=60) as http:
        baton = Baton(http, development_tokens(deployment.keys, region=plan.facts.code), region=plan.facts.code)
        sent = await replaying.replay(baton, plan)
        await deployment.until_at_rest(plan.facts.code)
        came_to = await outcome.collect(baton, sent, fiscal_year=plan.fiscal_year, checkpoints=plan.checkpoints)
        yield Run(baton, sent, came_to)


class TestAYearOfRealPayments:
    async def test_comes_to_what_the_files_say(self, run: Run, expected: Calculation) -> None:
        found, by_hand = run.outcome.as_json(), expected.as_json()
        assert {name: found[name] for name in by_hand} == by_hand
        assert found["intercepted_payments"] == len(by_hand["intercepted_ids"])
        assert {day: one["states"] for day, (one,) in found["lights_by_rule"].items()} == by_hand["lights"]

    async def test_what_was_accepted_is_what_was_paid_for_every_item(self, run: Run, expected: Calculation) -> None:
        items = await run.baton.all("/budget-items", by=AUDITOR)
        assert {item["code"]: Decimal(item["paid"]) for item in items} == {
            code: expected.paid[code] for code in expected.budget
        }

    async def test_what_was_accepted_is_what_the_ledger_has_for_the_fund(self, run: Run) -> None:
        entries = await run.baton.all("/ledger-entries", by=AUDITOR)
        assert {entry["fund"] for entry in entries} == {"gla-2012"}
        accepted = sum(one.payment.total for one in run.sent if not one.intercepted)
        assert sum(Decimal(entry["amount"]) for entry in entries) == accepted == run.outcome.accepted_total

    async def test_every_interception_has_its_reason_and_is_kept(self, run: Run, expected: Calculation) -> None:
        kept = await run.baton.all("/payments", by=AUDITOR, state="intercepted")
        reasons = {payment["external_ref"]: payment["decision"]["reasons"] for payment in kept}
        assert {ref: {one["code"] for one in found} for ref, found in reasons.items()} == {
            ref: {code} for ref, code in expected.intercepted.items()
        }

    async def test_every_crossing_belongs_to_one_order_and_every_order_has_one(self, run: Run) -> None:
        crossings = [
            logged["event"]["id"] for logged in await run.baton.all("/events", by=AUDITOR, type=LightCrossed.event_type)
        ]
        orders = await run.baton.all("/rectification-orders", by=AUDITOR)
        claimed = Counter[str]()
        for order in orders:
            details = await run.baton.get(f"/rectification-orders/{order['id']}", by=AUDITOR)
            assert details["crossings"], f"order {order['case']} has no crossing"
            claimed.update(one["crossing"] for one in details["crossings"])
        assert claimed == Counter(crossings)

    async def test_importing_the_same_payments_again_changes_nothing(self, run: Run) -> None:
        again = await sending.payments(run.baton, [one.payment for one in run.sent[:200]])
        assert [one.answer["id"] for one in again] == [one.answer["id"] for one in run.sent[:200]]
        assert await outcome.paid_total(run.baton, fiscal_year="2012") == run.outcome.accepted_total
