"""The shapes that several routes take and give: codes, texts, days, reasons with their texts."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from budget_monitor.domain import reasons
from contracts.budget import FIRST_DAY, LAST_DAY, Reason
from contracts.envelope import Labels

CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"
RULE_CODE = r"^[a-z0-9][a-z0-9-]{1,79}$"
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
FISCAL_YEAR = r"^(19|2[0-8])[0-9]{2}$"


def _normal(code: str) -> str:
    if code != unicodedata.normalize("NFC", code) or code != " ".join(code.split()) or not code.isprintable():
        raise ValueError(
            "must be printable NFC text without leading, trailing or double spaces"
            " / 须为 NFC 可显示文本，首尾不得有空格，中间不得有连续空格"
        )
    return code


def _written(value: Any) -> Any:
    # pydantic would take a number for a day counted from 1970
    if not isinstance(value, str | date):
        raise ValueError("a day is written as YYYY-MM-DD / 日期须写为 YYYY-MM-DD")
    return value


Code = Annotated[str, Field(pattern=CODE, examples=["treasury"])]
ItemCode = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_normal), Field(examples=["ROAD UPKEEP"])]
GivenCode = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
"""A code as a payment names it: any text; one that nobody knows is intercepted, not refused."""
Text = Annotated[str, Field(min_length=1, max_length=1000, pattern=PRINTABLE)]
FiscalYear = Annotated[str, Field(pattern=FISCAL_YEAR, examples=["2025"])]
Day = Annotated[date, BeforeValidator(_written), Field(ge=FIRST_DAY, le=LAST_DAY)]

CodeHere = Annotated[str, Path(alias="code", pattern=CODE)]
FiscalYearHere = Annotated[str, Path(alias="fiscal_year", pattern=FISCAL_YEAR)]
IdHere = Annotated[UUID, Path(alias="id")]
CodeFilter = Annotated[str | None, Query(pattern=CODE)]
TextFilter = Annotated[str | None, Query(max_length=200, pattern=PRINTABLE)]
FiscalYearFilter = Annotated[str | None, Query(pattern=FISCAL_YEAR)]
DayFilter = Annotated[Day | None, Query()]


class Command(BaseModel):
    """A body of a command: what nobody knows is refused and named."""

    model_config = ConfigDict(extra="forbid")


class Because(Command):
    reason: Text


class LabelsIn(Command):
    zh: Annotated[str, Field(min_length=1, max_length=500, pattern=PRINTABLE)]
    en: Annotated[str, Field(min_length=1, max_length=500, pattern=PRINTABLE)]

    def labels(self) -> Labels:
        return Labels(zh=self.zh, en=self.en)


class Texts(BaseModel):
    zh: str
    en: str


class ReasonOut(BaseModel):
    """Why something was intercepted: code and values for machines, texts for people."""

    code: str
    line: int | None
    values: dict[str, Any]
    texts: Texts

    @classmethod
    def of(cls, reason: Reason) -> "ReasonOut":
        texts = Texts(zh=reasons.text(reason, "zh"), en=reasons.text(reason, "en"))
        return cls(code=reason.code, line=reason.line, values=reason.values, texts=texts)


class DecisionOut(BaseModel):
    id: UUID
    about: Literal["check", "hold", "pay"] | None
    outcome: Literal["accepted", "intercepted"]
    reasons: list[ReasonOut]
    notes: list[ReasonOut] = Field(default=[], description="what to look at; it blocks nothing")
    decided_at: datetime | None = None
    decided_by: str | None = None
    number: int | None = Field(default=None, description="among the decisions about its payment, from 1")

    @classmethod
    def of(cls, row: Any, *, number: int | None = None) -> "DecisionOut":
        return cls(
            number=number,
            id=row["id"],
            about=row["about"],
            outcome=row["outcome"],
            reasons=reasons_out(Reason.model_validate(reason) for reason in row["reasons"]),
            notes=reasons_out(Reason.model_validate(note) for note in row["notes"] or ()),
            decided_at=row["decided_at"],
            decided_by=row["decided_by"],
        )


def reasons_out(found: Any) -> list[ReasonOut]:
    return [ReasonOut.of(reason) for reason in found]


def text_key(row: Any, *names: str) -> Sequence[str | int]:
    """The paging key of a row, from columns that sort as text or number."""
    return [row[name] if isinstance(row[name], int) else str(row[name]) for name in names]
