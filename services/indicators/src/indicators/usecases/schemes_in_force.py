"""Every scheme that is in force on a day, as it was known on a day, with its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chassis.db import ReadTx
from contracts.scheme.content import SchemeContent
from indicators.domain import scheme_force, scheme_text
from indicators.storage import scheme_queries, schemes

MOST = 10_000
"""Schemes of one region."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A published version with the text that it was published with."""

    version: int
    sha256: str
    content: SchemeContent


async def in_force(
    tx: ReadTx, *, on: date | None = None, known_on: date | None = None, without: Sequence[str] = ()
) -> Mapping[str, InForce]:
    """Code → what is in force on a day (None: today), as it was known at the end of a day (None: today too).

    `without` are sections of the content that are not read.
    """
    heads = await scheme_queries.heads(tx, after=None, limit=MOST)
    standings = await schemes.standings(tx, heads)
    today = tx.region.local_date(tx.now)
    day = on or today
    end, known_until = tx.region.end_of_day(day), tx.region.end_of_day(known_on or today)
    versions = {
        code: scheme_force.in_force(standings[code], on=day, end_of_day=end, known_until=known_until) for code in heads
    }
    found: dict[str, InForce] = {}
    for one in await schemes.load(tx, [(code, version) for code, version in versions.items() if version]):
        key = (one.code, one.version)
        form = await scheme_queries.content_without(tx, key, one.text.number, sections=without)
        found[one.code] = InForce(one.version, one.text.sha256, scheme_text.read(form))
    return found
