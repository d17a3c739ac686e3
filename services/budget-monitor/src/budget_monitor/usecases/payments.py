"""New payments: checked, and held or paid at once where asked. One or many, each decided by itself, in order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from budget_monitor.domain import check, ids, payment, value_date
from budget_monitor.domain.budget import ZERO
from budget_monitor.domain.payment import ExternalRefReused, FiscalYearIsOver, Request, State
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
    asked = await _under_pseudonyms(tx, asked)
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


async def _under_pseudonyms(tx: Tx, asked: Sequence[Asked]) -> list[Asked]:
    found = await payees.pseudonyms(tx, (one.request.payee for one in asked if one.request.payee_is_natural))
    return [
        replace(one, request=replace(one.request, payee=found[one.request.payee]))
        if one.request.payee_is_natural
        else one
        for one in asked
    ]


def _id(tx: Tx, request: Request) -> UUID:
    if request.external_ref is None:
        return uuid4()
    return ids.payment(tx.region.code, request.feed, request.external_ref)


async def _known(tx: Tx, asked: Sequence[Asked]) -> dict[UUID, Decided]:
    """Payments stored under the external references of the batch. Read under the locks."""
    wanted = {_id(tx, one.request) for one in asked if one.request.external_ref is not None}
    rows = await storage.known(tx, wanted)
    if not rows:
        return {}
    records = await decisions.known(tx, (row["decision"] for row in rows.values()))
    return {
        payment_id: Decided(
            payment_id,
            row["state"],
            row["decision"],
            tuple(Reason.model_validate(reason) for reason in records[row["decision"]]["reasons"]),
            known=True,
            digest=row["digest"],
        )
        for payment_id, row in rows.items()
    }


@dataclass(slots=True)
class _Batch:
    """Decisions in memory on locked books, and the rows and events that follow from them."""

    tx: Tx
    opened: dict[str, OpenBooks]
    known: dict[UUID, Decided]
    payments: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    told: list[tuple[telling.Told, Decided]] = field(default_factory=list)

    def receive(self, one: Asked) -> Decided:
        request = one.request
        try:
            payment.check_form(request.lines)
        except Refusal as refusal:
            return Decided(refused=refusal)
        payment_id = _id(self.tx, request)
        digest = payment.digest(request, one.then)
        before = self.known.get(payment_id)
        if before is not None:
            return self._again(before, request, digest)
        try:
            self._require_possible_day(one)
        except Refusal as refusal:
            return Decided(refused=refusal)
        decided = self._decide(one, payment_id, digest)
        if request.external_ref is not None:
            self.known[payment_id] = decided
        return decided

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
        refusal = ExternalRefReused(
            external_ref=request.external_ref, feed=request.feed or "-", payment=str(before.payment)
        )
        return Decided(refused=refusal)

    def _decide(self, one: Asked, payment_id: UUID, digest: str) -> Decided:
        request, year = one.request, _year(self.tx, one)
        own = self.opened[year]
        reasons = check.check(request.lines, on=request.value_date, books=own.books, feed=request.feed)
        state: State = "intercepted" if reasons else STATE_AFTER[one.then]
        if state == "held":
            check.reserve(own.books, request.lines)
        elif state == "paid":
            check.book(own.books, request.lines)
            kind = "credit" if request.is_credit else "payment"
            books.enter(own, kind=kind, payment=payment_id, lines=request.lines, value_date=request.value_date)
        decided = Decided(payment_id, state, ids.decision(payment_id, 1), reasons, digest=digest)
        self._note(one, decided, year)
        return decided

    def _note(self, one: Asked, decided: Decided, year: str) -> None:
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
