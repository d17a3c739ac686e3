"""Lights: which level an object is at, and whether that is news. Pure; the rule is frozen data."""

from typing import Literal

from budget_monitor.domain.rate import Rate
from contracts.indicators import Band, Checkpoint, RuleContent

STALE = "stale"
"""The feed went silent: what is known is no longer what is so. Not a level, and never a good one."""

Direction = Literal["crossing", "recovery"]


def best(rule: RuleContent) -> str:
    """The level without a bound: where every light begins."""
    return rule.levels[-1].code


def rank(rule: RuleContent, level: str) -> int:
    """0 is the worst level of the rule. A level that a later version dropped counts as the best one."""
    codes = [known.code for known in rule.levels]
    return codes.index(level) if level in codes else len(codes) - 1


def evaluate(rule: RuleContent, checkpoint: Checkpoint, rate: Rate, *, before: str) -> str:
    """The level of a rate under the bands of one checkpoint, for a light that stood at `before`.

    Levels are asked worst first, each with the operator stored with its bound ("below 15 %" leaves 15.00 at
    the better level). A light leaves a level only where that level's recovery bound holds, so between the two
    bounds it stays; it may leave several levels at once. `before` is the last real level, never `stale`.
    """
    bands = {band.level: band for band in checkpoint.bands}
    codes = [level.code for level in rule.levels]
    reached = next((n for n, code in enumerate(codes) if code in bands and _is_at(bands[code], rate)), len(codes) - 1)
    for n in range(rank(rule, before), reached):
        band = bands.get(codes[n])
        if band is not None and not rate.holds(band.recovery_operator, band.recovery):
            return codes[n]
    return codes[reached]


def change(rule: RuleContent, *, before: str, after: str) -> Direction | None:
    """What a new evaluation says compared with the last real level. Turning stale is neither way."""
    if after == STALE or before == after:
        return None
    return "crossing" if rank(rule, after) < rank(rule, before) else "recovery"


def opens_an_order(rule: RuleContent, level: str) -> bool:
    """Whether reaching the level brings a rectification order at once."""
    return any(known.code == level and "order" in known.at_once for known in rule.levels)


def _is_at(band: Band, rate: Rate) -> bool:
    return rate.holds(band.operator, band.bound)
