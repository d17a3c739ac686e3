"""Working days, as published data. Pure."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A date that deadlines end on; provisional where it passes through a year that nobody has published."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Days off and weekend days worked, and the calendar years for which they are published.

    In a year that is not published, Monday to Friday count as working days and every result is provisional.
    """

    days_off: Set[date] = field(default_factory=frozenset)
    working_weekend_days: Set[date] = field(default_factory=frozenset)
    years: Set[int] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        if day in self.working_weekend_days:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off

    def add_working_days(self, start: date, count: int) -> Due:
        """The day `count` working days after `start`; with 0, `start` itself or the next working day.

        Raises ValueError where count is negative.
        """
        if count < 0:
            raise ValueError(f"count of working days must not be negative, got {count}")
        day = start
        years = {start.year}
        left = count
        while left > 0 or not self.is_working_day(day):
            day += timedelta(days=1)
            years.add(day.year)
            if self.is_working_day(day):
                left = max(0, left - 1)
                if left == 0:
                    break
        return Due(on=day, provisional=not years <= set(self.years))

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; 0 where end is not after start."""
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))
