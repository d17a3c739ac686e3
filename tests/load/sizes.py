"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """`rounds` of `seconds` for each kind of request, on so many `connections`; so many `crossings` on each bus;
    `rounds` of `formula_seconds` for each formula; `scheme_rounds` schemes of so many `indicators` and `members`.

    Further rounds are left out when `checks_seconds` have gone by, further crossings after `crossings_seconds`:
    a slow machine measures less, and never longer than a few minutes.
    """

    rounds: int = 5
    seconds: float = 2.0
    connections: int = 16
    items: int = 50
    batch: int = 200
    crossings: int = 200
    least_rounds: int = 2
    checks_seconds: float = 110
    crossings_seconds: float = 30
    formula_seconds: float = 1.0
    scheme_rounds: int = 3
    indicators: int = 500
    members: int = 5_000


FULL = Sizes()
QUICK = Sizes(
    rounds=1,
    seconds=0.5,
    crossings=10,
    items=10,
    batch=20,
    least_rounds=1,
    checks_seconds=20,
    crossings_seconds=10,
    formula_seconds=0.1,
    scheme_rounds=1,
    indicators=50,
    members=100,
)
