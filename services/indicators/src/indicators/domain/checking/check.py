"""Everything that keeps a scheme from being published, at once."""

from itertools import chain

from contracts.scheme.content import SchemeContent
from indicators.domain.checking import (
    assumed,
    between,
    coverage,
    dimensions,
    emphasis,
    formulas,
    funds,
    goals,
    grades,
    measured,
    methods,
    naming,
    orders,
    pay,
    people,
    process,
    quotas,
    ranges,
    rates,
    readings,
    references,
    repeats,
    results,
    shares,
    targets,
    texts,
    thresholds,
    weights,
)
from indicators.domain.checking.between import Beside
from indicators.domain.checking.finding import Finding
from indicators.domain.checking.index import Index
from indicators.domain.checking.places import Places

SUBJECTS = (
    texts,
    repeats,
    ranges,
    references,
    weights,
    shares,
    dimensions,
    emphasis,
    methods,
    targets,
    coverage,
    formulas,
    measured,
    rates,
    thresholds,
    goals,
    people,
    grades,
    orders,
    quotas,
    results,
    funds,
    pay,
)


def findings(
    content: SchemeContent,
    *,
    fiscal_year_start: tuple[int, int] = (1, 1),
    beside: Beside | None = None,
    english: bool = False,
) -> list[Finding]:
    """Every finding with the name of its place, in the order of the content; empty where nothing is wrong.

    What follows from another finding is not listed. `fiscal_year_start` is the region's month and day, which the
    checkpoints of monitoring rules follow. What it says of other schemes is checked where these are given.
    `english` asks for the English of every text: whoever publishes may say that the office has none.
    """
    index, places = Index(content), Places(content)
    directly = chain(
        chain.from_iterable(subject.findings(index) for subject in SUBJECTS),
        process.findings(index, fiscal_year_start),
        between.findings(content, beside) if beside is not None else (),
        texts.without_english(content) if english else (),
        readings.findings(places) if any(reading.decides for reading in content.readings) else (),
    )
    found = repeats.without_follow_ups(list(directly))
    found += assumed.findings(places, tuple(found)) if content.assumed else ()
    found += assumed.findings_of_grounds(places) if content.grounds else ()
    ordered = sorted(found, key=lambda one: (places.order(one.at), one.code))
    called = naming.Names(content, beside.schemes if beside is not None else {})
    return [
        Finding(one.flaw, places.named(one.at), one.values, {**called.of(one.values), **one.names}) for one in ordered
    ]
