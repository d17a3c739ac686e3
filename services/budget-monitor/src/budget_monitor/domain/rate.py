"""The execution rate: paid over budget, kept as two amounts so that nothing is ever rounded."""

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation

from contracts.indicators import Operator
from contracts.money import percent_text

# Inexact is an error here: a product that lost a digit could put a light on the wrong side of a bound
_EXACT = Context(prec=80, traps=[Inexact, InvalidOperation])
_HUNDRED = Decimal(100)


class NothingToDivideBy(Exception):
    """The budget is zero, so there is no rate. Neither 0 % nor 100 %: the object cannot be rated."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`paid / budget`. Raises NothingToDivideBy where the budget is not above zero."""

    paid: Decimal
    budget: Decimal

    def __post_init__(self) -> None:
        if self.budget <= 0:
            raise NothingToDivideBy

    def holds(self, operator: Operator, bound: Decimal) -> bool:
        """Whether the rate is `<`, `<=`, `>` or `>=` than `bound` (in percent), by cross multiplication."""
        left = _EXACT.multiply(self.paid, _HUNDRED)
        right = _EXACT.multiply(bound, self.budget)
        match operator:
            case "<":
                return left < right
            case "<=":
                return left <= right
            case ">":
                return left > right
            case ">=":
                return left >= right

    def percent(self) -> str:
        """In percent with four decimals, for showing only."""
        return percent_text(self.paid, self.budget)
