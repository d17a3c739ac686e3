"""A talk: an admonitory interview with the responsible person, called by a light or an escalation."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID, uuid5

from chassis.calendar import WorkingCalendar
from contracts.envelope import EVENT_IDS, Labels
from contracts.scoring import OrderGone, TalkCalled, TalkCalledOff, TalkDueDateSettled, TalkHeld, TalkOverdue
from scoring.domain.order import By, expect_other_side
from scoring.domain.refusals import HeldBeforeItsCall, HeldInTheFuture, IllegalTransition, RoleMayNot
from scoring.domain.term import Term

TALK_WITHIN_WORKING_DAYS = 5
"""Assumed: no published text says how soon a talk is to be held."""

HELD_BY = "assessment_office"
WITH = "unit_head"
RECORDED_BY = ("assessment_office", "inspector")
"""Who may certify that a talk was held: the office that held it, or an inspector."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Who (`held_by`, a role) talks with whom (`person`, a role of the unit), by when, and whether it was.

    `responsible` is the unit's responsible person as registered when the talk was called.
    """

    id: UUID
    kind: Literal["light", "escalation"]
    order: UUID | None
    case: str
    unit: str
    held_by: str
    person: str
    responsible: Labels | None
    term: Term
    due_on: date
    due_provisional: bool
    state: Literal["called", "held", "called_off"] = "called"
    overdue: bool = False
    held_on: date | None = None
    recorded_by: str | None = None
    note: str | None = None
    version: int = 1

    @property
    def called_on(self) -> date:
        """The local day on which it was called: its term runs from then."""
        return self.term.start


def talk_id(*, region: str, because: str) -> UUID:
    """One talk for each cause: a crossing, or a step of an order's round."""
    return uuid5(EVENT_IDS, f"{region}|talk|{because}")


def call(
    *,
    talk: UUID,
    kind: Literal["light", "escalation"],
    order: UUID | None,
    case: str,
    unit: str,
    responsible: Labels | None,
    today: date,
    calendar: WorkingCalendar,
) -> tuple[Talk, TalkCalled]:
    term = Term(today, TALK_WITHIN_WORKING_DAYS)
    due = term.due(calendar)
    called = Talk(talk, kind, order, case, unit, HELD_BY, WITH, responsible, term, due.on, due.provisional)
    return called, TalkCalled(
        talk=talk,
        kind=kind,
        order=order,
        case=case,
        unit=unit,
        held_by=HELD_BY,
        due_on=due.on,
        due_provisional=due.provisional,
    )


def record(talk: Talk, *, by: By, held_on: date, today: date, note: str) -> tuple[Talk, TalkHeld]:
    """Held, on a day from its call up to today.

    Raises IllegalTransition, RoleMayNot, OwnUnit, HeldBeforeItsCall or HeldInTheFuture.
    """
    if not by.roles & set(RECORDED_BY):
        raise RoleMayNot(
            command="record", id=talk.id, allowed=", ".join(RECORDED_BY), roles=", ".join(sorted(by.roles)) or "-"
        )
    # the side that is talked to does not certify that it happened
    expect_other_side(by, command="record", unit=talk.unit)
    if talk.state != "called":
        because = "it is recorded already" if talk.state == "held" else "its order was cancelled"
        raise IllegalTransition(what="talk", id=talk.id, command="record", state=talk.state, because=because)
    if held_on < talk.called_on:
        raise HeldBeforeItsCall(given=held_on, called_on=talk.called_on)
    if held_on > today:
        raise HeldInTheFuture(given=held_on, today=today)
    after = replace(talk, state="held", held_on=held_on, recorded_by=by.principal, note=note, version=talk.version + 1)
    return after, TalkHeld(talk=talk.id, unit=talk.unit, held_on=held_on, recorded_by=by.principal)


def call_off(talk: Talk, *, order: UUID, because: OrderGone) -> tuple[Talk, TalkCalledOff]:
    """The order that brought it is gone before it was held. A talk that was held stays held."""
    after = replace(talk, state="called_off", version=talk.version + 1)
    return after, TalkCalledOff(talk=talk.id, unit=talk.unit, order=order, because=because)


def settle_due_date(talk: Talk, calendar: WorkingCalendar) -> tuple[Talk, TalkDueDateSettled] | None:
    """The due date computed again after a calendar year was published; None where nothing changes."""
    due = talk.term.due(calendar)
    unchanged = (due.on, due.provisional) == (talk.due_on, talk.due_provisional)
    if unchanged or talk.state != "called" or talk.overdue:
        return None
    after = replace(talk, due_on=due.on, due_provisional=due.provisional, version=talk.version + 1)
    return after, TalkDueDateSettled(talk=talk.id, unit=talk.unit, due_on=due.on, due_provisional=due.provisional)


def mark_overdue(talk: Talk) -> tuple[Talk, TalkOverdue] | None:
    """None where there is nothing to mark: it was held or called off, or is marked already."""
    if talk.state != "called" or talk.overdue:
        return None
    after = replace(talk, overdue=True, version=talk.version + 1)
    return after, TalkOverdue(talk=talk.id, unit=talk.unit, due_on=talk.due_on)
