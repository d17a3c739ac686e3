"""What the routes of screening take and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from contracts.envelope import Labels, SchemeLabels
from contracts.scheme.basics import Code
from indicators.api.scheme_models import FindingOut
from indicators.api.texts import Because, Command, Day, SchemeNamed
from indicators.domain.screening.round import Count, Decision, DecisionKind, Report, Round, Screened
from indicators.domain.screening.subject import Kind
from indicators.usecases.screenings import Asked


class Screen(Command):
    """A round over a version of a scheme, over named indicators of the library, or (without both) over all of it."""

    code: Code
    labels: Labels
    indicators: Annotated[list[Code], Field(min_length=1, max_length=5000)] | None = None
    scheme: SchemeNamed | None = None

    @model_validator(mode="after")
    def one_subject(self) -> "Screen":
        if self.indicators is not None and self.scheme is not None:
            raise ValueError(
                "a round is about one thing: name indicators of the library, or a version of a scheme"
                " / 一轮筛查只针对一项：指标库指标，或某一方案版本"
            )
        return self

    def asked(self) -> Asked:
        return Asked(self.indicators, (self.scheme.code, self.scheme.version) if self.scheme else None)


class Improve(Because):
    """Of a round over the library the newest version of the indicator, else a version of the scheme."""

    version: int = Field(ge=1, le=1_000_000)


class Remove(Because):
    holds_until: Day | None = Field(
        default=None, description="first day on which the library's version holds no more; none: today"
    )


class SubjectOut(BaseModel):
    """What was to be screened. `author` wrote the text of the scheme."""

    kind: Literal["library", "indicators", "scheme"]
    codes: list[str] = []
    scheme: str | None = None
    version: int | None = None
    text: int | None = None
    author: str | None = None


class ClosingOut(BaseModel):
    by: str
    reason: str
    at: datetime


class RoundOut(BaseModel):
    """`sha256` is over everything that was screened, as it was read then."""

    code: str
    labels: Labels
    state: Literal["open", "closed"]
    subject: SubjectOut
    sha256: str
    run_by: str
    run_at: datetime
    closing: ClosingOut | None

    @classmethod
    def of(cls, here: Round) -> "RoundOut":
        return cls(**_told(here))


class CountOut(BaseModel):
    screened: int
    with_findings: int
    improved: int
    removed: int
    returned: int
    kept: int
    open: int

    @classmethod
    def of(cls, count: Count) -> "CountOut":
        return cls(**{name: getattr(count, name) for name in cls.model_fields})


class ReportOut(BaseModel):
    """`findings`: code → how many items it was found about."""

    indicators: CountOut
    data_items: CountOut
    findings: dict[str, int]

    @classmethod
    def of(cls, report: Report) -> "ReportOut":
        return cls(
            indicators=CountOut.of(report.indicators),
            data_items=CountOut.of(report.data_items),
            findings=dict(report.findings),
        )


class ReportedOut(RoundOut):
    """A round with what it came to so far."""

    report: ReportOut

    @classmethod
    def reported(cls, here: Round, report: Report) -> "ReportedOut":
        return cls(**_told(here), report=ReportOut.of(report))


class DecisionOut(BaseModel):
    """`remaining` are the codes that the version which improves the item still has."""

    kind: DecisionKind
    improved_version: int | None
    improved_sha256: str | None
    remaining: list[str]
    reason: str
    by: str
    at: datetime

    @classmethod
    def of(cls, one: Decision) -> "DecisionOut":
        told: dict[str, Any] = {name: getattr(one, name) for name in cls.model_fields if name != "remaining"}
        return cls(remaining=list(one.remaining), **told)


class ScreenedOut(BaseModel):
    """One item as it was then, what was found with evidence and suggestion, and the last decision about it."""

    screening: str
    number: int
    kind: Kind
    code: str
    labels: SchemeLabels
    sha256: str
    library_version: int | None
    author: str | None
    findings: list[FindingOut]
    decision: DecisionOut | None

    @classmethod
    def of(cls, one: Screened) -> "ScreenedOut":
        return cls(**_item(one))


class ScreenedWholeOut(ScreenedOut):
    """With the canonical form over which the digest is, and every decision, the first one first."""

    content: dict[str, Any]
    decisions: list[DecisionOut]

    @classmethod
    def whole(cls, one: Screened, content: dict[str, Any], decisions: list[Decision]) -> "ScreenedWholeOut":
        return cls(**_item(one), content=content, decisions=[DecisionOut.of(decision) for decision in decisions])


def _told(here: Round) -> dict[str, Any]:
    closing = here.closing
    return {
        **{name: getattr(here, name) for name in ("code", "labels", "state", "sha256", "run_by", "run_at")},
        "subject": SubjectOut(**here.subject),
        "closing": ClosingOut(by=closing.by, reason=closing.reason, at=closing.at) if closing else None,
    }


def _item(one: Screened) -> dict[str, Any]:
    names = ("screening", "number", "labels", "sha256", "library_version", "author")
    return {
        **{name: getattr(one, name) for name in names},
        "kind": one.item.kind,
        "code": one.item.code,
        "findings": [FindingOut(**finding) for finding in one.findings],
        "decision": DecisionOut.of(one.decision) if one.decision else None,
    }
