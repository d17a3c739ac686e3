"""Regions as every service keeps them: zone, fiscal year, clock, working days; followed from events."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from chassis import tables
from chassis.calendar import WorkingCalendar
from contracts.envelope import Event
from contracts.regions import ClockMoved, RegionDefined, WorkingDaysPublished

if TYPE_CHECKING:
    from chassis.db import ReadTx, Tx


@dataclass(frozen=True, slots=True)
class Region:
    """Who and where, and how its time runs. `clock_at` is None on a real clock.

    `turn` names the one service that does what is due at the very moment where a replay stands; None: all do.
    """

    code: str
    currency: str
    zone: ZoneInfo
    fiscal_year_start: tuple[int, int]
    clock: Literal["real", "replay"]
    clock_at: datetime | None
    labels: dict[str, str]
    turn: str | None = None

    @classmethod
    def of(cls, row: Any) -> "Region":
        month, day = row["fiscal_year_start"].split("-")
        return cls(
            code=row["code"],
            currency=row["currency"],
            zone=ZoneInfo(row["zone"]),
            fiscal_year_start=(int(month), int(day)),
            clock=row["clock"],
            clock_at=row["clock_at"],
            labels=row["labels"],
            turn=row["turn"],
        )

    @classmethod
    def founding(cls, code: str) -> "Region":
        """The region of the one transaction that defines it."""
        return cls(code, "XXX", ZoneInfo("UTC"), (1, 1), "real", None, {})

    def business(self, wall: datetime) -> datetime:
        """Business time: the wall clock, or where the replay stands."""
        return wall if self.clock_at is None else self.clock_at

    def local_date(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def start_of_day(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)

    def end_of_day(self, day: date) -> datetime:
        """The instant at which the local day is over (the first of the next one)."""
        return self.start_of_day(day + timedelta(days=1))

    def fiscal_year_of(self, day: date) -> str:
        """The fiscal year of a day, named by the calendar year in which it starts."""
        return str(day.year if (day.month, day.day) >= self.fiscal_year_start else day.year - 1)

    def fiscal_year_bounds(self, fiscal_year: str) -> tuple[date, date]:
        """First and last day. Raises ValueError where the name is no year."""
        month, day = self.fiscal_year_start
        first = date(int(fiscal_year), month, day)
        return first, date(first.year + 1, month, day) - timedelta(days=1)


async def working_calendar(tx: "ReadTx") -> WorkingCalendar:
    rows = await tx.all(select(tables.working_days))
    return WorkingCalendar(
        days_off=frozenset(day for row in rows for day in row["days_off"]),
        working_weekend_days=frozenset(day for row in rows for day in row["working_weekend_days"]),
        years=frozenset(row["year"] for row in rows),
    )


async def store(tx: "Tx", region: RegionDefined) -> bool:
    """Keeps a region that was defined; False where it was known."""
    stored = await tx.scalar(
        insert(tables.regions)
        .values(
            code=region.code,
            labels=region.labels.model_dump(),
            currency=region.currency,
            zone=region.zone,
            fiscal_year_start=region.fiscal_year_start,
            clock=region.clock,
            clock_at=region.clock_at,
        )
        .on_conflict_do_nothing()
        .returning(tables.regions.c.code)
    )
    return stored is not None


async def store_working_days(tx: "Tx", days: WorkingDaysPublished) -> None:
    values = {
        "version": days.version,
        "days_off": list(days.days_off),
        "working_weekend_days": list(days.working_weekend_days),
        "source": days.source,
    }
    statement = insert(tables.working_days).values(region=tx.region.code, year=days.year, **values)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["region", "year"], set_=values, where=tables.working_days.c.version < days.version
        )
    )


async def move_clock(tx: "Tx", move: ClockMoved) -> None:
    """Never backwards: an older move that arrives again changes nothing."""
    t = tables.regions.c
    await tx.execute(
        tables.regions.update()
        .where(t.code == tx.region.code, t.clock == "replay", t.clock_position < move.position)
        .values(clock_at=func.greatest(t.clock_at, move.moved_to), clock_position=move.position, turn=move.turn)
    )


async def on_region_defined(tx: "Tx", event: Event) -> None:
    await store(tx, event.read(RegionDefined))


async def on_working_days_published(tx: "Tx", event: Event) -> None:
    await store_working_days(tx, event.read(WorkingDaysPublished))


async def on_clock_moved(tx: "Tx", event: Event) -> None:
    await move_clock(tx, event.read(ClockMoved))


handlers = {
    RegionDefined.event_type: on_region_defined,
    WorkingDaysPublished.event_type: on_working_days_published,
    ClockMoved.event_type: on_clock_moved,
}
