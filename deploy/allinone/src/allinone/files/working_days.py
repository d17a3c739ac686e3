"""Files of working days: what an office has when the arrangement of a year was published and nobody ships it yet."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from allinone.failures import FileRefused
from allinone.files import documents
from allinone.files.mapping import RegionFacts
from allinone.files.sources import Strict

Origin = Literal["china", "weekdays"]


class DaysOfYear(Strict):
    """The arrangement of one year: which weekdays are off, which weekend days are worked, and who said so."""

    year: int = Field(ge=1900, le=2999)
    source: str = Field(min_length=1, max_length=1000, description="the document that says so")
    days_off: tuple[date, ...] = Field(default=(), description="days off, Monday to Friday")
    working_weekend_days: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _within_the_year(self) -> Self:
        other = [day for day in (*self.days_off, *self.working_weekend_days) if day.year != self.year]
        if other:
            raise ValueError(
                f"{other[0]} is no day of {self.year}; one file has the days of one year · 一个文件只写一年"
            )
        return self


ORIGINS: dict[str, Origin] = {"china": "china", "weekdays": "weekdays"}
Given = Origin | DaysOfYear
"""Where the days of a year come from."""

DAYS: TypeAdapter[DaysOfYear] = TypeAdapter(DaysOfYear)


def load(path: Path) -> DaysOfYear:
    """Reads a file of working days. Raises FileRefused naming every place that is wrong."""
    return documents.load(path, DAYS)


def given(facts: RegionFacts, *, first: int, beside: Path) -> dict[int, Given]:
    """Year → where its days come from: those that the mapping lists, else three years from `first` on.

    Files are looked for in the folder `beside`. Raises FileRefused, also where a file is about another year.
    """
    declared = facts.working_days
    if not isinstance(declared, Mapping):
        return dict.fromkeys(range(first, first + 3), declared)
    return {int(year): _given(int(year), word, beside) for year, word in sorted(declared.items())}


def _given(year: int, word: str, beside: Path) -> Given:
    if word in ORIGINS:
        return ORIGINS[word]
    found = load(beside / word)
    if found.year != year:
        raise FileRefused(
            f"{beside / word} has the days of {found.year}, but stands for {year}. Give the right file.",
            f"文件是 {found.year} 年的工作日，却用于 {year} 年，请给出正确的文件。",
        )
    return found
