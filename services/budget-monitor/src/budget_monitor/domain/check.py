"""The check: every rule on every line, every reason with its values. Nothing is allowed by default."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from budget_monitor.domain.budget import ZERO, Chain
from budget_monitor.domain.hold import SPARED, Hold
from budget_monitor.domain.payment import Line
from contracts.budget import Purpose, Reason
from contracts.money import money_text


@dataclass(slots=True)
class ItemAccount:
    """A budget item with its balance, locked while it is decided on; `paid` and `held` move with it."""

    id: UUID
    code: str
    owner: str
    purpose: Purpose
    goal_approved: bool
    chain: Chain
    paid: Decimal = ZERO
    held: Decimal = ZERO

    def available(self, on: date) -> Decimal:
        return self.chain.spendable(on) - self.paid - self.held


@dataclass(frozen=True, slots=True)
class Fund:
    code: str
    trace_tag: str
    purpose: Purpose


@dataclass(slots=True)
class AllocationAccount:
    """What one fund gave to one item, with its balance."""

    fund: str
    item: str
    allocated: Decimal
    paid: Decimal = ZERO
    held: Decimal = ZERO

    def available(self) -> Decimal:
        return self.allocated - self.paid - self.held


@dataclass(slots=True)
class Books:
    """All that a decision about one fiscal year may need, by code; allocations by (item, fund)."""

    fiscal_year: str
    closed: bool
    items: Mapping[str, ItemAccount]
    funds: Mapping[str, Fund]
    allocations: Mapping[tuple[str, str], AllocationAccount]
    holds: Sequence[Hold] = ()
    feeds: frozenset[str] = frozenset()


@dataclass(slots=True)
class Own:
    """What lines ask for, of each item and of each fund on it: their sum, where that is above zero.

    A discount on a voucher lowers what it asks for; a credit that is not booked yet gives nothing to spend. Of the
    payment itself it is what it holds already, left out when it is checked again, else it would be in its own way.
    """

    items: dict[str, Decimal] = field(default_factory=dict)
    allocations: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Own":
        items: dict[str, Decimal] = {}
        allocations: dict[tuple[str, str], Decimal] = {}
        for line in lines:
            key = (line.item, line.fund)
            items[line.item] = items.get(line.item, ZERO) + line.amount
            allocations[key] = allocations.get(key, ZERO) + line.amount
        return cls(
            {item: max(amount, ZERO) for item, amount in items.items()},
            {key: max(amount, ZERO) for key, amount in allocations.items()},
        )


def check(
    lines: Sequence[Line], *, on: date, books: Books, feed: str | None = None, own: Own | None = None
) -> tuple[Reason, ...]:
    """Every reason against the payment, in a fixed order; none means that it is accepted.

    Amounts of several lines on one item (or of one fund on one item) are asked for together, so the order of
    the lines decides nothing: their sum is asked for, or nothing where it is not above zero. A line of an unknown
    item is refused with `no_budget` alone, whatever its amount. A line below zero is accepted wherever its item and
    the allocation it came from are known and the year is open.
    """
    return tuple(_reasons(lines, on=on, books=books, feed=feed, own=own or Own()))


def _reasons(lines: Sequence[Line], *, on: date, books: Books, feed: str | None, own: Own) -> Iterator[Reason]:
    if feed is not None and feed not in books.feeds:
        yield Reason(code="feed_unknown", line=None, values={"feed": feed})
    asked = Own.of(lines)
    for line in lines:
        item = books.items.get(line.item)
        if item is None:
            yield Reason(
                code="no_budget",
                line=line.number,
                values={"item": line.item, "fiscal_year": books.fiscal_year},
            )
            continue
        if books.closed:
            yield Reason(code="fiscal_year_closed", line=line.number, values={"fiscal_year": books.fiscal_year})
        fund = books.funds.get(line.fund)
        if fund is None:
            yield Reason(code="no_fund", line=line.number, values={"fund": line.fund})
        allocation = books.allocations.get((line.item, line.fund))
        if fund is not None and allocation is None:
            yield Reason(code="not_allocated", line=line.number, values={"fund": line.fund, "item": line.item})
        if line.amount < 0:
            continue
        if not item.goal_approved:
            yield Reason(code="no_approved_goal", line=line.number, values={"item": line.item})
        if fund is not None and fund.purpose in SPARED and fund.purpose != item.purpose:
            yield Reason(
                code="purpose_mismatch",
                line=line.number,
                values={
                    "fund": line.fund,
                    "fund_purpose": fund.purpose,
                    "item": line.item,
                    "item_purpose": item.purpose,
                },
            )
        yield from _held_back(line, item, books.holds)
        yield from _short(line, item, allocation, on=on, asked=asked, own=own)


def _held_back(line: Line, item: ItemAccount, holds: Sequence[Hold]) -> Iterator[Reason]:
    for hold in holds:
        if hold.stops(item=line.item, owner=item.owner, fund=line.fund, purpose=item.purpose):
            yield Reason(
                code="rectification_hold",
                line=line.number,
                values={
                    "item": line.item,
                    "order": str(hold.order),
                    "rule": hold.rule,
                    "object_kind": hold.object_kind,
                    "object": hold.object,
                },
            )


def _short(
    line: Line, item: ItemAccount, allocation: AllocationAccount | None, *, on: date, asked: Own, own: Own
) -> Iterator[Reason]:
    mine = own.items.get(line.item, ZERO)
    amount = asked.items[line.item]
    available = item.available(on) + mine
    if ZERO < amount > available:
        yield _not_enough(
            line,
            "budget_item",
            line.item,
            amount=amount,
            available=available,
            budget=item.chain.spendable(on),
            paid=item.paid,
            held=item.held - mine,
        )
    if allocation is None:
        return
    key = (line.item, line.fund)
    mine = own.allocations.get(key, ZERO)
    amount = asked.allocations[key]
    available = allocation.available() + mine
    if ZERO < amount > available:
        yield _not_enough(
            line,
            "allocation",
            f"{line.fund} → {line.item}",
            amount=amount,
            available=available,
            budget=allocation.allocated,
            paid=allocation.paid,
            held=allocation.held - mine,
        )


def _not_enough(line: Line, of: str, name: str, **amounts: Decimal) -> Reason:
    values = {what: money_text(amount) for what, amount in amounts.items()}
    return Reason(code="not_enough_available", line=line.number, values={"of": of, "object": name, **values})


def reserve(books: Books, lines: Sequence[Line]) -> None:
    """Holds what the lines of an accepted payment ask for."""
    _hold(books, Own.of(lines), 1)


def unreserve(books: Books, lines: Sequence[Line]) -> None:
    """Gives back what lines held: the payment was released, has expired, or is being paid."""
    _hold(books, Own.of(lines), -1)


def _hold(books: Books, own: Own, sign: Literal[1, -1]) -> None:
    for item, amount in own.items.items():
        books.items[item].held += sign * amount
    for key, amount in own.allocations.items():
        books.allocations[key].held += sign * amount


def book(books: Books, lines: Sequence[Line]) -> None:
    """Pays the amounts (below zero: takes them back)."""
    for line in lines:
        books.items[line.item].paid += line.amount
        books.allocations[line.item, line.fund].paid += line.amount
