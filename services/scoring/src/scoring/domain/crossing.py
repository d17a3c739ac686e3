"""How crossings and recoveries of a light meet orders: every crossing belongs to exactly one."""

from typing import Any
from uuid import UUID

from contracts import scoring as events
from contracts.budget import LightCrossed, LightRecovered
from contracts.indicators import AtOnce, RuleContent
from scoring.domain.order import SYSTEM, Order, Step, advance, facts


def case_of(crossing: LightCrossed) -> str:
    """The case that a crossing begins: rule, kind, object, fiscal year and episode."""
    return case_id(crossing, crossing.episode)


def case_id(crossing: LightCrossed, episode: int) -> str:
    return f"{crossing.rule}:{crossing.object_kind}:{crossing.object}:{crossing.fiscal_year}:{episode}"


def episode_of(case: str) -> int:
    """The object may hold colons; the episode never does."""
    return int(case.rpartition(":")[2])


def brings(rule: RuleContent, level: str) -> tuple[AtOnce, ...]:
    """What a light at this level brings at once. Raises KeyError for a level that the rule does not have."""
    for known in rule.levels:
        if known.code == level:
            return known.at_once
    raise KeyError(f"rule {rule.code} has no level {level}")


def worse(rule: RuleContent, one: str, other: str) -> str:
    """The worse of two levels. Of a level that this version of the rule does not know, the other is newer."""
    order = {level.code: rank for rank, level in enumerate(rule.levels)}
    if one not in order or other not in order:
        return other
    return min(one, other, key=lambda code: order[code])


def raise_level(order: Order, crossing: LightCrossed, *, cause_event: UUID, rule: RuleContent) -> Step:
    """A worsening or a relapse while the order is open: the same case, the same order.

    The order follows the light of the later year: what becomes known of an earlier one raises the level only.
    """
    followed: dict[str, Any] = {}
    if crossing.fiscal_year >= order.light_fiscal_year:
        followed = {
            "light": crossing.light,
            "light_fiscal_year": crossing.fiscal_year,
            "light_level": crossing.to_level,
            "light_is_good": False,
        }
    level = worse(rule, order.level, crossing.to_level)
    after = advance(order, "raise-level", SYSTEM, level=level, **followed)
    return Step(
        after,
        "raise-level",
        events.OrderLevelRaised(**facts(after), from_level=order.level, cause_event=cause_event),
    )


def note_recovery(order: Order, recovery: LightRecovered, *, cause_event: UUID) -> Step:
    """The light got better by itself; the order still needs its answer."""
    after = advance(order, "note-recovery", SYSTEM, light_level=recovery.to_level, light_is_good=recovery.fully)
    return Step(
        after,
        "note-recovery",
        events.OrderLightRecovered(**facts(after), cause_event=cause_event, fully=recovery.fully),
    )
