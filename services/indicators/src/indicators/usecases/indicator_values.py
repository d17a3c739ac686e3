"""Which targets, weights and thresholds of an indicator were in force on a day, as was known on a day."""

from dataclasses import dataclass
from datetime import date

from chassis.db import ReadTx
from indicators.domain import indicator_values
from indicators.domain.indicator_values import Binding, TargetInForce, Threshold
from indicators.storage import indicator_queries
from indicators.usecases.schemes import today
from indicators.usecases.schemes_in_force import in_force


@dataclass(frozen=True, slots=True)
class Values:
    """Of the version of the library, and of every scheme, that were in force then."""

    code: str
    version: int
    in_force_on: date
    known_on: date
    targets: list[TargetInForce]
    weights: list[Binding]
    thresholds: list[Threshold]


async def values(tx: ReadTx, code: str, *, in_force_on: date | None, known_on: date | None) -> Values:
    """Without a day as of today; where only the day of knowledge is given, what was thought to hold on that day.

    Raises NotFound where no version of the library was in force.
    """
    on, known = in_force_on or known_on or today(tx), known_on or today(tx)
    found = await indicator_queries.indicator(tx, code, in_force_on=on, known_on=known)
    schemes = await in_force(tx, on=on, known_on=known, without=("members", "indicators"))
    contents = [(scheme.content, scheme.version) for _, scheme in sorted(schemes.items())]
    return Values(
        code=code,
        version=found.version,
        in_force_on=on,
        known_on=known,
        targets=indicator_values.targets(found.indicator, valid_from=found.valid_from, on=on),
        weights=[one for of in contents for one in indicator_values.bindings(*of, code)],
        thresholds=[one for of in contents for one in indicator_values.thresholds(*of, code, on=on)],
    )
