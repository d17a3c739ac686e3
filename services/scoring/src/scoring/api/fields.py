"""What request fields may hold: bounded, so that everything accepted can be stored and computed with."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from contracts.canonical import Digests

_NO_NUL = r"^[^\x00]*$"  # PostgreSQL cannot store it

Reason = Annotated[str, Field(min_length=1, max_length=2000, pattern=_NO_NUL)]
LongText = Annotated[str, Field(min_length=1, max_length=20_000, pattern=_NO_NUL)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
WorkingDays = Annotated[int, Field(ge=1, le=366, description="Working days from today on / 自今日起的工作日数")]
Code = Annotated[str | None, Query(min_length=1, max_length=200, pattern=_NO_NUL)]
Flag = Annotated[bool | None, Query()]


class Command(BaseModel):
    """Unknown fields are refused: a misspelt one must not be taken for an absent one."""

    model_config = ConfigDict(extra="forbid")


class Because(Command):
    reason: Reason


class Seal(BaseModel):
    """Both digests of one content."""

    sha256: str
    sm3: str

    @classmethod
    def of(cls, digests: Digests) -> "Seal":
        return cls(sha256=digests.sha256, sm3=digests.sm3)
