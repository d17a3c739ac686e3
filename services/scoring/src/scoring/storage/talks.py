"""Talks as rows."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from contracts.envelope import Labels
from scoring.domain.talk import Talk
from scoring.domain.term import Term
from scoring.storage.tables import talks

_PLAIN = tuple(f.name for f in fields(Talk) if f.name not in ("term", "order", "responsible"))
t = talks.c


def of_row(row: RowMapping) -> Talk:
    return Talk(
        **{name: row[name] for name in _PLAIN},
        order=row["order_id"],
        responsible=Labels.model_validate(row["responsible"]) if row["responsible"] else None,
        term=Term(row["term_start"], row["term_working_days"]),
    )


def _values(talk: Talk) -> dict[str, Any]:
    return {name: getattr(talk, name) for name in _PLAIN} | {
        "order_id": talk.order,
        "responsible": talk.responsible.model_dump() if talk.responsible else None,
        "term_start": talk.term.start,
        "term_working_days": talk.term.working_days,
    }


async def add(tx: Tx, talk: Talk) -> bool:
    """False where the same cause called it before."""
    added = await tx.scalar(
        insert(talks)
        .values(region=tx.region.code, called_at=tx.now, **_values(talk))
        .on_conflict_do_nothing()
        .returning(t.id)
    )
    return added is not None


async def store(tx: Tx, talk: Talk) -> None:
    await tx.execute(update(talks).where(t.region == tx.region.code, t.id == talk.id).values(**_values(talk)))


async def get(tx: ReadTx, talk: UUID) -> Talk:
    """Raises NotFound."""
    return await _one(tx, talk, select(talks))


async def get_for_update(tx: Tx, talk: UUID) -> Talk:
    """Raises NotFound."""
    return await _one(tx, talk, select(talks).with_for_update())


async def _one(tx: ReadTx, talk: UUID, statement: Select[Any]) -> Talk:
    row = await tx.one_or_none(statement.where(t.region == tx.region.code, t.id == talk))
    if row is None:
        raise NotFound(what="talk", id=talk, region=tx.region.code)
    return of_row(row)


async def light_talk_waits(tx: Tx, order: UUID) -> bool:
    """Whether a talk that a light called for this order is still to be held."""
    found = await tx.scalar(
        select(t.id)
        .where(t.region == tx.region.code, t.order_id == order, t.kind == "light", t.state == "called")
        .limit(1)
    )
    return found is not None


async def waiting_of(tx: Tx, order: UUID) -> list[Talk]:
    """The talks of an order that are still to be held, locked."""
    rows = await tx.all(
        select(talks)
        .where(t.region == tx.region.code, t.order_id == order, t.state == "called")
        .order_by(t.id)
        .with_for_update()
    )
    return [of_row(row) for row in rows]


async def provisional(tx: Tx) -> list[Talk]:
    """Talks still to be held whose due date passes through an unpublished year, locked."""
    rows = await tx.all(
        select(talks)
        .where(t.region == tx.region.code, t.due_provisional, t.state == "called", t.overdue.is_(False))
        .order_by(t.id)
        .with_for_update()
    )
    return [of_row(row) for row in rows]
