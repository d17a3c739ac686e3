"""What the routes of schemes take and answer."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from contracts.canonical import number
from contracts.envelope import SchemeLabels
from contracts.scheme.basics import CODE_PATTERN, MEMBER_PATTERN
from contracts.scheme.content import SchemeContent
from contracts.schemes import Change, ChangeSize
from indicators.api.texts import PRINTABLE, Command, Day, Text
from indicators.documents.changes import told
from indicators.documents.telling import Language
from indicators.domain.consultation import Because as ClosedBecause
from indicators.domain.consultation import Comment, SignOff
from indicators.domain.scheme import SchemeVersion, State
from indicators.domain.scheme_changes import Change as Line
from indicators.domain.scheme_changes import ChangeKind
from indicators.usecases.scheme_reading import Compared, Lint, RoundShown

LANGUAGES: tuple[Language, Language] = ("zh", "en")

SchemeHere = Annotated[str, Path(pattern=CODE_PATTERN)]
CommentHere = Annotated[int, Path(ge=1, le=1_000_000)]
Saying = Annotated[str, Field(min_length=1, max_length=5000, pattern=r"^[^\x00]*$")]


class ChangeAsked(Command):
    """What an amendment is, and why it is made."""

    size: ChangeSize
    reason: Text


class Draft(Command):
    """A scheme, and for an amendment what it is."""

    scheme: SchemeContent
    change: ChangeAsked | None = None


class Revision(Command):
    """The next text."""

    scheme: SchemeContent


class SubmitRound(Command):
    due: Day | None = Field(default=None, description="last day of the round; none: as many working days as promised")


class MakeComment(Command):
    at: Annotated[str, Field(min_length=1, max_length=1000, pattern=PRINTABLE)] = Field(
        description="a place of the text", examples=["parts[common].entries[new-jobs].weight"]
    )
    text: Saying
    unit: Annotated[str, Field(pattern=MEMBER_PATTERN)] | None = Field(
        default=None, description="the unit that it is made for; none: the only one that you head, or the office"
    )


class AnswerComment(Command):
    answer: Saying


class Sign(Command):
    round: int = Field(ge=1, le=1_000_000)
    unit: Annotated[str, Field(pattern=MEMBER_PATTERN)]
    agree: bool = Field(description="who does not agree has commented on a line in this round")


class TextOut(BaseModel):
    """One text of a version; its digests are over its canonical form."""

    number: int
    sha256: str
    sm3: str
    assumed: int
    by: str
    at: datetime


class ApprovalOut(BaseModel):
    text: int
    by: str
    reason: str
    at: datetime


class PublicationOut(BaseModel):
    """`approved_by` and `by` are other people than those who wrote it."""

    text: int
    sha256: str
    sm3: str
    assumed: int
    valid_from: date
    valid_until: date | None
    approved_by: str
    by: str
    reason: str
    at: datetime


class WithdrawalOut(BaseModel):
    by: str
    reason: str
    at: datetime


class SchemeVersionOut(BaseModel):
    """One version and what happened to it. `open_round` is the round that members can speak in now."""

    code: str
    version: int
    state: State
    author: str
    drafted_at: datetime
    change: Change | None
    texts: list[TextOut]
    rounds_demanded: int
    rounds_held: int
    open_round: int | None
    approval: ApprovalOut | None
    publication: PublicationOut | None
    superseded_from: date | None
    withdrawal: WithdrawalOut | None

    @classmethod
    def of(cls, version: SchemeVersion, *, today: date) -> "SchemeVersionOut":
        return cls.model_validate(_told(version, today=today))


class SchemeOut(SchemeVersionOut):
    """A version with one of its texts. `scheme` is the JSON that the digests of this text are over.

    What has its default is left out of it; `form` is the number of the form that says which defaults these are.
    """

    text: int
    form: int
    scheme: dict[str, Any]

    @classmethod
    def with_text(cls, version: SchemeVersion, text: int, form: dict[str, Any], *, today: date) -> "SchemeOut":
        return cls.model_validate({**_told(version, today=today), "text": text, "form": number(form), "scheme": form})


def _told(version: SchemeVersion, *, today: date) -> dict[str, Any]:
    held = version.rounds_held
    last = version.rounds[-1] if version.rounds else None
    approval = version.approval
    publication = version.publication
    withdrawal = version.withdrawal
    return {
        **{name: getattr(version, name) for name in ("code", "version", "author", "drafted_at", "change")},
        "state": version.state(today),
        "texts": [_fields(TextOut, text) for text in version.texts],
        "rounds_demanded": version.rounds_demanded,
        "rounds_held": len([one for one in held if one.closed_at]),
        "open_round": last.number if last and last.closed_at is None else None,
        "approval": _fields(ApprovalOut, approval) if approval else None,
        "publication": _fields(PublicationOut, publication) if publication else None,
        "superseded_from": version.superseded_from,
        "withdrawal": _fields(WithdrawalOut, withdrawal) if withdrawal else None,
    }


def _fields(model: type[BaseModel], one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in model.model_fields}


class LineOut(BaseModel):
    """One line that differs: at a place of the newer text, or of the older one where the line was removed."""

    at: str
    kind: ChangeKind
    before: Any
    after: Any

    @classmethod
    def of(cls, line: Line) -> "LineOut":
        return cls(**line.as_value())


class ToldLineOut(LineOut):
    """A line that differs, with its words."""

    texts: dict[Literal["zh", "en"], str]


class DiffOut(BaseModel):
    """`against` is null where the first version is compared with nothing."""

    code: str
    version: int
    against: int | None
    changes: list[ToldLineOut]

    @classmethod
    def of(cls, code: str, version: int, found: Compared) -> "DiffOut":
        zh, en = (told(found.changes, found.before, found.after, language) for language in LANGUAGES)
        lines = [
            ToldLineOut(**line.as_value(), texts={"zh": in_zh, "en": in_en})
            for line, in_zh, in_en in zip(found.changes, zh, en, strict=True)
        ]
        return cls(code=code, version=version, against=found.against, changes=lines)


class FindingOut(BaseModel):
    """What is wrong, at which place, with which values, and what would mend it."""

    code: str
    at: str
    values: dict[str, Any]
    texts: dict[Literal["zh", "en"], str]
    mend: dict[Literal["zh", "en"], str]


class AssumptionOut(BaseModel):
    at: str
    why: SchemeLabels


class LintOut(BaseModel):
    """A version without findings can be published; what is assumed is counted and does not block.

    English is found missing only where it is asked for.
    """

    code: str
    version: int
    findings: list[FindingOut]
    assumed: list[AssumptionOut]

    @classmethod
    def of(cls, code: str, version: int, lint: Lint) -> "LintOut":
        return cls(
            code=code,
            version=version,
            findings=[FindingOut(**finding.as_value()) for finding in lint.findings],
            assumed=[AssumptionOut(at=one.at, why=one.why) for one in lint.assumed],
        )


class SignOffOut(BaseModel):
    round: int
    unit: str
    agrees: bool
    by: str
    at: datetime

    @classmethod
    def of(cls, given: SignOff) -> "SignOffOut":
        return cls(**_fields(cls, given))


class RoundOut(BaseModel):
    """One time down and up. `due_on` is its last day; `changes` are the lines that differ from the round before."""

    round: int
    text: int
    opened_by: str
    opened_at: datetime
    due_on: date
    provisional: bool
    closed_at: datetime | None
    closed_because: ClosedBecause | None
    changes: list[LineOut] | None
    sign_offs: list[SignOffOut]

    @classmethod
    def of(cls, shown: RoundShown) -> "RoundOut":
        one = shown.round
        return cls(
            round=one.number,
            text=one.text,
            opened_by=one.opened_by,
            opened_at=one.opened_at,
            due_on=one.due_on,
            provisional=one.provisional,
            closed_at=one.closed_at,
            closed_because=one.because,
            changes=None if shown.changes is None else [LineOut.of(line) for line in shown.changes],
            sign_offs=[SignOffOut.of(given) for given in shown.sign_offs],
        )


class CommentAnswerOut(BaseModel):
    accepted: bool
    answer: str
    by: str
    at: datetime


class CommentOut(BaseModel):
    """What somebody said about a place; `unit` is null where the office itself did."""

    comment: int
    round: int
    at: str
    text: str
    unit: str | None
    by: str
    made_at: datetime
    answer: CommentAnswerOut | None

    @classmethod
    def of(cls, made: Comment) -> "CommentOut":
        return cls(
            comment=made.number,
            round=made.round,
            at=made.at,
            text=made.comment,
            unit=made.unit,
            by=made.by,
            made_at=made.made_at,
            answer=CommentAnswerOut(**_fields(CommentAnswerOut, made.answer)) if made.answer else None,
        )
