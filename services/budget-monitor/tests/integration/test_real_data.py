"""A year of a real city authority, against a calculation that shares no code with the service."""

import csv
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chassis.testing import world as worlds
from chassis.testing.world import World

BOUNDS = {
    date(2012, 6, 30): (10, 15),
    date(2012, 9, 30): (30, 40),
    date(2012, 12, 31): (55, 65),
    date(2013, 3, 31): (80, 90),
}


def _code(text: str) -> str:
    return " ".join(text.upper().split())


def _read(folder: Path) -> tuple[dict[str, Decimal], list[dict[str, str]]]:
    with (folder / "gla-budget-2012-13.csv").open(encoding="utf-8") as file:
        budget = {_code(row["budget_item"]): Decimal(row["approved_amount"]) for row in csv.DictReader(file)}
    with (folder / "gla-payments-2012-13.csv").open(encoding="utf-8") as file:
        return budget, list(csv.DictReader(file))


class Expected:
    """What the year comes to, computed the plainest way."""

    def __init__(self, budget: dict[str, Decimal], rows: list[dict[str, str]]):
        self.reasons: Counter[str] = Counter()
        self.intercepted: list[str] = []
        self.lights: dict[date, Counter[str]] = {}
        self.changes: Counter[str] = Counter()
        self.paid: dict[str, Decimal] = defaultdict(Decimal)
        levels = dict.fromkeys(budget, 2)
        days = sorted(BOUNDS)
        for row in rows:
            while days and row["Date"] > days[0].isoformat():
                levels = self._look(days.pop(0), budget, levels)
            self._take(row, budget)
        for day in days:
            levels = self._look(day, budget, levels)

    def _take(self, row: dict[str, str], budget: dict[str, Decimal]) -> None:
        code, amount = _code(row["AccountDescription"]), Decimal(row["Amount"])
        reason = None
        if code not in budget:
            reason = "no_budget"
        elif amount > 0 and self.paid[code] + amount > budget[code]:
            reason = "not_enough_available"
        if reason is None:
            self.paid[code] += amount
        else:
            self.reasons[reason] += 1
            self.intercepted.append(row["ID"])

    def _look(self, day: date, budget: dict[str, Decimal], before: dict[str, int]) -> dict[str, int]:
        red, yellow = BOUNDS[day]
        now = {
            code: 0 if 100 * self.paid[code] < red * amount else 1 if 100 * self.paid[code] < yellow * amount else 2
            for code, amount in budget.items()
        }
        self.lights[day] = Counter(("red", "yellow", "green")[level] for level in now.values())
        for code, level in now.items():
            if level != before[code]:
                self.changes["crossings" if level < before[code] else "recoveries"] += 1
        return now


@pytest.mark.slow
class TestTheYearOfACity:
    async def test_comes_out_as_calculated_by_hand(self, world: World, county: Any, shared_data: Path) -> None:
        budget, rows = _read(shared_data)
        expected = Expected(budget, rows)
        region = await world.define_region(
            worlds.new_region(),
            at=datetime.fromisoformat("2012-03-31T23:00:00+00:00"),
            zone="Europe/London",
            currency="GBP",
            fiscal_year_start="04-01",
        )
        city = type(county)(world, region, at="2012-04-01T00:00")
        await city.register("authority")
        await _publish(city)
        await _approve(city, budget)
        answers = await _pay(city, rows)
        intercepted = [one for one in answers if one["state"] == "intercepted"]
        assert [one["external_ref"] for one in intercepted] == expected.intercepted
        assert Counter(code for one in intercepted for code in city.codes(one)) == expected.reasons
        for day, states in expected.lights.items():
            lights = await city.items("/lights", as_of=day.isoformat())
            assert Counter(light["state"] for light in lights) == states, day
        assert len(await city.said("light-crossed")) == expected.changes["crossings"]
        assert len(await city.said("light-recovered")) == expected.changes["recoveries"]
        items = await city.items("/budget-items")
        assert {item["code"]: Decimal(item["paid"]) for item in items} == {code: expected.paid[code] for code in budget}


async def _publish(city: Any) -> None:
    checkpoints = tuple(
        city.checkpoint(day.strftime("%m-%d"), ("red", str(red)), ("yellow", str(yellow)))
        for day, (red, yellow) in BOUNDS.items()
    )
    await city.publish(city.rule(checkpoints=checkpoints))


async def _approve(city: Any, budget: dict[str, Decimal]) -> None:
    items = [
        {
            "code": code,
            "fiscal_year": "2012",
            "owner": "authority",
            "labels": {"zh": code, "en": code},
            "purpose": "other",
            "amount": f"{amount:.2f}",
            "goal_approved": True,
        }
        for code, amount in budget.items()
    ]
    fund = {**city.fund_body("all"), "fiscal_year": "2012", "amount": f"{sum(budget.values()):.2f}"}
    given = [{"fund": "all", "item": item["code"], "amount": item["amount"]} for item in items]
    await city.post("/budget-items:import", {"items": items, "funds": [fund], "allocations": given})


async def _pay(city: Any, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Quarter by quarter, in batches, the clock moved to each checkpoint in between."""
    answers: list[dict[str, Any]] = []
    left = rows
    for day in sorted(BOUNDS):
        now = [row for row in left if row["Date"] <= day.isoformat()]
        left = left[len(now) :]
        for start in range(0, len(now), 500):
            await city.reach(now[start : start + 500][-1]["Date"])
            payments = [
                city.payment(
                    (_code(row["AccountDescription"]), f"{Decimal(row['Amount']):.2f}", "all"),
                    ref=row["ID"],
                    on=row["Date"],
                )
                for row in now[start : start + 500]
            ]
            answers += (await city.post("/payments:import", {"payments": payments}))["results"]
        await city.world.move_clock(city.region, datetime.fromisoformat(f"{day}T23:30:00+00:00"))
        city.at = day.isoformat() + "T23:30"
    return answers
