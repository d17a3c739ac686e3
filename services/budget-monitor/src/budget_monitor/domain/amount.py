"""Amounts in the currency of the region: no finer than its smallest coin."""

from collections.abc import Iterable
from decimal import Decimal

from chassis.refusal import Refusal
from contracts.money import LARGEST, decimals_of, money_text


class TooManyDecimals(Refusal):
    code = "too_many_decimals"
    kind = "invalid"
    en = (
        "{amount} is no amount in {currency}, which has {decimals} decimals. "
        "Nothing is rounded here: give another amount."
    )
    zh = "{amount} 不是有效的 {currency} 金额，该币种小数位数为 {decimals}。此处不作舍入，请更正金额。"


class AmountTooLarge(Refusal):
    code = "amount_too_large"
    kind = "invalid"
    en = "{item} would come to {amount}, but at most {most} is kept of one. Give a smaller amount."
    zh = "{item} 将达 {amount}，超过单项可记录的上限 {most}。请减小金额。"


def require_kept(item: str, amounts: Iterable[Decimal]) -> None:
    """Raises AmountTooLarge where one is larger than what can be written down: `item` says of what it is."""
    for amount in amounts:
        if abs(amount) > LARGEST:
            raise AmountTooLarge(item=item, amount=money_text(amount), most=money_text(LARGEST))


def require_coins(currency: str, amounts: Iterable[Decimal]) -> None:
    """Raises TooManyDecimals for an amount that nobody could pay (ISO 4217)."""
    decimals = decimals_of(currency)
    for amount in amounts:
        if amount != amount.quantize(Decimal(1).scaleb(-decimals)):
            raise TooManyDecimals(amount=money_text(amount), currency=currency, decimals=decimals)
