"""Dividing exactly: the parts have so many decimals and sum to the whole, to the last digit."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction


class CannotDivide(ValueError):
    """No weight is above zero, one is below zero, or the whole has more decimals than its parts may have."""


def split(whole: Decimal, weights: Mapping[str, Decimal], *, places: int) -> dict[str, Decimal]:
    """`whole` in proportion to the weights, each part cut to `places` decimals, by the largest remainder.

    What cutting leaves over goes in units of the last place to the largest remainders; of equal remainders to the
    larger weight, then to the smaller code. So the parts sum to the whole, the result does not depend on the order
    of the weights, and no part is further than one unit from its exact share. Raises CannotDivide.
    """
    total = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if total <= 0 or any(weight < 0 for weight in weights.values()):
        raise CannotDivide("weights must not be negative, and one must be above zero")
    units = Fraction(whole) * 10**places
    if units.denominator != 1:
        raise CannotDivide(f"{whole} has more than {places} decimals")
    exact = {code: units * Fraction(weight) / total for code, weight in weights.items()}
    given = {code: part.numerator // part.denominator for code, part in exact.items()}
    left = units.numerator - sum(given.values())
    first = sorted(exact, key=lambda code: (given[code] - exact[code], -weights[code], code))
    for code in first[:left]:
        given[code] += 1
    # from text: arithmetic would round to the digits of the context
    return {code: Decimal(f"{given[code]}E-{places}") for code in sorted(given)}
