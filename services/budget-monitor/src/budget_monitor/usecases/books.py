"""The books of a fiscal year, open under lock: read once for many decisions, written once after them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain.amount import require_kept
from budget_monitor.domain.check import Books, ItemAccount
from budget_monitor.domain.payment import Line
from budget_monitor.storage import balances, budget_items, feeds, fiscal_years, funds, holds, ledger
from budget_monitor.storage.lights import Touched
from budget_monitor.usecases import lights
from chassis.db import ReadTx, Tx


@dataclass(slots=True)
class Wanted:
    """What the decisions about one fiscal year will ask for."""

    items: set[str] = field(default_factory=set)
    funds: set[str] = field(default_factory=set)
    since: date = date.max

    def add(self, lines: Iterable[Line], on: date) -> None:
        for line in lines:
            self.items.add(line.item)
            self.funds.add(line.fund)
        self.since = min(self.since, on)


@dataclass(slots=True)
class OpenBooks:
    """Books with what they said when they were opened, so that only what changed is written."""

    books: Books
    rows: Mapping[str, RowMapping]
    before: dict[str, tuple[Decimal, Decimal]]
    booked: list[dict[str, object]] = field(default_factory=list)


async def open_books(tx: Tx, wanted: Mapping[str, Wanted], *, feed_codes: Iterable[str] = ()) -> dict[str, OpenBooks]:
    """Fiscal year → its books. Locks first (items by code, then their allocations), reads afterwards: what is
    read under the locks stays so until the commit."""
    locked = {}
    for year, asked in sorted(wanted.items()):
        behind = await lights.items_behind(tx, Touched(year, frozenset(asked.items), asked.since))
        items = await balances.lock(tx, year, asked.items | behind)
        known = sorted(asked.items & items.keys())
        locked[year] = (
            {code: items[code] for code in known},
            await balances.lock_allocations(tx, year, known),
        )
    closed = await fiscal_years.closed(tx, wanted)
    known_feeds = await feeds.known(tx, feed_codes)
    known_funds = await funds.known(tx, {code for asked in wanted.values() for code in asked.funds})
    in_force = await holds.in_force(tx)
    opened = {}
    for year, (found, allocations) in locked.items():
        rows = await budget_items.by_code(tx, year, found)
        accounts = await _accounts(tx, found, rows)
        books = Books(year, year in closed, accounts, known_funds, allocations, in_force, known_feeds)
        before = {code: (account.paid, account.held) for code, account in accounts.items()}
        opened[year] = OpenBooks(books, rows, before)
    return opened


async def read_books(tx: ReadTx, fiscal_year: str, asked: Wanted) -> tuple[Books, Mapping[str, RowMapping]]:
    """The same without locks, for a question that decides nothing."""
    found = await balances.read(tx, fiscal_year, asked.items)
    rows = await budget_items.by_code(tx, fiscal_year, found)
    books = Books(
        fiscal_year,
        fiscal_year in await fiscal_years.closed(tx, [fiscal_year]),
        await _accounts(tx, found, rows),
        await funds.known(tx, asked.funds),
        await balances.read_allocations(tx, fiscal_year, found),
        await holds.in_force(tx),
        frozenset(),
    )
    return books, rows


async def _accounts(
    tx: ReadTx, found: Mapping[str, RowMapping], rows: Mapping[str, RowMapping]
) -> dict[str, ItemAccount]:
    chains = await budget_items.chains(tx, [row["item"] for row in found.values()])
    return {
        code: ItemAccount(
            id=row["item"],
            code=code,
            owner=rows[code]["owner"],
            purpose=rows[code]["purpose"],
            goal_approved=rows[code]["goal_approved"],
            chain=chains[row["item"]],
            paid=row["paid"],
            held=row["held"],
        )
        for code, row in found.items()
    }


def enter(opened: OpenBooks, *, kind: str, payment: UUID, lines: Sequence[Line], value_date: date) -> None:
    """Notes ledger rows, to be written when the books are closed. The balances are moved by the caller."""
    for line in lines:
        opened.booked.append(
            {
                "kind": kind,
                "payment": payment,
                "line": line.number,
                "item": opened.books.items[line.item].id,
                "item_code": line.item,
                "fund": line.fund,
                "fiscal_year": opened.books.fiscal_year,
                "amount": line.amount,
                "value_date": value_date,
            }
        )


async def close_books(tx: Tx, opened: Mapping[str, OpenBooks]) -> dict[tuple[UUID, int], int]:
    """Writes balances and ledger; returns (payment, line) → entry number of the rows that were booked.

    Raises AmountTooLarge.
    """
    for year, one in sorted(opened.items()):
        changed = [
            account for code, account in one.books.items.items() if one.before[code] != (account.paid, account.held)
        ]
        for account in changed:
            require_kept(account.code, (account.paid, account.held))
        codes = {account.code: account.id for account in changed}
        allocations = [
            (codes[item], allocation) for (item, _), allocation in one.books.allocations.items() if item in codes
        ]
        for _, given in allocations:
            require_kept(f"{given.fund} → {given.item}", (given.paid, given.held))
        await balances.write(tx, year, changed, allocations)
    rows = [row for _, one in sorted(opened.items()) for row in one.booked]
    entries = await ledger.append(tx, rows)
    return {
        (row["payment"], row["line"]): entry  # type: ignore[misc]  # rows of plain objects
        for row, entry in zip(rows, entries, strict=True)
    }


async def look_at_lights(tx: Tx, opened: Mapping[str, OpenBooks]) -> None:
    """After the rows are written: the lights of what was booked, where they move."""
    for year, one in sorted(opened.items()):
        if not one.booked:
            continue
        codes = {str(row["item_code"]) for row in one.booked}
        dates = [row["value_date"] for row in one.booked if isinstance(row["value_date"], date)]
        touched = Touched(year, frozenset(codes), since=min(dates), days=frozenset(dates))
        await lights.reconsider(tx, touched)
