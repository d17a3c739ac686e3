"""Fiscal years: opened by their first budget item, closed by command; then the books and lights stand still."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import rule as rules_of
from budget_monitor.domain.payment import FiscalYearIsClosed
from budget_monitor.domain.rule import PublishedRule
from budget_monitor.storage import balances, budget_items, ledger, rules
from budget_monitor.storage import fiscal_years as storage
from budget_monitor.storage.lights import Touched
from chassis import deadlines, outbox
from chassis.db import Tx
from chassis.refusal import NotFound
from contracts.budget import FiscalYearClosed


async def open_for(tx: Tx, fiscal_years: Iterable[str]) -> None:
    """Opens the years that are new, with the checkpoints of every rule. Raises FiscalYearIsClosed."""
    wanted = sorted(set(fiscal_years))
    new = [year for year in wanted if await storage.open_if_new(tx, year)]
    closed = await storage.closed(tx, wanted)
    if closed:
        raise FiscalYearIsClosed(fiscal_year=min(closed))
    for rule in await rules.in_force(tx) if new else ():
        for year in new:
            await set_checkpoints(tx, rule, year)


async def set_checkpoints(tx: Tx, rule: PublishedRule, fiscal_year: str) -> None:
    """The checkpoints of a rule that are still to come in a year."""
    first, _ = tx.region.fiscal_year_bounds(fiscal_year)
    for one in rules_of.checkpoints(rule.content, first):
        due = tx.region.end_of_day(one.on)
        if due > tx.now:
            data = {"rule": rule.code, "fiscal_year": fiscal_year, "day": one.on.isoformat()}
            await deadlines.set(tx, "checkpoint", _key(rule, fiscal_year, one.on.isoformat()), due, data)


async def cancel_checkpoints(tx: Tx, rule: PublishedRule, fiscal_year: str) -> None:
    first, _ = tx.region.fiscal_year_bounds(fiscal_year)
    for one in rules_of.checkpoints(rule.content, first):
        await deadlines.cancel(tx, "checkpoint", _key(rule, fiscal_year, one.on.isoformat()))


def _key(rule: PublishedRule, fiscal_year: str, day: str) -> str:
    return f"{fiscal_year}:{day}:{rule.code}"


async def await_version(tx: Tx, touched: Touched, *, event: UUID | None) -> None:
    """One item's budget version begins on a later day, `touched.since`: its lights are looked at on that day. `event`
    is the one that told of the version."""
    (item,) = touched.items
    day = touched.since
    data = {
        "fiscal_year": touched.fiscal_year,
        "item": item,
        "day": day.isoformat(),
        "event": None if event is None else str(event),
    }
    key = f"{touched.fiscal_year}:{day.isoformat()}:{item}"
    await deadlines.set(tx, "budget-version", key, tx.region.start_of_day(day), data)


async def close(tx: Tx, fiscal_year: str) -> RowMapping:
    """Raises NotFound, FiscalYearIsClosed. Orders and rectification holds outlive the year."""
    # with every balance locked no payment is halfway through
    await balances.lock_all(tx, fiscal_year)
    year = await storage.get(tx, fiscal_year)
    if year is None:
        raise NotFound(what="fiscal year", id=fiscal_year, region=tx.region.code)
    if year["closed_at"] is not None:
        raise FiscalYearIsClosed(fiscal_year=fiscal_year)
    await storage.close(tx, fiscal_year)
    for rule in await rules.in_force(tx):
        await cancel_checkpoints(tx, rule, fiscal_year)
    for version in await budget_items.later_versions(tx, fiscal_year, after=tx.region.local_date(tx.now)):
        key = f"{fiscal_year}:{version['in_force_from'].isoformat()}:{version['code']}"
        await deadlines.cancel(tx, "budget-version", key)
    closed = FiscalYearClosed(fiscal_year=fiscal_year, last_entry=await ledger.last_entry(tx, fiscal_year))
    await outbox.put(tx, closed, aggregate=f"fiscal-year:{fiscal_year}", sequence=2)
    found = await storage.get(tx, fiscal_year)
    return found or year
