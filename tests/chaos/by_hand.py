"""The year of public payments worked out straight from the two files: shares no code with what it checks."""

import csv
import json
import sys
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

# per quarter end: red below the first number, yellow below the second (percent of the approved amount)
BANDS = {
    date(2012, 6, 30): (10, 15),
    date(2012, 9, 30): (30, 40),
    date(2012, 12, 31): (55, 65),
    date(2013, 3, 31): (80, 90),
}
WORSE = {"green": 0, "yellow": 1, "red": 2}


def outcome(folder: Path) -> dict[str, Any]:
    """What the JSON line of the run has to say, but for the states that orders are in."""
    budget = {row["budget_item"]: Decimal(row["approved_amount"]) for row in _rows(folder, "gla-budget-2012-13.csv")}
    payments = sorted(_rows(folder, "gla-payments-2012-13.csv"), key=lambda row: (_day(row), int(row["ID"])))
    paid: dict[str, Decimal] = defaultdict(Decimal)
    levels = dict.fromkeys(budget, "green")
    intercepted: list[tuple[str, str]] = []
    lights: dict[str, dict[str, int]] = {}
    changes: Counter[str] = Counter()
    ever_bad: set[str] = set()
    for quarter_end, bands in BANDS.items():
        while payments and _day(payments[0]) <= quarter_end:
            row = payments.pop(0)
            item, amount = " ".join(row["AccountDescription"].upper().split()), Decimal(row["Amount"])
            if item not in budget:
                intercepted.append((row["ID"], "no_budget"))
            elif amount > 0 and paid[item] + amount > budget[item]:
                intercepted.append((row["ID"], "not_enough_available"))
            else:
                paid[item] += amount
        for item, before in levels.items():
            rate = Fraction(paid[item]) / Fraction(budget[item]) * 100
            after = "red" if rate < bands[0] else "yellow" if rate < bands[1] else "green"
            if after != before:
                changes["crossings" if WORSE[after] > WORSE[before] else "recoveries"] += 1
            levels[item] = after
            ever_bad |= {item} if after != "green" else set()
        lights[quarter_end.isoformat()] = dict(sorted(Counter(levels.values()).items()))
    assert payments == []
    return {
        "accepted": sum(1 for _ in _rows(folder, "gla-payments-2012-13.csv")) - len(intercepted),
        "other_years": {},
        "intercepted": dict(sorted(Counter(code for _, code in intercepted).items())),
        "intercepted_ids": [number for number, _ in intercepted],
        "accepted_total": str(sum(paid.values())),
        "lights": lights,
        "crossings": changes["crossings"],
        "recoveries": changes["recoveries"],
        # nobody answers, so a case never ends: every item that was ever bad has one order
        "orders": len(ever_bad),
    }


def _day(row: dict[str, str]) -> date:
    return date.fromisoformat(row["Date"])


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def differences(line: dict[str, Any], folder: Path) -> dict[str, tuple[Any, Any]]:
    """Field → (what the run says, what was worked out by hand); empty where they agree. What the run tells besides was
    not worked out."""
    said = {**line, "orders": sum(line["orders"].values())}
    expected = outcome(folder)
    return {
        name: (said.get(name), expected.get(name)) for name in sorted(expected) if said.get(name) != expected.get(name)
    }


if __name__ == "__main__":
    # reads the run's output, passes it on, and judges its last line
    printed = sys.stdin.read()
    print(printed, end="")
    wrong = differences(json.loads(printed.splitlines()[-1]), Path(sys.argv[1]))
    sys.exit(f"not what was worked out by hand: {wrong}" if wrong else 0)
