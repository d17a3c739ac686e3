"""Reading one thing with its parts, where the reader may see its unit."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping

from chassis.db import ReadTx
from scoring.domain.order import Order
from scoring.domain.proposal import Proposal
from scoring.domain.talk import Talk
from scoring.domain.transitions import UNIT
from scoring.storage import answers, crossings, extensions, orders, proposals, steps, talks
from scoring.usecases import acting


@dataclass(frozen=True, slots=True)
class OrderWithParts:
    order: Order
    crossings: list[RowMapping]
    answers: list[RowMapping]
    draft: RowMapping | None
    extensions: list[RowMapping]
    history: list[RowMapping]


async def order(tx: ReadTx, thing: UUID) -> OrderWithParts:
    """Raises NotFound, OutsideYourUnits. The draft is shown to the unit's own people only."""
    found = await orders.get(tx, thing)
    by = await acting.by_for(tx, found.unit)
    return OrderWithParts(
        order=found,
        crossings=await crossings.of_order(tx, thing),
        answers=await answers.of_order(tx, thing),
        draft=await answers.draft_of(tx, thing) if by.roles & set(UNIT) else None,
        extensions=await extensions.of_order(tx, thing),
        history=await steps.of_order(tx, thing),
    )


async def talk(tx: ReadTx, thing: UUID) -> Talk:
    """Raises NotFound, OutsideYourUnits."""
    found = await talks.get(tx, thing)
    await acting.by_for(tx, found.unit)
    return found


async def proposal(tx: ReadTx, thing: UUID) -> Proposal:
    """Raises NotFound, OutsideYourUnits."""
    found = await proposals.get(tx, thing)
    await acting.by_for(tx, found.unit)
    return found
