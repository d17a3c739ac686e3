"""The light that an order looks at: the one that it follows, or the one of the year into which its re-check falls.

| the light that the order follows | the light of the year of the re-check | the re-check looks at |
| --- | --- | --- |
| of that year, and moves | the same | it |
| of an earlier year | moves | that of the year: nothing can move the earlier one |
| any | there is none, or it is frozen | the one that the order follows; frozen, it needs no re-check |

Frozen is a light whose fiscal year is over, closed or not; one that no version of its rule in force watches; and one
without a budget to divide by.
"""

from dataclasses import dataclass
from uuid import UUID

from scoring.domain.order import Order


@dataclass(frozen=True, slots=True)
class Light:
    """How a light stands. `frozen` where nothing can make it better or worse any more."""

    id: UUID
    fiscal_year: str
    level: str
    is_good: bool
    frozen: bool


def followed(order: Order, *, frozen: bool) -> Light:
    """The light that an order follows."""
    return Light(order.light, order.light_fiscal_year, order.light_level, order.light_is_good, frozen)


def for_recheck(followed: Light, of_the_year: Light | None) -> Light:
    """The light that a re-check looks at."""
    if of_the_year is None or of_the_year.frozen or of_the_year.id == followed.id:
        return followed
    return of_the_year
