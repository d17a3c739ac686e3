"""Orders as rows: locked for a change, stored under the version that was read."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, insert, or_, select, update

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from contracts.envelope import Labels
from scoring.domain import transitions
from scoring.domain.order import Order
from scoring.domain.term import Term
from scoring.storage.tables import orders

_PLAIN = tuple(f.name for f in fields(Order) if f.name not in ("object_labels", "term", "hands"))
t = orders.c


def of_row(row: RowMapping) -> Order:
    return Order(
        **{name: row[name] for name in _PLAIN},
        object_labels=Labels.model_validate(row["object_labels"]),
        term=Term(row["term_start"], row["term_working_days"]),
        hands=frozenset(row["hands"]),
    )


def _values(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in _PLAIN} | {
        "object_labels": order.object_labels.model_dump(),
        "term_start": order.term.start,
        "term_working_days": order.term.working_days,
        "hands": sorted(order.hands),
    }


async def add(tx: Tx, order: Order) -> None:
    """Raises IntegrityError where the case, or the rule and object, has an order already."""
    await tx.execute(insert(orders).values(region=tx.region.code, **_values(order)))


async def store(tx: Tx, order: Order, *, read_version: int) -> None:
    """Raises LookupError where somebody else changed the order since it was read: it was not locked."""
    result = await tx.execute(
        update(orders)
        .where(t.region == tx.region.code, t.id == order.id, t.version == read_version)
        .values(**_values(order))
    )
    if result.rowcount != 1:
        raise LookupError(f"order {order.id} is not at version {read_version}")


async def get(tx: ReadTx, order: UUID) -> Order:
    """Raises NotFound."""
    return await _one(tx, order, select(orders))


async def get_for_update(tx: Tx, order: UUID) -> Order:
    """Raises NotFound."""
    return await _one(tx, order, select(orders).with_for_update())


async def _one(tx: ReadTx, order: UUID, statement: Select[Any]) -> Order:
    row = await tx.one_or_none(statement.where(t.region == tx.region.code, t.id == order))
    if row is None:
        raise NotFound(what="rectification order", id=order, region=tx.region.code)
    return of_row(row)


async def open_for(tx: Tx, *, rule: str, object_kind: str, object_code: str) -> Order | None:
    """The open order of a rule and an object, locked. None where there is none, or where it has just closed."""
    row = await tx.one_or_none(
        select(orders)
        .where(
            t.region == tx.region.code,
            t.rule == rule,
            t.object_kind == object_kind,
            t.object == object_code,
            t.state.not_in(transitions.FINAL),
        )
        .with_for_update()
    )
    return of_row(row) if row else None


async def case_is_taken(tx: ReadTx, case: str) -> bool:
    return await tx.scalar(select(t.id).where(t.region == tx.region.code, t.case == case)) is not None


async def touched_by_calendar(tx: Tx) -> list[Order]:
    """The orders whose due date or next escalation step a newly published calendar year may move, locked."""
    rows = await tx.all(
        select(orders)
        .where(
            t.region == tx.region.code,
            or_(t.due_provisional, t.overdue),
            t.state.in_((*transitions.CLOCK_RUNS, transitions.SUSPENDED)),
        )
        .order_by(t.id)
        .with_for_update()
    )
    return [of_row(row) for row in rows]
