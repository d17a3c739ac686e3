"""Pay: bounds of its parts that can hold together, spreads and bands that are some."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from contracts.scheme.basics import Bound
from contracts.scheme.pay import PayBands, PayComponent, Spread
from indicators.domain.checking import bands
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import HUNDRED, NOT_POSITIVE, SHARE_OUT_OF_RANGE, meaningful
from indicators.domain.checking.repeats import alike

PAY_BOUNDS_EXCLUDE = Flaw(
    "pay_bounds_exclude_each_other",
    "构成 {component} 的占比界限相互矛盾（{bounds}）",
    "no share of {component} satisfies all its bounds ({bounds})",
    "请更正其中一个界限",
    "correct one of the bounds",
)
PAY_FLOORS_EXCEED = Flaw(
    "pay_floors_exceed",
    "各构成的占比下限之和为 {sum}，不可能同时满足",
    "the least shares of the components sum to {sum}; they cannot all hold",
    "请降低某个构成的下限，使其可以同时满足",
    "lower one of them so that all can hold within 100",
)
PAY_CEILINGS_FALL_SHORT = Flaw(
    "pay_ceilings_fall_short",
    "各构成的占比上限之和为 {sum}，凑不足 100",
    "the largest shares of the components sum to {sum}; they cannot make 100",
    "请提高某个构成的上限",
    "raise one of them so that they can make 100",
)
SPREAD_BELOW_ONE = Flaw(
    "spread_below_one",
    "差距倍数 {ratio} 小于 1：最高不可能低于最低",
    "a spread of {ratio} is below 1: the highest cannot lie below the lowest",
    "请填写不小于 1 的倍数",
    "write a ratio of 1 or more",
)
PAY_BANDS_NOT_DESCENDING = Flaw(
    "pay_bands_not_descending",
    "绩效档须由高到低排列，而 {band} 的系数 {coefficient} 不低于前一档的 {before}",
    "bands stand best first, and the coefficient of {band}, {coefficient}, is not below that before it, {before}",
    "请调整档次的先后，或更正系数",
    "change the order of the bands, or their coefficients",
)
PAY_GAP_TOO_SMALL = Flaw(
    "pay_gap_too_small",
    "{band} 的系数 {coefficient} 与前一档 {before} 的级差小于 {least}%",
    "{band} ({coefficient}) is less than {least} % apart from the band before it ({before})",
    "请拉开相邻档次的系数，或降低最小级差",
    "move the coefficients apart, or ask for a smaller gap",
)

PAY_BANDS_AGAINST_SPREAD = Flaw(
    "pay_bands_against_spread",
    "绩效档 {bands} 最高系数 {highest}、最低系数 {lowest}，最高是最低的 {times} 倍，而差距规定{reading_zh} {ratio} 倍",
    "{bands} goes from {lowest} to {highest}: the highest is {times} times the lowest, and the spread is to be "
    "{reading} {ratio} times",
    "请调整系数，或更正差距倍数及其口径",
    "change the coefficients, or correct the ratio of the spread and its reading",
)
PAID_ALIKE = Flaw(
    "paid_alike",
    "岗位差的较高岗位和较低岗位都是“{zh}”：没有差别可言",
    "the higher and the lower post of a difference in pay are both “{en}”: nothing differs",
    "请更正其中一个岗位",
    "correct one of the posts",
)
READINGS = {"floor": ("不低于", "at least"), "ceiling": ("不高于", "at most"), "fixed": ("为", "exactly")}

SHARES = bands.up_to(HUNDRED)


def findings(index: Index) -> Iterator[Finding]:
    for n, structure in enumerate(index.content.pay):
        at = f"pay[{n}]"
        yield from _of_components(f"{at}.components", structure.components)
        if structure.spread is not None and structure.spread.ratio < 1:
            yield SPREAD_BELOW_ONE.found(f"{at}.spread.ratio", ratio=structure.spread.ratio)
        for m, listed in enumerate(structure.bands):
            own = list(_of_bands(f"{at}.bands[{m}]", listed))
            yield from own
            if structure.spread is not None and structure.spread.ratio >= 1 and not own:
                yield from _of_spread(f"{at}.bands[{m}]", listed, structure.spread)
        for m, differential in enumerate(structure.differentials):
            if differential.amount <= 0:
                yield NOT_POSITIVE.found(f"{at}.differentials[{m}].amount", value=differential.amount)
            if alike(differential.higher, differential.lower):
                lower = differential.lower
                yield PAID_ALIKE.found(f"{at}.differentials[{m}].lower", zh=lower.zh, en=lower.said("en"))


def _of_components(at: str, components: tuple[PayComponent, ...]) -> Iterator[Finding]:
    possible: list[bands.Interval] = []
    for n, component in enumerate(components):
        outside = [m for m, bound in enumerate(component.bounds) if not meaningful(bound.value)]
        for m in outside:
            yield SHARE_OUT_OF_RANGE.found(f"{at}[{n}].bounds[{m}].value", value=component.bounds[m].value)
        share = _within(component.bounds)
        if share.empty and not outside:
            told = ", ".join(f"{bound.operator} {bound.value:f}" for bound in component.bounds)
            yield PAY_BOUNDS_EXCLUDE.found(f"{at}[{n}].bounds", component=component.code, bounds=told)
        elif not outside:
            possible.append(share)
    if len(possible) < len(components) or not components:
        return
    floors = sum((share.begins[0] for share in possible), Decimal(0))
    ceilings = sum((share.ends[0] for share in possible), Decimal(0))
    strict_floor = any(share.begins[1] for share in possible)
    strict_ceiling = any(not share.ends[1] for share in possible)
    if floors > HUNDRED or (floors == HUNDRED and strict_floor):
        yield PAY_FLOORS_EXCEED.found(at, sum=floors)
    elif ceilings < HUNDRED or (ceilings == HUNDRED and strict_ceiling):
        yield PAY_CEILINGS_FALL_SHORT.found(at, sum=ceilings)


def _within(bounds: tuple[Bound, ...]) -> bands.Interval:
    share = SHARES
    for bound in bounds:
        lower = bound if bound.operator in bands.LOWER else None
        one = bands.interval(lower, None if lower else bound)
        share = share.within(one) if one is not None else share
    return share


def _of_bands(at: str, listed: PayBands) -> Iterator[Finding]:
    for n, band in enumerate(listed.bands):
        if band.coefficient <= 0:
            yield NOT_POSITIVE.found(f"{at}.bands[{n}].coefficient", value=band.coefficient)
    for n, (before, band) in enumerate(pairwise(listed.bands), start=1):
        place, least = f"{at}.bands[{n}].coefficient", listed.least_gap
        if band.coefficient <= 0 or before.coefficient <= 0:
            continue
        values: dict[str, str | Decimal] = {
            "band": band.code,
            "coefficient": band.coefficient,
            "before": before.coefficient,
        }
        if band.coefficient >= before.coefficient:
            yield PAY_BANDS_NOT_DESCENDING.found(place, **values)
        elif least is not None and _gap(before.coefficient, band.coefficient) < least:
            yield PAY_GAP_TOO_SMALL.found(place, **values, least=least)


def _of_spread(at: str, listed: PayBands, spread: Spread) -> Iterator[Finding]:
    """The bands themselves must keep the spread that the structure asks for."""
    coefficients = [band.coefficient for band in listed.bands]
    highest, lowest = max(coefficients), min(coefficients)
    times, ratio = Fraction(highest) / Fraction(lowest), Fraction(spread.ratio)
    kept = {"floor": times >= ratio, "ceiling": times <= ratio, "fixed": times == ratio}[spread.reading]
    if not kept:
        zh, en = READINGS[spread.reading]
        told = (Decimal(times.numerator) / Decimal(times.denominator)).quantize(Decimal("0.01"))
        yield PAY_BANDS_AGAINST_SPREAD.found(
            f"{at}.bands", bands=listed.code, highest=highest, lowest=lowest, times=told, ratio=spread.ratio,
            reading=en, reading_zh=zh,
        )  # fmt: skip


def _gap(higher: Decimal, lower: Decimal) -> Fraction:
    """In percent of the lower one."""
    return (Fraction(higher) / Fraction(lower) - 1) * 100
