"""Which days of a light's past are looked at again when money of an earlier day becomes known. Pure.

A light's level on a day follows from its level on the last day before, and from what was paid and in force up to
that day. So what becomes known of a day repeats every look since that day, in the order of the days, and whatever
arrives in whatever order, the past says the same in the end.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from budget_monitor.domain.light import NO_VALUE, STALE
from budget_monitor.domain.rule import DatedCheckpoint, PublishedRule, checkpoints, in_force


@dataclass(frozen=True, slots=True)
class Point:
    """A day on which a light was looked at: money counted until when, under the bands of which checkpoint, by which
    version. `state` is what is known of that day; None where nobody has looked yet."""

    day: date
    paid_until: date
    checkpoint: date
    version: int
    state: str | None

    @property
    def level(self) -> str | None:
        """None where the state is no level."""
        return None if self.state in (STALE, NO_VALUE) else self.state


@dataclass(frozen=True, slots=True)
class Past:
    """What is to be repeated of one light, oldest first, and the level at which it stood before that."""

    before: str | None
    again: tuple[Point, ...]


def past(
    known: Sequence[Point],
    *,
    since: date,
    until: date,
    days: Iterable[date],
    first_day: date,
    version: Callable[[int], PublishedRule],
) -> Past:
    """The looks before `until` that money of `days`, the first of them `since`, concerns. Days on which money moved
    get one of their own where the rule moved its lights between checkpoints then."""
    earlier = [point for point in known if point.day < until]
    again = [point for point in earlier if point.paid_until >= since]
    taken = {point.day for point in again}
    for day in sorted(set(days)):
        point = _between(earlier, day, first_day, version) if day < until and day not in taken else None
        if point is not None:
            again.append(point)
    levels = [point.level for point in earlier if point.paid_until < since and point.level is not None]
    return Past(levels[-1] if levels else None, tuple(sorted(again, key=lambda point: point.day)))


def _between(
    known: Sequence[Point], day: date, first_day: date, version: Callable[[int], PublishedRule]
) -> Point | None:
    watched_by = [point.version for point in known if point.day < day]
    if not watched_by:
        return None
    rule = version(watched_by[-1])
    at = passed(rule, first_day, day)
    is_checkpoint = any(one.on == day for one in checkpoints(rule.content, first_day))
    if at is None or is_checkpoint or not rule.content.moves_between_checkpoints:
        return None
    return Point(day, day, at.on, rule.version, None)


def passed(rule: PublishedRule, first_day: date, today: date) -> DatedCheckpoint | None:
    """The checkpoint whose bands are in force during a day: its own day must be over."""
    return in_force(rule.content, first_day, today - timedelta(days=1))
