"""Intervals with operators: what lies in two of them, and what lies in none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts.money import plain_text
from contracts.scheme.basics import Bound

Cut = tuple[Decimal, int]
"""A cut between numbers: just below the number (0) or just above it (1)."""

LOWEST: Cut = (Decimal("-Infinity"), 0)
HIGHEST: Cut = (Decimal("Infinity"), 1)
LOWER = {">=": 0, ">": 1}
UPPER = {"<": 0, "<=": 1}


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two cuts."""

    begins: Cut
    ends: Cut

    @property
    def empty(self) -> bool:
        return self.begins >= self.ends

    def within(self, other: "Interval") -> "Interval":
        return Interval(max(self.begins, other.begins), min(self.ends, other.ends))

    def __str__(self) -> str:
        """As an official writes it: `>= 80, < 90`, or `= 80` for a single number."""
        (low, after), (high, included) = self.begins, self.ends
        if low == high:
            return f"= {plain_text(low)}"
        lower = [] if low.is_infinite() else [f"{'>' if after else '>='} {plain_text(low)}"]
        upper = [] if high.is_infinite() else [f"{'<=' if included else '<'} {plain_text(high)}"]
        return ", ".join(lower + upper)


ALL = Interval(LOWEST, HIGHEST)


def up_to(most: Decimal) -> Interval:
    """From 0 to `most`, both included."""
    return Interval((Decimal(0), 0), (most, 1))


def interval(lower: Bound | None, upper: Bound | None) -> Interval | None:
    """The numbers between two bounds; None where one of them points the wrong way."""
    if (lower and lower.operator not in LOWER) or (upper and upper.operator not in UPPER):
        return None
    return Interval(
        (lower.value, LOWER[lower.operator]) if lower else LOWEST,
        (upper.value, UPPER[upper.operator]) if upper else HIGHEST,
    )


def overlaps(intervals: Sequence[Interval]) -> Iterator[tuple[int, int, Interval]]:
    """Pairs (their places in the sequence, the first one first) and what lies in both.

    Not every pair: each that overlaps an earlier one on the line is told once, with the one that reaches farthest.
    """
    farthest: int | None = None
    for n in sorted(range(len(intervals)), key=lambda n: (intervals[n].begins, intervals[n].ends)):
        if farthest is not None:
            common = intervals[n].within(intervals[farthest])
            if not common.empty:
                yield min(n, farthest), max(n, farthest), common
        if farthest is None or intervals[n].ends > intervals[farthest].ends:
            farthest = n


def gaps(intervals: Sequence[Interval], within: Interval | None = None) -> Iterator[Interval]:
    """What lies in none of them: between the first and the last, or within another interval."""
    ordered = sorted(intervals, key=lambda one: one.begins)
    if not ordered:
        return
    reached = within.begins if within else ordered[0].begins
    for one in ordered:
        if one.begins > reached:
            yield Interval(reached, one.begins)
        reached = max(reached, one.ends)
    if within and reached < within.ends:
        yield Interval(reached, within.ends)
