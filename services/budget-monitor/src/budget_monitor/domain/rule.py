"""Monitoring rules: which objects a rule watches, and the days on which it looks."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.indicators import Checkpoint, ObjectKind, RuleContent


@dataclass(frozen=True, slots=True)
class Watched:
    """An object that a rule may watch. `category` is that of the unit that owns it."""

    kind: ObjectKind
    code: str
    owner: str
    category: str | None


def watches(rule: RuleContent, watched: Watched) -> bool:
    """Whether the rule looks at the object. An empty list of categories or objects does not narrow."""
    scope = rule.applies_to
    return (
        rule.measure.object == watched.kind
        and (not scope.objects or watched.code in scope.objects)
        and (not scope.categories or watched.category in scope.categories)
    )


@dataclass(frozen=True, slots=True)
class DatedCheckpoint:
    """A checkpoint of one fiscal year: the day at whose local end the rule is evaluated."""

    on: date
    checkpoint: Checkpoint


def checkpoints(rule: RuleContent, first_day: date) -> Sequence[DatedCheckpoint]:
    """The checkpoints of the fiscal year that begins on `first_day`, in the order of the year.

    29 February is the 28th in a year that lacks it.
    """
    return sorted(
        (DatedCheckpoint(_in_year(one.day, first_day), one) for one in rule.checkpoints),
        key=lambda one: one.on,
    )


def in_force(rule: RuleContent, first_day: date, on: date) -> DatedCheckpoint | None:
    """The last checkpoint on or before the day, whose bands hold then; None before the first one."""
    passed = [one for one in checkpoints(rule, first_day) if one.on <= on]
    return passed[-1] if passed else None


def _in_year(day: str, first_day: date) -> date:
    month, number = (int(part) for part in day.split("-"))
    for year in (first_day.year, first_day.year + 1):
        found = date(year, month, min(number, calendar.monthrange(year, month)[1]))
        if found >= first_day:
            return found
    raise AssertionError("every month and day lies in the year after any day")


@dataclass(frozen=True, slots=True)
class PublishedRule:
    """One frozen version of a rule, as it was published."""

    version: int
    content: RuleContent

    @property
    def code(self) -> str:
        return self.content.code
