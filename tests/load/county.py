"""The region that is measured: one unit, items that have money, a rule that watches each of them at any time."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from chassis.auth import HeldRole, mint_user_token
from chassis.keys import Keys
from gateway.settings import DEVELOPMENT_ISSUER

YEAR = "2026"
NOW = "2026-07-01T09:00:00+08:00"  # a replay clock that stands still: every run measures the same day
TODAY = "2026-07-01"
UNIT = "education-bureau"
FUND = "general"
RULE = "overspending"
BUDGET = 1_000_000_000
RED_ABOVE_PERCENT = 90


@dataclass
class County:
    """A region behind `door`, the gateway. `rest` returns when all that was said has been heard."""

    region: str
    door: httpx.AsyncClient
    keys: Keys
    rest: Callable[[], Awaitable[None]]
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def token(self, role: str, principal: str | None = None) -> str:
        """The user token of someone who holds the role for the whole region."""
        key = (role, principal or role)
        if key not in self.tokens:
            self.tokens[key] = mint_user_token(
                self.keys, issuer=DEVELOPMENT_ISSUER, principal=key[1], region=self.region, roles=[HeldRole(role)]
            )
        return self.tokens[key]

    async def told(self, role: str, path: str, body: Any, *, principal: str | None = None) -> Any:
        answer = await self.door.post(
            path, json=body, headers={"authorization": f"Bearer {self.token(role, principal)}"}
        )
        if not answer.is_success:
            raise RuntimeError(f"POST {path}: {answer.status_code} {answer.text}")
        return answer.json()


async def found(county: County, items: Sequence[str]) -> None:
    """Defines the region through the gateway, with these items; returns when every service knows all of it."""
    region = {
        "code": county.region,
        "labels": labels("county"),
        "currency": "CNY",
        "zone": "Asia/Shanghai",
        "fiscal_year_start": "01-01",
        "clock": "replay",
        "clock_at": NOW,
    }
    await county.told("operator", "/regions", region)
    await county.rest()
    unit = {"code": UNIT, "kind": "organisation", "category": "organs", "parent": None, "labels": labels("unit")}
    await county.told("assessment_office", "/assessees", unit)
    await county.told("assessment_office", "/working-calendars", {"year": int(YEAR), "seed": "CN"})
    await county.told("assessment_office", "/monitoring-rules", RULE_CONTENT)
    publish = f"/monitoring-rules/{RULE}/versions/1:publish"
    await county.told("assessment_office", publish, {"reason": "measuring"}, principal="chief")
    await county.rest()
    await county.told("finance", "/budget-items:import", _budget(items))
    await county.rest()


def _budget(items: Sequence[str]) -> dict[str, Any]:
    amount, all_of_it = f"{BUDGET}.00", f"{BUDGET * len(items)}.00"
    fund = {"code": FUND, "fiscal_year": YEAR, "labels": labels("fund"), "trace_tag": "GEN", "purpose": "other"}
    item = {"fiscal_year": YEAR, "owner": UNIT, "purpose": "other", "amount": amount, "goal_approved": True}
    return {
        "funds": [{**fund, "amount": all_of_it}],
        "items": [{**item, "code": code, "labels": labels(code)} for code in items],
        "allocations": [{"fund": FUND, "item": code, "amount": amount} for code in items],
    }


def labels(name: str) -> dict[str, str]:
    return {"zh": f"测量 {name}", "en": f"Measured {name}"}


RULE_CONTENT: dict[str, Any] = {
    "code": RULE,
    "labels": labels("rule"),
    "legal_basis": "assumed, for a measurement",
    "measure": {"kind": "execution_rate", "object": "budget_item", "budget": "current"},
    "levels": [
        {"code": "red", "labels": labels("red"), "at_once": ["order", "talk"]},
        {"code": "green", "labels": labels("green")},
    ],
    "checkpoints": [
        {
            "day": "03-31",
            "labels": labels("first quarter"),
            "bands": [
                {
                    "level": "red",
                    "operator": ">",
                    "bound": str(RED_ABOVE_PERCENT),
                    "recovery_operator": "<=",
                    "recovery": str(RED_ABOVE_PERCENT),
                }
            ],
        }
    ],
    "moves_between_checkpoints": True,
    "answer_within_working_days": 5,
    "overdue_points": "1",
}


def check(item: str, amount: str) -> dict[str, Any]:
    return {"value_date": TODAY, "lines": [{"item": item, "fund": FUND, "amount": amount}]}


def payment(item: str, amount: str, then: str, ref: str | None = None) -> dict[str, Any]:
    return {**check(item, amount), "external_ref": ref, "payee": "Bookshop", "then": then}


def as_bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
