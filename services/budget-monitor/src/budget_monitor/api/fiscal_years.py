"""Fiscal years. / 预算年度。"""

from datetime import date, datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import RowMapping

from budget_monitor.api.shapes import Because, FiscalYearHere, text_key
from budget_monitor.storage import fiscal_years as storage
from budget_monitor.storage import queries
from budget_monitor.usecases import fiscal_years
from chassis import paging
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import responses
from chassis.refusal import NotFound

router = APIRouter(route_class=Door, tags=["fiscal years"])


class FiscalYearOut(BaseModel):
    fiscal_year: str
    state: Literal["open", "closed"]
    first_day: date
    last_day: date
    opened_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, row: RowMapping) -> "FiscalYearOut":
        return cls(
            fiscal_year=row["fiscal_year"],
            state="open" if row["closed_at"] is None else "closed",
            first_day=row["first_day"],
            last_day=row["last_day"],
            opened_at=row["opened_at"],
            closed_at=row["closed_at"],
        )


@router.post("/fiscal-years/{fiscal_year}:close", responses=responses(404, 409))
async def close(fiscal_year: FiscalYearHere, command: Because, tx: CommandTx) -> FiscalYearOut:
    """Close the books of a year; its lights freeze. / 年度关账，亮灯冻结。"""
    return FiscalYearOut.of(await fiscal_years.close(tx, fiscal_year))


@router.get("/fiscal-years/{fiscal_year}", responses=responses(404))
async def read(fiscal_year: FiscalYearHere, tx: QueryTx) -> FiscalYearOut:
    """One fiscal year. / 查看预算年度。"""
    row = await storage.get(tx, fiscal_year)
    if row is None:
        raise NotFound(what="fiscal year", id=fiscal_year, region=tx.region.code)
    return FiscalYearOut.of(row)


@router.get("/fiscal-years")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[FiscalYearOut]:
    """Every fiscal year that has books. / 预算年度列表。"""
    rows = await queries.fiscal_years_page(tx, cursor, limit)
    return paging.page(rows, limit, key=lambda row: text_key(row, "fiscal_year"), item=FiscalYearOut.of)
