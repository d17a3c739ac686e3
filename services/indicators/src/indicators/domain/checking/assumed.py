"""What nobody published: counted and listed, never in the way; but each says what it is about."""

from collections.abc import Iterator

from contracts.scheme import paths
from contracts.scheme.basics import Assumption
from contracts.scheme.content import SchemeContent
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.places import Places

ASSUMED_PLACE_UNKNOWN = Flaw(
    "assumed_place_unknown",
    "推定所指的位置 {place} 在方案中不存在",
    "there is no place {place} in this scheme that could be assumed",
    "请更正位置，如 parts[common].weight",
    "correct the place, such as parts[common].weight",
)


def assumed(content: SchemeContent) -> tuple[Assumption, ...]:
    """Every value that no published text gives, in the order in which the scheme has them."""
    order: dict[str, int] = {}
    for at, _ in paths.leaves(Places(content).form):
        order.setdefault(at, len(order))
    return tuple(sorted(content.assumed, key=lambda one: (order.get(one.at, len(order)), one.at)))


def findings(places: Places) -> Iterator[Finding]:
    """Assumptions about places that are not there."""
    for n, assumption in enumerate(places.content.assumed):
        if assumption.at.strip() and assumption.at not in places.all:
            yield ASSUMED_PLACE_UNKNOWN.found(f"assumed[{n}].at", place=assumption.at)
