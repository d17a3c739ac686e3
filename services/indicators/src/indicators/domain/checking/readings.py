"""Readings of a text: each says which value of the scheme it decides, and that value is there and agrees."""

from collections.abc import Iterator

from chassis.texts import is_blank
from contracts.scheme import paths
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.places import Places

DECIDED_PLACE_UNKNOWN = Flaw(
    "decided_place_unknown",
    "解读所落实的位置 {place} 在方案中不存在",
    "there is no place {place} in this scheme that the reading could decide",
    "请更正位置，如 quotas[excellent].share",
    "correct the place, such as quotas[excellent].share",
)

DECIDED_OTHERWISE = Flaw(
    "decided_otherwise",
    "解读采用 {chosen}，而 {place} 的取值为 {value}",
    "the reading takes {chosen}, and {place} is {value}",
    "请改采用的解读，或更正该处取值",
    "take the other option, or correct the value",
)


def findings(places: Places) -> Iterator[Finding]:
    """Readings that decide about places that are not there, or that say otherwise than the value there.

    Only a value that is one of the options by its code can contradict the one that is taken.
    """
    for n, reading in enumerate(places.content.readings):
        at = f"readings[{n}]"
        if reading.decides is None or is_blank(reading.decides):
            continue
        if reading.decides not in places.all:
            yield DECIDED_PLACE_UNKNOWN.found(f"{at}.decides", place=reading.decides)
            continue
        options = {option.code for option in reading.options}
        value = paths.value_at(places.whole, reading.decides)
        if isinstance(value, str) and value in options and reading.chosen in options - {value}:
            yield DECIDED_OTHERWISE.found(f"{at}.chosen", chosen=reading.chosen, place=reading.decides, value=value)
