"""Payments: checked, held, paid, refunded, released. / 支付。"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, computed_field, model_validator
from sqlalchemy import RowMapping

from budget_monitor.api.checks import CheckIn
from budget_monitor.api.shapes import (
    PRINTABLE,
    Because,
    CodeFilter,
    Command,
    Day,
    DecisionOut,
    FiscalYearFilter,
    IdHere,
    Text,
    TextFilter,
    Texts,
    reasons_out,
    text_key,
)
from budget_monitor.domain import reference
from budget_monitor.domain.payment import Request, State
from budget_monitor.storage import decisions, queries
from budget_monitor.storage import payments as storage
from budget_monitor.usecases import payment_steps, payments, scope
from budget_monitor.usecases.payments import Asked, Decided, Then
from chassis import paging
from chassis.db import ReadTx
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from chassis.rights import Right, StandsFor
from contracts.budget import MOST_LINES
from contracts.money import Money, PositiveMoney

router = APIRouter(route_class=Door, tags=["payments"])


STANDS_FOR = StandsFor(
    {
        "hold": Right("POST /payments/{id}:hold", frozenset({"finance", "unit_head", "unit_clerk", "integrator"})),
        "pay": Right("POST /payments/{id}:pay", frozenset({"finance", "unit_head", "integrator"})),
    }
)


class PaymentIn(CheckIn):
    """The same external reference with the same content is the same payment. References are unique within their feed;
    without one within the sending unit, or within the region for who sends for all of it."""

    external_ref: Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE)] | None = None
    payee: Annotated[str, Field(min_length=1, max_length=300, pattern=PRINTABLE)]
    payee_is_natural: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="a person: only a pseudonym is kept with the payment"
    )
    description: Annotated[str, Field(max_length=1000, pattern=PRINTABLE)] | None = None
    then: Annotated[Then, STANDS_FOR] = "hold"

    def asked(self) -> Asked:
        request = Request(
            payee=self.payee,
            value_date=self.value_date,
            lines=self.request_lines(),
            external_ref=self.external_ref,
            feed=self.feed,
            description=self.description,
            payee_is_natural=self.payee_is_natural,
            unit=self.unit,
        )
        return Asked(request, self.then)


def recheck_path(payment: UUID, state: str) -> str | None:
    """A repeated reference gives the last decision; a new one is a command of its own."""
    return f"/payments/{payment}:recheck" if state == "intercepted" else None


class ImportPayments(Command):
    payments: Annotated[list[PaymentIn], Field(min_length=1, max_length=500)]


class LineOut(BaseModel):
    line: int
    item: str
    fund: str
    trace_tag: str | None
    amount: Money
    paid: Money
    refunded: Money


class PaymentOut(BaseModel):
    id: UUID
    external_ref: str | None
    feed: str | None
    payee: str
    description: str | None
    value_date: date
    fiscal_year: str
    total: Money
    lines: list[LineOut]
    state: State
    decision: DecisionOut
    received_at: datetime
    expires_at: datetime | None
    version: int
    known: bool = Field(default=False, description="whether it had been received before")

    @computed_field(description="where a new decision is asked for; null where none is possible")  # type: ignore[prop-decorator]  # a property that is shown
    @property
    def recheck(self) -> str | None:
        return recheck_path(self.id, self.state)


class PaymentWithDecisions(PaymentOut):
    decisions: list[DecisionOut]


class Problem(BaseModel):
    """Why a row was not taken: nothing was decided about it."""

    code: str
    values: dict[str, Any]
    texts: Texts


class ImportedPayment(BaseModel):
    id: UUID | None
    external_ref: str | None
    state: str = Field(description="of the payment; `refused` where the row was not taken")
    known: bool
    decision: DecisionOut | None
    problem: Problem | None = None
    recheck: str | None = Field(default=None, description="where a new decision about it is asked for")

    @classmethod
    def of(cls, asked: PaymentIn, decided: Decided) -> "ImportedPayment":
        refused = decided.refused
        if refused is not None or decided.decision is None:
            return cls(
                id=None,
                external_ref=asked.external_ref,
                state="refused",
                known=False,
                decision=None,
                problem=refused
                and Problem(
                    code=refused.code,
                    values=refused.values,
                    texts=Texts(zh=refused.text("zh"), en=refused.text("en")),
                ),
            )
        decision = DecisionOut(
            id=decided.decision,
            about=None if decided.known else asked.then,
            outcome="intercepted" if decided.reasons else "accepted",
            reasons=reasons_out(decided.reasons),
            notes=reasons_out(decided.notes),
        )
        return cls(
            id=decided.payment,
            external_ref=asked.external_ref,
            state=decided.state or "refused",
            known=decided.known,
            decision=decision,
            recheck=None if decided.payment is None else recheck_path(decided.payment, decided.state or "refused"),
        )


class ImportedPayments(BaseModel):
    results: list[ImportedPayment]


class Part(Command):
    line: Annotated[int, Field(strict=True, ge=1, le=MOST_LINES)]
    amount: PositiveMoney


class Pay(Command):
    """All that is left, or the amounts named by line."""

    value_date: Day | None = Field(
        default=None,
        description="the day on which the money left, today unless another is given: not before it was held, not after "
        "today / 款项实际支付日期，默认为今天",
    )
    lines: Annotated[list[Part], Field(min_length=1, max_length=MOST_LINES)] | None = None


class Recheck(Command):
    """What is done with the payment, should it be accepted now."""

    then: Annotated[Then, STANDS_FOR] = "hold"
    value_date: Day | None = Field(
        default=None,
        description="with `pay`: the day on which the money left, today unless another is given / 实际支付日期",
    )

    @model_validator(mode="after")
    def _day_of_what_leaves(self) -> Self:
        if self.value_date is not None and self.then != "pay":
            raise ValueError("value_date goes with then = pay only / value_date 仅用于 then = pay")
        return self


class Refund(Pay):
    """Everything that was paid, or the amounts named by line; today unless a day is given, never before it was paid."""

    reason: Text


@router.post("/payments", status_code=201, responses=responses(409))
async def receive(command: PaymentIn, tx: CommandTx, response: Response) -> PaymentOut:
    """Check a payment, and hold or pay it; an interception is an answer, with every reason. / 提交支付。"""
    decided = await payments.receive_one(tx, command.asked())
    if decided.payment is None:
        raise ValueError("a payment that is not refused is decided")
    return await _shown(tx, decided.payment, response, known=decided.known)


@router.post("/payments:import")
async def import_payments(command: ImportPayments, tx: CommandTx) -> ImportedPayments:
    """Up to 500 payments, each decided by itself, in this order. / 批量提交，按顺序逐笔判断。"""
    decided = await payments.receive_many(tx, [one.asked() for one in command.payments])
    results = [ImportedPayment.of(one, found) for one, found in zip(command.payments, decided, strict=True)]
    return ImportedPayments(results=results)


@router.post("/payments/{id}:hold", responses=responses(404, 409))
async def hold(payment: IdHere, tx: CommandTx, response: Response) -> PaymentOut:
    """Check again and hold the amounts. / 占用额度。"""
    await payment_steps.hold(tx, payment)
    return await _shown(tx, payment, response)


@router.post("/payments/{id}:pay", responses=responses(404, 409))
async def pay(payment: IdHere, tx: CommandTx, response: Response, command: Pay | None = None) -> PaymentOut:
    """Check every rule again and pay; intercepted, it stays as it is. / 再次检查并支付。"""
    asked = command or Pay()
    await payment_steps.pay(tx, payment, value_date=asked.value_date, amounts=_amounts(asked.lines))
    return await _shown(tx, payment, response)


@router.post("/payments/{id}:recheck", responses=responses(404, 409))
async def recheck(payment: IdHere, tx: CommandTx, response: Response, command: Recheck | None = None) -> PaymentOut:
    """Decide anew about an intercepted payment; every decision is kept. / 对已拦截的支付重新判断。"""
    asked = command or Recheck()
    await payment_steps.recheck(tx, payment, then=asked.then, value_date=asked.value_date)
    return await _shown(tx, payment, response)


@router.post("/payments/{id}:refund", responses=responses(404, 409))
async def refund(payment: IdHere, command: Refund, tx: CommandTx, response: Response) -> PaymentOut:
    """Book what came back. / 退款。"""
    await payment_steps.refund(
        tx,
        payment,
        value_date=command.value_date,
        amounts=_amounts(command.lines),
        reason=command.reason,
    )
    return await _shown(tx, payment, response)


@router.post("/payments/{id}:release", responses=responses(404, 409))
async def release(payment: IdHere, command: Because, tx: CommandTx, response: Response) -> PaymentOut:
    """Give back what is held. / 解除占用。"""
    await payment_steps.release(tx, payment, reason=command.reason)
    return await _shown(tx, payment, response)


@router.get("/payments")
async def listing(
    tx: QueryTx,
    cursor: Cursor,
    state: Annotated[State | None, Query()] = None,
    item: TextFilter = None,
    external_ref: TextFilter = None,
    feed: CodeFilter = None,
    fiscal_year: FiscalYearFilter = None,
    limit: Limit = paging.DEFAULT_LIMIT,
) -> Page[PaymentOut]:
    """Payments for items of your units. / 支付列表（本单位范围）。"""
    rows = await queries.payments_page(
        tx,
        cursor,
        limit,
        units=await scope.covered(tx),
        item_code=item,
        state=state,
        reference_key=None if external_ref is None else reference.key(external_ref),
        feed=feed,
        fiscal_year=fiscal_year,
    )
    shown = {payment.id: payment for payment in await _many(tx, rows[:limit])}
    return paging.page(rows, limit, key=lambda row: text_key(row, "number"), item=lambda row: shown[row["id"]])


@router.get("/payments/{id}", responses=responses(404))
async def read(payment: IdHere, tx: QueryTx, response: Response) -> PaymentWithDecisions:
    """One payment with every decision about it. / 查看支付及其全部判断记录。"""
    shown = await _shown(tx, payment, response)
    kept = await decisions.of_payment(tx, payment)
    found = [DecisionOut.of(row, number=number) for number, row in enumerate(kept, 1)]
    return PaymentWithDecisions(**dict(shown), decisions=found)


def _amounts(lines: Sequence[Part] | None) -> list[tuple[int, Decimal]] | None:
    return None if lines is None else [(part.line, part.amount) for part in lines]


async def _shown(tx: ReadTx, payment: UUID, response: Response, *, known: bool = False) -> PaymentOut:
    row = await storage.get(tx, payment)
    owners = await storage.owners_of(tx, [payment])
    await scope.require_sight(tx, owners[payment], row["sender_unit"])
    (shown,) = await _many(tx, [row])
    etag(response, shown.version)
    shown.known = known
    return shown


async def _many(tx: ReadTx, rows: Sequence[RowMapping]) -> list[PaymentOut]:
    lines = await storage.lines(tx, [row["id"] for row in rows])
    found = await decisions.known(tx, [row["decision"] for row in rows])
    return [
        PaymentOut(
            **{name: row[name] for name in PaymentOut.model_fields if name not in ("lines", "decision", "known")},
            lines=[
                LineOut(
                    line=line["line"],
                    item=line["item_code"],
                    fund=line["fund"],
                    trace_tag=line["trace_tag"],
                    amount=line["amount"],
                    paid=line["paid"],
                    refunded=line["refunded"],
                )
                for line in lines[row["id"]]
            ],
            decision=DecisionOut.of(found[row["decision"]]),
        )
        for row in rows
    ]
