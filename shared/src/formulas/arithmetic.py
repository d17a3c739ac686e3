"""Calculating with decimals: exact where it can be, else 34 digits, and never more than 60.

A result of more than 60 digits raises a DecimalException. Nothing here depends on the thread's decimal context.
"""

from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow, Underflow
from enum import StrEnum
from fractions import Fraction
from functools import cache

from formulas.limits import KEPT_DIGITS, MOST_DIGITS
from formulas.tree import Number


class NoValue(StrEnum):
    """Why there is no value. None of these is a number, least of all 0."""

    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    NOT_YET_DUE = "not_yet_due"
    DIVISION_BY_ZERO = "division_by_zero"
    UNDEFINED_POWER = "undefined_power"


ZERO, ONE = Decimal(0), Decimal(1)

# The limit of 60 digits, kept by `decimal` itself: none beyond the 60th after the point (Emin = -1 puts the last
# digit of the smallest numbers there), none before the 60th before it, 60 in all. What would have to be rounded is
# trapped; dropping zeros of a fraction is not.
_EXACT = Context(
    prec=MOST_DIGITS, Emin=-1, Emax=MOST_DIGITS - 1, traps=[Inexact, Overflow, Underflow, InvalidOperation]
)

KEPT = Context(prec=KEPT_DIGITS, rounding=ROUND_HALF_UP, traps=[DivisionByZero, InvalidOperation])
_ROUNDING = Context(prec=2 * MOST_DIGITS, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


exactly, add, subtract, multiply = _EXACT.plus, _EXACT.add, _EXACT.subtract, _EXACT.multiply
"""Exact, or a DecimalException."""


def divide(left: Decimal, right: Decimal) -> Decimal | NoValue:
    """34 significant digits, half away from zero. Raises DecimalException where those reach beyond 60 digits."""
    if not right:
        return NoValue.DIVISION_BY_ZERO
    return exactly(KEPT.divide(left, right))


def ended(value: Fraction) -> Decimal:
    """A fraction that ends, as a decimal of as many digits as it needs."""
    twos, fives, rest = 0, 0, value.denominator
    while not rest % 2:
        twos, rest = twos + 1, rest // 2
    while not rest % 5:
        fives, rest = fives + 1, rest // 5
    places = max(twos, fives)
    whole = value.numerator * 2 ** (places - twos) * 5 ** (places - fives)
    return Decimal(whole).scaleb(-places, Context(prec=max(1, whole.bit_length())))


def is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def rounded(value: Decimal, decimals: Decimal) -> Decimal:
    """Half away from zero; `decimals` is whole, and negative for tens, hundreds … Raises DecimalException."""
    if decimals >= MOST_DIGITS:
        return value
    if decimals < -MOST_DIGITS:
        return ZERO
    return exactly(value.quantize(_unit(int(decimals)), context=_ROUNDING))


@cache
def _unit(decimals: int) -> Decimal:
    return Decimal((0, (1,), -decimals))


def literal(number: Number) -> Decimal:
    """What a literal stands for: `85%` is 0.85. May have more digits than a value can have."""
    return number.value.scaleb(-2, _ROUNDING) if number.percent else number.value


def plain(value: Decimal | bool) -> str:
    """As it is shown: no exponent, no trailing zeros, no minus zero; `true` or `false` for a comparison."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
