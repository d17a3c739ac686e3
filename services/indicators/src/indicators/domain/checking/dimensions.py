"""Shares of dimensions: a check on the weights of their indicators, never a factor."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from indicators.domain.checking import weights
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import HUNDRED, meaningful

DIMENSION_SHARE_MISSING = Flaw(
    "dimension_share_missing",
    "维度 {dimension} 没有占比，而其他维度有",
    "dimension {dimension} has no share, though others have",
    "请为每个维度填写占比，或都不填写",
    "write a share for every dimension, or for none",
)
DIMENSION_SHARES_SUM = Flaw(
    "dimension_shares_do_not_sum",
    "各维度占比之和为 {sum}，须为 100",
    "the shares of the dimensions sum to {sum}, not to 100",
    "请调整维度占比，使其和为 100",
    "change the shares so that they sum to 100",
)
DIMENSION_MISSING = Flaw(
    "dimension_missing",
    "维度设有占比，而计分指标 {indicator} 不属于任何维度",
    "dimensions have shares, and {indicator}, which has a weight, belongs to none",
    "请为该指标填写维度",
    "name the dimension of the indicator",
)
DIMENSION_SHARE_DIFFERS = Flaw(
    "dimension_share_differs",
    "维度 {dimension} 的占比为 {share}，而其指标的有效权重之和为 {sum}",
    "dimension {dimension} has a share of {share}, and its indicators weigh {sum} together",
    "请调整维度占比，或调整其指标的权重",
    "change the share, or the weights of its indicators",
)


def findings(index: Index) -> Iterator[Finding]:
    """Shares that are missing, do not sum to 100, or differ from the effective weights of their indicators.

    Weights are those of a member without a variant. Where members choose among indicators of several dimensions,
    a share is accepted if some choice can give it.
    """
    dimensions = index.content.dimensions
    told = [dimension.share for dimension in dimensions if dimension.share is not None]
    if not told:
        return
    own = list(_of_shares(index, told))
    yield from own
    if own or not all(map(meaningful, told)) or len(index.codes["dimension"]) < len(dimensions):
        return
    homeless = list(_of_indicators(index))
    yield from homeless
    if not homeless:
        yield from _of_sums(index)


def _of_shares(index: Index, told: list[Decimal]) -> Iterator[Finding]:
    dimensions = index.content.dimensions
    for n, dimension in enumerate(dimensions):
        if dimension.share is None:
            yield DIMENSION_SHARE_MISSING.found(f"dimensions[{n}].share", dimension=dimension.code)
    total = sum(told, Decimal(0))
    if len(told) == len(dimensions) and all(map(meaningful, told)) and total != HUNDRED:
        yield DIMENSION_SHARES_SUM.found("dimensions", sum=total)


def _of_indicators(index: Index) -> Iterator[Finding]:
    seen: set[str] = set()
    for _, part in index.earning_parts:
        for entry in part.entries:
            at, indicator = index.indicators.get(entry.indicator, ("", None))
            if indicator is not None and indicator.dimension is None and entry.indicator not in seen:
                seen.add(entry.indicator)
                yield DIMENSION_MISSING.found(f"{at}.dimension", indicator=entry.indicator)


def _of_sums(index: Index) -> Iterator[Finding]:
    weighted = weights.effective(index)
    if not weighted:
        return
    least: dict[str, Fraction] = {}
    for one in weighted:
        dimension = _dimension(index, one.indicator)
        if dimension is None:
            return
        least[dimension] = least.get(dimension, Fraction(0)) + one.weight
    most = dict(least)
    for _, part in index.earning_parts:
        if part.choice is None or part.weight is None:
            continue
        chosen = {_dimension(index, entry.indicator) for entry in part.entries}
        if None in chosen:
            return
        for dimension in filter(None, chosen):
            most[dimension] = most.get(dimension, Fraction(0)) + Fraction(part.weight)
        if len(chosen) == 1 and part.choice.least > 0:
            least.update({only: most[only] for only in filter(None, chosen)})
    for n, listed in enumerate(index.content.dimensions):
        low, high = least.get(listed.code, Fraction(0)), most.get(listed.code, Fraction(0))
        if listed.share is not None and not low <= Fraction(listed.share) <= high:
            shown = _text(low) if low == high else f"{_text(low)}–{_text(high)}"
            yield DIMENSION_SHARE_DIFFERS.found(
                f"dimensions[{n}].share", dimension=listed.code, share=listed.share, sum=shown
            )


def _dimension(index: Index, indicator: str) -> str | None:
    """The dimension of an indicator; None also where it has a finding of its own."""
    _, found = index.indicators.get(indicator, ("", None))
    known = found is not None and found.dimension in index.codes["dimension"]
    return found.dimension if found is not None and known else None


def _text(weight: Fraction) -> str:
    """Exact: products of percentages are decimals of at most 14 places."""
    scaled = weight * 10**14
    text = f"{scaled.numerator // 10**14}.{scaled.numerator % 10**14:014d}"
    return text.rstrip("0").rstrip(".")
