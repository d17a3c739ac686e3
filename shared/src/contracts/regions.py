"""Events about regions: who they are, their working days, their clock. Every service follows them."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from contracts.envelope import EventData, Labels


class RegionDefined(EventData):
    """A region (a county, a city) and what never changes about it. Key: region code."""

    event_type: ClassVar[str] = "indicators.region-defined.v1"

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")
    labels: Labels
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    zone: str
    fiscal_year_start: str = Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
    clock: Literal["real", "replay"]
    clock_at: datetime | None = None


class WorkingDaysPublished(EventData):
    """The working days of one calendar year of a region: days off on weekdays, work on weekend days."""

    event_type: ClassVar[str] = "indicators.working-days-published.v1"

    year: int
    version: int
    days_off: tuple[date, ...]
    working_weekend_days: tuple[date, ...]
    source: str


class ClockMoved(EventData):
    """The replay clock of a region was moved by an operator. Never backwards.

    Where several services have something to do at one moment they do it one after the other: `turn` names the one
    that begins, None says that what is due may be done by all. The next move may then lead to the same moment.
    """

    event_type: ClassVar[str] = "indicators.clock-moved.v1"

    replay: str
    position: int
    moved_from: datetime
    moved_to: datetime
    turn: str | None = None
