"""Days of the year: each exists, and in every year."""

from collections.abc import Iterator

from indicators.domain.checking.finding import Finding, Flaw

DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

DAY_IMPOSSIBLE = Flaw(
    "day_impossible",
    "{day} 这一天不存在",
    "there is no day {day}",
    "请填写存在的月日，如 12-31",
    "write a day that exists, such as 12-31",
)
DAY_NOT_IN_EVERY_YEAR = Flaw(
    "day_not_in_every_year",
    "{day} 并非每年都有，请用 02-28",
    "{day} is not in every year; use 02-28",
    "请改为 02-28",
    "write 02-28",
)


def findings(at: str, day: str) -> Iterator[Finding]:
    """What is wrong with a month-day such as 02-30."""
    month, number = map(int, day.split("-"))
    if number > DAYS_IN_MONTH[month - 1]:
        yield DAY_IMPOSSIBLE.found(at, day=day)
    elif day == "02-29":
        yield DAY_NOT_IN_EVERY_YEAR.found(at, day=day)
