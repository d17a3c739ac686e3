"""How lights are looked at, and what was seen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import ids
from budget_monitor.domain import light as lights
from budget_monitor.domain.light import Cause
from budget_monitor.domain.rate import Rate
from budget_monitor.domain.rule import DatedCheckpoint, PublishedRule
from budget_monitor.usecases.objects import Money


@dataclass(frozen=True, slots=True)
class Look:
    """How to look: by which version of the rule, under the bands of which checkpoint, counting until when.

    `holds_from` is the first day that the result is about, `time` the business time at which it is said.
    Without a checkpoint no bands are asked: only silence, or a budget of nothing, moves the light. With `moves` false
    the result is about an earlier day and leaves the light's present state alone. `before` gives the levels to start
    from, where they are not those at which the lights stand.
    """

    rule: PublishedRule
    cause: Cause
    checkpoint: DatedCheckpoint | None
    holds_from: date
    paid_until: date
    time: datetime
    moves: bool = True
    before: Mapping[UUID, str] | None = None
    may_be_stale: frozenset[UUID] | None = None


@dataclass(slots=True)
class Light:
    """A locked light while it is evaluated, perhaps more than once."""

    row: RowMapping
    state: str
    level: str
    evaluation: int
    seen_entry: int
    paid_until: date | None
    episode: int
    open_case: str | None
    last_case: str | None
    version: int
    seen_version: int
    begins_anew: bool

    @classmethod
    def of(cls, row: RowMapping) -> "Light":
        return cls(
            row,
            row["state"],
            row["level"],
            row["evaluation"],
            row["seen_entry"],
            row["paid_until"],
            row["episode"],
            row["open_case"],
            row["last_case"],
            row["version"],
            row["seen_version"],
            row["begins_anew"],
        )

    @property
    def id(self) -> UUID:
        found: UUID = self.row["id"]
        return found

    @property
    def object(self) -> str:
        return str(self.row["object"])


@dataclass(frozen=True, slots=True)
class Seen:
    """What one light was found at. `before` is the level with which it is compared: that which was told last, or the
    best one where the light begins anew."""

    light: Light
    money: Money
    rate: Rate | None
    state: str
    level: str
    before: str
    previous_entry: int
    previous_until: date | None
    previous_version: int
    direction: lights.Direction | None


def new_case(light: Light) -> str:
    row = light.row
    return ids.case(row["rule"], row["object_kind"], row["object"], row["fiscal_year"], light.episode)


def earlier(look: Look, *, before: Mapping[UUID, str], stale: frozenset[UUID]) -> Look:
    """The same look about a day that is over, and not about now; only `stale` were silent then."""
    return replace(look, moves=False, before=before, may_be_stale=stale)
