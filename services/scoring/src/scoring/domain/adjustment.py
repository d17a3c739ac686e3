"""Score adjustments: points taken from a unit for an overdue order, given back when its objection is granted.

Entries are only ever added; what was wrong is reversed by a new entry.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID, uuid5

from contracts.envelope import EVENT_IDS
from contracts.scoring import ScoreAdjusted
from scoring.domain.order import Order


@dataclass(frozen=True, slots=True)
class Adjustment:
    id: UUID
    unit: str
    fiscal_year: str
    points: Decimal
    cause: Literal["order_overdue", "objection_granted"]
    order: UUID
    effective_at: datetime
    reverses: UUID | None = None

    def as_event(self) -> ScoreAdjusted:
        return ScoreAdjusted(
            adjustment=self.id,
            unit=self.unit,
            fiscal_year=self.fiscal_year,
            points=self.points,
            cause=self.cause,
            order=self.order,
            reverses=self.reverses,
            effective_at=self.effective_at,
        )


def deduct(order: Order, *, region: str, points: Decimal, at: datetime) -> Adjustment | None:
    """What an overdue order costs its unit, in the fiscal year of the crossing; None where that is nothing.

    The id follows from the order, so an order deducts once however often it falls overdue.
    """
    if points == 0:
        return None
    return Adjustment(
        id=_id(region, order.id, "order_overdue"),
        unit=order.unit,
        fiscal_year=order.fiscal_year,
        points=-abs(points),
        cause="order_overdue",
        order=order.id,
        effective_at=at,
    )


def give_back(deducted: Adjustment, *, region: str, at: datetime) -> Adjustment:
    return Adjustment(
        id=_id(region, deducted.order, "objection_granted"),
        unit=deducted.unit,
        fiscal_year=deducted.fiscal_year,
        points=-deducted.points,
        cause="objection_granted",
        order=deducted.order,
        effective_at=at,
        reverses=deducted.id,
    )


def _id(region: str, order: UUID, cause: str) -> UUID:
    return uuid5(EVENT_IDS, f"{region}|score-adjustment|{order}|{cause}")
