"""Bands of grades: every score within the total has exactly one grade, and every grade some score."""

from collections.abc import Iterator
from itertools import pairwise

from indicators.domain.checking import bands, bounds
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import HUNDRED

GRADE_WITHOUT_BAND = Flaw(
    "grade_without_band",
    "按分数段定等，而等次 {grade} 没有分数段",
    "grades follow from bands, and {grade} has none",
    "请填写该等次的下界或上界，或改为按名次、按研究决定定等",
    "write its lower or upper bound, or let ranks or a decision give the grades",
)
GRADE_UNREACHABLE = Flaw(
    "grade_unreachable",
    "0 至 {most} 之间没有任何得分落入等次 {grade}（{band}）",
    "no score from 0 to {most} falls into the grade {grade} ({band})",
    "请调整该等次的分数段或总分",
    "change its band, or the total",
)
GRADES_OVERLAP = Flaw(
    "grades_overlap",
    "得分 {common} 同属等次 {one} 和 {other}",
    "scores {common} fall into {one} and {other} at once",
    "请调整其中一个分数段，使每个得分只属于一个等次",
    "move one of the bounds so that every score has one grade",
)
GRADES_LEAVE_A_GAP = Flaw(
    "grades_leave_a_gap",
    "得分 {gap} 不属于任何等次",
    "scores {gap} have no grade",
    "请调整相邻分数段，使其首尾相接",
    "let the neighbouring bands meet",
)
GRADES_OUT_OF_ORDER = Flaw(
    "grades_out_of_order",
    "等次须由高到低排列，而 {grade} 的分数段高于其前面的 {before}",
    "grades stand best first, and the band of {grade} lies above that of {before}, which stands before it",
    "请调整等次的先后，或更正分数段",
    "change the order of the grades, or their bands",
)


def findings(index: Index) -> Iterator[Finding]:
    """Bands are compared exactly; the score lies between 0 and the total, or 100 where it is a percentage of it."""
    content = index.content
    most = HUNDRED if content.grading.basis == "percent_of_total" else content.total
    domain = bands.up_to(most) if most is not None and most > 0 else None
    complete = domain is not None and content.grading.by == "bands"
    reached: list[int] = []
    within: list[bands.Interval] = []
    for n, grade in enumerate(content.grades):
        at, band = f"grades[{n}]", bands.interval(grade.lower, grade.upper)
        if band is None:
            complete = False
            yield from bounds.findings(at, grade.lower, grade.upper)
        elif grade.lower is None and grade.upper is None and len(content.grades) > 1:
            complete = False
            if content.grading.by == "bands":
                yield GRADE_WITHOUT_BAND.found(at, grade=grade.code)
        elif domain is None and band.empty:
            yield bounds.BAND_EMPTY.found(at, band=bounds.text(grade.lower, grade.upper))
        elif most is not None and domain is not None and band.within(domain).empty:
            complete = False
            told = bounds.text(grade.lower, grade.upper)
            yield GRADE_UNREACHABLE.found(at, grade=grade.code, band=told, most=most)
        else:
            reached.append(n)
            within.append(band.within(domain) if domain else band)
    codes = [content.grades[n].code for n in reached]
    overlapping = list(bands.overlaps(within))
    for one, other, common in overlapping:
        yield GRADES_OVERLAP.found(f"grades[{reached[other]}]", common=str(common), one=codes[one], other=codes[other])
    for one, other in pairwise(range(len(within))) if not overlapping else ():
        if within[one].begins < within[other].begins:
            yield GRADES_OUT_OF_ORDER.found(f"grades[{reached[other]}]", grade=codes[other], before=codes[one])
    for gap in bands.gaps(within, domain) if complete else ():
        yield GRADES_LEAVE_A_GAP.found("grades", gap=str(gap))
