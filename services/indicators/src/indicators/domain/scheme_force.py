"""Which version of a scheme was in force on a day, as it was known on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What was recorded of a published version: from when to when it holds, and when that was said."""

    version: int
    valid_from: date
    valid_until: date | None
    published_at: datetime
    withdrawn_at: datetime | None


def in_force(standings: Iterable[Standing], *, on: date, end_of_day: datetime, known_until: datetime) -> int | None:
    """The version in force at the end of a local day, from what was recorded before an instant; None: none was.

    The newest version that has begun supersedes all before it for good, also where it has ended meanwhile. A
    version that was withdrawn supersedes nobody: what it took the place of holds again.
    """
    begun = [
        one
        for one in standings
        if one.published_at < known_until and one.valid_from <= on and not _withdrawn(one, end_of_day, known_until)
    ]
    newest = max(begun, key=lambda one: one.version, default=None)
    if newest is None or (newest.valid_until is not None and on > newest.valid_until):
        return None
    return newest.version


def _withdrawn(one: Standing, end_of_day: datetime, known_until: datetime) -> bool:
    return one.withdrawn_at is not None and one.withdrawn_at < min(end_of_day, known_until)
