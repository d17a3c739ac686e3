"""Publishing the working days of a year, given by hand or taken from the built-in Chinese calendar."""

from datetime import date, timedelta

import chinese_calendar
from chinese_calendar import constants

from chassis import outbox
from chassis import regions as chassis_regions
from chassis.calendar import SATURDAY
from chassis.db import Tx
from contracts.regions import WorkingDaysPublished
from indicators.domain import working_calendar
from indicators.domain.working_calendar import YearNotSeeded, YearOfDays
from indicators.storage import regions, working_calendars
from indicators.usecases import scheme_rounds

SEED_SOURCE = "chinesecalendar"


async def publish(tx: Tx, days: YearOfDays) -> int:
    """Publishes a version of a year; every service follows it. Returns the number of the version.

    Raises CalendarInconsistent.
    """
    checked = working_calendar.check(days)
    sequence = await regions.next_version(tx)
    version = await working_calendars.add(tx, checked)
    published = WorkingDaysPublished(
        year=checked.year,
        version=version,
        days_off=checked.days_off,
        working_weekend_days=checked.working_weekend_days,
        source=checked.source,
    )
    await chassis_regions.store_working_days(tx, published)
    await outbox.put(tx, published, aggregate=tx.region.code, sequence=sequence)
    await scheme_rounds.settle_due_dates(tx)
    return version


def seed(year: int) -> YearOfDays:
    """A year of the People's Republic as its State Council arranged it.

    Raises YearNotSeeded for a year that the source does not know; a guess would move deadlines silently.
    """
    first, last = min(constants.holidays).year, max(constants.holidays).year
    if not first <= year <= last:
        raise YearNotSeeded(year=year, first=first, last=last)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    worked = {day: chinese_calendar.is_workday(day) for day in days}
    return YearOfDays(
        year=year,
        days_off=tuple(day for day in days if day.weekday() < SATURDAY and not worked[day]),
        working_weekend_days=tuple(day for day in days if day.weekday() >= SATURDAY and worked[day]),
        source=SEED_SOURCE,
    )
