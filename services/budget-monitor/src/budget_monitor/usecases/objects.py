"""What a light looks at: items, departments and funds with their money on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain.budget import ZERO, total_in_force
from budget_monitor.domain.rule import Watched
from budget_monitor.storage import assessees, budget_items, funds, ledger
from chassis.db import ReadTx
from contracts.indicators import ObjectKind


@dataclass(frozen=True, slots=True)
class Money:
    """Of one object: what was paid with value dates up to a day, and its two budgets on that day."""

    paid: Decimal
    original: Decimal
    current: Decimal
    last_entry: int
    last_version: int
    items: tuple[UUID, ...]
    feeds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    watched: Watched
    labels: dict[str, str]


async def items_of(tx: ReadTx, fiscal_year: str, kind: ObjectKind, codes: Iterable[str]) -> dict[str, list[RowMapping]]:
    """Object code → the budget items that belong to it."""
    wanted = list(codes)
    match kind:
        case "budget_item":
            found = await budget_items.by_code(tx, fiscal_year, wanted)
            return {code: [row] for code, row in found.items()}
        case "department":
            rows = await budget_items.of_owners(tx, fiscal_year, wanted)
            return {code: [row for row in rows if row["owner"] == code] for code in wanted}
        case "fund":
            return await budget_items.of_funds(tx, wanted)


async def money(tx: ReadTx, fiscal_year: str, kind: ObjectKind, codes: Sequence[str], until: date) -> dict[str, Money]:
    """Object code → its money. Lock the balances of the items before, or `last_entry` may be old when it is used."""
    items = await items_of(tx, fiscal_year, kind, codes)
    ids = [row["id"] for rows in items.values() for row in rows]
    if kind == "fund":
        return await _of_funds(tx, fiscal_year, items, codes, until)
    chains = await budget_items.chains(tx, ids)
    totals = await ledger.totals_by_item(tx, ids, until)
    found = {}
    for code, rows in items.items():
        own = [totals.get(row["id"], ledger.NOTHING) for row in rows]
        original, current = total_in_force((chains[row["id"]] for row in rows), until)
        found[code] = Money(
            paid=sum((total.paid for total in own), ZERO),
            original=original,
            current=current,
            last_entry=max((total.last_entry for total in own), default=0),
            last_version=max((version.entry for row in rows for version in chains[row["id"]].versions), default=0),
            items=tuple(row["id"] for row in rows),
            feeds=_feeds(rows),
        )
    return found


async def _of_funds(
    tx: ReadTx, fiscal_year: str, items: dict[str, list[RowMapping]], codes: Sequence[str], until: date
) -> dict[str, Money]:
    totals = await ledger.totals_by_fund(tx, fiscal_year, codes, until)
    found = {}
    for code, row in (await funds.rows(tx, codes)).items():
        total = totals.get(code, ledger.NOTHING)
        rows = items.get(code, [])
        # a fund has one amount: nothing revises it, so both budgets are that
        found[code] = Money(
            total.paid,
            row["amount"],
            row["amount"],
            total.last_entry,
            0,
            tuple(one["id"] for one in rows),
            _feeds(rows),
        )
    return found


def _feeds(rows: Iterable[RowMapping]) -> frozenset[str]:
    return frozenset(row["feed"] for row in rows if row["feed"] is not None)


async def watchable(tx: ReadTx, fiscal_year: str, kinds: Iterable[ObjectKind]) -> list[Named]:
    """Every object of these kinds in a year. A fund that no unit answers for is not watched."""
    wanted = set(kinds)
    items = await budget_items.of_year(tx, fiscal_year) if wanted & {"budget_item", "department"} else []
    own_funds = await funds.of_year(tx, fiscal_year) if "fund" in wanted else []
    owned_funds = [row for row in own_funds if row["owner"] is not None]
    units = await assessees.known(tx, {row["owner"] for row in (*items, *owned_funds)})

    def named(kind: ObjectKind, code: str, owner: str, labels: dict[str, str]) -> Named:
        return Named(Watched(kind, code, owner, units[owner]["category"]), labels)

    found = []
    if "budget_item" in wanted:
        found += [named("budget_item", row["code"], row["owner"], row["labels"]) for row in items]
    if "department" in wanted:
        owners = sorted({row["owner"] for row in items})
        found += [named("department", owner, owner, units[owner]["labels"]) for owner in owners]
    found += [named("fund", row["code"], row["owner"], row["labels"]) for row in owned_funds]
    return found


async def funds_of(tx: ReadTx, items: Sequence[UUID]) -> frozenset[str]:
    return await budget_items.funds_of(tx, items)
