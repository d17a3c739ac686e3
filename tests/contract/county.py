"""A small region in which every kind of resource exists once for each of three units."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import update

from chassis import tables
from chassis.auth import HeldRole
from chassis.testing import people
from chassis.testing.world import World
from gateway.settings import DEVELOPMENT_ISSUER

OWN, SUB, OTHER = "bureau", "school", "health"
"""`school` is below `bureau`, `health` stands beside it; all are below `county`."""

YEAR = "2026"


@dataclass(frozen=True, slots=True)
class Things:
    """Ids of what one unit owns, as paths and bodies name it; `versions` by id, for If-Match."""

    unit: str
    item: str
    spare_item: str
    item_code: str
    spare_item_code: str
    held: str
    paid: str
    check: str
    light: str
    order: str
    talk: str
    proposal: str
    case: str
    versions: Mapping[str, int]


@dataclass(slots=True)
class County:
    """One region. `mark` is in every code, so that two regions share none."""

    world: World
    region: str
    mark: str
    door: httpx.AsyncClient
    replay: str = ""
    rule: str = ""
    owned: dict[str, Things] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    tokens: dict[tuple[str, tuple[HeldRole, ...]], str] = field(default_factory=dict)

    def bearer(self, principal: str, *roles: HeldRole) -> dict[str, str]:
        """The header of a person who holds these roles here."""
        key = (principal, roles)
        if key not in self.tokens:
            self.tokens[key] = people.token(self.world, DEVELOPMENT_ISSUER, self.region, principal, roles)
        return {"authorization": f"Bearer {self.tokens[key]}"}

    def code(self, name: str) -> str:
        return f"{name}-{self.mark}"

    async def told(self, role: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The body of an answer that had to be a success; the role is held for the whole region."""
        principal = headers.pop("principal", f"{role}-of-{self.mark}")
        answer = await self.door.request(
            method, path, json=body, headers={**self.bearer(principal, HeldRole(role)), **headers}
        )
        assert answer.status_code in (200, 201), f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def listed(self, path: str, role: str = "auditor", **filters: str) -> list[dict[str, Any]]:
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        items: list[dict[str, Any]] = (await self.told(role, "GET", f"{path}?limit=1000&{query}"))["items"]
        return items

    async def advance(self, to: str) -> None:
        """Moves the clock through everything that falls due until `to`."""
        body = {"to": f"{to}T09:00:00+08:00"}
        await self.world.settle()
        while not (await self.told("operator", "POST", f"/replays/{self.replay}:advance", body))["reached"]:
            await self.world.settle()
        await self.world.settle()


def labels(text: str) -> dict[str, str]:
    return {"zh": f"测试 {text}", "en": f"Test {text}"}


def rule(code: str, objects: list[str]) -> dict[str, Any]:
    """Red below 10 % at the end of March, with everything that a red light and an overdue order can bring."""
    return {
        "code": code,
        "labels": labels("rule"),
        "legal_basis": "assumed, for a test",
        "measure": {"kind": "execution_rate", "object": "budget_item", "budget": "current"},
        "applies_to": {"categories": [], "objects": objects},
        "levels": [
            {"code": "red", "labels": labels("red"), "at_once": ["order", "talk", "budget_proposal"]},
            {"code": "green", "labels": labels("green")},
        ],
        "checkpoints": [
            {
                "day": "03-31",
                "labels": labels("first quarter"),
                "bands": [
                    {"level": "red", "operator": "<", "bound": "10", "recovery_operator": ">=", "recovery": "10"}
                ],
            }
        ],
        "moves_between_checkpoints": True,
        "answer_within_working_days": 5,
        "escalation": [{"kind": "talk", "after_working_days": 1}, {"kind": "hold_payments", "after_working_days": 2}],
        "overdue_points": "2",
    }


def cascade(code: str) -> dict[str, Any]:
    """A goal that every unit carries down to somebody with an indicator: it can be approved."""
    levels = {"county": (None, ["county"]), "organ": ("county", [OWN, OTHER]), "branch": (OWN, [SUB])}
    nodes = [
        {"code": node, "labels": labels(node), "level": level, "parent": parent}
        for level, (parent, members) in levels.items()
        for node in members
    ]
    for parent in (SUB, OTHER):
        nodes.append({"code": f"{parent}-clerk", "labels": labels("clerk"), "level": "person", "parent": parent})
    shares = {"county": "100", OWN: "50", OTHER: "50", SUB: "100", f"{SUB}-clerk": "100", f"{OTHER}-clerk": "100"}
    kinds = {"county": "organisation", "organ": "organisation", "branch": "department", "person": "person"}
    return {
        "code": code,
        "labels": labels("cascade"),
        "period": YEAR,
        "levels": [
            {"code": level, "labels": labels(level), "kind": kind, "measured": level != "county"}
            for level, kind in kinds.items()
        ],
        "nodes": nodes,
        "goals": [
            {
                "code": "jobs",
                "labels": labels("jobs"),
                "carriers": [{"code": node, "share": share} for node, share in shares.items()],
            }
        ],
        "indicators": [
            {"code": f"{node}-jobs", "labels": labels("jobs"), "node": node, "goal": "jobs", "weight": "100"}
            for node in shares
            if node != "county"
        ],
    }


def scheme(code: str) -> dict[str, Any]:
    """Every unit is a member, so every head is heard; without parts nothing is scored."""
    return {
        "code": code,
        "labels": labels("scheme"),
        "category": {"code": "organs", "labels": labels("organs"), "kind": "organisation"},
        "legal_basis": [{"title": "测试通知"}],
        "valid_from": f"{YEAR}-01-01",
        "members": [
            {"code": unit, "labels": labels(unit), "parent": parent}
            for unit, parent in ((OWN, None), (SUB, OWN), (OTHER, None))
        ],
        "consultation": {"rounds": 1, "working_days": 5},
    }


def indicator() -> dict[str, Any]:
    """Two versions of it are drafted in every county, and the first is published."""
    return {"code": "new-jobs", "labels": labels("new jobs"), "kind": "common"}


def payment(item: str, fund: str, then: str, **more: Any) -> dict[str, Any]:
    lines = [{"item": item, "fund": fund, "amount": "1.00"}]
    return {"payee": "Bookshop", "value_date": "2026-03-30", "lines": lines, "then": then, **more}


async def founded(world: World, region: str, mark: str, door: httpx.AsyncClient) -> County:
    """The region after its first quarter: every unit's watched item is red, its order overdue, its payments held."""
    county = County(world, region, mark, door)
    await _define(county)
    await _approve(county)
    await county.advance("2026-03-30")
    spent = {unit: await _spend(county, unit) for unit in (OWN, SUB, OTHER)}
    await county.advance("2026-04-20")
    for unit in spent:
        county.owned[unit] = await _gathered(county, unit, spent[unit])
    for service in world.running:
        county.letters[service] = await _set_aside(county, service)
    return county


async def _define(county: County) -> None:
    region = {
        "code": county.region,
        "labels": labels("county"),
        "currency": "CNY",
        "zone": "Asia/Shanghai",
        "fiscal_year_start": "01-01",
        "clock": "replay",
        "clock_at": "2026-01-01T00:00:00+08:00",
    }
    await county.told("operator", "POST", "/regions", region)
    await county.world.settle()
    for unit, parent in (("county", None), (OWN, "county"), (SUB, OWN), (OTHER, "county")):
        assessee = {
            "code": unit,
            "kind": "organisation",
            "category": "organs",
            "parent": parent,
            "labels": labels(unit),
        }
        await county.told("assessment_office", "POST", "/assessees", assessee)
    await county.told("assessment_office", "POST", "/working-calendars", {"year": int(YEAR), "seed": "CN"})
    await county.told("assessment_office", "POST", "/cascades", cascade(county.code("cascade")))
    await _consult(county)
    await _publish(county)
    county.replay = (await county.told("operator", "POST", "/replays", {"purpose": "a test year"}))["id"]
    await county.world.settle()


async def _consult(county: County) -> None:
    """A scheme is with its members until the end of the year, and one of them has said something about a line."""
    code = county.code("scheme")
    version, spoken = f"/schemes/{code}/versions/1", {"at": "valid_from", "text": "Begin in February."}
    await county.told("assessment_office", "POST", "/schemes", {"scheme": scheme(code)})
    await county.told("assessment_office", "POST", f"{version}:submit-round", {"due": f"{YEAR}-12-31"})
    head = county.bearer(f"head-of-{county.mark}", HeldRole("unit_head", OWN))
    (await county.door.post(f"{version}/comments", json=spoken, headers=head)).raise_for_status()


async def _publish(county: County) -> None:
    """Another scheme asks for no consultation and is in force: it is known wherever schemes are followed."""
    code = county.code("duties")
    version = f"/schemes/{code}/versions/1"
    agreed = {**scheme(code), "consultation": {"rounds": 0}}
    await county.told("assessment_office", "POST", "/schemes", {"scheme": agreed})
    for verb in ("approve", "publish"):
        await county.told("assessment_office", "POST", f"{version}:{verb}", {"reason": "agreed"}, principal="chief")


async def _approve(county: County) -> None:
    feed = {"code": county.code("treasury"), "labels": labels("treasury"), "rhythm_days": None}
    await county.told("finance", "POST", "/feeds", feed)
    fund = {
        "code": county.code("general"),
        "fiscal_year": YEAR,
        "labels": labels("general budget"),
        "trace_tag": "GEN",
        "purpose": "other",
        "amount": "9000.00",
    }
    items = [
        {
            "code": f"{name}-{unit}-{county.mark}",
            "fiscal_year": YEAR,
            "owner": unit,
            "labels": labels(name),
            "purpose": "other",
            "amount": "1000.00",
            "goal_approved": True,
        }
        for unit in (OWN, SUB, OTHER)
        for name in ("ROADS", "BOOKS")
    ]
    given = [{"fund": fund["code"], "item": item["code"], "amount": "1000.00"} for item in items]
    await county.told(
        "finance", "POST", "/budget-items:import", {"items": items, "funds": [fund], "allocations": given}
    )
    county.rule = county.code("quarterly")
    watched = [str(item["code"]) for item in items if str(item["code"]).startswith("ROADS")]
    await county.told("assessment_office", "POST", "/monitoring-rules", rule(county.rule, watched))
    publish = f"/monitoring-rules/{county.rule}/versions/1:publish"
    await county.told("assessment_office", "POST", publish, {"reason": "year 2026"}, principal="chief")
    await county.told("assessment_office", "POST", "/monitoring-rules", rule(county.rule, watched))
    for _ in range(2):
        drafted = {"indicator": indicator(), "valid_from": f"{YEAR}-01-01"}
        await county.told("assessment_office", "POST", "/indicators", drafted)
    publish = "/indicators/new-jobs/versions/1:publish"
    await county.told("assessment_office", "POST", publish, {"reason": "year 2026"}, principal="chief")
    screening = {"code": county.code("screening"), "labels": labels("screening")}
    await county.told("assessment_office", "POST", "/screenings", screening)
    await county.world.settle()


async def _spend(county: County, unit: str) -> dict[str, str]:
    item, fund = f"BOOKS-{unit}-{county.mark}", county.code("general")
    asked = payment(item, fund, "-")
    question = {name: asked[name] for name in ("value_date", "lines")}
    return {
        "check": (await county.told("finance", "POST", "/payment-checks", question))["id"],
        "held": (await county.told("finance", "POST", "/payments", payment(item, fund, "hold")))["id"],
        "paid": (await county.told("finance", "POST", "/payments", payment(item, fund, "pay")))["id"],
    }


async def _gathered(county: County, unit: str, spent: dict[str, str]) -> Things:
    roads, books = f"ROADS-{unit}-{county.mark}", f"BOOKS-{unit}-{county.mark}"
    (item,), (spare) = await asyncio.gather(
        county.listed("/budget-items", code=roads), county.listed("/budget-items", code=books)
    )
    (light,) = await county.listed("/lights", object=roads)
    (order,) = await county.listed("/rectification-orders", object=roads)
    talk = (await county.listed("/talks", order=order["id"]))[0]
    (proposal,) = [one for one in await county.listed("/budget-proposals") if one["order"] == order["id"]]
    return Things(
        unit=unit,
        item=item["id"],
        spare_item=spare[0]["id"],
        item_code=roads,
        spare_item_code=books,
        held=spent["held"],
        paid=spent["paid"],
        check=spent["check"],
        light=light["id"],
        order=order["id"],
        talk=talk["id"],
        proposal=proposal["id"],
        case=order["case"],
        versions={one["id"]: one["version"] for one in (item, order, talk, proposal)},
    )


async def _set_aside(county: County, service: str) -> str:
    """One event of the region that the service could not handle, as its operators would find it."""
    i = tables.inbox.c
    async with county.world.transaction(service, county.region) as tx:
        event = await tx.scalar(
            update(tables.inbox)
            .where(i.region == county.region, i.type == "indicators.working-days-published.v1", i.state == "done")
            .values(state="dead", error="a test set it aside")
            .returning(i.event_id)
        )
    return str(event)
