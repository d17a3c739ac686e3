"""The day on which money is booked: the day it moved, whatever day it was planned for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.refusal import Refusal
from contracts.money import money_text


class ValueDateInFuture(Refusal):
    code = "value_date_in_future"
    kind = "invalid"
    en = (
        "The value date {day} lies ahead; today is {today}. Money is booked on the day it moves: "
        "give a day up to today, or hold the payment until then."
    )
    zh = (
        "记账日期 {day} 尚未到来，今天是 {today}。款项在实际收付当日记账："
        "请填写今天或之前的日期，或先占用额度，到期再支付。"
    )


class ValueDateBeforeHold(Refusal):
    code = "value_date_before_hold"
    kind = "invalid"
    en = (
        "The value date {day} lies before {held_on}, when the money was held: it had not left then. "
        "Give that day or a later one."
    )
    zh = "记账日期 {day} 早于占用额度的日期 {held_on}，当时款项尚未支付。请填写该日或之后的日期。"


class RefundBeforePayment(Refusal):
    code = "refund_before_payment"
    kind = "invalid"
    en = (
        "Line {line}: {amount} cannot have come back on {day}; only {paid} of it was out by then, "
        "and the rest left on {paid_on}. Give {paid_on} or a later day."
    )
    zh = (
        "第 {line} 行：{amount} 不可能在 {day} 退回，当时仅付出 {paid}，其余于 {paid_on} 付出。"
        "请填写 {paid_on} 或之后的日期。"
    )


def require_not_ahead(day: date, *, today: date) -> None:
    """Raises ValueDateInFuture."""
    if day > today:
        raise ValueDateInFuture(day=day.isoformat(), today=today.isoformat())


def of_payment(named: date | None, *, today: date, held_on: date | None) -> date:
    """The day on which a payment that leaves now is booked: the one that is named, else today.

    A planned day decides nothing. Raises ValueDateInFuture or ValueDateBeforeHold.
    """
    day = named or today
    require_not_ahead(day, today=today)
    if held_on is not None and day < held_on:
        raise ValueDateBeforeHold(day=day.isoformat(), held_on=held_on.isoformat())
    return day


@dataclass(frozen=True, slots=True)
class Movement:
    """A booked row of one line: above zero went out, below zero came back."""

    line: int
    day: date
    amount: Decimal


def require_paid_by(day: date, movements: Sequence[Movement], refunded: dict[int, Decimal]) -> None:
    """Raises RefundBeforePayment where more would come back on a day than was out then, on any line.

    What is booked as back on a later day does not come back twice: on no day may more be back than had left.
    """
    for line, amount in refunded.items():
        rows = [row for row in movements if row.line == line]
        days = [day, *sorted({row.day for row in rows if row.day > day})]
        out = [sum((row.amount for row in rows if row.day <= at), Decimal(0)) for at in days]
        short = [index for index, left in enumerate(out) if abs(left) < abs(amount)]
        if not short:
            continue
        raise RefundBeforePayment(
            line=line,
            amount=money_text(amount),
            day=day.isoformat(),
            paid=money_text(min((out[index] for index in short), key=abs)),
            paid_on=days[min(short[-1] + 1, len(days) - 1)].isoformat(),
        )
