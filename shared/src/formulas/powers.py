"""Powers: whole ones exact, all others correctly rounded."""

from decimal import Context, Decimal, Overflow
from fractions import Fraction

from formulas.arithmetic import KEPT, ONE, ZERO, NoValue, divide, exactly, is_whole, multiply
from formulas.limits import KEPT_DIGITS, MOST_DIGITS

_CERTAINLY_TOO_LARGE = 200
"""2^200 has 61 digits; a fraction gains at least one digit with each multiplication by itself."""


def power(base: Decimal, exponent: Decimal) -> Decimal | NoValue:
    """Whole powers are exact, negative ones one divided by that; all others are correctly rounded to 34 digits.

    Raises DecimalException; where a power is hopelessly large, before anything is computed.
    """
    if not base:
        if not exponent:
            return NoValue.UNDEFINED_POWER
        return ZERO if exponent > 0 else NoValue.DIVISION_BY_ZERO
    if is_whole(exponent):
        whole = _whole_power(base, exponent.copy_abs())
        return divide(ONE, whole) if exponent < 0 else whole
    if base < 0:
        return NoValue.UNDEFINED_POWER
    return exactly(_root(base, exponent))


def _whole_power(base: Decimal, exponent: Decimal) -> Decimal:
    """A base that is not zero to a whole power that is not negative."""
    if base.copy_abs() == ONE:
        return base if base > 0 or int(exponent) % 2 else ONE
    if exponent > _CERTAINLY_TOO_LARGE:
        raise Overflow
    result = ONE
    for _ in range(int(exponent)):
        result = multiply(result, base)
    return result


def _root(base: Decimal, exponent: Decimal) -> Decimal:
    """A positive base to a power that is not whole, correctly rounded to 34 digits, half away from zero."""
    about = Context(prec=20)
    if about.multiply(exponent, about.log10(base)).copy_abs() > MOST_DIGITS + 2:
        raise Overflow
    exact = _rational_root(base, Fraction(exponent))
    if exact is not None:
        return KEPT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    precision = 2 * KEPT_DIGITS
    while True:
        # ends: the result is not on the border between two roundings, so enough digits tell on which side it is
        working = Context(prec=precision)
        nearly = working.exp(working.multiply(exponent, working.ln(base)))
        # the argument of exp is below 10^3 and off by at most two units of its last digit: far less than this
        error = nearly.scaleb(6 - precision, working)
        low, high = KEPT.subtract(nearly, error), KEPT.add(nearly, error)
        if low == high:
            return low
        precision *= 2


def _rational_root(base: Decimal, exponent: Fraction) -> Fraction | None:
    """The power where it could lie on a border of rounding: it is rational, and no more than 200 factors long.

    A root of a decimal is rational where its numerator and denominator, of less than 2^200, are powers themselves.
    A rational power of more than 200 factors has more than 60 digits, or no last one: that is no border.
    """
    if base == ONE:
        return Fraction(1)
    if max(abs(exponent.numerator), exponent.denominator) > _CERTAINLY_TOO_LARGE:
        return None
    fraction = Fraction(base)
    numerator = _integer_root(fraction.numerator, exponent.denominator)
    denominator = _integer_root(fraction.denominator, exponent.denominator)
    if numerator is None or denominator is None:
        return None
    return Fraction(numerator, denominator) ** exponent.numerator


def _integer_root(number: int, degree: int) -> int | None:
    """The whole number that, multiplied by itself so often, gives the number; None where there is none."""
    low, high = 1, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= number:
            low = middle
        else:
            high = middle - 1
    return low if low**degree == number else None
