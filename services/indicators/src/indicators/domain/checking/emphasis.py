"""What must weigh more than the mean: city-to-county indicators, key projects, key work."""

from collections.abc import Iterator
from fractions import Fraction

from contracts.scheme.words import WORDS
from indicators.domain.checking import weights
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index

EMPHASIS_NOT_GIVEN = Flaw(
    "emphasis_not_given",
    "指标 {indicator} 属“{origin_zh}”，须高于平均权重，但其权重不高于各指标的平均值",
    "{indicator} is of the origin {origin}, which must weigh more than the mean; it does not",
    "请提高该指标的权重，或从加重考核中删除该来源",
    "raise its weight, or take the origin out of the emphasis",
)


def findings(index: Index) -> Iterator[Finding]:
    """Indicators of an emphasised origin whose effective weight is not above the mean of all that have one.

    What members choose is left out: its weight depends on how many they choose.
    """
    origins = [one.origin for one in index.content.emphasis]
    weighted = weights.effective(index) if origins else []
    if not weighted:
        return
    mean = sum((one.weight for one in weighted), Fraction(0)) / len(weighted)
    for one in weighted:
        _, indicator = index.indicators.get(one.indicator, ("", None))
        asked = [origin for origin in origins if indicator is not None and origin in indicator.origins]
        if asked and one.weight <= mean:
            yield EMPHASIS_NOT_GIVEN.found(one.at, indicator=one.indicator, origin=asked[0], origin_zh=WORDS[asked[0]])
