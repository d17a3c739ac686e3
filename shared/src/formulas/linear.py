"""Sums of products with exact coefficients: the normal form of what can be added, subtracted and multiplied."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

from formulas.arithmetic import ended, plain

LONGEST_POWER = 1000
"""Bits; five times what a value may have."""


@dataclass(frozen=True, order=True)
class Factor:
    """What is multiplied, as text, and the names and calls that it has a value only with."""

    text: str
    needs: frozenset[str] = field(compare=False)


Factors = tuple[tuple[Factor, int], ...]
"""What is multiplied, each with how often, in the order of the texts."""


@dataclass(frozen=True)
class Linear:
    """`constant` plus the sum of coefficient × factors, where everything that it `needs` has a value.

    What is multiplied by 0 is in no term, but it is needed. `function` and `members` are set where the whole is one
    MIN or MAX.
    """

    constant: Fraction
    terms: Mapping[Factors, Fraction]
    needs: frozenset[str] = frozenset()
    function: str = ""
    members: tuple["Linear", ...] = ()

    @cached_property
    def text(self) -> str:
        in_terms = frozenset[str]().union(*(factor.needs for factors in self.terms for factor, _ in factors))
        texts = [f"0*{needed}" for needed in self.needs - in_terms]
        texts += [_term(factors, count) for factors, count in self.terms.items()]
        if self.constant or not texts:
            return "+".join([*sorted(texts), plain(ended(self.constant))])
        return "+".join(sorted(texts))

    @property
    def value(self) -> Fraction | None:
        """The constant, where there is nothing else."""
        return None if self.terms or self.needs else self.constant

    def scaled(self, factor: Fraction) -> "Linear":
        if factor == 1:
            return self
        terms = {factors: count * factor for factors, count in self.terms.items() if factor}
        return Linear(self.constant * factor, terms, self.needs)

    def plus(self, other: "Linear") -> "Linear":
        terms = dict(self.terms)
        for factors, count in other.terms.items():
            terms[factors] = terms.get(factors, Fraction(0)) + count
        kept = {factors: count for factors, count in terms.items() if count}
        return Linear(self.constant + other.constant, kept, self.needs | other.needs)

    def times(self, other: "Linear") -> "Linear":
        needs = self.needs | other.needs
        for one, another in ((self, other), (other, self)):
            if not one.terms:
                return replace(another.scaled(one.constant), needs=needs)
        (left, count), (right, more) = self._product(), other._product()
        together = dict(left)
        for factor, n in right:
            together[factor] = together.get(factor, 0) + n
        return Linear(Fraction(0), {tuple(sorted(together.items())): count * more}, needs)

    def raised(self, count: int) -> "Linear | None":
        """Multiplied by itself so often, at least once; None where its coefficient would become too long to write."""
        if count == 1:
            return self
        factors, coefficient = self._product() if self.terms else ((), self.constant)
        if count * (coefficient.numerator.bit_length() + coefficient.denominator.bit_length() - 2) > LONGEST_POWER:
            return None
        if not factors:
            return replace(self, constant=coefficient**count)
        product = tuple((factor, n * count) for factor, n in factors)
        return Linear(Fraction(0), {product: coefficient**count}, self.needs)

    def _product(self) -> tuple[Factors, Fraction]:
        """Itself as one product: a sum becomes a single factor, whose coefficients are whole and share no divisor."""
        if len(self.terms) == 1 and not self.constant:
            return next(iter(self.terms.items()))
        common = self._common()
        needs = frozenset[str]().union(*(factor.needs for factors in self.terms for factor, _ in factors))
        inner = replace(self.scaled(1 / common), needs=needs)
        return ((Factor(f"({inner.text})", needs), 1),), common

    def _common(self) -> Fraction:
        """What all coefficients can be divided by, with the sign of the first term."""
        counts = [*self.terms.values(), self.constant]
        below = lcm(*(count.denominator for count in counts))
        above = gcd(*(int(count * below) for count in counts))
        return Fraction(above, below) * (1 if self.terms[min(self.terms)] > 0 else -1)


def constant(value: Fraction) -> Linear:
    return Linear(value, {})


def symbol(text: str, *, function: str = "", members: tuple[Linear, ...] = ()) -> Linear:
    """Something that is taken as it is."""
    needs = frozenset({text})
    return Linear(Fraction(0), {((Factor(text, needs), 1),): Fraction(1)}, needs, function, members)


def _term(factors: Factors, count: Fraction) -> str:
    product = "*".join(factor.text if n == 1 else f"{factor.text}^{n}" for factor, n in factors)
    return product if count == 1 else f"{plain(ended(count))}*{product}"
