"""The working days of one calendar year, as a region publishes them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chassis.calendar import SATURDAY
from chassis.refusal import Refusal


@dataclass(frozen=True, slots=True)
class YearOfDays:
    """Weekdays without work and weekend days with work; every other day is as its weekday says."""

    year: int
    days_off: tuple[date, ...]
    working_weekend_days: tuple[date, ...]
    source: str


class CalendarInconsistent(Refusal):
    code = "calendar_inconsistent"
    kind = "invalid"
    en = (
        "The working days of {year} do not fit: {count} days are in another year, listed twice, a weekend day "
        "among the days off, or a weekday among the working weekend days. See values; correct and send all again."
    )
    zh = (
        "{year} 年工作日历有误：共 {count} 个日期不属于该年、重复、将周末列为放假日，或将平日列为周末上班日。"
        "详见 values，请更正后重新提交。"
    )


class YearNotSeeded(Refusal):
    code = "year_not_seeded"
    kind = "invalid"
    en = "The built-in Chinese calendar knows the years {first} to {last}, not {year}. Give the days yourself."
    zh = "内置的中国工作日历覆盖 {first} 至 {last} 年，不含 {year} 年。请自行填报日期。"


def check(days: YearOfDays) -> YearOfDays:
    """The same days in order. Raises CalendarInconsistent with every wrong day, all at once."""
    given = (*days.days_off, *days.working_weekend_days)
    wrong = {
        "other_year": _listed(day for day in given if day.year != days.year),
        "twice": _listed(day for day, count in Counter(given).items() if count > 1),
        "weekend_off": _listed(day for day in days.days_off if day.weekday() >= SATURDAY),
        "weekday_worked": _listed(day for day in days.working_weekend_days if day.weekday() < SATURDAY),
    }
    count = sum(len(found) for found in wrong.values())
    if count:
        raise CalendarInconsistent(year=days.year, count=count, **wrong)
    return YearOfDays(
        year=days.year,
        days_off=tuple(sorted(days.days_off)),
        working_weekend_days=tuple(sorted(days.working_weekend_days)),
        source=days.source,
    )


def _listed(days: Iterable[date]) -> list[str]:
    return sorted({day.isoformat() for day in days})
