"""Lights: which level an object is at, and whether that is news. Pure; the rule is frozen data.

The life of a light, of which `LIFE` is the part that decides when it is looked at:

| what happens | what the light does |
| --- | --- |
| a rule begins to watch the object | it begins at the best level, and is looked at as `LIFE` says |
| the days of its fiscal year are over | none begins any more; late rows still move those that began |
| a checkpoint's day is over | it is looked at under the bands of that checkpoint |
| money moves, a budget version's day comes | it is looked at as `LIFE` says |
| money of an earlier day becomes known | every look since that day is repeated, by the version that looked then |
| there is no budget to divide by | `no_value`, until there is one; no crossing, no recovery |
| its feed is silent | `stale`, until something arrives; no crossing, no recovery |
| no version in force watches the object | it stands still; from the day on which one does, it moves again |
| its order ends while nothing can move it | when it moves again, a bad level is a crossing: somebody has to answer it |
| its fiscal year is closed | it stands still for ever |
"""

from collections.abc import Mapping
from typing import Literal

from budget_monitor.domain.rate import Rate
from contracts.budget import Frozen, LightCause
from contracts.indicators import Band, Checkpoint, RuleContent

STALE = "stale"
"""The feed went silent: what is known is no longer what is so. Not a level, and never a good one."""

NO_VALUE = "no_value"
"""There is no budget, so there is no rate: neither good nor bad, and not a level."""

Direction = Literal["crossing", "recovery"]

Cause = LightCause

Still = Literal["rule_withdrawn", "left_out"]

Looks = Literal["now", "as_it_stood", "whether_it_has_a_value"]

LIFE: Mapping[Cause, tuple[Looks, Looks]] = {
    #                a rule that moves between checkpoints, one that looks only at them
    "watched": ("now", "whether_it_has_a_value"),
    "checkpoint": ("now", "now"),
    "movement": ("now", "whether_it_has_a_value"),
    "budget": ("now", "whether_it_has_a_value"),
    "late_row": ("now", "as_it_stood"),
    "feed_silent": ("now", "now"),
    "feed_returned": ("now", "as_it_stood"),
}
"""What a light is looked at for → how: under the bands in force now, under those of the checkpoint at which it stands
and as of that day, or not, but for whether there is a budget to divide by."""


def looks(rule: RuleContent, cause: Cause) -> Looks:
    moving, fixed = LIFE[cause]
    return moving if rule.moves_between_checkpoints else fixed


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
    """What a new evaluation says compared with the last real level. What is no level is neither way."""
    if after in (STALE, NO_VALUE) or before == after:
        return None
    return "crossing" if rank(rule, after) < rank(rule, before) else "recovery"


def compared_with(rule: RuleContent, *, told: str, after: str, begins_anew: bool) -> str:
    """The level with which a new evaluation is compared: the one that was told last; the best one where the light is
    bad and its order ended whatever it showed, so that a bad light never stands without an order."""
    bad = after not in (STALE, NO_VALUE, best(rule))
    return best(rule) if begins_anew and bad else told


def frozen(*, still: Still | None, state: str) -> Frozen | None:
    """Why nothing can move the light, for who waits for it to get better."""
    return still or ("no_value" if state == NO_VALUE else None)


def opens_an_order(rule: RuleContent, level: str) -> bool:
    """Whether reaching the level brings a rectification order at once."""
    return any(known.code == level and "order" in known.at_once for known in rule.levels)


def _is_at(band: Band, rate: Rate) -> bool:
    return rate.holds(band.operator, band.bound)
