"""Payment checks: would it be paid? / 支付预检。"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from budget_monitor.api.shapes import (
    Code,
    Command,
    Day,
    GivenCode,
    IdHere,
    ReasonOut,
    reasons_out,
    text_key,
)
from budget_monitor.domain import payment
from budget_monitor.domain.payment import Line, Request
from budget_monitor.storage import queries
from budget_monitor.usecases import checks
from chassis import paging
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import responses
from contracts.budget import MOST_LINES, Reason
from contracts.money import Money

router = APIRouter(route_class=Door, tags=["payment checks"])


class LineIn(Command):
    """Money from one fund for one budget item; below zero in a credit note."""

    item: GivenCode
    fund: GivenCode
    amount: Money


class CheckIn(Command):
    value_date: Day
    feed: Code | None = None
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]
    total: Money | None = Field(default=None, description="where given, the lines must sum to it")
    unit: Code | None = Field(
        default=None,
        description="the sending unit, where your role is held for several; its references are its own / 提交单位",
    )

    def request_lines(self) -> tuple[Line, ...]:
        lines = tuple(
            Line(number, line.item, line.fund, line.amount) for number, line in enumerate(self.lines, start=1)
        )
        if self.total is not None:
            payment.check_form(lines, total=self.total)
        return lines


class CheckOut(BaseModel):
    id: UUID
    outcome: Literal["accepted", "intercepted"]
    reasons: list[ReasonOut]
    value_date: date
    fiscal_year: str
    feed: str | None
    lines: list[dict[str, Any]]
    decided_at: datetime
    decided_by: str

    @classmethod
    def of(cls, row: RowMapping) -> "CheckOut":
        return cls(
            id=row["id"],
            outcome=row["outcome"],
            reasons=reasons_out(Reason.model_validate(reason) for reason in row["reasons"]),
            decided_at=row["decided_at"],
            decided_by=row["decided_by"],
            **row["request"],
        )


@router.post("/payment-checks", status_code=201)
async def ask(command: CheckIn, tx: CommandTx) -> CheckOut:
    """Ask every rule about every line; nothing is held. / 逐行逐条规则检查，不占用额度。"""
    request = Request(
        payee="",
        value_date=command.value_date,
        lines=command.request_lines(),
        feed=command.feed,
        unit=command.unit,
    )
    return CheckOut.of(await checks.get(tx, await checks.ask(tx, request)))


@router.get("/payment-checks/{id}", responses=responses(404))
async def read(check: IdHere, tx: QueryTx) -> CheckOut:
    """One check as it was answered. / 查看预检结果。"""
    return CheckOut.of(await checks.get(tx, check))


@router.get("/payment-checks")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[CheckOut]:
    """Everyone's for who sees the whole region; one's own for others. / 全区人员可见全部，其他人员仅见本人所问。"""
    own = None if tx.actor.units is None else tx.actor.principal
    rows = await queries.checks_page(tx, cursor, limit, decided_by=own)
    return paging.page(rows, limit, key=lambda row: text_key(row, "id"), item=CheckOut.of)
