"""The ledger and the rectification holds, to read. / 账目与整改暂停支付。"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import RowMapping

from budget_monitor.api.shapes import PRINTABLE, CodeFilter, FiscalYearFilter, TextFilter, text_key
from budget_monitor.storage import queries
from budget_monitor.usecases import scope
from chassis import paging
from chassis.door import Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from contracts.indicators import ObjectKind
from contracts.money import Money

router = APIRouter(route_class=Door, tags=["ledger"])


class EntryOut(BaseModel):
    """One movement of money: when it counts (`value_date`) and when it was known (`entry`, in this order)."""

    entry: int
    kind: str
    payment: UUID
    line: int
    item: UUID
    item_code: str
    fund: str
    fiscal_year: str
    amount: Money
    value_date: date
    booked_at: datetime

    @classmethod
    def of(cls, row: RowMapping) -> "EntryOut":
        return cls(**{name: row[name] for name in cls.model_fields})


class HoldOut(BaseModel):
    order: UUID
    rule: str
    object_kind: ObjectKind
    object: str
    fiscal_year: str
    case: str
    spares_wages_and_livelihood: bool
    placed_at: datetime
    lifted_at: datetime | None
    lifted_because: str | None

    @classmethod
    def of(cls, row: RowMapping) -> "HoldOut":
        return cls(**{name: row[name] for name in cls.model_fields})


@router.get("/ledger-entries")
async def entries(
    tx: QueryTx,
    cursor: Cursor,
    item: TextFilter = None,
    fund: CodeFilter = None,
    payment: Annotated[UUID | None, Query()] = None,
    fiscal_year: FiscalYearFilter = None,
    limit: Limit = paging.DEFAULT_LIMIT,
) -> Page[EntryOut]:
    """Every movement of money of your units, in the order of booking. / 账目明细（本单位范围），按入账顺序。"""
    rows = await queries.ledger_page(
        tx,
        cursor,
        limit,
        units=await scope.covered(tx),
        item_code=item,
        fund=fund,
        payment=payment,
        fiscal_year=fiscal_year,
    )
    return paging.page(rows, limit, key=lambda row: text_key(row, "entry"), item=EntryOut.of)


@router.get("/holds")
async def holds(
    tx: QueryTx,
    cursor: Cursor,
    in_force: Annotated[bool | None, Query()] = None,
    code: Annotated[str | None, Query(alias="object", max_length=200, pattern=PRINTABLE)] = None,
    object_kind: Annotated[ObjectKind | None, Query()] = None,
    limit: Limit = paging.DEFAULT_LIMIT,
) -> Page[HoldOut]:
    """Payments held by rectification orders. / 因整改暂停支付的对象。"""
    rows = await queries.holds_page(
        tx,
        cursor,
        limit,
        units=await scope.covered(tx),
        in_force=in_force,
        object=code,
        object_kind=object_kind,
    )
    return paging.page(rows, limit, key=lambda row: text_key(row, "order"), item=HoldOut.of)
