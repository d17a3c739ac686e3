"""New payments: checked, and held or paid at once where asked. One or many, each decided by itself, in order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import RowMapping

from budget_monitor.domain import amount, check, ids, payment, reference, value_date
from budget_monitor.domain.budget import ZERO
from budget_monitor.domain.payment import ExternalRefReused, FiscalYearIsOver, Request, State
from budget_monitor.domain.reference import Reference
from budget_monitor.storage import decisions, payees
from budget_monitor.storage import payments as storage
from budget_monitor.usecases import books, feeds, measured, scope, telling
from budget_monitor.usecases.books import OpenBooks, Wanted
from chassis import deadlines, outbox
from chassis.db import Tx
from chassis.outbox import Happened
from chassis.refusal import Refusal
from contracts.budget import PaymentChecked, PaymentHeld, PaymentIntercepted, PaymentPaid, Reason

HOLD_DAYS = 30
"""A hold that nobody pays or releases expires after so many days of business time, or with its fiscal year."""

Then = Literal["check", "hold", "pay"]
STATE_AFTER: dict[Then, State] = {"check": "checked", "hold": "held", "pay": "paid"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment and what is wanted of it, should the check accept it."""

    request: Request
    then: Then


@dataclass(slots=True)
class Decided:
    """What became of one payment: decided now, `known` from before, or `refused` without a decision."""

    payment: UUID | None = None
    state: State | None = None
    decision: UUID | None = None
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    known: bool = False
    refused: Refusal | None = None
    digest: str = ""

    @property
    def outcome(self) -> str | None:
        return None if self.decision is None else "intercepted" if self.reasons else "accepted"


async def receive_one(tx: Tx, asked: Asked) -> Decided:
    """Raises the refusal that `receive_many` would only note."""
    (decided,) = await receive_many(tx, [asked], by_batch=False)
    if decided.refused is not None:
        raise decided.refused
    return decided


async def receive_many(tx: Tx, asked: Sequence[Asked], *, by_batch: bool = True) -> list[Decided]:
    """Decides in the given order, in one transaction, each payment on what the ones before it left.

    An external reference that is known (or comes twice in the batch) with the same content gives the result it
    got the first time; with other content it is refused, and so is what no books are needed to refuse. Raises
    OutsideYourUnits for the batch where one item belongs to a unit beyond the actor's. A batch that names a feed
    is an arrival of that feed.
    """
    with measured.check_seconds.labels("import" if by_batch else "one").time():
        return await _receive_many(tx, asked, by_batch=by_batch)


async def _receive_many(tx: Tx, asked: Sequence[Asked], *, by_batch: bool) -> list[Decided]:
    asked = await _under_pseudonyms(tx, _sent_by(tx, asked))
    named = {one.request.feed for one in asked if one.request.feed is not None}
    if by_batch:
        await feeds.arrived(tx, named)
    wanted: dict[str, Wanted] = defaultdict(Wanted)
    for one in asked:
        wanted[_year(tx, one)].add(one.request.lines, one.request.value_date)
    opened = await books.open_books(tx, wanted, feed_codes=named)
    owners = {row["owner"] for year in opened.values() for row in year.rows.values()}
    await scope.require(tx, owners)
    batch = _Batch(tx, opened, await _known(tx, asked))
    results = [batch.receive(one) for one in asked]
    await batch.store()
    return results


def _year(tx: Tx, one: Asked) -> str:
    return tx.region.fiscal_year_of(one.request.value_date)


def _sent_by(tx: Tx, asked: Sequence[Asked]) -> list[Asked]:
    """Raises UnitNeeded, UnitNotNeeded, OutsideYourUnits."""
    units = {named: scope.sender(tx, named) for named in {one.request.unit for one in asked}}
    return [replace(one, request=replace(one.request, unit=units[one.request.unit])) for one in asked]


async def _under_pseudonyms(tx: Tx, asked: Sequence[Asked]) -> list[Asked]:
    found = await payees.pseudonyms(tx, (one.request.payee for one in asked if one.request.payee_is_natural))
    return [
        replace(one, request=replace(one.request, payee=found[one.request.payee]))
        if one.request.payee_is_natural
        else one
        for one in asked
    ]


@dataclass(slots=True)
class _Known:
    """What stands under the references of a batch. `alike` is by scope and reference in small letters.

    Several may stand under one that was compared otherwise when they came: each is still known by its content.
    """

    payments: dict[Reference, Decided] = field(default_factory=dict)
    same: dict[tuple[Reference, str], Decided] = field(default_factory=dict)
    alike: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, reference: Reference, decided: Decided, written: str) -> None:
        self.payments.setdefault(reference, decided)
        self.same.setdefault((reference, decided.digest), decided)
        self.alike.setdefault((reference.scope, reference.alike()), written)

    def before(self, reference: Reference, digest: str) -> Decided | None:
        """What stands under a reference: with that content where there is such, else the oldest."""
        return self.same.get((reference, digest)) or self.payments.get(reference)


async def _known(tx: Tx, asked: Sequence[Asked]) -> _Known:
    """Payments stored under the external references of the batch. Read under the locks."""
    wanted = {one for request in asked if (one := _reference(request.request)) is not None}
    # what was stored before references had a scope stands under none
    before = {Reference(reference.BEFORE, one.key) for one in wanted if not one.scope.startswith("feed:")}
    rows = await storage.referred(tx, wanted | before)
    if not rows:
        return _Known()
    records = await decisions.known(tx, (row["decision"] for row in rows))
    owners = await storage.owners_of(tx, (row["id"] for row in rows if row["reference_scope"] == reference.BEFORE))
    found = _Known()
    for row in rows:
        decided = _stored(row, records[row["decision"]])
        standing = Reference(row["reference_scope"], row["reference_key"])
        if standing.scope != reference.BEFORE:
            found.note(standing, decided, row["external_ref"])
        elif await scope.sees(tx, owners[row["id"]]):
            for one in wanted:
                if not one.scope.startswith("feed:") and one.alike() == standing.alike():
                    found.note(Reference(one.scope, standing.key), decided, row["external_ref"])
    return found


def _reference(request: Request) -> Reference | None:
    """None where there is none, or nothing of it can be seen (which the form refuses)."""
    if request.external_ref is None or not reference.key(request.external_ref):
        return None
    return reference.of(request.external_ref, feed=request.feed, unit=request.unit)


def _id(tx: Tx, request: Request, referred: Reference | None) -> UUID:
    if referred is None:
        return uuid4()
    return ids.payment(tx.region.code, reference.identity(feed=request.feed, unit=request.unit), referred.key)


def _stored(row: RowMapping, record: RowMapping) -> Decided:
    return Decided(
        row["id"],
        row["state"],
        row["decision"],
        tuple(Reason.model_validate(reason) for reason in record["reasons"]),
        tuple(Reason.model_validate(note) for note in record["notes"] or ()),
        known=True,
        digest=row["digest"],
    )


@dataclass(slots=True)
class _Batch:
    """Decisions in memory on locked books, and the rows and events that follow from them."""

    tx: Tx
    opened: dict[str, OpenBooks]
    known: _Known
    payments: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    told: list[tuple[telling.Told, Decided]] = field(default_factory=list)

    def receive(self, one: Asked) -> Decided:
        request, referred = one.request, None
        try:
            amount.require_coins(self.tx.region.currency, (line.amount for line in request.lines))
            payment.check_form(request.lines)
            if request.external_ref is not None:
                referred = reference.of(request.external_ref, feed=request.feed, unit=request.unit)
        except Refusal as refusal:
            return Decided(refused=refusal)
        digest = payment.digest(request, one.then)
        before = None if referred is None else self.known.before(referred, digest)
        if before is not None:
            return self._again(before, request, digest)
        try:
            self._require_possible_day(one)
        except Refusal as refusal:
            return Decided(refused=refusal)
        decided = self._decide(one, referred, digest)
        if referred is not None:
            self.known.note(referred, decided, str(request.external_ref))
        return decided

    def _notes(self, referred: Reference | None) -> tuple[Reason, ...]:
        """What somebody should look at, and what blocks nothing: a reference that differs in letter case only."""
        if referred is None:
            return ()
        alike = self.known.alike.get((referred.scope, referred.alike()))
        return () if alike is None else (Reason(code="alike_reference", line=None, values={"external_ref": alike}),)

    def _require_possible_day(self, one: Asked) -> None:
        """Raises ValueDateInFuture for money that would leave on a day to come, FiscalYearIsOver for a hold."""
        if one.then == "pay":
            today = self.tx.region.local_date(self.tx.now)
            value_date.require_not_ahead(one.request.value_date, today=today)
        elif one.then == "hold":
            hold_ends(self.tx, _year(self.tx, one))

    def _again(self, before: Decided, request: Request, digest: str) -> Decided:
        if before.digest == digest:
            return replace(before, known=True)
        refusal = ExternalRefReused(external_ref=request.external_ref, feed=request.feed or "-")
        return Decided(refused=refusal)

    def _decide(self, one: Asked, referred: Reference | None, digest: str) -> Decided:
        request, year = one.request, _year(self.tx, one)
        payment_id = _id(self.tx, request, referred)
        own = self.opened[year]
        reasons = check.check(request.lines, on=request.value_date, books=own.books, feed=request.feed)
        state: State = "intercepted" if reasons else STATE_AFTER[one.then]
        if state == "held":
            check.reserve(own.books, request.lines)
        elif state == "paid":
            check.book(own.books, request.lines)
            kind = "credit" if request.is_credit else "payment"
            books.enter(own, kind=kind, payment=payment_id, lines=request.lines, value_date=request.value_date)
        decision = ids.decision(payment_id, 1)
        decided = Decided(payment_id, state, decision, reasons, self._notes(referred), digest=digest)
        self._note(one, referred, decided, year)
        return decided

    def _note(self, one: Asked, referred: Reference | None, decided: Decided, year: str) -> None:
        request, own = one.request, self.opened[year].books
        items = {line.item: own.items[line.item].id for line in request.lines if line.item in own.items}
        if decided.payment is None or decided.decision is None:
            raise ValueError("only what was decided is noted")
        self.payments.append(
            {
                "id": decided.payment,
                "external_ref": request.external_ref,
                "feed": request.feed,
                "digest": decided.digest,
                "payee": request.payee,
                "description": request.description,
                "value_date": request.value_date,
                "fiscal_year": year,
                "total": request.total,
                "state": decided.state,
                "decision": decided.decision,
                "received_at": self.tx.now,
                "sender_unit": request.unit,
                "reference_scope": None if referred is None else referred.scope,
                "reference_key": None if referred is None else referred.key,
                "held_at": self.tx.now if decided.state == "held" else None,
                "expires_at": hold_ends(self.tx, year) if decided.state == "held" else None,
            }
        )
        for line in request.lines:
            fund = own.funds.get(line.fund)
            self.lines.append(
                {
                    "payment": decided.payment,
                    "line": line.number,
                    "item_code": line.item,
                    "item": items.get(line.item),
                    "fund": line.fund,
                    "trace_tag": None if fund is None else fund.trace_tag,
                    "amount": line.amount,
                    "paid": line.amount if decided.state == "paid" else ZERO,
                }
            )
        self.decisions.append(
            {
                "id": decided.decision,
                "payment": decided.payment,
                "about": one.then,
                "outcome": decided.outcome,
                "reasons": [reason.model_dump() for reason in decided.reasons],
                "notes": [note.model_dump() for note in decided.notes] or None,
            }
        )
        told = telling.Told(
            decided.payment,
            request.external_ref,
            request.feed,
            request.payee,
            request.value_date,
            year,
            request.lines,
            items,
            own.funds,
            decided.decision,
        )
        self.told.append((told, decided))
        measured.decided(one.then, [reason.code for reason in decided.reasons])

    async def store(self) -> None:
        tx = self.tx
        await storage.add(tx, self.payments, self.lines)
        await decisions.add(tx, self.decisions)
        entries = await books.close_books(tx, self.opened)
        await outbox.put_many(tx, [self._event(told, decided, entries) for told, decided in self.told])
        for told, decided in self.told:
            if decided.state == "held":
                await deadlines.set(tx, "hold-expiry", str(told.payment), hold_ends(tx, told.fiscal_year))
        await books.look_at_lights(tx, self.opened)

    def _event(self, told: telling.Told, decided: Decided, entries: dict[tuple[UUID, int], int]) -> Happened:
        match decided.state:
            case "intercepted":
                return telling.happened(PaymentIntercepted, told, 1, reasons=decided.reasons)
            case "held":
                return telling.happened(PaymentHeld, told, 1, expires_at=hold_ends(self.tx, told.fiscal_year))
            case "paid":
                numbers = tuple(entries[told.payment, line.number] for line in told.lines)
                return telling.happened(PaymentPaid, told, 1, entries=numbers, rest=ZERO, booked_on=told.value_date)
            case _:
                return telling.happened(PaymentChecked, told, 1)


def hold_ends(tx: Tx, fiscal_year: str) -> datetime:
    """When a hold that begins now ends of itself. Raises FiscalYearIsOver where it could never be paid."""
    _, last = tx.region.fiscal_year_bounds(fiscal_year)
    over = tx.region.end_of_day(last)
    if over <= tx.now:
        raise FiscalYearIsOver(
            fiscal_year=fiscal_year, last=last.isoformat(), today=tx.region.local_date(tx.now).isoformat()
        )
    return min(tx.now + timedelta(days=HOLD_DAYS), over)
