"""A county of its own for every test: the real service on a real PostgreSQL, events in and out."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete, update

from chassis import auth, tables
from chassis.auth import Actor
from chassis.testing import world as worlds
from chassis.testing.world import World
from contracts.budget import FiscalYearClosed, LightCrossed, LightRecovered, RateShown
from contracts.envelope import EVENT_IDS, Event, SchemeLabels
from contracts.indicators import (
    AssesseeRegistered,
    Band,
    Checkpoint,
    EscalationStep,
    ExecutionRate,
    Level,
    MonitoringRulePublished,
    RuleContent,
)
from contracts.regions import ClockMoved
from scoring.service import service

START = datetime.fromisoformat("2026-03-02T02:00:00+00:00")  # a Monday morning in Shanghai
STEPS = (
    EscalationStep(kind="reminder", after_working_days=1),
    EscalationStep(kind="talk", after_working_days=3),
    EscalationStep(kind="hold_payments", after_working_days=5),
)


def labels(text: str) -> SchemeLabels:
    return SchemeLabels(zh=text, en=text)


def band(level: str, bound: str) -> Band:
    return Band(level=level, operator="<", bound=Decimal(bound), recovery_operator=">=", recovery=Decimal(bound))


def make_rule(**changes: Any) -> RuleContent:
    content: dict[str, Any] = {
        "code": "budget-lights",
        "labels": labels("Budget lights"),
        "legal_basis": "test",
        "measure": ExecutionRate(object="budget_item", budget="current"),
        "levels": (
            Level(code="red", labels=labels("red"), at_once=("order", "talk", "budget_proposal")),
            Level(code="yellow", labels=labels("yellow"), at_once=("order",)),
            Level(code="green", labels=labels("green")),
        ),
        "checkpoints": (Checkpoint(day="03-31", labels=labels("Q1"), bands=(band("red", "10"), band("yellow", "15"))),),
        "moves_between_checkpoints": False,
        "answer_within_working_days": 5,
        "escalation": STEPS,
        "overdue_points": Decimal("2"),
    }
    return RuleContent.model_validate(content | changes)


@dataclass
class County:
    """A region with a rule, two units (roads below works) and people; lights are what a test says they are."""

    world: World
    region: str
    sequence: dict[str, int] = field(default_factory=dict)
    things: list[str] = field(default_factory=list)

    def light_of(self, thing: str) -> UUID:
        return uuid5(EVENT_IDS, f"{self.region}|light|{thing}")

    def next(self, aggregate: str) -> int:
        self.sequence[aggregate] = self.sequence.get(aggregate, 0) + 1
        return self.sequence[aggregate]

    async def publish(self, rule: RuleContent, *, version: int = 1) -> None:
        published = MonitoringRulePublished(
            version=version, rule=rule, digest="sha256:" + "0" * 64, published_by="office-1", reason="test"
        )
        await self.world.deliver(published, region=self.region, aggregate=rule.code, sequence=version)
        await self.world.settle()

    async def register(self, code: str, *, parent: str | None = None) -> None:
        assessee = AssesseeRegistered(
            code=code,
            version=1,
            kind="department",
            category="organs",
            parent=parent,
            labels=labels(code),
            responsible=labels(f"Head of {code}"),
        )
        await self.world.deliver(assessee, region=self.region, aggregate=code, sequence=1)

    def change(self, thing: str, before: str, after: str, **changes: Any) -> dict[str, Any]:
        return {
            "light": self.light_of(thing),
            "rule": "budget-lights",
            "rule_version": 1,
            "object_kind": "budget_item",
            "object": thing,
            "object_labels": labels(thing),
            "owner": "roads",
            "fiscal_year": "2026",
            "episode": 1,
            "from_level": before,
            "to_level": after,
            "checkpoint": date(2026, 3, 31),
            "evaluation": 1,
            "rate": RateShown(
                paid=Decimal("12.00"),
                original_budget=Decimal("100.00"),
                current_budget=Decimal("100.00"),
                basis="current",
                percent=Decimal("12"),
            ),
            "previous_seen_entry": 0,
            "seen_entry": 3,
            "payments": (),
            "payments_count": 0,
        } | changes

    async def cross(self, thing: str, before: str = "green", after: str = "yellow", **changes: Any) -> Event:
        crossing = LightCrossed.model_validate(self.change(thing, before, after, **changes))
        case = f"{crossing.rule}:budget_item:{thing}:{crossing.fiscal_year}:{crossing.episode}"
        return await self._light(crossing, case)

    async def recover(self, thing: str, before: str = "yellow", after: str = "green", **changes: Any) -> Event:
        content = {"fully": after == "green"} | self.change(thing, before, after, **changes)
        return await self._light(LightRecovered.model_validate(content), f"budget-lights:budget_item:{thing}:2026:1")

    async def _light(self, change: LightCrossed | LightRecovered, case: str) -> Event:
        light = str(change.light)
        event = await self.world.deliver(
            change, region=self.region, aggregate=light, sequence=self.next(light), case=case
        )
        await self.world.settle()
        return event

    async def close_fiscal_year(self, fiscal_year: str) -> None:
        closed = FiscalYearClosed(fiscal_year=fiscal_year, last_entry=9)
        await self.world.deliver(closed, region=self.region, aggregate=fiscal_year, sequence=1)
        await self.world.settle()

    def client(self, principal: str, *roles: str, units: Sequence[str] | None = None) -> httpx.AsyncClient:
        return self.world.client("scoring", self.region, principal, roles=roles, units=units)

    def mixed(self, principal: str, grants: dict[str, Sequence[str]]) -> httpx.AsyncClient:
        """Somebody whose roles reach different units."""
        actor = Actor(
            principal=principal,
            roles=frozenset(grants),
            units=frozenset(unit for units in grants.values() for unit in units),
            region=self.region,
            grants=tuple((role, frozenset(units)) for role, units in grants.items()),
            scope="unit",
        )
        return self._as(actor)

    def of(self, unit: str, *roles: str, principal: str = "li-ming") -> httpx.AsyncClient:
        """Somebody of a unit who acts in roles of the whole region; the gateway tells the unit beside them."""
        actor = Actor(principal, frozenset(roles), units=None, region=self.region, belongs_to=frozenset({unit}))
        return self._as(actor)

    def _as(self, actor: Actor) -> httpx.AsyncClient:
        token = auth.sign_service_token(self.world.keys, actor, audience="scoring")
        client = self.client(actor.principal)
        client.headers["authorization"] = f"Bearer {token}"
        return client

    def head(self, principal: str = "head-of-roads") -> httpx.AsyncClient:
        return self.client(principal, "unit_head", units=["roads"])

    def clerk(self) -> httpx.AsyncClient:
        return self.client("clerk-of-roads", "unit_clerk", units=["roads"])

    def office(self, principal: str = "office-1") -> httpx.AsyncClient:
        return self.client(principal, "assessment_office")

    def inspector(self) -> httpx.AsyncClient:
        return self.client("inspector-1", "inspector")

    def finance(self) -> httpx.AsyncClient:
        return self.client("finance-1", "finance")

    async def order_of(self, thing: str) -> dict[str, Any]:
        """The latest order of an object, with its parts, as the office sees it."""
        async with self.office() as client:
            listed = (await client.get("/rectification-orders", params={"object": thing})).json()["items"]
            assert listed, f"no order of {thing}"
            shown: dict[str, Any] = (await client.get(f"/rectification-orders/{listed[-1]['id']}")).json()
        return shown

    async def shown(self, order: str) -> dict[str, Any]:
        async with self.office() as client:
            found: dict[str, Any] = (await client.get(f"/rectification-orders/{order}")).json()
        return found

    async def send_crossing(self, thing: str) -> None:
        """A relapse that arrives and is handled while others are at work."""
        light = str(self.light_of(thing))
        crossing = LightCrossed.model_validate(self.change(thing, "green", "yellow"))
        case = f"budget-lights:budget_item:{thing}:2026:1"
        await self.world.deliver(crossing, region=self.region, aggregate=light, sequence=self.next(light), case=case)
        await self.world.running["scoring"].inbox.work()

    async def give(
        self, person: httpx.AsyncClient, thing: str, command: str, body: dict[str, Any] | None = None
    ) -> httpx.Response:
        """One command of a person on the order of an object, at the version that stands now."""
        order = await self.order_of(thing)
        async with person as client:
            answer = await client.post(
                f"/rectification-orders/{order['id']}:{command}",
                json=body,
                headers={"if-match": f'"{order["version"]}"'},
            )
        await self.world.settle()
        return answer

    async def given(
        self, person: httpx.AsyncClient, thing: str, command: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        answer = await self.give(person, thing, command, body)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def answered(self, thing: str) -> dict[str, Any]:
        await self.given(self.clerk(), thing, "acknowledge")
        return await self.given(self.head(), thing, "answer", {"text": "Contracts are signed."})

    async def until(self, moment: str) -> None:
        """Moves the business clock to a local moment, firing what falls due on the way."""
        await self.world.move_clock(self.region, datetime.fromisoformat(f"{moment}+08:00"))

    async def jump(self, moment: str) -> None:
        """Moves the business clock at once, past everything that falls due on the way, and lets it fall due."""
        await self.stand_at(moment)
        await self.world.settle()

    async def stand_at(self, moment: str) -> None:
        """Moves the business clock at once; nothing that falls due by it has fired yet."""
        await self.world.settle()
        to = datetime.fromisoformat(f"{moment}+08:00")
        move = ClockMoved(replay="jump", position=1_000, moved_from=START, moved_to=to)
        await self.world.deliver(move, region=self.region, aggregate="clock", sequence=1_000, time=to)
        await self.world.running["scoring"].inbox.work()

    async def said(self, *names: str) -> list[Event]:
        """What the service said, by the names of its events; audit entries left out where none is named."""
        types = [f"scoring.{name}.v1" for name in names]
        events = await self.world.events("scoring", self.region, *types)
        return [event for event in events if types or event.type != "scoring.command-executed.v1"]

    def rule(self, **changes: Any) -> RuleContent:
        return make_rule(**changes)

    def levels(self, *, yellow: Sequence[str], red: Sequence[str]) -> tuple[Level, ...]:
        return (
            Level.model_validate({"code": "red", "labels": labels("red"), "at_once": red}),
            Level.model_validate({"code": "yellow", "labels": labels("yellow"), "at_once": yellow}),
            Level(code="green", labels=labels("green")),
        )

    async def forget(self, event: Event) -> None:
        """Removes an event from the inbox, as the purge of old rows does."""
        async with self.world.transaction("scoring", self.region) as tx:
            await tx.execute(delete(tables.inbox).where(tables.inbox.c.event_id == event.id))

    async def retry(self) -> None:
        """Lets the time of waiting for the next attempt pass."""
        async with self.world.transaction("scoring", self.region) as tx:
            for table in (tables.inbox, tables.deadlines):
                waiting = (table.c.region == self.region) & (table.c.state == "waiting")
                await tx.execute(update(table).where(waiting).values(next_try=tx.wall))
        await self.world.settle()

    async def listed(self, path: str, **params: Any) -> list[dict[str, Any]]:
        async with self.office() as client:
            answer = await client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    keys: Path = tmp_path_factory.mktemp("keys")
    async with worlds.build(postgres, [service], keys=keys, max_attempts=3) as built:
        yield built


@pytest_asyncio.fixture(loop_scope="session")
async def county(world: World) -> County:
    region = await world.define_region(f"t-{uuid4().hex[:10]}", at=START)
    await world.publish_working_days(region, 2026, days_off=[date(2026, 4, 6)])
    county = County(world, region)
    await county.register("works")
    await county.register("roads", parent="works")
    await county.publish(make_rule())
    return county
