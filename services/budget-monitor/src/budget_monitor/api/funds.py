"""Funds and what they give to budget items. / 资金与分配。"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from budget_monitor.api.shapes import (
    PRINTABLE,
    Code,
    CodeFilter,
    CodeHere,
    Command,
    FiscalYear,
    FiscalYearFilter,
    ItemCode,
    LabelsIn,
    ReasonOut,
    TextFilter,
    reasons_out,
    text_key,
)
from budget_monitor.domain.refusals import OtherFiscalYear
from budget_monitor.storage import funds as storage
from budget_monitor.storage import queries
from budget_monitor.usecases import funds, scope
from budget_monitor.usecases.funds import APPROVED, NewAllocation, NewFund
from chassis import paging
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import responses
from chassis.refusal import NotFound
from contracts.budget import Purpose, Reason
from contracts.envelope import Labels
from contracts.money import Money, UnsignedMoney

router = APIRouter(route_class=Door, tags=["funds"])


class RegisterFund(Command):
    code: Code
    fiscal_year: FiscalYear
    labels: LabelsIn
    trace_tag: Annotated[str, Field(min_length=1, max_length=120, pattern=PRINTABLE)]
    purpose: Purpose
    amount: UnsignedMoney
    owner: Code | None = Field(default=None, description="the unit that answers for the fund's light")

    def new(self) -> NewFund:
        return NewFund(
            self.code,
            self.fiscal_year,
            self.labels.labels(),
            self.trace_tag,
            self.purpose,
            self.amount,
            self.owner,
        )


class FundOut(BaseModel):
    code: str
    fiscal_year: str
    labels: Labels
    trace_tag: str
    purpose: Purpose
    owner: str | None
    amount: Money
    allocated: Money

    @classmethod
    def of(cls, row: RowMapping) -> "FundOut":
        return cls(**{name: row[name] for name in cls.model_fields})


class Allocate(Command):
    fund: Code
    item: ItemCode
    fiscal_year: FiscalYear | None = Field(default=None, description="checked against the fund's year")
    amount: UnsignedMoney
    ref: Annotated[str, Field(min_length=1, max_length=120, pattern=PRINTABLE)] = APPROVED

    def new(self) -> NewAllocation:
        return NewAllocation(self.fund, self.item, Decimal(self.amount), self.ref)


class AllocationOut(BaseModel):
    id: UUID
    fund: str
    item: UUID
    item_code: str
    fiscal_year: str
    ref: str
    amount: Money
    made_at: datetime
    made_by: str
    notes: list[ReasonOut] = Field(default=[], description="what to look at; it blocks nothing / 提示，不阻止办理")

    @classmethod
    def of(cls, row: RowMapping, notes: Sequence[Reason] = ()) -> "AllocationOut":
        known = {name: row[name] for name in cls.model_fields if name != "notes"}
        return cls(**known, notes=reasons_out(notes))


async def check_years(tx: QueryTx, allocations: list[Allocate], own: dict[str, str]) -> None:
    """Raises OtherFiscalYear where a stated year is not the fund's; `own` holds funds of the same request."""
    stated = [one for one in allocations if one.fiscal_year is not None]
    stored = await storage.rows(tx, {one.fund for one in stated}) if stated else {}
    years = {**own, **{code: row["fiscal_year"] for code, row in stored.items()}}
    for one in stated:
        year = years.get(one.fund)
        if year is not None and year != one.fiscal_year:
            raise OtherFiscalYear(one=one.fund, year=year, other=one.item, other_year=one.fiscal_year)


@router.post("/funds", status_code=201, responses=responses(409))
async def register(command: RegisterFund, tx: CommandTx) -> FundOut:
    """Register money of one source with its trace tag. / 登记资金及追踪标识。"""
    await funds.register(tx, [command.new()])
    return await _shown(tx, command.code)


@router.get("/funds/{code}", responses=responses(404))
async def read(code: CodeHere, tx: QueryTx) -> FundOut:
    """One fund, and how much of it is allocated. / 查看资金及已分配额。"""
    return await _shown(tx, code)


@router.get("/funds")
async def listing(
    tx: QueryTx, cursor: Cursor, fiscal_year: FiscalYearFilter = None, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[FundOut]:
    """Every fund. / 资金列表。"""
    rows = await queries.funds_page(tx, cursor, limit, fiscal_year=fiscal_year)
    return paging.page(rows, limit, key=lambda row: text_key(row, "code"), item=FundOut.of)


@router.post("/allocations", status_code=201, responses=responses(409))
async def allocate(command: Allocate, tx: CommandTx) -> AllocationOut:
    """Give money of a fund to a budget item. / 将资金分配至预算项目。"""
    await check_years(tx, [command], {})
    (made,) = await funds.allocate(tx, [command.new()])
    return AllocationOut.of(await storage.allocation(tx, made.id), made.notes)


@router.get("/allocations")
async def allocations(
    tx: QueryTx,
    cursor: Cursor,
    fund: CodeFilter = None,
    item: TextFilter = None,
    fiscal_year: FiscalYearFilter = None,
    limit: Limit = paging.DEFAULT_LIMIT,
) -> Page[AllocationOut]:
    """What funds gave to the budget items of your units. / 资金分配列表（本单位范围）。"""
    rows = await queries.allocations_page(
        tx,
        cursor,
        limit,
        units=await scope.covered(tx),
        fund=fund,
        item_code=item,
        fiscal_year=fiscal_year,
    )
    return paging.page(
        rows,
        limit,
        key=lambda row: text_key(row, "fund", "item_code", "fiscal_year", "ref", "id"),
        item=AllocationOut.of,
    )


async def _shown(tx: QueryTx, code: str) -> FundOut:
    row = await storage.get(tx, code)
    if row is None:
        raise NotFound(what="fund", id=code, region=tx.region.code)
    return FundOut.of(row)
