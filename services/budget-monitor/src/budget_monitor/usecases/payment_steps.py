"""What happens to a payment later: held, paid in whole or in part, refunded, released, expired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import amount, check, ids, payment
from budget_monitor.domain import value_date as value_date_rules
from budget_monitor.domain.budget import ZERO, OutsideFiscalYear
from budget_monitor.domain.check import Own
from budget_monitor.domain.payment import FiscalYearIsClosed, Line, NothingToRefund, Standing, State
from budget_monitor.storage import decisions, ledger
from budget_monitor.storage import payments as storage
from budget_monitor.usecases import books, measured, payments, scope, telling
from budget_monitor.usecases.books import OpenBooks, Wanted
from budget_monitor.usecases.payments import Then
from chassis import deadlines, outbox
from chassis.db import Tx
from chassis.outbox import Happened
from chassis.service import Deadline
from contracts.budget import (
    Payment,
    PaymentChecked,
    PaymentExpired,
    PaymentHeld,
    PaymentIntercepted,
    PaymentPaid,
    PaymentRefunded,
    PaymentReleased,
    Reason,
)

About = Literal["check", "hold", "pay"]
"""What a decision was about."""


@dataclass(frozen=True, slots=True)
class _Locked:
    """A payment with its lines and the books it concerns, all locked."""

    row: RowMapping
    standings: tuple[Standing, ...]
    opened: OpenBooks

    @property
    def state(self) -> State:
        state: State = self.row["state"]
        return state

    @property
    def version(self) -> int:
        return int(self.row["version"])

    def lines(self, amounts: Mapping[int, Decimal]) -> list[Line]:
        """The lines that a command moves, with what it moves of them."""
        return [
            Line(one.line.number, one.line.item, one.line.fund, amounts[one.line.number])
            for one in self.standings
            if one.line.number in amounts
        ]

    def held_on(self, tx: Tx) -> date | None:
        """The local day on which its money was held; None where nothing is held."""
        held_at = self.row["held_at"]
        return None if self.state == "checked" or held_at is None else tx.region.local_date(held_at)

    def planned(self, today: date) -> date:
        """The day on which it may leave at the earliest: the one that was planned, unless that is over."""
        planned: date = self.row["value_date"]
        return max(planned, today)

    def unpaid(self, *, after: Mapping[int, Decimal] | None = None) -> list[Line]:
        """What is left of each line, or would be left after some more was paid."""
        left = {one.line.number: one.unpaid - (after or {}).get(one.line.number, ZERO) for one in self.standings}
        return self.lines({number: amount for number, amount in left.items() if amount != 0})


async def _lock(tx: Tx, payment_id: UUID, command: payment.Command) -> _Locked:
    """Raises NotFound, IllegalTransition or OutsideYourUnits."""
    row = await storage.lock(tx, payment_id)
    await scope.require_sight(tx, (await storage.owners_of(tx, [payment_id]))[payment_id], row["sender_unit"])
    rows = (await storage.lines(tx, [payment_id]))[payment_id]
    standings = tuple(
        Standing(Line(one["line"], one["item_code"], one["fund"], one["amount"]), one["paid"], one["refunded"])
        for one in rows
    )
    wanted = Wanted()
    wanted.add((one.line for one in standings), row["value_date"])
    year = row["fiscal_year"]
    feed_codes = [row["feed"]] if row["feed"] is not None else []
    opened = (await books.open_books(tx, {year: wanted}, feed_codes=feed_codes))[year]
    await scope.require(tx, {item["owner"] for item in opened.rows.values()})
    payment.require_possible(str(payment_id), row["state"], command)
    return _Locked(row, standings, opened)


async def hold(tx: Tx, payment_id: UUID) -> None:
    """Checks a checked payment again and holds its amounts; intercepted, it stays as it is, with the reasons.

    Raises FiscalYearIsOver.
    """
    locked = await _lock(tx, payment_id, "hold")
    expires_at = payments.hold_ends(tx, locked.row["fiscal_year"])
    lines = [one.line for one in locked.standings]
    reasons = check.check(lines, on=locked.row["value_date"], books=locked.opened.books, feed=locked.row["feed"])
    if reasons:
        await _intercept(tx, locked, "hold", reasons)
        return
    check.reserve(locked.opened.books, lines)
    state = payment.next_state(str(payment_id), locked.state, "hold")
    decision = await _accept(tx, locked, "hold")
    await storage.change(tx, payment_id, state=state, decision=decision, held_at=tx.now, expires_at=expires_at)
    await books.close_books(tx, {locked.opened.books.fiscal_year: locked.opened})
    await deadlines.set(tx, "hold-expiry", str(payment_id), expires_at)
    await outbox.put_many(tx, [_event(locked, PaymentHeld, decision, expires_at=expires_at)])


async def pay(
    tx: Tx, payment_id: UUID, *, value_date: date | None, amounts: Sequence[tuple[int, Decimal]] | None
) -> None:
    """Checks all rules again (leaving out what the payment itself holds) and pays: all that is left, or the
    amounts named by line, of which the rest stays held and is checked again in its turn.

    The money is booked on the day that is named, else today: it has not left before it was held, and not yet on a
    day to come. Intercepted, the payment stays as it is, and the decision is kept. Raises MoreThanLeft, NoSuchLine,
    ValueDateInFuture, ValueDateBeforeHold, OutsideFiscalYear.
    """
    amount.require_coins(tx.region.currency, (part for _, part in amounts or ()))
    locked = await _lock(tx, payment_id, "pay")
    day = value_date_rules.of_payment(value_date, today=tx.region.local_date(tx.now), held_on=locked.held_on(tx))
    _require_in_year(tx, day, locked.row["fiscal_year"])
    moved, extent = payment.parts(str(payment_id), locked.standings, "pay", amounts)
    state = payment.next_state(str(payment_id), locked.state, "pay", extent)
    lines, own_books = locked.lines(moved), locked.opened.books
    holds_something = locked.state != "checked"
    own = Own.of(locked.unpaid()) if holds_something else Own()
    reasons = check.check(lines, on=day, books=own_books, feed=locked.row["feed"], own=own)
    if reasons:
        await _intercept(tx, locked, "pay", reasons)
        return
    if holds_something:
        check.unreserve(own_books, locked.unpaid())
        check.reserve(own_books, locked.unpaid(after=moved))
    check.book(own_books, lines)
    kind = "credit" if locked.row["total"] < 0 else "payment"
    books.enter(locked.opened, kind=kind, payment=payment_id, lines=lines, value_date=day)
    decision = await _accept(tx, locked, "pay")
    left = state == "partly_paid"
    await storage.move_lines(tx, payment_id, "paid", moved)
    expires_at = locked.row["expires_at"] if left else None
    await storage.change(tx, payment_id, state=state, decision=decision, expires_at=expires_at)
    if not left:
        await deadlines.cancel(tx, "hold-expiry", str(payment_id))
    entries = await _write(tx, locked)
    rest = sum((one.unpaid for one in locked.standings), ZERO) - telling.total(lines)
    numbers = tuple(entries[payment_id, line.number] for line in lines)
    await outbox.put_many(tx, [_event(locked, PaymentPaid, decision, entries=numbers, rest=rest, booked_on=day)])
    await books.look_at_lights(tx, {own_books.fiscal_year: locked.opened})


async def recheck(tx: Tx, payment_id: UUID, *, then: Then, value_date: date | None) -> None:
    """A new decision about an intercepted payment, on what is there now; the earlier ones are kept.

    Accepted, it is held or paid where that is wanted. Money that leaves is booked on the day that is named, else
    today. Raises ValueDateInFuture, FiscalYearIsOver, OutsideFiscalYear, IllegalTransition.
    """
    locked = await _lock(tx, payment_id, "recheck")
    year, own_books = locked.row["fiscal_year"], locked.opened.books
    today = tx.region.local_date(tx.now)
    day = value_date_rules.of_payment(value_date, today=today, held_on=None) if then == "pay" else locked.planned(today)
    _require_in_year(tx, day, year)
    expires_at = payments.hold_ends(tx, year) if then == "hold" else None
    lines = [one.line for one in locked.standings]
    reasons = check.check(lines, on=day, books=own_books, feed=locked.row["feed"])
    await storage.identify(tx, payment_id, {code: item.id for code, item in own_books.items.items()}, own_books.funds)
    if reasons:
        await _intercept(tx, locked, then, reasons)
        return
    if then == "hold":
        check.reserve(own_books, lines)
    elif then == "pay":
        check.book(own_books, lines)
        kind = "credit" if locked.row["total"] < 0 else "payment"
        books.enter(locked.opened, kind=kind, payment=payment_id, lines=lines, value_date=day)
        await storage.move_lines(tx, payment_id, "paid", {line.number: line.amount for line in lines})
    decision = await _accept(tx, locked, then)
    held_at = tx.now if then == "hold" else None
    state = payments.STATE_AFTER[then]
    await storage.change(tx, payment_id, state=state, decision=decision, held_at=held_at, expires_at=expires_at)
    entries = await _write(tx, locked)
    if expires_at is not None:
        await deadlines.set(tx, "hold-expiry", str(payment_id), expires_at)
    await outbox.put_many(tx, [_told_again(locked, then, decision, entries, day, expires_at)])
    await books.look_at_lights(tx, {year: locked.opened})


def _told_again(
    locked: _Locked,
    then: Then,
    decision: UUID,
    entries: Mapping[tuple[UUID, int], int],
    day: date,
    expires_at: datetime | None,
) -> Happened:
    if then == "hold":
        return _event(locked, PaymentHeld, decision, expires_at=expires_at)
    if then == "check":
        return _event(locked, PaymentChecked, decision)
    numbers = tuple(entries[locked.row["id"], one.line.number] for one in locked.standings)
    return _event(locked, PaymentPaid, decision, entries=numbers, rest=ZERO, booked_on=day)


async def refund(
    tx: Tx, payment_id: UUID, *, value_date: date | None, amounts: Sequence[tuple[int, Decimal]] | None, reason: str
) -> None:
    """Books what came back: all that was paid, or the amounts named by line. It can be spent again.

    Raises MoreThanLeft, NoSuchLine, NothingToRefund, ValueDateInFuture, RefundBeforePayment, OutsideFiscalYear,
    FiscalYearIsClosed.
    """
    amount.require_coins(tx.region.currency, (part for _, part in amounts or ()))
    locked = await _lock(tx, payment_id, "refund")
    if locked.row["total"] < 0:
        raise NothingToRefund(payment=str(payment_id))
    if locked.opened.books.closed:
        raise FiscalYearIsClosed(fiscal_year=locked.row["fiscal_year"])
    today = tx.region.local_date(tx.now)
    day = value_date or today
    value_date_rules.require_not_ahead(day, today=today)
    _require_in_year(tx, day, locked.row["fiscal_year"])
    moved, extent = payment.parts(str(payment_id), locked.standings, "refund", amounts)
    value_date_rules.require_paid_by(day, await ledger.movements(tx, payment_id), moved)
    state = payment.next_state(str(payment_id), locked.state, "refund", extent)
    lines = locked.lines({number: -amount for number, amount in moved.items()})
    check.book(locked.opened.books, lines)
    books.enter(locked.opened, kind="refund", payment=payment_id, lines=lines, value_date=day)
    await storage.move_lines(tx, payment_id, "refunded", moved)
    await storage.change(tx, payment_id, state=state)
    entries = await _write(tx, locked)
    numbers = tuple(entries[payment_id, line.number] for line in lines)
    decision = locked.row["decision"]
    await outbox.put_many(
        tx, [_event(locked, PaymentRefunded, decision, entries=numbers, reason=reason, booked_on=day)]
    )
    await books.look_at_lights(tx, {locked.opened.books.fiscal_year: locked.opened})


async def release(tx: Tx, payment_id: UUID, *, reason: str) -> None:
    """Gives back what is held; what was paid of it stays paid."""
    locked = await _lock(tx, payment_id, "release")
    await _give_back(tx, locked, "release")
    await deadlines.cancel(tx, "hold-expiry", str(payment_id))
    event = _event(locked, PaymentReleased, locked.row["decision"], reason=reason)
    await outbox.put_many(tx, [event])


async def expire(tx: Tx, deadline: Deadline) -> None:
    """Nobody paid or released the hold in time, or its fiscal year is over."""
    payment_id = UUID(deadline.key)
    row = await storage.lock(tx, payment_id)
    if (row["state"], "expire") not in payment.TRANSITIONS:
        return
    locked = await _lock(tx, payment_id, "expire")
    await _give_back(tx, locked, "expire")
    event = _event(locked, PaymentExpired, locked.row["decision"], time=deadline)
    await outbox.put_many(tx, [event])


async def _give_back(tx: Tx, locked: _Locked, command: payment.Command) -> None:
    payment_id = locked.row["id"]
    state = payment.next_state(str(payment_id), locked.state, command)
    if locked.state != "checked":
        check.unreserve(locked.opened.books, locked.unpaid())
    await storage.change(tx, payment_id, state=state, expires_at=None)
    await _write(tx, locked)


async def _write(tx: Tx, locked: _Locked) -> dict[tuple[UUID, int], int]:
    return await books.close_books(tx, {locked.opened.books.fiscal_year: locked.opened})


async def _accept(tx: Tx, locked: _Locked, about: About) -> UUID:
    return await _record(tx, locked, about, ())


async def _intercept(tx: Tx, locked: _Locked, about: About, reasons: Sequence[Reason]) -> None:
    decision = await _record(tx, locked, about, reasons)
    await storage.change(tx, locked.row["id"], decision=decision)
    stays_held = locked.state in ("held", "partly_paid")
    event = _event(locked, PaymentIntercepted, decision, reasons=tuple(reasons), stays_held=stays_held)
    await outbox.put_many(tx, [event])


async def _record(tx: Tx, locked: _Locked, about: About, reasons: Sequence[Reason]) -> UUID:
    decision = ids.decision(locked.row["id"], locked.version + 1)
    record = {
        "id": decision,
        "payment": locked.row["id"],
        "about": about,
        "outcome": "intercepted" if reasons else "accepted",
        "reasons": [reason.model_dump() for reason in reasons],
    }
    await decisions.add(tx, [record])
    measured.decided(about, [reason.code for reason in reasons])
    return decision


def _event(
    locked: _Locked,
    kind: type[Payment],
    decision: UUID,
    *,
    time: Deadline | None = None,
    **more: object,
) -> Happened:
    row, own = locked.row, locked.opened.books
    told = telling.Told(
        row["id"],
        row["external_ref"],
        row["feed"],
        row["payee"],
        row["value_date"],
        row["fiscal_year"],
        [one.line for one in locked.standings],
        {code: item.id for code, item in own.items.items()},
        own.funds,
        decision,
    )
    happened_at = None if time is None else time.due_at
    return telling.happened(kind, told, locked.version + 1, time=happened_at, **more)


def _require_in_year(tx: Tx, day: date, fiscal_year: str) -> None:
    first, last = tx.region.fiscal_year_bounds(fiscal_year)
    if not first <= day <= last:
        raise OutsideFiscalYear(
            day=day.isoformat(),
            fiscal_year=fiscal_year,
            first=first.isoformat(),
            last=last.isoformat(),
        )
