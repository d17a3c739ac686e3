"""Funds and their allocations: money of one source, given to budget items."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import amount as amounts
from budget_monitor.domain import ids, reference
from budget_monitor.domain.budget import BudgetBelowCommitted
from budget_monitor.domain.reference import Reference
from budget_monitor.domain.refusals import AlreadyExists, FundExhausted, OtherFiscalYear, UnknownReference
from budget_monitor.storage import assessees, balances, budget_items
from budget_monitor.storage import funds as storage
from budget_monitor.usecases import fiscal_years, watching
from chassis import outbox
from chassis.db import Tx
from chassis.outbox import Happened
from contracts.budget import AllocationMade, FundRegistered, Purpose, Reason
from contracts.envelope import Labels
from contracts.money import money_text

APPROVED = "approved"
"""The reference of an item's first allocation from a fund; further ones name their own."""


@dataclass(frozen=True, slots=True)
class NewFund:
    code: str
    fiscal_year: str
    labels: Labels
    trace_tag: str
    purpose: Purpose
    amount: Decimal
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class NewAllocation:
    """`ref` tells several allocations of one pair apart; the same ref again, however it is written, is the same
    allocation."""

    fund: str
    item: str
    amount: Decimal
    ref: str = APPROVED


@dataclass(frozen=True, slots=True)
class Allocated:
    """An allocation that stands, and what somebody should look at about it."""

    id: UUID
    notes: tuple[Reason, ...] = ()


async def register(tx: Tx, new: Sequence[NewFund], *, again: bool = False) -> list[bool]:
    """Registers funds; where `again`, one that exists with the same content is passed over.

    Returns for each whether it is new. Raises AlreadyExists, UnknownReference, FiscalYearIsClosed.
    """
    amounts.require_coins(tx.region.currency, (fund.amount for fund in new))
    await fiscal_years.open_for(tx, {fund.fiscal_year for fund in new})
    owners = {fund.owner for fund in new if fund.owner is not None}
    units = await assessees.known(tx, owners)
    for owner in sorted(owners - units.keys()):
        raise UnknownReference(what="assessee", id=owner)
    stored = {code: _content(row) for code, row in (await storage.rows(tx, [f.code for f in new])).items()}
    fresh = []
    answers = []
    for fund in new:
        content = _row(fund)
        before = stored.get(fund.code)
        if before is not None and (not again or before != content):
            raise AlreadyExists(what="fund", id=fund.code, difference=_difference(before, content))
        answers.append(before is None)
        if before is None:
            stored[fund.code] = content
            fresh.append(fund)
    await storage.add(tx, [_row(fund) for fund in fresh])
    await outbox.put_many(
        tx,
        [
            Happened(
                FundRegistered(
                    code=fund.code,
                    fiscal_year=fund.fiscal_year,
                    labels=fund.labels,
                    trace_tag=fund.trace_tag,
                    purpose=fund.purpose,
                    amount=fund.amount,
                ),
                aggregate=fund.code,
                sequence=1,
            )
            for fund in fresh
        ],
    )
    for year in sorted({fund.fiscal_year for fund in fresh if fund.owner is not None}):
        await watching.begin_funds(tx, year)
    return answers


def _row(fund: NewFund) -> dict[str, object]:
    return {
        "code": fund.code,
        "fiscal_year": fund.fiscal_year,
        "labels": fund.labels.model_dump(),
        "trace_tag": fund.trace_tag,
        "purpose": fund.purpose,
        "owner": fund.owner,
        "amount": fund.amount,
    }


def _content(row: RowMapping) -> dict[str, object]:
    names = ("code", "fiscal_year", "labels", "trace_tag", "purpose", "owner", "amount")
    return {name: row[name] for name in names}


def _difference(before: dict[str, object], after: dict[str, object]) -> str:
    return ", ".join(sorted(name for name in after if before[name] != after[name])) or "nothing"


async def allocate(tx: Tx, new: Sequence[NewAllocation], *, again: bool = False) -> list[Allocated]:
    """Gives money of funds to items of the same year; returns the allocations in the given order.

    Where `again`, an allocation that exists with the same amount is passed over. Raises UnknownReference,
    OtherFiscalYear, FundExhausted, AlreadyExists, FiscalYearIsClosed, BudgetBelowCommitted, ReferenceEmpty.
    """
    amounts.require_coins(tx.region.currency, (one.amount for one in new))
    funds = await storage.rows(tx, {one.fund for one in new})
    by_year: dict[str, set[str]] = defaultdict(set)
    for one in new:
        if one.fund not in funds:
            raise UnknownReference(what="fund", id=one.fund)
        by_year[funds[one.fund]["fiscal_year"]].add(one.item)
    await fiscal_years.open_for(tx, by_year)
    items: dict[tuple[str, str], RowMapping] = {}
    for year, codes in sorted(by_year.items()):
        await balances.lock(tx, year, codes)
        items |= {(year, code): row for code, row in (await budget_items.by_code(tx, year, codes)).items()}
    known = await _standing(tx, items.values(), funds)
    fresh, answers = [], []
    for one in new:
        year = funds[one.fund]["fiscal_year"]
        if (year, one.item) not in items:
            raise UnknownReference(what=f"budget item of {year}", id=one.item)
        item = items[year, one.item]
        referred = reference.of_allocation(one.ref, fund=one.fund, item=item["id"])
        before = known.allocations.get(referred)
        if before is not None:
            if not again or before.amount != one.amount:
                name = f"{one.fund} → {one.item} ({before.ref})"
                different = "nothing" if before.amount == one.amount else "amount"
                raise AlreadyExists(what="allocation", id=name, difference=different)
            answers.append(Allocated(before.id))
            continue
        made = ids.allocation(tx.region.code, one.fund, item["id"], referred.key)
        answers.append(Allocated(made, known.notes(referred)))
        known.add(referred, _Stands(made, one.ref, one.amount))
        fresh.append((made, one, item))
    await _give(tx, fresh)
    return answers


@dataclass(frozen=True, slots=True)
class _Stands:
    id: UUID
    ref: str
    amount: Decimal


@dataclass(slots=True)
class _Known:
    """What stands under which reference; `alike` is by scope and reference in small letters."""

    allocations: dict[Reference, _Stands] = field(default_factory=dict)
    alike: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, referred: Reference, stands: _Stands) -> None:
        self.allocations.setdefault(referred, stands)
        self.alike.setdefault((referred.scope, referred.alike()), stands.ref)

    def notes(self, referred: Reference) -> tuple[Reason, ...]:
        alike = self.alike.get((referred.scope, referred.alike()))
        return () if alike is None else (Reason(code="alike_allocation", line=None, values={"ref": alike}),)


async def _standing(tx: Tx, items: Iterable[RowMapping], codes: Iterable[str]) -> _Known:
    """What the funds gave to the items under references of their own. What a revision moved along is under none."""
    found = _Known()
    for row in await storage.allocations_to(tx, [item["id"] for item in items], codes):
        if row["id"] == ids.allocation_of_revision(tx.region.code, row["fund"], row["item"], row["ref"]):
            continue
        # what was stored before may hold nothing that can be seen: then nothing new is like it
        referred = Reference(reference.within(row["fund"], row["item"]), reference.key(row["ref"]))
        found.add(referred, _Stands(row["id"], row["ref"], row["amount"]))
    return found


async def move(tx: Tx, item: RowMapping, *, fund: str, amount: Decimal, ref: str) -> None:
    """Changes what a fund gives to an item, with a revision of the item's budget. The balance is locked.

    Raises UnknownReference, OtherFiscalYear, FundExhausted, BudgetBelowCommitted.
    """
    found = (await storage.rows(tx, [fund])).get(fund)
    if found is None:
        raise UnknownReference(what="fund", id=fund)
    if found["fiscal_year"] != item["fiscal_year"]:
        raise OtherFiscalYear(one=fund, year=found["fiscal_year"], other=item["code"], other_year=item["fiscal_year"])
    one = NewAllocation(fund, item["code"], amount, ref)
    await _give(tx, [(ids.allocation_of_revision(tx.region.code, fund, item["id"], ref), one, item)])


async def _give(tx: Tx, fresh: Sequence[tuple[UUID, NewAllocation, RowMapping]]) -> None:
    if not fresh:
        return
    await _draw(tx, [one for _, one, _ in fresh])
    await storage.add_allocations(
        tx,
        [
            {
                "id": allocation,
                "fund": one.fund,
                "item": item["id"],
                "item_code": item["code"],
                "fiscal_year": item["fiscal_year"],
                "ref": one.ref,
                "amount": one.amount,
                "made_at": tx.now,
                "made_by": tx.actor.principal,
            }
            for allocation, one, item in fresh
        ],
    )
    short = await storage.overdrawn(tx, [item["id"] for _, _, item in fresh])
    if short is not None:
        raise BudgetBelowCommitted(
            item=f"{short['fund']} → {short['item_code']}",
            difference="—",
            in_force_from=tx.region.local_date(tx.now).isoformat(),
            budget=money_text(short["allocated"]),
            committed=money_text(short["committed"]),
        )
    versions = await budget_items.bump_many(tx, [item["id"] for _, _, item in fresh])
    happened = []
    for allocation, one, item in fresh:
        versions[item["id"]] += 1
        made = AllocationMade(
            allocation=allocation,
            fund=one.fund,
            item=item["id"],
            item_code=item["code"],
            fiscal_year=item["fiscal_year"],
            amount=one.amount,
        )
        happened.append(Happened(made, aggregate=str(item["id"]), sequence=versions[item["id"]]))
    await outbox.put_many(tx, happened)


async def _draw(tx: Tx, new: Sequence[NewAllocation]) -> None:
    """Takes the amounts from their funds. Raises FundExhausted."""
    drawn: dict[str, Decimal] = defaultdict(Decimal)
    for one in new:
        drawn[one.fund] += one.amount
    locked = await storage.lock(tx, drawn)
    for code, amount in sorted(drawn.items()):
        fund = locked[code]
        if fund["allocated"] + amount > fund["amount"]:
            raise FundExhausted(
                fund=code,
                amount=money_text(amount),
                allocated=money_text(fund["allocated"] + amount),
                total=money_text(fund["amount"]),
            )
        await storage.add_allocated(tx, code, amount)
