"""A time to answer: so many working days from a day on."""

from dataclasses import dataclass
from datetime import date

from chassis.calendar import Due, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Term:
    """Kept as what was ordered, so that the day can be computed again when a calendar year is published."""

    start: date
    working_days: int

    def due(self, calendar: WorkingCalendar) -> Due:
        return calendar.add_working_days(self.start, self.working_days)

    def longer_by(self, working_days: int) -> "Term":
        return Term(self.start, self.working_days + working_days)
