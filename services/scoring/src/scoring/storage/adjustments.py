"""Score adjustments: added, never changed."""

from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from chassis.db import ReadTx, Tx
from scoring.domain.adjustment import Adjustment
from scoring.storage.tables import score_adjustments

t = score_adjustments.c


def of_row(row: RowMapping) -> Adjustment:
    return Adjustment(
        id=row["id"],
        unit=row["unit"],
        fiscal_year=row["fiscal_year"],
        points=row["points"],
        cause=row["cause"],
        order=row["order_id"],
        effective_at=row["effective_at"],
        reverses=row["reverses"],
    )


async def add(tx: Tx, adjustment: Adjustment) -> bool:
    """False where the order has this entry already."""
    added = await tx.scalar(
        insert(score_adjustments)
        .values(
            region=tx.region.code,
            id=adjustment.id,
            unit=adjustment.unit,
            fiscal_year=adjustment.fiscal_year,
            points=adjustment.points,
            cause=adjustment.cause,
            order_id=adjustment.order,
            effective_at=adjustment.effective_at,
            reverses=adjustment.reverses,
        )
        .on_conflict_do_nothing(index_elements=["region", "order_id", "cause"])
        .returning(t.id)
    )
    return added is not None


async def deducted_for(tx: ReadTx, order: UUID) -> Adjustment | None:
    row = await tx.one_or_none(
        select(score_adjustments).where(t.region == tx.region.code, t.order_id == order, t.cause == "order_overdue")
    )
    return of_row(row) if row else None
