"""Plays a year of the demonstration county through the HTTP API: its payments, its people, its scheme for 2026."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import chinese_calendar

from allinone.county import figures
from allinone.county.payments import Planned, planned
from allinone.county.script import ACTIONS, Action
from allinone.driving import consulting, definitions, dividing, sending
from allinone.driving.client import Baton, Json
from allinone.driving.clockwork import ReplayClock
from allinone.driving.definitions import Calendar
from allinone.driving.people import AUDITOR, FINANCE
from allinone.driving.progress import Meter, silent
from allinone.driving.sending import Sent
from allinone.failures import Refused
from allinone.files import rules
from allinone.files.mapping import RegionFacts
from allinone.files.records import PaymentLine, PaymentRecord
from contracts.envelope import Labels
from contracts.money import money_text

RULES = Path(figures.__file__).with_name("rules.yaml")
FACTS = RegionFacts(
    code=figures.REGION,
    labels=Labels(zh="云溪县", en="Yunxi County"),
    currency="CNY",
    zone="Asia/Shanghai",
    fiscal_year_start="01-01",
    working_days="china",
)
PURPOSE = "demonstration year 2025"
LAST_DAY = date(2026, 1, 6)
"""After the year's end, so that the last orders are issued and the year can be closed."""


@dataclass(frozen=True, slots=True)
class Played:
    sent: tuple[Sent, ...]
    actions: int


def days_off() -> frozenset[date]:
    first = date(2025, 1, 1)
    days = [first + timedelta(days=number) for number in range(365)]
    return frozenset(day for day in days if not chinese_calendar.is_workday(day))


async def play(baton: Baton, *, meter: Meter = silent) -> Played:
    """The year from its definitions to its close. Repeating it after an interruption goes on where it stopped."""
    calendar = Calendar(FACTS)
    first = calendar.first_day(figures.FISCAL_YEAR)
    await definitions.define_region(baton, FACTS, clock_at=calendar.start_of(first - timedelta(days=1)))
    clock = await ReplayClock.start(baton, purpose=PURPOSE)
    if not clock.running:
        return Played((), 0)
    baton = clock.one_by_one()
    scheme = consulting.scheme()
    payments = planned(days_off=days_off())
    by_day = {day: list(some) for day, some in groupby(payments, key=lambda one: one.payment.value_date)}
    days = sorted({*by_day, *(action.on for action in ACTIONS), *consulting.DAYS, dividing.ON})
    meter("definitions", 0, len(days))
    await _define(baton)
    await clock.advance_to(calendar.start_of(first))
    await _approve_budget(baton)
    sent: list[Sent] = []
    reached = clock.at
    for done, day in enumerate(days):
        if calendar.start_of(day) < reached:
            continue  # an interrupted run did this day; the orders it acted on may have followers now
        meter(day.isoformat(), done, len(days))
        await clock.advance_to(calendar.start_of(day))
        for action in ACTIONS:
            if action.on == day:
                await act(baton, action)
        await consulting.on(baton, day, scheme)
        await dividing.on(baton, day)
        sent.extend(await _pay(baton, by_day.get(day, ())))
    await clock.advance_to(calendar.start_of(LAST_DAY))
    sent.append(await _close(baton))
    await clock.finish()
    meter("the year is over", len(days), len(days))
    return Played(tuple(sent), len(ACTIONS))


async def _define(baton: Baton) -> None:
    await definitions.publish_working_days(baton, {2025: "china", 2026: "china"})
    await definitions.register_assessees(
        baton,
        [
            {
                "code": unit.code,
                "kind": "organisation",
                "category": unit.category,
                "parent": unit.parent,
                "labels": unit.labels.model_dump(),
            }
            for unit in figures.UNITS
        ],
    )
    await definitions.publish_rules(baton, rules.load(RULES))


async def _approve_budget(baton: Baton) -> None:
    await definitions.register_feeds(
        baton,
        [
            {"code": feed.code, "labels": feed.labels.model_dump(), "rhythm_days": feed.rhythm_days}
            for feed in figures.FEEDS
        ],
    )
    await baton.post("/budget-items:import", _budget(), by=FINANCE)


def _budget() -> Json:
    year = figures.FISCAL_YEAR
    sums = {
        fund.code: sum((item.amount for item in figures.ITEMS if item.fund == fund.code), Decimal(0))
        for fund in figures.FUNDS
    }
    return {
        "items": [
            {
                "code": item.code,
                "fiscal_year": year,
                "owner": item.owner,
                "labels": item.labels.model_dump(),
                "purpose": item.purpose,
                "feed": item.feed,
                "amount": money_text(item.amount),
                "goal_approved": item.goal_approved,
            }
            for item in figures.ITEMS
        ],
        "funds": [
            {
                "code": fund.code,
                "fiscal_year": year,
                "labels": fund.labels.model_dump(),
                "trace_tag": fund.trace_tag,
                "purpose": fund.purpose,
                "amount": money_text(sums[fund.code]),
            }
            for fund in figures.FUNDS
        ],
        "allocations": [
            {"fund": item.fund, "item": item.code, "fiscal_year": year, "amount": money_text(item.amount)}
            for item in figures.ITEMS
        ],
    }


async def _pay(baton: Baton, some: Sequence[Planned]) -> list[Sent]:
    sent: list[Sent] = []
    for then, group in groupby(some, key=lambda one: one.then):
        for chunk in sending.chunks([one.payment for one in group]):
            sent.extend(await sending.payments(baton, chunk, then=then))
    return sent


async def _close(baton: Baton) -> Sent:
    """The year is closed, and one payment comes too late."""
    await baton.post(f"/fiscal-years/{figures.FISCAL_YEAR}:close", {"reason": "年度决算"}, by=FINANCE)
    late = PaymentRecord(
        line=0,
        external_ref="YX2025-LATE",
        value_date=date(2025, 12, 31),
        payee="云溪县印刷厂",
        natural=False,
        description="上年发票",
        feed="treasury",
        lines=(PaymentLine("EDU-02", "local-2025", Decimal("3200.00")),),
    )
    return (await sending.payments(baton, [late]))[0]


async def act(baton: Baton, action: Action) -> Json:
    """One step of the script, by its person, on the thing as it stands now."""
    path, version, body = await _target(baton, action)
    return await baton.post(f"{path}:{action.verb}", body, by=action.by, version=version, again=action.on.isoformat())


async def _target(baton: Baton, action: Action) -> tuple[str, int | None, Json | None]:
    body: Json | None = action.body or None
    if action.subject == "payment":
        payment = await _only(baton, "/payments", external_ref=action.of)
        return f"/payments/{payment['id']}", None, action.body
    if action.subject == "item":
        item = await _only(baton, "/budget-items", code=action.of, fiscal_year=figures.FISCAL_YEAR)
        return f"/budget-items/{item['id']}", item["version"], body
    order = await _order_of(baton, action.of)
    if action.subject == "talk":
        talk = await _only(baton, "/talks", order=order["id"], kind="light")
        return f"/talks/{talk['id']}", talk["version"], body
    if action.subject == "proposal":
        proposal = await _only(baton, "/budget-proposals", order=order["id"])
        return f"/budget-proposals/{proposal['id']}", proposal["version"], body
    if action.verb == "accept" and order["light_is_good"]:
        body = {}
    return f"/rectification-orders/{order['id']}", order["version"], body


async def _order_of(baton: Baton, item: str) -> Json:
    """The newest order about an item."""
    found = await baton.all("/rectification-orders", by=AUDITOR, object=item)
    if not found:
        raise Refused(f"There is no order about {item} yet: the script of the county does not fit its figures.")
    return max(found, key=lambda order: str(order["issued_at"]))


async def _only(baton: Baton, path: str, **filters: str) -> Json:
    found = await baton.all(path, by=AUDITOR, **filters)
    if len(found) != 1:
        raise Refused(f"{path} has {len(found)} things with {filters}, expected one.")
    return found[0]
