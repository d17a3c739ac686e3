"""Budget proposals: made by a light, decided by finance, withdrawn with their order."""

from uuid import UUID

from chassis import outbox, problems
from chassis.db import Tx
from contracts.budget import LightCrossed
from contracts.scoring import OrderGone
from scoring.domain import proposal as proposing
from scoring.domain.order import Order
from scoring.domain.proposal import Outcome, Proposal
from scoring.storage import proposals
from scoring.usecases import acting


async def make(tx: Tx, crossing: LightCrossed, *, cause_event: UUID, order: UUID | None, case: str) -> None:
    """Proposes, once for each crossing."""
    made, event = proposing.propose(crossing, cause_event=cause_event, region=tx.region.code, order=order, case=case)
    if await proposals.add(tx, made):
        await outbox.put(tx, event, aggregate=str(made.id), sequence=made.version, case=case)


async def decide(tx: Tx, proposal: UUID, *, outcome: Outcome, reason: str, read_version: int) -> Proposal:
    found = await proposals.get_for_update(tx, proposal)
    by = await acting.by_for(tx, found.unit)
    problems.expect_version(read_version, found.version)
    decided, event = proposing.decide(found, by=by, outcome=outcome, reason=reason)
    await proposals.store(tx, decided)
    await outbox.put(tx, event, aggregate=str(proposal), sequence=decided.version, case=decided.case)
    return decided


async def withdraw(tx: Tx, order: Order, *, because: OrderGone) -> None:
    """Ends the proposals of an order on which finance has not decided."""
    for proposal in await proposals.waiting_of(tx, order.id):
        after, event = proposing.withdraw(proposal, order=order.id, because=because)
        await proposals.store(tx, after)
        await outbox.put(tx, event, aggregate=str(proposal.id), sequence=after.version, case=proposal.case)
