"""The ledger: every movement of money once, with its value date and its entry number. Never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, text

from budget_monitor.domain.value_date import Movement
from budget_monitor.storage import bulk
from budget_monitor.storage.tables import ledger as t
from chassis.db import ReadTx, Tx


async def append(tx: Tx, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Writes rows and returns their entry numbers, in order. The balances must be locked."""
    written = await bulk.insert(tx, t, [{**row, "booked_at": tx.now} for row in rows], returning=("entry",))
    return [row["entry"] for row in written]


async def movements(tx: ReadTx, payment: UUID) -> list[Movement]:
    """What was booked of one payment, in order. Its lines must be locked for a decision."""
    rows = await tx.all(
        select(t.c.line, t.c.value_date, t.c.amount)
        .where(t.c.region == tx.region.code, t.c.payment == payment)
        .order_by(t.c.entry)
    )
    return [Movement(row["line"], row["value_date"], row["amount"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Total:
    """Of one item or fund: paid with value dates up to a day, and the last entry of any date."""

    paid: Decimal
    last_entry: int


NOTHING = Total(Decimal("0.00"), 0)

BY_ITEM = text(
    "SELECT item AS key, coalesce(sum(amount) FILTER (WHERE value_date <= :until), 0) AS paid,"
    " max(entry) AS last_entry FROM ledger"
    " WHERE region = :region AND item = ANY(:keys) GROUP BY item"
)
BY_FUND = text(
    "SELECT fund AS key, coalesce(sum(amount) FILTER (WHERE value_date <= :until), 0) AS paid,"
    " max(entry) AS last_entry FROM ledger"
    " WHERE region = :region AND fiscal_year = :fiscal_year AND fund = ANY(:keys) GROUP BY fund"
)


async def totals_by_item(tx: ReadTx, items: Iterable[UUID], until: date) -> dict[UUID, Total]:
    rows = await tx.all(BY_ITEM, {"region": tx.region.code, "keys": list(items), "until": until})
    return {row["key"]: Total(row["paid"], row["last_entry"]) for row in rows}


async def totals_by_fund(tx: ReadTx, fiscal_year: str, funds: Iterable[str], until: date) -> dict[str, Total]:
    parameters = {"region": tx.region.code, "fiscal_year": fiscal_year, "keys": list(funds), "until": until}
    rows = await tx.all(BY_FUND, parameters)
    return {row["key"]: Total(row["paid"], row["last_entry"]) for row in rows}


async def last_entry(tx: ReadTx, fiscal_year: str) -> int:
    found = await tx.scalar(
        text("SELECT max(entry) FROM ledger WHERE region = :region AND fiscal_year = :fiscal_year"),
        {"region": tx.region.code, "fiscal_year": fiscal_year},
    )
    return found or 0


@dataclass(frozen=True, slots=True)
class Since:
    """What one light wants to know: rows of its items (or its fund) that its last evaluation did not count."""

    light: UUID
    items: tuple[UUID, ...]
    fund: str | None
    seen_entry: int
    paid_until: date | None


NEW_ROWS = text(
    """
    SELECT * FROM (
      SELECT w.light, l.payment, l.entry, l.value_date, l.amount, p.external_ref,
             row_number() OVER (PARTITION BY w.light ORDER BY l.entry) AS place,
             count(*) OVER (PARTITION BY w.light) AS total
      FROM unnest(CAST(:lights AS uuid[]), CAST(:items AS uuid[]), CAST(:funds AS text[]),
                  CAST(:seen AS bigint[]), CAST(:counted AS date[])) AS w(light, item, fund, seen, counted)
      JOIN ledger l ON l.region = :region AND l.fiscal_year = :fiscal_year
        AND CASE WHEN w.item IS NULL THEN l.fund = w.fund ELSE l.item = w.item END
      JOIN payments p ON p.region = :region AND p.id = l.payment
      WHERE l.value_date <= :until
        AND NOT (l.entry <= w.seen AND w.counted IS NOT NULL AND l.value_date <= w.counted)
    ) rows WHERE place <= :most ORDER BY light, entry
    """
)


async def not_counted_before(
    tx: ReadTx, fiscal_year: str, wanted: Sequence[Since], *, until: date, most: int
) -> dict[UUID, list[RowMapping]]:
    """Light → the first `most` rows, by entry number; each row says in `total` how many there are."""
    flat = [(one, item) for one in wanted for item in (one.items if one.fund is None else (None,))]
    rows = await tx.all(
        NEW_ROWS,
        {
            "region": tx.region.code,
            "fiscal_year": fiscal_year,
            "until": until,
            "most": most,
            "lights": [one.light for one, _ in flat],
            "items": [item for _, item in flat],
            "funds": [one.fund for one, _ in flat],
            "seen": [one.seen_entry for one, _ in flat],
            "counted": [one.paid_until for one, _ in flat],
        },
    )
    found: dict[UUID, list[RowMapping]] = {}
    for row in rows:
        found.setdefault(row["light"], []).append(row)
    return found
