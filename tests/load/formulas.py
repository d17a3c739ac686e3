"""Formulas that officials write, evaluated beside the same expression written by hand in Python."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

from tests.load.sizes import Sizes

from formulas import evaluation, language
from formulas.data import Data
from formulas.language import Formula
from formulas.names import names

ROWS = 200
QUOTIENT = Context(prec=34, rounding=ROUND_HALF_UP)
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""As formulas compute: a quotient keeps 34 significant digits, half away from zero; the rest is exact."""

Row = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    formula: str
    by_hand: Callable[[Row], Decimal]


def _per_head(row: Row) -> Decimal:
    return (QUOTIENT.divide(row["旅游收入"], row["常住人口"]) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _graded(row: Row) -> Decimal:
    done = QUOTIENT.divide(row["完成值"], row["目标值"])
    return min(10 + (done - 1) * 20, Decimal(12)) if done >= 1 else max(done * 10 - row["扣分"], Decimal(0))


def _summed(row: Row) -> Decimal:
    return row["a"] * Decimal("0.4") + row["b"] * Decimal("0.3") + row["c"] * Decimal("0.2") + row["d"] * Decimal("0.1")


KINDS = (
    Kind("a quotient, rounded", "ROUND([旅游收入] / [常住人口] * 100, 2)", _per_head),
    Kind(
        "a choice with a cap and a floor",
        "IF([完成值] / [目标值] >= 1, MIN(10 + ([完成值] / [目标值] - 1) * 20, 12),"
        " MAX([完成值] / [目标值] * 10 - [扣分], 0))",
        _graded,
    ),
    Kind("a weighted sum of four", "[a] * 40% + [b] * 30% + [c] * 20% + [d] * 10%", _summed),
)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Evaluations per second of each round, by the formula and by hand."""

    kind: Kind
    rates: list[float]
    by_hand: list[float]

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def rate_by_hand(self) -> float:
        return statistics.median(self.by_hand)

    @property
    def ratio(self) -> float:
        return statistics.median(one / hand for one, hand in zip(self.rates, self.by_hand, strict=True))


def measure(sizes: Sizes) -> list[Evaluated]:
    """Each kind on the same rows of data, by turns; a formula is parsed and compiled once, as for all members."""
    with localcontext(EXACT):
        return [_evaluated(kind, sizes) for kind in KINDS]


def _evaluated(kind: Kind, sizes: Sizes) -> Evaluated:
    formula = language.parse(kind.formula)
    compute = evaluation.compiled(formula)
    rows = [_row(number, formula) for number in range(ROWS)]
    data = [Data(values=row) for row in rows]
    for row, one in zip(rows, data, strict=True):
        value, expected = compute(one), kind.by_hand(row)
        if value != expected:
            raise RuntimeError(f"{kind.formula}: {value} is not {expected} on {row}")
    found = Evaluated(kind, [], [])
    for _ in range(sizes.rounds):
        found.rates.append(_per_second(compute, data, sizes.formula_seconds))
        found.by_hand.append(_per_second(kind.by_hand, rows, sizes.formula_seconds))
    return found


def _row(number: int, formula: Formula) -> dict[str, Decimal]:
    """Some data for every name of the formula: quarters above zero, others in each row."""
    return {
        name: Decimal(number * (37 + place) % 211 + place + 3) / 4 for place, name in enumerate(names(formula.tree))
    }


def _per_second(compute: Callable[[Any], object], data: Sequence[object], seconds: float) -> float:
    begun, count = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        for one in data:
            compute(one)
        count += len(data)
    return count / (time.perf_counter() - begun)
