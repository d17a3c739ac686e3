"""Payments: lines, and the one table of what may happen in which state."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from budget_monitor.domain.budget import ZERO
from chassis.refusal import Refusal
from contracts.money import LARGEST, money_text

State = Literal["checked", "held", "partly_paid", "paid", "refunded", "released", "expired", "intercepted"]
Command = Literal["hold", "pay", "refund", "release", "expire", "recheck"]
Extent = Literal["whole", "part"]

TRANSITIONS: dict[tuple[State, Command], dict[Extent, State]] = {
    ("checked", "hold"): {"whole": "held"},
    ("checked", "pay"): {"whole": "paid"},
    ("checked", "release"): {"whole": "released"},
    ("held", "pay"): {"whole": "paid", "part": "partly_paid"},
    ("held", "release"): {"whole": "released"},
    ("held", "expire"): {"whole": "expired"},
    ("partly_paid", "pay"): {"whole": "paid", "part": "partly_paid"},
    ("partly_paid", "release"): {"whole": "paid"},
    ("partly_paid", "expire"): {"whole": "paid"},
    ("paid", "refund"): {"whole": "refunded", "part": "paid"},
    ("intercepted", "recheck"): {"whole": "intercepted"},
}
"""State and command → next state, by whether the command takes all that is left or a part of it.

What is not here is illegal. `refunded`, `released` and `expired` are ends. A new decision about an intercepted payment
brings it where its sender wants it, or leaves it where it is.
"""


class IllegalTransition(Refusal):
    code = "illegal_transition"
    kind = "conflict"
    en = "Payment {payment} is {state}, so {command} is not possible. Possible now: {possible}."
    zh = "支付 {payment} {state}，不能办理“{command}”。当前可办理：{possible}。"


class ZeroAmount(Refusal):
    code = "zero_amount"
    kind = "invalid"
    en = "Line {line} has the amount 0.00. Leave the line out."
    zh = "第 {line} 行金额为 0.00。请删除该行。"


class ZeroTotal(Refusal):
    code = "zero_total"
    kind = "invalid"
    en = "The lines sum to 0.00: no money moves. Move budget by a transfer, or leave the payment out."
    zh = "各行合计为 0.00，没有资金收付。调整预算请办理调剂，或删除该笔支付。"


class TotalTooLarge(Refusal):
    code = "total_too_large"
    kind = "invalid"
    en = "The lines sum to {sum}, but a payment is at most {most}. Divide it."
    zh = "各行合计 {sum}，超过单笔支付上限 {most}。请分笔提交。"


class PartsDoNotSum(Refusal):
    code = "parts_do_not_sum"
    kind = "invalid"
    en = "The lines, each tagged with its fund, sum to {sum}, the payment is {total}. Money needs a source."
    zh = "各行（均标明资金来源）合计 {sum}，而支付总额为 {total}。每笔资金都须有来源。"


class MoreThanLeft(Refusal):
    code = "more_than_left"
    kind = "conflict"
    en = "Line {line}: {command} of {amount} asked, but only {left} is left. Ask for at most that."
    zh = "第 {line} 行：申请{command} {amount}，但仅余 {left}。申请额不得超过余额。"


class NoSuchLine(Refusal):
    code = "no_such_line"
    kind = "invalid"
    en = "Line {line} is not a line of payment {payment}, or is named twice. It has lines 1 to {lines}."
    zh = "支付 {payment} 没有第 {line} 行，或该行重复。该支付共有 1 至 {lines} 行。"


@dataclass(frozen=True, slots=True)
class Line:
    """Money from one fund for one budget item. `number` counts from 1."""

    number: int
    item: str
    fund: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants paid, before anything is decided."""

    payee: str
    value_date: date
    lines: tuple[Line, ...]
    external_ref: str | None = None
    feed: str | None = None
    description: str | None = None
    payee_is_natural: bool = False
    unit: str | None = None

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def is_credit(self) -> bool:
        """A credit note gives money back: all its lines together are below zero."""
        return self.total < 0


def check_form(lines: Sequence[Line], *, total: Decimal | None = None) -> None:
    """Raises ZeroAmount, ZeroTotal, TotalTooLarge or PartsDoNotSum: what no books are needed to refuse.

    Lines may have both signs, as a voucher with a discount has.
    """
    for line in lines:
        if line.amount == 0:
            raise ZeroAmount(line=line.number)
    summed = sum((line.amount for line in lines), ZERO)
    if total is not None and total != summed:
        raise PartsDoNotSum(sum=money_text(summed), total=money_text(total))
    if summed == 0:
        raise ZeroTotal
    if abs(summed) > LARGEST:
        raise TotalTooLarge(sum=money_text(summed), most=money_text(LARGEST))


def digest(request: Request, then: str) -> str:
    """SHA-256 of what was asked, by which the same external reference is known as the same request."""
    content = [
        request.payee,
        request.value_date.isoformat(),
        request.description,
        [[line.item, line.fund, money_text(line.amount)] for line in request.lines],
        then,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a line is done: of `asked`, `paid` went out, of that `refunded` came back."""

    line: Line
    paid: Decimal = ZERO
    refunded: Decimal = ZERO

    @property
    def unpaid(self) -> Decimal:
        return self.line.amount - self.paid


def next_state(payment: str, state: State, command: Command, extent: Extent = "whole") -> State:
    """Raises IllegalTransition, naming what is possible instead."""
    found = TRANSITIONS.get((state, command), {}).get(extent)
    if found is None:
        # a hold expires of itself: nobody can ask for that
        possible = sorted({known for at, known in TRANSITIONS if at == state and known != "expire"})
        raise IllegalTransition(
            payment=payment, state=state, command=command, extent=extent, possible=", ".join(possible) or "—"
        )
    return found


def require_possible(payment: str, state: State, command: Command) -> None:
    """Raises IllegalTransition where the command is not possible for any amount."""
    if (state, command) not in TRANSITIONS:
        next_state(payment, state, command)


def parts(
    payment: str,
    standings: Sequence[Standing],
    command: Literal["pay", "refund"],
    asked: Sequence[tuple[int, Decimal]] | None,
) -> tuple[dict[int, Decimal], Extent]:
    """Line number → amount that a command moves, and whether that is all that is left.

    Without `asked` it is all of it. Raises MoreThanLeft or NoSuchLine.
    """
    left = {
        standing.line.number: standing.unpaid if command == "pay" else standing.paid - standing.refunded
        for standing in standings
    }
    if asked is None:
        return {number: amount for number, amount in left.items() if amount != 0}, "whole"
    named = dict(asked)
    for number, amount in asked:
        if number not in left or len(named) != len(asked):
            raise NoSuchLine(line=number, payment=payment, lines=len(standings))
        # a credit's lines are below zero: they are paid whole, and there is nothing to give back
        if amount <= 0 or amount > left[number]:
            raise MoreThanLeft(
                line=number,
                amount=money_text(amount),
                command=command,
                left=money_text(max(left[number], ZERO)),
            )
    if command == "refund":
        _require_net(standings, named)
    whole = all(named.get(number, ZERO) == amount for number, amount in left.items())
    return named, "whole" if whole else "part"


def _require_net(standings: Sequence[Standing], refunded: Mapping[int, Decimal]) -> None:
    """Of an item with a discount no more comes back in parts than went out for it. Raises MoreThanLeft."""
    for number, amount in refunded.items():
        item = next(one.line.item for one in standings if one.line.number == number)
        own = [one for one in standings if one.line.item == item]
        net = max(sum((one.paid - one.refunded for one in own), ZERO), ZERO)
        if sum((refunded.get(one.line.number, ZERO) for one in own), ZERO) > net:
            raise MoreThanLeft(line=number, amount=money_text(amount), command="refund", left=money_text(net))


class ExternalRefReused(Refusal):
    code = "external_ref_reused"
    kind = "conflict"
    en = (
        "External reference {external_ref} (feed {feed}) stands for a payment with other content. "
        "Send the same content, or another reference."
    )
    zh = "外部编号 {external_ref}（数据源 {feed}）已用于内容不同的另一笔支付。请发送相同内容，或更换编号。"


class FiscalYearIsClosed(Refusal):
    code = "fiscal_year_is_closed"
    kind = "conflict"
    en = "Fiscal year {fiscal_year} is closed: its books are not changed any more. Use a year that is open."
    zh = "{fiscal_year} 预算年度已关账，账目不再变动。请使用未关账的年度。"


class FiscalYearIsOver(Refusal):
    code = "fiscal_year_is_over"
    kind = "invalid"
    en = (
        "Fiscal year {fiscal_year} ended on {last}; today is {today}. A hold ends with its fiscal year, so this one "
        "could never be paid. Pay it on the day it left, or hold money of the new year."
    )
    zh = (
        "{fiscal_year} 预算年度已于 {last} 结束，今天是 {today}。占用额度随年度结束而失效，此笔占用已无法支付。"
        "请按实际支付日期直接支付，或占用新年度额度。"
    )


class NothingToRefund(Refusal):
    code = "nothing_to_refund"
    kind = "conflict"
    en = "Payment {payment} is a credit note: it gave money back already. Book a new payment instead."
    zh = "支付 {payment} 为红字冲销，款项已退回。如需支付请另行申请。"
