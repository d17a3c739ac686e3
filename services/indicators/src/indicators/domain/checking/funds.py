"""Funds: the share that a rule asks for is one that some use of the fund can have."""

from collections.abc import Iterator

from indicators.domain.checking import bands
from indicators.domain.checking.bounds import text
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import HUNDRED, meaningful

FUND_SHARE_IMPOSSIBLE = Flaw(
    "fund_share_impossible",
    "资金规则 {fund} 的占比不可能满足“{bound}”",
    "no share of {fund} can be {bound}",
    "请更正占比的比较符或数值",
    "correct the operator or the value of the share",
)


def findings(index: Index) -> Iterator[Finding]:
    """Bounds that lie between 0 and 100 and leave nothing there, such as more than 100 %."""
    for n, fund in enumerate(index.content.funds):
        if fund.share is None or not meaningful(fund.share.value):
            continue
        lower = fund.share if fund.share.operator in bands.LOWER else None
        asked = bands.interval(lower, None if lower else fund.share)
        if asked is not None and bands.up_to(HUNDRED).within(asked).empty:
            yield FUND_SHARE_IMPOSSIBLE.found(f"funds[{n}].share", fund=fund.code, bound=text(fund.share, None))
