"""What nobody published: counted and listed, never in the way; but each says what it is about."""

import re
from collections.abc import Iterable, Iterator

from contracts.scheme import paths
from contracts.scheme.basics import Assumption
from contracts.scheme.content import SchemeContent
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.places import Places

ASSUMED_PLACE_UNKNOWN = Flaw(
    "assumed_place_unknown",
    "推定所指的位置 {place} 在方案中不存在",
    "there is no place {place} in this scheme that could be assumed",
    "请更正位置，如“组成部分[common].权重”",
    "correct the place, such as parts[common].weight",
)
GROUND_PLACE_UNKNOWN = Flaw(
    "ground_place_unknown",
    "公布依据所指的位置 {place} 在方案中不存在",
    "there is no place {place} in this scheme that a text could give",
    "请更正位置，如“舍入.小数位”",
    "correct the place, such as rounding.places",
)
GROUND_ASSUMED = Flaw(
    "ground_assumed",
    "{place} 既列为推定，又列了公布依据",
    "{place} is assumed and has a published text as well",
    "请删去其中一项：公开文件给出的不是推定",
    "remove one of the two: what a text gives is not assumed",
)
NAMES_OF_ITEMS = frozenset((*paths.KEYS, *paths.KEYS_OF_LIST.values()))
BEGINS = re.compile(r"\[|\.(?![^\[]*\])")
ITEM = re.compile(r"\[[^\[\]]+\]")


def assumed(content: SchemeContent) -> tuple[Assumption, ...]:
    """Every value that no published text gives, in the order in which the scheme has them: its lists as written."""
    order: dict[str, int] = {}
    for at, _ in paths.leaves(content.model_dump(mode="json", exclude={"assumed"})):
        for around in _around(at):
            order.setdefault(around, len(order))
    return tuple(sorted(content.assumed, key=lambda one: (order.get(one.at, len(order)), one.at)))


def _around(at: str) -> Iterator[str]:
    """A place and all places around it, the outermost first."""
    yield from (at[: end.start()] for end in BEGINS.finditer(at))
    yield at


def findings_of_grounds(places: Places) -> Iterator[Finding]:
    """Texts cited for places that are not there, or for what is assumed."""
    assumed_places = {one.at for one in places.content.assumed}
    for n, ground in enumerate(places.content.grounds):
        if ground.at.strip() and ground.at not in places.all:
            yield GROUND_PLACE_UNKNOWN.found(f"grounds[{n}].at", place=ground.at)
        elif ground.at in assumed_places:
            yield GROUND_ASSUMED.found(f"grounds[{n}].at", place=ground.at)


def findings(places: Places, found: Iterable[Finding]) -> Iterator[Finding]:
    """Assumptions about places that are not there.

    Silent about an item of a list that has a finding itself, or an item whose name has one: what is missing is what
    the finding is about. `found` is everything else that was found.
    """
    assumptions = list(enumerate(places.content.assumed))
    unknown = [(n, one.at) for n, one in assumptions if one.at.strip() and one.at not in places.all]
    told = _lists({places.named(one.at) for one in found}) if unknown else frozenset[str]()
    for n, at in unknown:
        if _missing_from(places, at) not in told:
            yield ASSUMED_PLACE_UNKNOWN.found(f"assumed[{n}].at", place=at)


def _lists(told: Iterable[str]) -> frozenset[str]:
    """The lists that places are, and those whose items they name: `indicators[gdp].code` names one of `indicators`."""
    items = (place.rpartition(".") for place in told)
    named = (item for item, _, field in items if field in NAMES_OF_ITEMS)
    return frozenset({*told, *(item.rpartition("[")[0] for item in named if item.endswith("]"))})


def _missing_from(places: Places, at: str) -> str | None:
    """The list that has no such item as a place names; None where something else of the place is unknown."""
    for end in ITEM.finditer(at):
        if at[: end.end()] not in places.all:
            return at[: end.start()] if at[: end.start()] in places.all else None
    return None
