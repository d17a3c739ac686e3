"""Schemes as this service received them: what each version is now, and which one is in force on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from contracts.canonical import Digests
from contracts.schemes import Change

State = Literal["published", "superseded", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    seal: Digests
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SchemeCopy:
    """One published version, without its content. `seal` are the digests that it arrived with."""

    code: str
    version: int
    seal: Digests
    assumed: int
    change: Change | None
    valid_from: date
    valid_until: date | None
    approved_by: str
    published_by: str
    published_at: datetime
    reason: str
    withdrawal: Withdrawal | None

    def superseded_from(self, versions: Iterable["SchemeCopy"]) -> date | None:
        """The first day of the earliest later version that stands; None where there is none."""
        later = (one.valid_from for one in versions if one.version > self.version and one.withdrawal is None)
        return min(later, default=None)

    def state(self, versions: Iterable["SchemeCopy"], *, today: date) -> State:
        """What it is among all versions of its scheme. Withdrawing a later version makes it `published` again."""
        if self.withdrawal is not None:
            return "withdrawn"
        since = self.superseded_from(versions)
        return "superseded" if since is not None and since <= today else "published"


def in_force(versions: Iterable[SchemeCopy], *, on: date, end_of_day: datetime) -> SchemeCopy | None:
    """The version in force at the end of a local day; None: none was.

    The newest version that has begun supersedes all before it for good, also where it has ended meanwhile. What was
    withdrawn by then supersedes nobody. Indicators answers by the same rule.
    """
    begun = [
        one for one in versions if one.valid_from <= on and (one.withdrawal is None or one.withdrawal.at >= end_of_day)
    ]
    newest = max(begun, key=lambda one: one.version, default=None)
    ended = newest is not None and newest.valid_until is not None and on > newest.valid_until
    return None if ended else newest
