"""Lists for reading: one page each, after a key, narrowed by what the caller asked for and may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    RowMapping,
    Select,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
)

from budget_monitor.storage import bulk
from budget_monitor.storage.tables import (
    allocations,
    budget_items,
    budget_versions,
    decisions,
    feeds,
    fiscal_years,
    funds,
    holds,
    item_balances,
    ledger,
    payment_lines,
    payments,
)
from chassis.db import ReadTx
from chassis.paging import After


def _page(statement: Select[Any], keys: Sequence[Column[Any]], after: After | None, limit: int) -> Select[Any]:
    """One row more than the page: it says that there is more. Raises CursorUnreadable."""
    if after is not None:
        statement = statement.where(after.beyond(*keys))
    return statement.order_by(*keys).limit(limit + 1)


def _given(**filters: Any) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value is not None}


async def feeds_page(tx: ReadTx, after: After | None, limit: int) -> list[RowMapping]:
    statement = select(feeds).where(feeds.c.region == tx.region.code)
    return await tx.all(_page(statement, [feeds.c.code], after, limit))


async def fiscal_years_page(tx: ReadTx, after: After | None, limit: int) -> list[RowMapping]:
    t = fiscal_years
    return await tx.all(_page(select(t).where(t.c.region == tx.region.code), [t.c.fiscal_year], after, limit))


async def funds_page(tx: ReadTx, after: After | None, limit: int, **filters: Any) -> list[RowMapping]:
    statement = select(funds).where(funds.c.region == tx.region.code).filter_by(**_given(**filters))
    return await tx.all(_page(statement, [funds.c.code], after, limit))


async def allocations_page(
    tx: ReadTx, after: After | None, limit: int, *, units: list[str] | None, **filters: Any
) -> list[RowMapping]:
    t = allocations
    statement = select(t).where(t.c.region == tx.region.code).filter_by(**_given(**filters))
    if units is not None:
        statement = statement.where(_item_of(t.c.item, units))
    return await tx.all(_page(statement, [t.c.fund, t.c.item_code, t.c.fiscal_year, t.c.ref, t.c.id], after, limit))


def _item_of(column: Column[Any], units: list[str]) -> ColumnElement[bool]:
    i = budget_items.c
    return exists().where(i.id == column, bulk.among(i.owner, units))


def _items(today: date) -> Select[Any]:
    """Budget items with both budgets and the balance. The current budget is the one in force today: a version that
    begins later counts from its day, as it does in rates and lights."""
    v = budget_versions.c
    current = (
        select(func.sum(v.difference))
        .where(
            v.region == budget_items.c.region,
            v.item == budget_items.c.id,
            or_(v.number == 1, v.in_force_from <= today),
        )
        .scalar_subquery()
    )
    original = (
        select(v.difference)
        .where(v.region == budget_items.c.region, v.item == budget_items.c.id, v.number == 1)
        .scalar_subquery()
    )
    b = item_balances.c
    return select(
        budget_items,
        original.label("original_budget"),
        current.label("current_budget"),
        b.paid,
        b.held,
    ).join(
        item_balances,
        and_(
            b.region == budget_items.c.region,
            b.fiscal_year == budget_items.c.fiscal_year,
            b.code == budget_items.c.code,
        ),
    )


async def budget_items_page(
    tx: ReadTx, after: After | None, limit: int, *, units: list[str] | None, **filters: Any
) -> list[RowMapping]:
    t = budget_items
    statement = _items(tx.region.local_date(tx.now)).where(t.c.region == tx.region.code)
    for name, value in _given(**filters).items():
        statement = statement.where(t.c[name] == value)
    if units is not None:
        statement = statement.where(bulk.among(t.c.owner, units))
    return await tx.all(_page(statement, [t.c.fiscal_year, t.c.code], after, limit))


async def budget_item(tx: ReadTx, item: Any) -> RowMapping | None:
    t = budget_items.c
    items = _items(tx.region.local_date(tx.now))
    return await tx.one_or_none(items.where(t.region == tx.region.code, t.id == item))


async def checks_page(tx: ReadTx, after: After | None, limit: int, *, decided_by: str | None) -> list[RowMapping]:
    t = decisions
    statement = select(t).where(t.c.region == tx.region.code, t.c.payment.is_(None))
    if decided_by is not None:
        statement = statement.where(t.c.decided_by == decided_by)
    return await tx.all(_page(statement, [t.c.id], after, limit))


async def payments_page(
    tx: ReadTx,
    after: After | None,
    limit: int,
    *,
    units: list[str] | None,
    item_code: str | None,
    **filters: Any,
) -> list[RowMapping]:
    t, line = payments, payment_lines.c
    statement = select(t).where(t.c.region == tx.region.code).filter_by(**_given(**filters))
    own_line = and_(line.region == t.c.region, line.payment == t.c.id)
    if item_code is not None:
        statement = statement.where(exists().where(own_line, line.item_code == item_code))
    if units is not None:
        sent = and_(bulk.among(t.c.sender_unit, units), not_(exists().where(own_line, line.item.is_not(None))))
        statement = statement.where(or_(exists().where(own_line, _item_of(line.item, units)), sent))
    return await tx.all(_page(statement, [t.c.number], after, limit))


async def ledger_page(
    tx: ReadTx, after: After | None, limit: int, *, units: list[str] | None, **filters: Any
) -> list[RowMapping]:
    t = ledger
    statement = select(t).where(t.c.region == tx.region.code).filter_by(**_given(**filters))
    if units is not None:
        statement = statement.where(_item_of(t.c.item, units))
    return await tx.all(_page(statement, [t.c.entry], after, limit))


async def holds_page(
    tx: ReadTx,
    after: After | None,
    limit: int,
    *,
    units: list[str] | None,
    in_force: bool | None,
    **filters: Any,
) -> list[RowMapping]:
    t = holds
    statement = select(t).where(t.c.region == tx.region.code).filter_by(**_given(**filters))
    if in_force is not None:
        statement = statement.where(t.c.lifted_at.is_(None) if in_force else t.c.lifted_at.is_not(None))
    if units is not None:
        statement = statement.where(_held_of(units))
    return await tx.all(_page(statement, [t.c.order], after, limit))


def _held_of(units: list[str]) -> ColumnElement[bool]:
    """Holds on one of the units, on an item that one of them owns, or on a fund that gave to such an item."""
    h, i, a = holds.c, budget_items.c, allocations.c
    return or_(
        and_(h.object_kind == "department", bulk.among(h.object, units)),
        and_(
            h.object_kind == "budget_item",
            exists().where(i.region == h.region, i.code == h.object, bulk.among(i.owner, units)),
        ),
        and_(
            h.object_kind == "fund",
            exists().where(a.region == h.region, a.fund == h.object, a.item == i.id, bulk.among(i.owner, units)),
        ),
    )
