"""Which periods a scheme assesses, as ranges of months. A month is counted from the year 0: 2026-01 is 2026 · 12."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from contracts.scheme.content import SchemeContent

MONTHS_OF: Mapping[str, frozenset[int]] = {
    **{f"Q{n}": frozenset(range(3 * n - 2, 3 * n + 1)) for n in range(1, 5)},
    "H1": frozenset(range(1, 7)),
    "H2": frozenset(range(7, 13)),
    **{f"{n:02d}": frozenset({n}) for n in range(1, 13)},
}
"""Part of a year → its months, 1 to 12."""

LENGTHS: Mapping[str, int] = {"live": 1, "day": 1, "month": 1, "quarter": 3, "half_year": 6, "year": 12, "once": 12}
"""Rhythm → its length in months; what is shorter than a month is held against months."""


def months(period: str) -> range:
    """The months of a period such as `2026`, `2026-H1`, `2026-Q1`, `2026-03`."""
    year, _, part = period.partition("-")
    inner = MONTHS_OF[part] if part else range(1, 13)
    first = int(year) * 12 - 1
    return range(first + min(inner), first + max(inner) + 1)


def name(of: range) -> str:
    """What a period of these months is called; one that is cut is called by the period that it is cut from."""
    length = next(size for size in (1, 3, 6, 12) if size >= len(of))
    year, month = divmod(of.start, 12)
    part = month // length + 1
    return str(year) + {1: f"-{part:02d}", 3: f"-Q{part}", 6: f"-H{part}", 12: ""}[length]


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def assessed(content: SchemeContent) -> list[tuple[range, ...]]:
    """The periods of a scheme's first year that need targets; of each tuple one is enough.

    These are its whole cycles. Where it has none, because it begins or ends within a cycle, it is one of those that it
    cuts. Later years are left to amendments. A scheme that ends before it begins is taken as one without end.
    """
    begins, ends, length = content.valid_from, content.valid_until, LENGTHS[content.periods.cycle]
    first = month_of(begins)
    first_whole = first + (begins.day > 1)
    stop = stop_whole = first + 12
    if ends is not None and ends >= begins:
        to_its_end = ends.day == monthrange(ends.year, ends.month)[1]
        stop, stop_whole = min(stop, month_of(ends) + 1), min(stop_whole, month_of(ends) + to_its_end)
    cycles = [range(n * length, (n + 1) * length) for n in range(first // length, (stop - 1) // length + 1)]
    whole: list[tuple[range, ...]] = [
        (cycle,) for cycle in cycles if first_whole <= cycle.start and cycle.stop <= stop_whole
    ]
    return whole or [tuple(range(max(first, cycle.start), min(stop, cycle.stop)) for cycle in cycles)]
