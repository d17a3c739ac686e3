"""The events of a payment: one per change, each with the whole payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from budget_monitor.domain.budget import ZERO
from budget_monitor.domain.check import Fund
from budget_monitor.domain.payment import Line
from chassis.outbox import Happened
from contracts.budget import Payment, PaymentLine


@dataclass(frozen=True, slots=True)
class Told:
    """What the events of one payment repeat."""

    payment: UUID
    external_ref: str | None
    feed: str | None
    payee: str
    value_date: date
    fiscal_year: str
    lines: Sequence[Line]
    items: Mapping[str, UUID]
    funds: Mapping[str, Fund]
    decision: UUID


def happened(kind: type[Payment], told: Told, version: int, *, time: datetime | None = None, **more: Any) -> Happened:
    """`kind` with what it adds; the payment's version is the event's sequence."""
    lines = tuple(
        PaymentLine(
            line=line.number,
            item=told.items.get(line.item),
            item_code=line.item,
            fund=line.fund,
            trace_tag=told.funds[line.fund].trace_tag if line.fund in told.funds else None,
            amount=line.amount,
        )
        for line in told.lines
    )
    data = kind(
        payment=told.payment,
        external_ref=told.external_ref,
        feed=told.feed,
        payee=told.payee,
        value_date=told.value_date,
        fiscal_year=told.fiscal_year,
        lines=lines,
        total=total(told.lines),
        decision=told.decision,
        **more,
    )
    return Happened(data, aggregate=str(told.payment), sequence=version, time=time)


def total(lines: Sequence[Line]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)
