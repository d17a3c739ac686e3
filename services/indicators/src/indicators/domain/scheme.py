"""A scheme as versions: drafted, consulted, approved and published by different people; never edited afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from chassis.refusal import SamePersonTwice
from contracts.schemes import Change, ChangeSize
from indicators.domain.checking.finding import Finding
from indicators.domain.consultation import Comment, Round
from indicators.domain.scheme_refusals import (
    AmendmentNeedsChange,
    AmendmentWithoutDifference,
    CommentsUnanswered,
    ConsultationNotStated,
    NothingToAmend,
    RoundsMissing,
    RoundStillOpen,
    SchemeAmendedTooEarly,
    SchemeBaseOutdated,
    SchemeNotPublishable,
    SchemeStepNotOpen,
    TextNotConsulted,
    TextOutdated,
)

State = Literal["draft", "in_consultation", "approved", "published", "superseded", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Written:
    """One text of a version, without its content.

    `rounds` and `working_days` are what it asks of consultation; `rounds` is None where it states nothing.
    """

    number: int
    sha256: str
    sm3: str
    assumed: int
    rounds: int | None
    working_days: int | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    number: int
    text: int
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SentBack:
    """That a version became a draft again. So many rounds and approvals of before count no more."""

    number: int
    rounds: int
    approvals: int
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Publication:
    """That a text was published: for ever, whatever happens to the version later."""

    text: int
    sha256: str
    sm3: str
    assumed: int
    valid_from: date
    valid_until: date | None
    by: str
    approved_by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawal:
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Amended:
    """What a version takes the place of, and whether it says something else: two forms of one text are one text."""

    publication: Publication
    differs: bool


@dataclass(frozen=True, slots=True)
class SchemeVersion:
    """One version and what happened to it, oldest first.

    `last_published` is the newest version of the scheme that was ever published, whether or not it was withdrawn
    since. `superseded_from` is the first day of the earliest later version that still stands.
    """

    code: str
    version: int
    author: str
    drafted_at: datetime
    change: Change | None
    texts: tuple[Written, ...]
    rounds: tuple[Round, ...]
    approvals: tuple[Approval, ...]
    sent_back: tuple[SentBack, ...]
    publication: Publication | None
    withdrawal: Withdrawal | None
    last_published: int | None
    superseded_from: date | None

    @property
    def text(self) -> Written:
        """The newest text."""
        return self.texts[-1]

    @property
    def writers(self) -> frozenset[str]:
        """Everybody who wrote a text of this version: none of them decides about it."""
        return frozenset({self.author, *(text.by for text in self.texts)})

    @property
    def rounds_held(self) -> tuple[Round, ...]:
        """The rounds since the version last became a draft."""
        return self.rounds[self.sent_back[-1].rounds if self.sent_back else 0 :]

    @property
    def approval(self) -> Approval | None:
        """The approval that counts; None where there is none, or none since the version became a draft again."""
        standing = self.approvals[self.sent_back[-1].approvals if self.sent_back else 0 :]
        return standing[-1] if standing else None

    @property
    def rounds_demanded(self) -> int:
        """The most that any text asked for: nobody shortens a consultation that members were promised."""
        return max(text.rounds or 0 for text in self.texts)

    def state(self, today: date) -> State:
        if self.withdrawal is not None:
            return "withdrawn"
        if self.publication is not None:
            superseded = self.superseded_from is not None and self.superseded_from <= today
            return "superseded" if superseded else "published"
        if self.approval is not None:
            return "approved"
        return "in_consultation" if self.rounds_held else "draft"


def amendment(*, code: str, last_published: int | None, size: ChangeSize | None, reason: str | None) -> Change | None:
    """What a new version is to the one before; None for the first.

    Raises AmendmentNeedsChange where a version was published and nobody says what the new one is for,
    NothingToAmend where a change is given and no version was published.
    """
    if last_published is None:
        if size is not None:
            raise NothingToAmend(scheme=code)
        return None
    if size is None or reason is None:
        raise AmendmentNeedsChange(scheme=code, published=last_published)
    return Change(size=size, of_version=last_published, reason=reason)


def revise(version: SchemeVersion, *, read: int, today: date) -> None:
    """Whether the text may be replaced by another one.

    Raises SchemeStepNotOpen once it was approved, RoundStillOpen while members look at it, TextOutdated where the
    writer had another text before the eyes.
    """
    _expect(version, "revise", today, "draft", "in_consultation")
    _expect_no_open_round(version)
    if read != version.text.number:
        raise TextOutdated(scheme=version.code, version=version.version, given=read, text=version.text.number)


def approve(
    version: SchemeVersion, comments: Sequence[Comment], *, by: str, reason: str, at: datetime, today: date
) -> Approval:
    """The approval of the newest text.

    Raises SchemeStepNotOpen, SchemeBaseOutdated, SamePersonTwice (who wrote any of its texts may not approve it),
    RoundStillOpen, ConsultationNotStated, RoundsMissing, TextNotConsulted (members have not seen this text),
    CommentsUnanswered.
    """
    _expect(version, "approve", today, "draft", "in_consultation")
    _expect_base(version)
    _expect_other_than_writers(version, by, "approve")
    _expect_no_open_round(version)
    if version.text.rounds is None:
        raise ConsultationNotStated(scheme=version.code, version=version.version)
    held, demanded = version.rounds_held, version.rounds_demanded
    if len(held) < demanded:
        raise RoundsMissing(scheme=version.code, version=version.version, held=len(held), demanded=demanded)
    if held and held[-1].text != version.text.number:
        raise TextNotConsulted(
            scheme=version.code, version=version.version, text=version.text.number, seen=held[-1].text
        )
    expect_answers(version, comments)
    return Approval(number=len(version.approvals) + 1, text=version.text.number, by=by, reason=reason, at=at)


def expect_answers(version: SchemeVersion, comments: Sequence[Comment]) -> None:
    """Raises CommentsUnanswered, with the numbers of all comments that nobody accepted or rejected yet."""
    open_ones = [comment.number for comment in comments if comment.answer is None]
    if open_ones:
        raise CommentsUnanswered(scheme=version.code, version=version.version, count=len(open_ones), comments=open_ones)


def send_back(version: SchemeVersion, *, by: str, reason: str, at: datetime, today: date) -> SentBack:
    """The version as a draft again; its rounds begin anew. Raises SchemeStepNotOpen, RoundStillOpen."""
    _expect(version, "return", today, "in_consultation", "approved")
    _expect_no_open_round(version)
    return SentBack(
        number=len(version.sent_back) + 1,
        rounds=len(version.rounds),
        approvals=len(version.approvals),
        by=by,
        reason=reason,
        at=at,
    )


def publish(
    version: SchemeVersion,
    *,
    check: Callable[[], Sequence[Finding]],
    valid: tuple[date, date | None],
    amends: Amended | None,
    by: str,
    reason: str,
    at: datetime,
    today: date,
) -> Publication:
    """The publication of the text that was approved.

    `check` finds what keeps it from being published; it is asked last, since it may take its time. `valid` are the
    first and the last day of the text, `amends` is what it takes the place of, None where that was withdrawn (its
    text may be published again as it was) or there is none. Raises SchemeStepNotOpen, SchemeBaseOutdated,
    SamePersonTwice, SchemeAmendedTooEarly, AmendmentWithoutDifference, or SchemeNotPublishable with all findings
    at once.
    """
    _expect(version, "publish", today, "approved")
    _expect_base(version)
    _expect_other_than_writers(version, by, "publish")
    if amends is not None:
        _expect_amendment(version, amends, valid_from=valid[0])
    findings = check()
    if findings:
        raise SchemeNotPublishable(
            scheme=version.code,
            version=version.version,
            count=len(findings),
            findings=[finding.as_value() for finding in findings],
        )
    approval, text = version.approval, version.text
    assert approval is not None  # noqa: S101 - the state says that there is one
    return Publication(
        text=text.number,
        sha256=text.sha256,
        sm3=text.sm3,
        assumed=text.assumed,
        valid_from=valid[0],
        valid_until=valid[1],
        by=by,
        approved_by=approval.by,
        reason=reason,
        at=at,
    )


def withdraw(version: SchemeVersion, *, by: str, reason: str, at: datetime, today: date) -> Withdrawal:
    """Raises SchemeStepNotOpen for what was never published, and for what was superseded or withdrawn already."""
    _expect(version, "withdraw", today, "published")
    return Withdrawal(by=by, reason=reason, at=at)


def expect_submittable(version: SchemeVersion, comments: Sequence[Comment], *, today: date) -> int:
    """How many working days another round has, where it may begin: what was said in the last one has been answered.

    Raises SchemeStepNotOpen, RoundStillOpen, CommentsUnanswered, ConsultationNotStated.
    """
    expect_consultable(version, step="submit-round", today=today)
    _expect_no_open_round(version)
    expect_answers(version, comments)
    if version.text.working_days is None:
        raise ConsultationNotStated(scheme=version.code, version=version.version)
    return version.text.working_days


def expect_consultable(version: SchemeVersion, *, step: str, today: date) -> None:
    """Raises SchemeStepNotOpen where nothing can be said or answered any more."""
    _expect(version, step, today, "draft", "in_consultation")


def _expect(version: SchemeVersion, step: str, today: date, *states: State) -> None:
    state = version.state(today)
    if state not in states:
        raise SchemeStepNotOpen(
            scheme=version.code, version=version.version, state=state, step=step, states=", ".join(states)
        )


def _expect_base(version: SchemeVersion) -> None:
    base = version.change.of_version if version.change else None
    if version.last_published != base:
        raise SchemeBaseOutdated(
            scheme=version.code, version=version.version, base=base or 0, published=version.last_published
        )


def _expect_amendment(version: SchemeVersion, amends: Amended, *, valid_from: date) -> None:
    base = version.change.of_version if version.change else 0
    since = amends.publication.valid_from
    if valid_from < since:
        raise SchemeAmendedTooEarly(
            scheme=version.code, version=version.version, valid_from=valid_from, before=base, since=since
        )
    if not amends.differs:
        raise AmendmentWithoutDifference(
            scheme=version.code, version=version.version, before=base, sha256=amends.publication.sha256
        )


def _expect_other_than_writers(version: SchemeVersion, by: str, step: str) -> None:
    if by in version.writers:
        raise SamePersonTwice(principal=by, earlier="draft", step=step)


def _expect_no_open_round(version: SchemeVersion) -> None:
    if version.rounds and version.rounds[-1].closed_at is None:
        last = version.rounds[-1]
        raise RoundStillOpen(scheme=version.code, version=version.version, round=last.number, due_on=last.due_on)
