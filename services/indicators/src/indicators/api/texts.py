"""The shapes that several routes take: codes, and texts without control characters."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from contracts.scheme.basics import CODE_PATTERN

CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"
RULE_CODE = r"^[a-z0-9][a-z0-9-]{1,79}$"
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

Code = Annotated[str, Field(pattern=CODE, examples=["water-bureau"])]
CodeHere = Annotated[str, Path(pattern=CODE)]
RuleCodeHere = Annotated[str, Path(pattern=RULE_CODE)]
VersionHere = Annotated[int, Path(ge=1, le=1_000_000)]
Text = Annotated[str, Field(min_length=1, max_length=1000, pattern=PRINTABLE)]


FIRST_YEAR, LAST_YEAR = 1900, 2999


def _in_utc(instant: datetime) -> datetime:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(
            f"the year must lie between {FIRST_YEAR} and {LAST_YEAR} / 年份须在 {FIRST_YEAR} 至 {LAST_YEAR} 之间"
        )
    return instant.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]


def _in_reach(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(
            f"the year must lie between {FIRST_YEAR} and {LAST_YEAR} / 年份须在 {FIRST_YEAR} 至 {LAST_YEAR} 之间"
        )
    return day


Day = Annotated[date, AfterValidator(_in_reach)]
"""A calendar day whose midnights exist in every zone."""


class Command(BaseModel):
    """A body of a command: what nobody knows is refused and named."""

    model_config = ConfigDict(extra="forbid")


class Because(Command):
    reason: Text


class Publish(Because):
    """English is asked for unless the office says that it has none: a forgotten text is never published by default."""

    without_english: bool = Field(
        default=False,
        description="true: what has no English is published as it is / 无英文的文字照原样发布（本单位确无英文时）",
    )

    @property
    def english(self) -> bool:
        """Whether English is asked for."""
        return not self.without_english


class SchemeNamed(Command):
    """One version of a scheme."""

    code: Annotated[str, Field(pattern=CODE_PATTERN)]
    version: int = Field(ge=1, le=1_000_000)
