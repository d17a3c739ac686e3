"""Points that an overdue order costs, and that a granted objection gives back."""

from datetime import datetime
from decimal import Decimal

from chassis import outbox
from chassis.db import Tx
from scoring.domain import adjustment
from scoring.domain.adjustment import Adjustment
from scoring.domain.order import Order
from scoring.storage import adjustments


async def deduct(tx: Tx, order: Order, *, points: Decimal, at: datetime) -> None:
    deducted = adjustment.deduct(order, region=tx.region.code, points=points, at=at)
    if deducted is not None:
        await _enter(tx, deducted, case=order.case)


async def give_back(tx: Tx, order: Order) -> None:
    deducted = await adjustments.deducted_for(tx, order.id)
    if deducted is not None:
        await _enter(tx, adjustment.give_back(deducted, region=tx.region.code, at=tx.now), case=order.case)


async def _enter(tx: Tx, entry: Adjustment, *, case: str) -> None:
    """Once: an order that falls overdue again in a later round finds its entry made."""
    if await adjustments.add(tx, entry):
        await outbox.put(tx, entry.as_event(), aggregate=str(entry.id), sequence=1, case=case, time=entry.effective_at)
