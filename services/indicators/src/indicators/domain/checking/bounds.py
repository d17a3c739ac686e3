"""Two bounds that make a band, and share bands of methods and forms."""

from collections.abc import Iterator, Sequence

from contracts.money import plain_text
from contracts.scheme.basics import Bound
from contracts.scheme.parts import MethodBand
from indicators.domain.checking import bands
from indicators.domain.checking.finding import Finding, Flaw

BOUND_POINTS_THE_WRONG_WAY = Flaw(
    "bound_points_the_wrong_way",
    "{side_zh}不能用“{operator}”",
    "the {side} bound cannot be {operator}",
    "下界用“高于”或“不低于”，上界用“低于”或“不高于”",
    "let the lower bound be > or >=, the upper one < or <=",
)
BAND_EMPTY = Flaw(
    "band_empty",
    "没有任何数值落入区间 {band}",
    "no value lies in the band {band}",
    "请对调或更正上下界",
    "let the lower bound lie below the upper one",
)
BANDS_OVERLAP = Flaw(
    "bands_overlap",
    "数值 {common} 同属第 {one} 和第 {other} 个区间",
    "values {common} lie in bands {one} and {other} at once",
    "请调整其中一个区间，使每个数值只属于一个区间",
    "move one of the bounds so that every value lies in one band",
)
BANDS_LEAVE_A_GAP = Flaw(
    "bands_leave_a_gap",
    "数值 {gap} 不属于任何区间",
    "values {gap} lie in no band",
    "请调整相邻区间，使其首尾相接",
    "let the neighbouring bands meet",
)


def text(lower: Bound | None, upper: Bound | None) -> str:
    """Both bounds as they are written."""
    return ", ".join(f"{bound.operator} {plain_text(bound.value)}" for bound in (lower, upper) if bound is not None)


def findings(at: str, lower: Bound | None, upper: Bound | None) -> Iterator[Finding]:
    """Bounds that point the wrong way."""
    if lower is not None and lower.operator not in bands.LOWER:
        yield BOUND_POINTS_THE_WRONG_WAY.found(
            f"{at}.lower.operator", side="lower", side_zh="下界", operator=lower.operator
        )
    if upper is not None and upper.operator not in bands.UPPER:
        yield BOUND_POINTS_THE_WRONG_WAY.found(
            f"{at}.upper.operator", side="upper", side_zh="上界", operator=upper.operator
        )


def findings_of_bands(at: str, listed: Sequence[MethodBand]) -> Iterator[Finding]:
    """Bands that nothing falls into, that overlap, or that leave a gap between the lowest and the highest.

    How far values can go at both ends is not known, so nothing is said about what lies beyond.
    """
    told: list[int] = []
    intervals: list[bands.Interval] = []
    for n, band in enumerate(listed):
        found = bands.interval(band.lower, band.upper)
        if found is None:
            yield from findings(f"{at}[{n}]", band.lower, band.upper)
        elif found.empty:
            yield BAND_EMPTY.found(f"{at}[{n}]", band=text(band.lower, band.upper))
        else:
            told.append(n)
            intervals.append(found)
    for one, other, common in bands.overlaps(intervals):
        yield BANDS_OVERLAP.found(f"{at}[{told[other]}]", common=str(common), one=told[one] + 1, other=told[other] + 1)
    for gap in bands.gaps(intervals) if len(told) == len(listed) else ():
        yield BANDS_LEAVE_A_GAP.found(at, gap=str(gap))
