"""A county of its own for every test: the real service on a real PostgreSQL, events in and out."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx
import pytest
import pytest_asyncio

from budget_monitor.service import service
from chassis.testing import world as worlds
from chassis.testing.world import World
from contracts.envelope import EVENT_IDS, Event, EventData, SchemeLabels
from contracts.indicators import (
    AppliesTo,
    AssesseeAmended,
    AssesseeRegistered,
    Band,
    Checkpoint,
    ExecutionRate,
    Level,
    MonitoringRulePublished,
    MonitoringRuleWithdrawn,
    RuleContent,
)
from contracts.scoring import (
    Order,
    OrderAccepted,
    OrderCancelled,
    OrderClosed,
    OrderIssued,
    OrderReachedLastStep,
)

START = "2025-01-06T10:00"
LABELS = {"zh": "文", "en": "text"}


def labels(text: str) -> SchemeLabels:
    return SchemeLabels(zh=text, en=text)


def band(level: str, bound: str, recovery: str | None = None) -> Band:
    return Band(
        level=level,
        operator="<",
        bound=Decimal(bound),
        recovery_operator=">=",
        recovery=Decimal(recovery or bound),
    )


def make_rule(**changes: Any) -> RuleContent:
    """Red below 10/30 %, yellow below 15/40 %, at the ends of the first two quarters."""
    content: dict[str, Any] = {
        "code": "quarterly-execution",
        "labels": labels("Quarterly execution"),
        "legal_basis": "§ 12",
        "measure": ExecutionRate(object="budget_item", budget="original"),
        "applies_to": AppliesTo(),
        "levels": (
            Level(code="red", labels=labels("red"), at_once=("order",)),
            Level(code="yellow", labels=labels("yellow"), at_once=("order",)),
            Level(code="green", labels=labels("green")),
        ),
        "checkpoints": (
            Checkpoint(day="03-31", labels=labels("Q1"), bands=(band("red", "10"), band("yellow", "15"))),
            Checkpoint(day="06-30", labels=labels("Q2"), bands=(band("red", "30"), band("yellow", "40"))),
        ),
        "moves_between_checkpoints": False,
        "answer_within_working_days": 5,
    }
    return RuleContent.model_validate(content | changes)


def instant(local: str) -> datetime:
    """'2025-04-01T00:00' on the county's clock."""
    return datetime.fromisoformat(f"{local}+08:00")


@dataclass
class County:
    """A region on a replay clock: finance knows it whole; works is above roads; health stands beside them."""

    world: World
    region: str
    sequence: dict[str, int] = field(default_factory=dict)
    things: list[str] = field(default_factory=list)
    at: str = START

    # ── who speaks ──

    def client(
        self, principal: str = "finance-1", *roles: str, units: Sequence[str] | None = None
    ) -> httpx.AsyncClient:
        return self.world.client("budget-monitor", self.region, principal, roles=roles or ("finance",), units=units)

    def clerk(self, *units: str) -> httpx.AsyncClient:
        return self.client("clerk-1", "unit_clerk", units=units)

    async def post(self, path: str, body: Any = None, *, status: int | None = None, **headers: str) -> dict[str, Any]:
        async with self.client() as client:
            if path.startswith("/budget-items/") and "if-match" not in headers:
                # as a person would: read, then change what was read
                headers["if-match"] = (await client.get(path.partition(":")[0])).headers.get("etag", '"1"')
            answer = await client.post(path, json=body, headers=headers)
        assert answer.status_code == (status or answer.status_code), answer.text
        assert status is not None or answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def get(self, path: str, **params: Any) -> dict[str, Any]:
        async with self.client() as client:
            answer = await client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def items(self, path: str, **params: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get(path, limit=1000, **params))["items"]
        return found

    # ── what the other services say ──

    def next(self, aggregate: str) -> int:
        self.sequence[aggregate] = self.sequence.get(aggregate, 0) + 1
        return self.sequence[aggregate]

    async def hear(self, data: EventData, aggregate: str, *, case: str | None = None) -> Event:
        event = await self.world.deliver(
            data, region=self.region, aggregate=aggregate, sequence=self.next(aggregate), case=case
        )
        await self.world.settle()
        return event

    async def register(self, code: str, *, parent: str | None = None, category: str = "organs") -> None:
        assessee = AssesseeRegistered(
            code=code, version=1, kind="department", category=category, parent=parent, labels=labels(code)
        )
        await self.hear(assessee, code)

    async def recategorise(
        self,
        code: str,
        category: str,
        *,
        version: int = 2,
        parent: str | None = None,
        since: date = date(2025, 1, 1),
    ) -> None:
        moved = AssesseeAmended(
            code=code,
            version=version,
            kind="department",
            category=category,
            parent=parent,
            labels=labels(code),
            valid_from=since,
            reason="test",
        )
        await self.hear(moved, code)

    async def publish(self, rule: RuleContent, *, version: int = 1) -> None:
        published = MonitoringRulePublished(
            version=version, rule=rule, digest="sha256:" + "0" * 64, published_by="office-1", reason="test"
        )
        await self.hear(published, rule.code)

    async def withdraw(self, code: str, version: int = 1) -> None:
        await self.hear(MonitoringRuleWithdrawn(code=code, version=version, reason="test"), code)

    async def order(
        self,
        kind: type[Order],
        object_code: str,
        *,
        case: str | None = None,
        object_kind: str = "budget_item",
        **more: Any,
    ) -> UUID:
        """Scoring says something about the order of a case (the first one of the object, where none is named)."""
        case = case or f"quarterly-execution:{object_kind}:{object_code}:2025:1"
        order = uuid5(EVENT_IDS, f"{self.region}|order|{case}")
        defaults: dict[type[Order], dict[str, Any]] = {
            OrderIssued: {
                "cause": "light",
                "cause_event": order,
                "object_labels": labels(object_code),
                "due_on": date(2025, 4, 8),
                "due_provisional": False,
            },
            OrderReachedLastStep: {"step": 3, "hold_spares_wages_and_livelihood": True},
            OrderAccepted: {"light_is_good": True, "reason": None, "recheck_on": None},
            OrderCancelled: {"reason": "test"},
            OrderClosed: {},
        }
        data = kind(
            order=order,
            case=case,
            unit="roads",
            rule="quarterly-execution",
            rule_version=1,
            object_kind=object_kind,
            object=object_code,
            fiscal_year="2025",
            level="red",
            round=1,
            **{**defaults[kind], **more},
        )
        await self.hear(data, str(order), case=case)
        return order

    async def order_issued(self, object_code: str, **more: Any) -> UUID:
        return await self.order(OrderIssued, object_code, **more)

    async def order_at_last_step(self, object_code: str, **more: Any) -> UUID:
        return await self.order(OrderReachedLastStep, object_code, **more)

    async def order_accepted(self, object_code: str, **more: Any) -> UUID:
        return await self.order(OrderAccepted, object_code, **more)

    async def order_closed(self, object_code: str, **more: Any) -> UUID:
        return await self.order(OrderClosed, object_code, **more)

    async def order_cancelled(self, object_code: str, **more: Any) -> UUID:
        return await self.order(OrderCancelled, object_code, **more)

    # ── money ──

    async def budget(
        self,
        code: str,
        amount: str = "1000.00",
        *,
        owner: str = "roads",
        purpose: str = "other",
        feed: str | None = None,
        goal_approved: bool = True,
        fund: str | None = "general",
        allocated: str | None = None,
        year: str = "2025",
    ) -> str:
        """A budget item, with an allocation of its whole amount from a fund of its year; its id."""
        body = {
            "items": [
                {
                    "code": code,
                    "fiscal_year": year,
                    "owner": owner,
                    "labels": LABELS,
                    "purpose": purpose,
                    "feed": feed,
                    "amount": amount,
                    "goal_approved": goal_approved,
                }
            ],
            "funds": [] if fund is None else [self.fund_body(fund, year=year)],
            "allocations": []
            if fund is None
            else [{"fund": self.fund(fund, year), "item": code, "amount": allocated or amount}],
        }
        found: str = (await self.post("/budget-items:import", body))["ids"][code]
        return found

    def fund(self, fund: str, year: str = "2025") -> str:
        return fund if year == "2025" else f"{fund}-{year}"

    def fund_body(self, code: str, *, year: str = "2025", purpose: str = "other", **more: Any) -> dict[str, Any]:
        return {
            "code": self.fund(code, year),
            "fiscal_year": year,
            "labels": LABELS,
            "trace_tag": f"tag-{code}",
            "purpose": purpose,
            "amount": "100000000.00",
            **more,
        }

    def payment(
        self,
        *lines: tuple[str, str] | tuple[str, str, str],
        ref: str | None = None,
        on: str = "2025-01-06",
        then: str = "pay",
        **more: Any,
    ) -> dict[str, Any]:
        """Lines are (item, amount) or (item, amount, fund)."""
        return {
            "external_ref": ref,
            "payee": "Bridge builders",
            "value_date": on,
            "lines": [
                {"item": line[0], "amount": line[1], "fund": line[2] if len(line) > 2 else "general"} for line in lines
            ],
            "then": then,
            **more,
        }

    async def pay(self, *lines: tuple[str, str] | tuple[str, str, str], **how: Any) -> dict[str, Any]:
        """Money that leaves is booked on its day: the clock is moved to it where that day is still to come."""
        body = self.payment(*lines, **how)
        if body["then"] == "pay":
            await self.reach(body["value_date"])
        return await self.post("/payments", body, status=201)

    async def reach(self, day: str) -> None:
        """Moves the clock to the morning of a day, unless it is past it."""
        if f"{day}T09:00" > self.at:
            await self.until(f"{day}T09:00")

    async def item(self, code: str, year: str = "2025") -> dict[str, Any]:
        (found,) = await self.items("/budget-items", code=code, fiscal_year=year)
        return found

    async def light(self, code: str, **params: Any) -> dict[str, Any]:
        (found,) = await self.items("/lights", object=code, **params)
        return found

    async def state(self, code: str, **params: Any) -> str:
        found: str = (await self.light(code, **params))["state"]
        return found

    # ── time, and what was said ──

    async def until(self, local: str) -> None:
        """Moves the business clock to a local moment, firing what falls due on the way."""
        self.at = max(self.at, local)
        await self.world.move_clock(self.region, instant(local))

    async def said(self, *names: str) -> list[Event]:
        """What the service said; audit entries left out where no name is given."""
        types = [f"budget-monitor.{name}.v1" for name in names]
        events = await self.world.events("budget-monitor", self.region, *types)
        return [event for event in events if types or event.type != "budget-monitor.command-executed.v1"]

    def codes(self, answer: dict[str, Any]) -> list[str]:
        """The reason codes of a decision, each once."""
        return sorted({reason["code"] for reason in answer["decision"]["reasons"]})

    def rule(self, **changes: Any) -> RuleContent:
        return make_rule(**changes)

    def measure(self, object_kind: str, budget: str = "original") -> dict[str, Any]:
        return {"object": object_kind, "budget": budget}

    def checkpoint(self, day: str, *bands: tuple[str, str] | tuple[str, str, str]) -> Checkpoint:
        """Bands are (level, bound) or (level, bound, recovery)."""
        return Checkpoint(day=day, labels=labels(day), bands=tuple(band(*one) for one in bands))

    async def changes(self, code: str) -> list[tuple[str, str]]:
        """(from, to) of the crossings and recoveries of an object."""
        events = await self.said("light-crossed", "light-recovered")
        return [(e.data["from_level"], e.data["to_level"]) for e in events if e.data["object"] == code]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    keys: Path = tmp_path_factory.mktemp("keys")
    async with worlds.build(postgres, [service], keys=keys, max_attempts=3) as built:
        yield built
        assert await built.dead("budget-monitor") == 0


@pytest_asyncio.fixture(loop_scope="session")
async def county(world: World) -> County:
    region = await world.define_region(worlds.new_region(), at=instant(START))
    county = County(world, region)
    await county.register("works")
    await county.register("roads", parent="works")
    await county.register("health")
    return county
