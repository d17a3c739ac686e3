"""Where the names of a formula come from: a version of a scheme, or the library with the schemes in force."""

from chassis.db import ReadTx
from indicators.domain import formula_check
from indicators.domain.formula_check import Vocabulary
from indicators.storage import indicator_queries
from indicators.usecases import scheme_reading
from indicators.usecases.schemes_in_force import in_force


async def of_scheme(tx: ReadTx, code: str, version: int) -> Vocabulary:
    """Indicators and data items of the newest text. Raises NotFound."""
    content = await scheme_reading.content(tx, code, version)
    return formula_check.of_things(content.indicators, content.data_items)


async def of_library(tx: ReadTx) -> Vocabulary:
    """The newest version of each indicator that was not withdrawn, and the data items of the schemes in force."""
    indicators = [one.indicator for one in await indicator_queries.newest(tx)]
    schemes = await in_force(tx, without=("members", "indicators"))
    data_items = [item for _, scheme in sorted(schemes.items()) for item in scheme.content.data_items]
    return formula_check.of_things(indicators, data_items)
