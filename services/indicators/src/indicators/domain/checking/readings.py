"""Readings of a text: each says which value of the scheme it decides, and that value is there."""

from collections.abc import Iterator

from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.places import Places

DECIDED_PLACE_UNKNOWN = Flaw(
    "decided_place_unknown",
    "解读所落实的位置 {place} 在方案中不存在",
    "there is no place {place} in this scheme that the reading could decide",
    "请更正位置，如 quotas[excellent].share",
    "correct the place, such as quotas[excellent].share",
)


def findings(places: Places) -> Iterator[Finding]:
    """Readings that decide about places that are not there."""
    for n, reading in enumerate(places.content.readings):
        if reading.decides is not None and reading.decides.strip() and reading.decides not in places.all:
            yield DECIDED_PLACE_UNKNOWN.found(f"readings[{n}].decides", place=reading.decides)
