"""Budget proposals as rows."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from scoring.domain.proposal import Proposal
from scoring.storage.tables import budget_proposals

_PLAIN = tuple(f.name for f in fields(Proposal) if f.name != "order")
t = budget_proposals.c


def of_row(row: RowMapping) -> Proposal:
    return Proposal(**{name: row[name] for name in _PLAIN}, order=row["order_id"])


def _values(proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in _PLAIN} | {"order_id": proposal.order}


async def add(tx: Tx, proposal: Proposal) -> bool:
    """False where the same crossing proposed it before."""
    added = await tx.scalar(
        insert(budget_proposals)
        .values(region=tx.region.code, proposed_at=tx.now, **_values(proposal))
        .on_conflict_do_nothing()
        .returning(t.id)
    )
    return added is not None


async def store(tx: Tx, proposal: Proposal) -> None:
    await tx.execute(
        update(budget_proposals).where(t.region == tx.region.code, t.id == proposal.id).values(**_values(proposal))
    )


async def get(tx: ReadTx, proposal: UUID) -> Proposal:
    """Raises NotFound."""
    return await _one(tx, proposal, select(budget_proposals))


async def get_for_update(tx: Tx, proposal: UUID) -> Proposal:
    """Raises NotFound."""
    return await _one(tx, proposal, select(budget_proposals).with_for_update())


async def _one(tx: ReadTx, proposal: UUID, statement: Select[Any]) -> Proposal:
    row = await tx.one_or_none(statement.where(t.region == tx.region.code, t.id == proposal))
    if row is None:
        raise NotFound(what="budget proposal", id=proposal, region=tx.region.code)
    return of_row(row)


async def waits(tx: Tx, order: UUID) -> bool:
    """Whether a proposal of this order is still undecided."""
    found = await tx.scalar(
        select(t.id).where(t.region == tx.region.code, t.order_id == order, t.state == "proposed").limit(1)
    )
    return found is not None


async def waiting_of(tx: Tx, order: UUID) -> list[Proposal]:
    """The proposals of an order on which finance has not decided, locked."""
    rows = await tx.all(
        select(budget_proposals)
        .where(t.region == tx.region.code, t.order_id == order, t.state == "proposed")
        .order_by(t.id)
        .with_for_update()
    )
    return [of_row(row) for row in rows]
