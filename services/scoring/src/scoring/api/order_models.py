"""Orders as they are shown, and the bodies of their commands."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from contracts.envelope import Labels
from contracts.indicators import ObjectKind
from contracts.scoring import CauseKind, Evidence
from scoring.api.fields import Because, Command, Day, LongText, Reason, WorkingDays
from scoring.domain.answer import Answer, Measure
from scoring.domain.order import Order

State = Literal[
    "issued",
    "acknowledged",
    "answered",
    "returned",
    "objected",
    "suspended",
    "accepted",
    "closed",
    "cancelled",
]


class OrderOut(BaseModel):
    """`level` is the worst level of the case, `light_level` where its light stands now."""

    id: UUID
    version: int
    case: str
    cause: CauseKind
    cause_event: UUID
    rule: str
    rule_version: int
    object_kind: ObjectKind
    object: str
    object_labels: Labels
    unit: str
    fiscal_year: str
    light: UUID
    level: str
    light_level: str
    light_is_good: bool
    state: State
    round: int
    overdue: bool
    escalated: bool
    steps_taken: int
    holds_payments: bool
    extension_pending: bool
    issued_at: datetime
    due_on: date
    due_provisional: bool
    suspended_until: date | None
    accepted_by: str | None
    recheck_on: date | None

    @classmethod
    def of(cls, order: Order) -> "OrderOut":
        return cls.model_validate(order, from_attributes=True)


class MeasureOut(BaseModel):
    text: str
    until: date | None


class AnswerOut(BaseModel):
    number: int
    round: int
    text: str
    measures: list[MeasureOut]
    evidence: list[Evidence]
    prepared_by: str | None
    answered_by: str
    answered_at: datetime


class DraftOut(BaseModel):
    text: str
    measures: list[MeasureOut]
    evidence: list[Evidence]
    prepared_by: str
    prepared_at: datetime


class CrossingOut(BaseModel):
    crossing: UUID
    light: UUID
    from_level: str
    to_level: str
    checkpoint: date
    seen_entry: int
    happened_at: datetime


class ExtensionOut(BaseModel):
    until: date
    reason: str
    asked_by: str
    asked_at: datetime
    outcome: Literal["pending", "granted", "refused", "lapsed"]
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    due_on: date | None


class StepOut(BaseModel):
    """One change: who gave which command, what the order was then, and what its event said besides."""

    version: int
    command: str
    state: State
    round: int
    happened_at: datetime
    principal: str
    roles: list[str]
    event: UUID
    details: dict[str, Any]


class OrderDetails(OrderOut):
    """The draft of an answer is the unit's own: it is null for everyone else."""

    crossings: list[CrossingOut]
    answers: list[AnswerOut]
    draft: DraftOut | None
    extensions: list[ExtensionOut]
    history: list[StepOut]

    @classmethod
    def with_parts(
        cls,
        order: Order,
        *,
        crossings: list[RowMapping],
        answers: list[RowMapping],
        draft: RowMapping | None,
        extensions: list[RowMapping],
        history: list[RowMapping],
    ) -> "OrderDetails":
        return cls(
            **OrderOut.of(order).model_dump(),
            crossings=[CrossingOut(**row) for row in crossings],
            answers=[AnswerOut(**row) for row in answers],
            draft=DraftOut(**draft) if draft else None,
            extensions=[ExtensionOut(**row) for row in extensions],
            history=[StepOut(**row) for row in history],
        )


class MeasureIn(Command):
    text: Reason
    until: Day | None = Field(default=None, description="Null: done already / 空：已完成")


class EvidenceIn(Command):
    """A file bound by its hash; the file itself stays with the unit."""

    name: Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00/\\]+$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=1, le=2**53)]


class AnswerIn(Command):
    text: LongText
    measures: tuple[MeasureIn, ...] = Field(default=(), max_length=100)
    evidence: tuple[EvidenceIn, ...] = Field(default=(), max_length=100)

    def answer(self) -> Answer:
        return Answer(
            text=self.text,
            measures=tuple(Measure(one.text, one.until) for one in self.measures),
            evidence=tuple(Evidence(name=one.name, sha256=one.sha256, bytes=one.bytes) for one in self.evidence),
        )


class Return(Because):
    working_days: WorkingDays


class Accept(Command):
    """Under a light that is still bad both are needed; under a good one the order closes at once."""

    reason: Reason | None = None
    recheck_on: Day | None = None


class AskExtension(Because):
    until: Day


class GrantExtension(Command):
    until: Day | None = Field(default=None, description="Null: as asked / 空：按申请日期")


class Suspend(Because):
    until: Day
