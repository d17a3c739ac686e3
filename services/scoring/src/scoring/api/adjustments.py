"""/score-adjustments: points taken and given back, entry by entry."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import RowMapping

from chassis import paging
from chassis.door import Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from contracts.money import Points
from scoring.api import cursors
from scoring.api.fields import Code
from scoring.storage import queries
from scoring.usecases import acting

router = APIRouter(route_class=Door, tags=["score-adjustments"])


class AdjustmentOut(BaseModel):
    """Negative points were taken. `reverses` names the entry that this one undoes."""

    id: UUID
    number: int
    unit: str
    fiscal_year: str
    points: Points
    cause: Literal["order_overdue", "objection_granted"]
    order: UUID
    effective_at: datetime
    reverses: UUID | None

    @classmethod
    def of(cls, row: RowMapping) -> "AdjustmentOut":
        return cls(**row, order=row["order_id"])


@router.get("/score-adjustments")
async def list_adjustments(
    tx: QueryTx,
    cursor: Cursor,
    limit: Limit = paging.DEFAULT_LIMIT,
    unit: Code = None,
    fiscal_year: Code = None,
    order: UUID | None = None,
) -> Page[AdjustmentOut]:
    """Points taken and given back, entry by entry. / 扣分与返还明细。"""
    found = await queries.page(
        tx,
        "adjustments",
        units=await acting.visible_units(tx),
        filters={"unit": unit, "fiscal_year": fiscal_year, "order_id": order},
        after=cursor,
        limit=limit,
    )
    return paging.page(found, limit, key=cursors.key_of, item=AdjustmentOut.of)
