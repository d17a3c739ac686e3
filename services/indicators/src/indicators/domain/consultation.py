"""三上三下: a draft goes down to its members and comes up again, round by round; every line can be spoken to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from chassis.calendar import Due, WorkingCalendar
from chassis.refusal import SamePersonTwice
from contracts.scheme import paths
from contracts.scheme.paths import PathUnknown
from indicators.domain.scheme_refusals import (
    CommentAnswered,
    DisagreementWithoutComment,
    DueTooEarly,
    NotAMember,
    PlaceUnknown,
    RoundNotOpen,
    SignedOffAlready,
    UnitNotConcerned,
)

Because = Literal["due", "signed_off"]
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Round:
    """One time down and up: which text members saw, until when (the end of that day), and when it was closed."""

    number: int
    text: int
    working_days: int
    opened_by: str
    opened_at: datetime
    due_on: date
    provisional: bool
    dues: int
    closed_at: datetime | None
    because: Because | None


@dataclass(frozen=True, slots=True)
class CommentAnswer:
    accepted: bool
    answer: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said about one place of the text of a round; `unit` is None where the office itself spoke."""

    number: int
    round: int
    at: str
    comment: str
    unit: str | None
    by: str
    made_at: datetime
    answer: CommentAnswer | None


@dataclass(frozen=True, slots=True)
class SignOff:
    """That a member has seen a round's text, and whether it agrees."""

    round: int
    unit: str
    agrees: bool
    by: str
    at: datetime


def due(calendar: WorkingCalendar, *, today: date, working_days: int, given: date | None) -> Due:
    """The last day of a round: as given, or so many working days from today.

    Members have at least the working days that the text promises, at most a year: raises DueTooEarly.
    """
    least = calendar.add_working_days(today, working_days)
    if given is None:
        return least
    if given < least.on or (given - today).days > LONGEST_DAYS:
        raise DueTooEarly(given=given, least=least.on, working_days=working_days, most=LONGEST_DAYS)
    return Due(on=given, provisional=False)


def open_round(rounds: Sequence[Round], *, scheme: str, version: int, number: int | None = None) -> Round:
    """The round that is open; where a number is given, it must be that one. Raises RoundNotOpen."""
    last = rounds[-1] if rounds else None
    if last is None or last.closed_at is not None or number not in (None, last.number):
        raise RoundNotOpen(scheme=scheme, version=version, round=number or (last.number if last else 0))
    return last


def place(content: Mapping[str, Any], at: str) -> str:
    """The path, where the text has such a place. Raises PlaceUnknown."""
    try:
        paths.value_at(dict(content), at)
    except PathUnknown as unknown:
        raise PlaceUnknown(at=at) from unknown
    return at


def expect_concerned(unit: str, *, members: Collection[str], parents: Mapping[str, str | None]) -> None:
    """Whether a unit is assessed under a text, or stands above or below one that is (`parents`: child → parent).

    Raises UnitNotConcerned.
    """
    above = {one for member in members for one in _chain(member, parents)}
    if unit not in above and not set(_chain(unit, parents)) & set(members):
        raise UnitNotConcerned(unit=unit)


def _chain(unit: str, parents: Mapping[str, str | None]) -> list[str]:
    """The unit and all above it."""
    found: list[str] = []
    here: str | None = unit
    while here is not None and here not in found:
        found.append(here)
        here = parents.get(here)
    return found


def answer(comment: Comment, *, accepted: bool, text: str, by: str, at: datetime) -> CommentAnswer:
    """Raises CommentAnswered, SamePersonTwice (nobody decides about the own comment)."""
    if comment.answer is not None:
        raise CommentAnswered(comment=comment.number, by=comment.answer.by)
    if by == comment.by:
        raise SamePersonTwice(principal=by, earlier="comment", step="accept" if accepted else "reject")
    return CommentAnswer(accepted=accepted, answer=text, by=by, at=at)


def sign_off(
    current: Round,
    *,
    unit: str,
    agrees: bool,
    members: Collection[str],
    given: Sequence[SignOff],
    comments: Sequence[Comment],
    by: str,
    at: datetime,
) -> SignOff:
    """A member's sign-off in the open round.

    Whoever does not agree has said before at which line, in this round. Raises NotAMember, SignedOffAlready,
    DisagreementWithoutComment.
    """
    if unit not in members:
        raise NotAMember(unit=unit)
    if any(one.unit == unit for one in given):
        raise SignedOffAlready(unit=unit, round=current.number)
    if not agrees and not any(one.unit == unit and one.round == current.number for one in comments):
        raise DisagreementWithoutComment(unit=unit, round=current.number)
    return SignOff(round=current.number, unit=unit, agrees=agrees, by=by, at=at)


def agreed_by_all(members: Collection[str], given: Sequence[SignOff]) -> bool:
    """Whether every member signed off and agrees: then nobody waits for the last day."""
    return bool(members) and set(members) <= {one.unit for one in given if one.agrees}
