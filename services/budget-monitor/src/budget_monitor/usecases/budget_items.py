"""Budget items: approved with their original amount, revised by version, with or without an approved goal."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import amount as amounts
from budget_monitor.domain import budget, ids
from budget_monitor.domain.budget import Chain, Kind, OutsideFiscalYear
from budget_monitor.domain.payment import FiscalYearIsClosed
from budget_monitor.domain.refusals import (
    AlreadyExists,
    GoalStands,
    NothingChanges,
    SameItem,
    UnknownReference,
)
from budget_monitor.storage import assessees, balances, feeds, rules
from budget_monitor.storage import budget_items as storage
from budget_monitor.storage import fiscal_years as years
from budget_monitor.storage.lights import Touched
from budget_monitor.usecases import fiscal_years, funds, lights, scope, watching
from budget_monitor.usecases.funds import Allocated, NewAllocation, NewFund
from chassis import outbox, problems
from chassis.db import Tx
from chassis.outbox import Happened
from chassis.service import Deadline
from contracts.budget import BudgetItemApproved, BudgetItemRevised, GoalDecided, Purpose
from contracts.envelope import Labels


@dataclass(frozen=True, slots=True)
class NewItem:
    code: str
    fiscal_year: str
    owner: str
    labels: Labels
    purpose: Purpose
    feed: str | None
    amount: Decimal
    goal_approved: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """For each item and fund whether it is new; the allocations."""

    items: list[bool]
    funds: list[bool]
    allocations: list[Allocated]


async def approve(
    tx: Tx, new: Sequence[NewItem], *, again: bool = False, expected: Set[str] = frozenset()
) -> list[bool]:
    """Approves items with their original budgets; where `again`, one that exists with the same content is passed
    over. Returns for each whether it is new. A year opens with its first item, and its lights with it.

    Raises AlreadyExists, UnknownReference, FiscalYearIsClosed, OutsideYourUnits.
    """
    amounts.require_coins(tx.region.currency, (item.amount for item in new))
    await fiscal_years.open_for(tx, {item.fiscal_year for item in new})
    await _require_known(tx, new, expected)
    await scope.require(tx, {item.owner for item in new})
    stored = await _stored(tx, new)
    fresh, answers = [], []
    for item in new:
        key = (item.fiscal_year, item.code)
        before = stored.get(key)
        if before is not None and (not again or before != _content(item)):
            different = [name for name, value in _content(item).items() if before[name] != value]
            raise AlreadyExists(what="budget item", id=item.code, difference=", ".join(different) or "nothing")
        answers.append(before is None)
        if before is None:
            stored[key] = _content(item)
            fresh.append(item)
    await _add(tx, fresh)
    for year in sorted({item.fiscal_year for item in fresh}):
        codes = {item.code for item in fresh if item.fiscal_year == year}
        await _begin_lights(tx, year, codes)
    return answers


async def _begin_lights(tx: Tx, fiscal_year: str, codes: set[str]) -> None:
    """The new items begin to be watched, unless the days of their year are over; they change the budgets of their
    departments."""
    published = await rules.in_force(tx)
    if not watching.is_over(tx, fiscal_year):
        await watching.begin(tx, fiscal_year, published, only=codes)
    # an original budget counts from the first day of its year, but what was seen without it stays as it was
    touched = Touched(fiscal_year, frozenset(codes), since=date.max, budgets=True)
    await balances.lock(tx, fiscal_year, codes | await lights.items_behind(tx, touched))
    await lights.reconsider(tx, touched, "watched")
    await watching.tell_begun(tx, fiscal_year, published)


async def import_all(
    tx: Tx,
    items: Sequence[NewItem],
    new_funds: Sequence[NewFund],
    allocations: Sequence[NewAllocation],
    *,
    expected: Set[str] = frozenset(),
) -> Imported:
    """All or nothing; what exists already with the same content is passed over, so doing it twice changes
    nothing. `expected`: units and feeds that a trial takes as registered. Raises what `approve`, `funds.register` and
    `funds.allocate` raise."""
    approved = await approve(tx, items, again=True, expected=expected)
    registered = await funds.register(tx, new_funds, again=True)
    allocated = await funds.allocate(tx, allocations, again=True) if allocations else []
    return Imported(approved, registered, allocated)


async def _require_known(tx: Tx, new: Sequence[NewItem], expected: Set[str]) -> None:
    owners = {item.owner for item in new} - expected
    for owner in sorted(owners - (await assessees.known(tx, owners)).keys()):
        raise UnknownReference(what="assessee", id=owner)
    wanted = {item.feed for item in new if item.feed is not None} - expected
    for feed in sorted(wanted - await feeds.known(tx, wanted)):
        raise UnknownReference(what="feed", id=feed)


async def _stored(tx: Tx, new: Sequence[NewItem]) -> dict[tuple[str, str], dict[str, object]]:
    found: dict[tuple[str, str], dict[str, object]] = {}
    for year in sorted({item.fiscal_year for item in new}):
        rows = await storage.by_code(tx, year, {item.code for item in new if item.fiscal_year == year})
        chains = await storage.chains(tx, [row["id"] for row in rows.values()])
        for code, row in rows.items():
            found[year, code] = {
                "owner": row["owner"],
                "purpose": row["purpose"],
                "feed": row["feed"],
                "amount": chains[row["id"]].original,
            }
    return found


def _content(item: NewItem) -> dict[str, object]:
    """What makes two approvals the same. The goal and the labels may have changed since, by their own ways."""
    return {"owner": item.owner, "purpose": item.purpose, "feed": item.feed, "amount": item.amount}


def _id(tx: Tx, item: NewItem) -> UUID:
    return ids.budget_item(tx.region.code, item.fiscal_year, item.code)


async def _add(tx: Tx, fresh: Sequence[NewItem]) -> None:
    await storage.add(
        tx,
        [
            {
                "id": _id(tx, item),
                "code": item.code,
                "fiscal_year": item.fiscal_year,
                "owner": item.owner,
                "labels": item.labels.model_dump(),
                "purpose": item.purpose,
                "feed": item.feed,
                "goal_approved": item.goal_approved,
                "approved_at": tx.now,
            }
            for item in fresh
        ],
        [
            {
                "item": _id(tx, item),
                "number": 1,
                "kind": "original",
                "difference": item.amount,
                "in_force_from": tx.region.fiscal_year_bounds(item.fiscal_year)[0],
                "reason": "",
                "decided_at": tx.now,
                "decided_by": tx.actor.principal,
            }
            for item in fresh
        ],
    )
    await balances.add(tx, [(item.fiscal_year, item.code, _id(tx, item)) for item in fresh])
    await outbox.put_many(tx, [_approved(_id(tx, item), item) for item in fresh])


def _approved(item_id: UUID, item: NewItem) -> Happened:
    approved = BudgetItemApproved(
        item=item_id,
        code=item.code,
        fiscal_year=item.fiscal_year,
        owner=item.owner,
        labels=item.labels,
        purpose=item.purpose,
        feed=item.feed,
        amount=item.amount,
        goal_approved=item.goal_approved,
    )
    return Happened(approved, aggregate=str(item_id), sequence=1)


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of a budget. `fund`, where given, changes its allocation by the same amount."""

    difference: Decimal
    reason: str
    in_force_from: date | None = None
    fund: str | None = None


async def adjust(tx: Tx, item_id: UUID, revision: Revision, *, read_version: int) -> None:
    """A new version of one item's budget. Raises NotFound, VersionDiffers, BudgetBelowCommitted, OutsideFiscalYear,
    FiscalYearIsClosed, OutsideYourUnits, NothingChanges, and what moving an allocation raises."""
    amounts.require_coins(tx.region.currency, [revision.difference])
    item = await storage.get(tx, item_id)
    await scope.require(tx, [item["owner"]])
    if revision.difference == 0:
        raise NothingChanges(item=item["code"])
    await _revise(tx, [(item, revision, None)], kind="adjustment", read_version=read_version)


async def transfer(tx: Tx, item_id: UUID, *, to: str, revision: Revision, read_version: int) -> None:
    """Moves budget (`revision.difference`, above zero) to another item of the year; both are revised or neither.
    `read_version` is that of the giving item.

    Raises SameItem, UnknownReference, and what `adjust` raises.
    """
    amounts.require_coins(tx.region.currency, [revision.difference])
    giver = await storage.get(tx, item_id)
    taker = (await storage.by_code(tx, giver["fiscal_year"], [to])).get(to)
    if taker is None:
        raise UnknownReference(what=f"budget item of {giver['fiscal_year']}", id=to)
    if taker["id"] == giver["id"]:
        raise SameItem(item=to)
    await scope.require(tx, [giver["owner"], taker["owner"]])
    given = Revision(-revision.difference, revision.reason, revision.in_force_from, revision.fund)
    sides = [(giver, given, taker["id"]), (taker, revision, giver["id"])]
    await _revise(tx, sides, kind="transfer", read_version=read_version)


async def _revise(
    tx: Tx, sides: Sequence[tuple[RowMapping, Revision, UUID | None]], *, kind: Kind, read_version: int
) -> None:
    year = sides[0][0]["fiscal_year"]
    in_force_from = _in_force_from(tx, year, sides[0][1])
    codes = frozenset(item["code"] for item, _, _ in sides)
    touched = Touched(year, codes, in_force_from, days=frozenset({in_force_from}), budgets=True)
    locked = await balances.lock(tx, year, touched.items | await lights.items_behind(tx, touched))
    if await years.closed(tx, [year]):
        raise FiscalYearIsClosed(fiscal_year=year)
    # read again: only under the lock does a version stay what it is
    problems.expect_version(read_version, (await storage.lock(tx, sides[0][0]["id"]))["version"])
    chains = await storage.chains(tx, [item["id"] for item, _, _ in sides])
    revisions: list[UUID] = []
    for item, revision, counterpart in sides:
        balance = locked[item["code"]]
        after = budget.revised(
            chains[item["id"]],
            item=item["code"],
            kind=kind,
            difference=revision.difference,
            in_force_from=in_force_from,
            committed=balance["paid"] + balance["held"],
        )
        revisions.append(await _store(tx, item, after, reason=revision.reason, counterpart=counterpart))
        if revision.fund is not None:
            ref = f"version {after.versions[-1].number}"
            await funds.move(tx, item, fund=revision.fund, amount=revision.difference, ref=ref)
    for (item, _, _), event in zip(sides, revisions, strict=True):
        only = replace(touched, items=frozenset({item["code"]}))
        if in_force_from <= tx.region.local_date(tx.now):
            with outbox.caused_by(tx, event):
                await lights.reconsider(tx, only, "budget")
        else:
            await fiscal_years.await_version(tx, only, event=event)


async def version_begins(tx: Tx, deadline: Deadline) -> None:
    """The day of a budget version has come that was decided before: from now on it moves lights."""
    year, item = deadline.data["fiscal_year"], deadline.data["item"]
    day = date.fromisoformat(deadline.data["day"])
    touched = Touched(year, frozenset({item}), day, days=frozenset({day}), budgets=True)
    await balances.lock(tx, year, touched.items | await lights.items_behind(tx, touched))
    event = deadline.data["event"]
    with outbox.caused_by(tx, None if event is None else UUID(event)):
        await lights.reconsider(tx, touched, "budget")


async def _store(tx: Tx, item: RowMapping, after: Chain, *, reason: str, counterpart: UUID | None) -> UUID:
    version = after.versions[-1]
    await storage.add_version(tx, item["id"], version, reason=reason, counterpart=counterpart)
    number = await storage.bump(tx, item["id"])
    revised = BudgetItemRevised(
        item=item["id"],
        code=item["code"],
        fiscal_year=item["fiscal_year"],
        version=version.number,
        kind="transfer" if version.kind == "transfer" else "adjustment",
        amount=after.current(),
        difference=version.difference,
        in_force_from=version.in_force_from,
        reason=reason,
        counterpart=counterpart,
    )
    return await outbox.put(tx, revised, aggregate=str(item["id"]), sequence=number)


def _in_force_from(tx: Tx, fiscal_year: str, revision: Revision) -> date:
    first, last = tx.region.fiscal_year_bounds(fiscal_year)
    day = revision.in_force_from or min(max(tx.region.local_date(tx.now), first), last)
    if not first <= day <= last:
        raise OutsideFiscalYear(
            day=day.isoformat(), fiscal_year=fiscal_year, first=first.isoformat(), last=last.isoformat()
        )
    return day


async def decide_goal(tx: Tx, item_id: UUID, *, approved: bool, reason: str, read_version: int) -> None:
    """Raises NotFound, VersionDiffers, GoalStands, OutsideYourUnits, FiscalYearIsClosed."""
    item = await storage.lock(tx, item_id)
    await scope.require(tx, [item["owner"]])
    if await years.closed(tx, [item["fiscal_year"]]):
        raise FiscalYearIsClosed(fiscal_year=item["fiscal_year"])
    problems.expect_version(read_version, item["version"])
    if item["goal_approved"] == approved:
        raise GoalStands(item=item["code"], state="approved" if approved else "not approved")
    version = await storage.bump(tx, item_id, goal_approved=approved)
    decided = GoalDecided(item=item_id, code=item["code"], approved=approved, reason=reason)
    await outbox.put(tx, decided, aggregate=str(item_id), sequence=version)
