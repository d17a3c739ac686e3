"""Sums of products with exact coefficients: the normal form of what can be added, subtracted and multiplied."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from formulas.arithmetic import ended, plain

LONGEST_POWER = 1000
"""Bits; five times what a value may have."""

Factors = tuple[tuple[str, int], ...]
"""Texts of what is multiplied, each with how often, in order."""


@dataclass(frozen=True)
class Linear:
    """`constant` plus the sum of coefficient × factors. A coefficient of 0 stays: what it belongs to may be missing.

    `function` and `members` are set where the whole is one MIN or MAX.
    """

    constant: Fraction
    terms: Mapping[Factors, Fraction]
    function: str = ""
    members: tuple["Linear", ...] = ()

    @cached_property
    def text(self) -> str:
        texts = sorted(_term(factors, count) for factors, count in self.terms.items())
        if self.constant or not texts:
            texts.append(plain(ended(self.constant)))
        return "+".join(texts)

    @property
    def value(self) -> Fraction | None:
        """The constant, where there is nothing else."""
        return None if self.terms else self.constant

    def scaled(self, factor: Fraction) -> "Linear":
        if factor == 1:
            return self
        return Linear(self.constant * factor, {factors: count * factor for factors, count in self.terms.items()})

    def plus(self, other: "Linear") -> "Linear":
        terms = dict(self.terms)
        for factors, count in other.terms.items():
            terms[factors] = terms.get(factors, Fraction(0)) + count
        return Linear(self.constant + other.constant, terms)

    def times(self, other: "Linear") -> "Linear":
        if self.value is not None:
            return other.scaled(self.value)
        if other.value is not None:
            return self.scaled(other.value)
        (left, one), (right, another) = self._product(), other._product()
        together = dict(left)
        for text, count in right:
            together[text] = together.get(text, 0) + count
        return Linear(Fraction(0), {tuple(sorted(together.items())): one * another})

    def raised(self, count: int) -> "Linear | None":
        """Multiplied by itself so often, at least once; None where its coefficient would become too long to write."""
        if count == 1:
            return self
        factors, coefficient = self._product()
        if count * (coefficient.numerator.bit_length() + coefficient.denominator.bit_length() - 2) > LONGEST_POWER:
            return None
        return Linear(Fraction(0), {tuple((text, n * count) for text, n in factors): coefficient**count})

    def _product(self) -> tuple[Factors, Fraction]:
        """Itself as one product: a sum becomes a single factor."""
        if len(self.terms) == 1 and not self.constant:
            return next(iter(self.terms.items()))
        return ((f"({self.text})", 1),), Fraction(1)


def constant(value: Fraction) -> Linear:
    return Linear(value, {})


def symbol(text: str, *, function: str = "", members: tuple[Linear, ...] = ()) -> Linear:
    """Something that is taken as it is."""
    return Linear(Fraction(0), {((text, 1),): Fraction(1)}, function, members)


def _term(factors: Factors, count: Fraction) -> str:
    product = "*".join(text if n == 1 else f"{text}^{n}" for text, n in factors)
    return product if count == 1 else f"{plain(ended(count))}*{product}"
