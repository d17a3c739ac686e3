"""Lists for reading: one page each, after a key, narrowed by what the caller asked for and may see."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    RowMapping,
    Select,
    Uuid,
    and_,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
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
from chassis.paging import CursorUnreadable

Key = tuple[Any, ...] | None
MOST_BIGINT = 2**63 - 1


def _page(statement: Select[Any], keys: Sequence[Column[Any]], after: Key, limit: int) -> Select[Any]:
    """One row more than the page: it says that there is more. Raises CursorUnreadable."""
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*typed(after, *(_kind(key) for key in keys))))
    return statement.order_by(*keys).limit(limit + 1)


def _kind(column: Column[Any]) -> type:
    return int if isinstance(column.type, Integer) else UUID if isinstance(column.type, Uuid) else str


def typed(after: tuple[Any, ...], *kinds: type) -> tuple[Any, ...]:
    """A cursor of another list, or an invented one, is refused here and not by the database."""
    try:
        found = tuple(_as(kind, value) for kind, value in zip(kinds, after, strict=True))
    except ValueError as error:
        raise CursorUnreadable(cursor=str(after)[:80]) from error
    return found


def _as(kind: type, value: Any) -> Any:
    if kind is UUID and isinstance(value, str):
        return UUID(value)
    if not isinstance(value, kind) or (isinstance(value, int) and abs(value) > MOST_BIGINT):
        raise ValueError
    if isinstance(value, str) and not value.isprintable():
        raise ValueError
    return value


def _given(**filters: Any) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value is not None}


async def feeds_page(tx: ReadTx, after: Key, limit: int) -> list[RowMapping]:
    statement = select(feeds).where(feeds.c.region == tx.region.code)
    return await tx.all(_page(statement, [feeds.c.code], after, limit))


async def fiscal_years_page(tx: ReadTx, after: Key, limit: int) -> list[RowMapping]:
    t = fiscal_years
    return await tx.all(_page(select(t).where(t.c.region == tx.region.code), [t.c.fiscal_year], after, limit))


async def funds_page(tx: ReadTx, after: Key, limit: int, **filters: Any) -> list[RowMapping]:
    statement = select(funds).where(funds.c.region == tx.region.code).filter_by(**_given(**filters))
    return await tx.all(_page(statement, [funds.c.code], after, limit))


async def allocations_page(
    tx: ReadTx, after: Key, limit: int, *, units: list[str] | None, **filters: Any
) -> list[RowMapping]:
    t = allocations
    statement = select(t).where(t.c.region == tx.region.code).filter_by(**_given(**filters))
    if units is not None:
        statement = statement.where(_item_of(t.c.item, units))
    return await tx.all(_page(statement, [t.c.fund, t.c.item_code, t.c.fiscal_year, t.c.ref], after, limit))


def _item_of(column: Column[Any], units: list[str]) -> ColumnElement[bool]:
    i = budget_items.c
    return exists().where(i.id == column, bulk.among(i.owner, units))


def _items() -> Select[Any]:
    """Budget items with both budgets and the balance. The current budget counts every version known."""
    v = budget_versions.c
    current = (
        select(func.sum(v.difference))
        .where(v.region == budget_items.c.region, v.item == budget_items.c.id)
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
    tx: ReadTx, after: Key, limit: int, *, units: list[str] | None, **filters: Any
) -> list[RowMapping]:
    t = budget_items
    statement = _items().where(t.c.region == tx.region.code)
    for name, value in _given(**filters).items():
        statement = statement.where(t.c[name] == value)
    if units is not None:
        statement = statement.where(bulk.among(t.c.owner, units))
    return await tx.all(_page(statement, [t.c.fiscal_year, t.c.code], after, limit))


async def budget_item(tx: ReadTx, item: Any) -> RowMapping | None:
    t = budget_items.c
    return await tx.one_or_none(_items().where(t.region == tx.region.code, t.id == item))


async def checks_page(tx: ReadTx, after: Key, limit: int, *, decided_by: str | None) -> list[RowMapping]:
    t = decisions
    statement = select(t).where(t.c.region == tx.region.code, t.c.payment.is_(None))
    if decided_by is not None:
        statement = statement.where(t.c.decided_by == decided_by)
    return await tx.all(_page(statement, [t.c.id], after, limit))


async def payments_page(
    tx: ReadTx,
    after: Key,
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
        statement = statement.where(exists().where(own_line, _item_of(line.item, units)))
    return await tx.all(_page(statement, [t.c.number], after, limit))


async def ledger_page(
    tx: ReadTx, after: Key, limit: int, *, units: list[str] | None, **filters: Any
) -> list[RowMapping]:
    t = ledger
    statement = select(t).where(t.c.region == tx.region.code).filter_by(**_given(**filters))
    if units is not None:
        statement = statement.where(_item_of(t.c.item, units))
    return await tx.all(_page(statement, [t.c.entry], after, limit))


async def holds_page(
    tx: ReadTx,
    after: Key,
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


LIGHTS = """
    SELECT l.id, l.rule, l.object_kind, l.object, l.labels, l.owner, l.fiscal_year, l.episode, l.open_case,
      l.open_order, l.version, coalesce(e.rule_version, l.rule_version) AS rule_version,
      coalesce(e.level, r.content->'levels'->-1->>'code') AS state,
      e.number AS evaluation, e.cause, e.checkpoint, e.holds_from, e.paid_until, e.paid, e.original_budget,
      e.current_budget, e.seen_entry, e.evaluated_at, r.content->'measure'->>'budget' AS basis,
      r.content->'levels' AS levels
    FROM lights l
    JOIN rules r ON r.region = l.region AND r.code = l.rule AND r.version = l.rule_version
    LEFT JOIN LATERAL (
      SELECT * FROM evaluations e
      WHERE e.region = l.region AND e.light = l.id
        AND (CAST(:as_of AS date) IS NULL OR e.holds_from <= CAST(:as_of AS date))
        AND (CAST(:known_at AS timestamptz) IS NULL OR e.evaluated_at <= CAST(:known_at AS timestamptz))
      ORDER BY e.holds_from DESC, e.number DESC LIMIT 1
    ) e ON true
    WHERE l.region = :region
"""
ONE_LIGHT = text(LIGHTS + " AND l.id = :id")
LIGHTS_PAGE = text(
    LIGHTS
    + """
      AND (CAST(:fiscal_year AS text) IS NULL OR l.fiscal_year = :fiscal_year)
      AND (CAST(:rule AS text) IS NULL OR l.rule = :rule)
      AND (CAST(:object_kind AS text) IS NULL OR l.object_kind = :object_kind)
      AND (CAST(:object AS text) IS NULL OR l.object = :object)
      AND (CAST(:units AS text[]) IS NULL OR l.owner = ANY(CAST(:units AS text[])))
      AND (CAST(:state AS text) IS NULL OR coalesce(e.level, r.content->'levels'->-1->>'code') = :state)
      AND (CAST(:after_year AS text) IS NULL OR (l.fiscal_year, l.rule, l.object_kind, l.object)
        > (:after_year COLLATE "C", :after_rule COLLATE "C", :after_kind COLLATE "C", :after_object COLLATE "C"))
    ORDER BY l.fiscal_year, l.rule, l.object_kind, l.object LIMIT :most
    """
)


async def lights_page(
    tx: ReadTx,
    after: Key,
    limit: int,
    *,
    units: list[str] | None,
    as_of: date | None,
    known_at: datetime | None,
    **filters: Any,
) -> list[RowMapping]:
    """Lights as they stand, or as they stood on a day, or as was known at an instant."""
    year, rule, kind, code = (None,) * 4 if after is None else typed(after, str, str, str, str)
    parameters = {
        "region": tx.region.code,
        "as_of": as_of,
        "known_at": known_at,
        "units": units,
        "after_year": year,
        "after_rule": rule,
        "after_kind": kind,
        "after_object": code,
        "most": limit + 1,
        **{name: filters.get(name) for name in ("fiscal_year", "rule", "object_kind", "object", "state")},
    }
    return await tx.all(LIGHTS_PAGE, parameters)


async def light(tx: ReadTx, light_id: Any) -> RowMapping | None:
    parameters = {"region": tx.region.code, "as_of": None, "known_at": None, "id": light_id}
    return await tx.one_or_none(ONE_LIGHT, parameters)


EVALUATIONS = text(
    """
    SELECT e.*, r.content->'measure'->>'budget' AS basis
    FROM evaluations e JOIN lights l ON l.region = e.region AND l.id = e.light
    JOIN rules r ON r.region = e.region AND r.code = l.rule AND r.version = e.rule_version
    WHERE e.region = :region AND e.light = :light AND e.number > :after
    ORDER BY e.number LIMIT :most
    """
)


async def evaluations_page(tx: ReadTx, after: Key, limit: int, *, light: Any) -> list[RowMapping]:
    (number,) = (0,) if after is None else typed(after, int)
    parameters = {"region": tx.region.code, "light": light, "after": number, "most": limit + 1}
    return await tx.all(EVALUATIONS, parameters)


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
