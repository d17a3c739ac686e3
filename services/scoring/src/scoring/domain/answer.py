"""Answering an order: the clerk drafts, the head submits, an inspector returns or accepts."""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from chassis import texts
from chassis.calendar import WorkingCalendar
from contracts import scoring as events
from contracts.indicators import RuleContent
from contracts.scoring import Evidence
from scoring.domain import putting_off
from scoring.domain.light import Light
from scoring.domain.order import SYSTEM, By, Order, Step, advance, facts, new_round
from scoring.domain.refusals import (
    DateNotLater,
    EvidenceIsEmpty,
    EvidenceNamedTwice,
    EvidenceSizesDiffer,
    ReasonNeeded,
    RecheckNeeded,
    RecheckNotNeeded,
)
from scoring.domain.term import Term

EMPTY_FILE = sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that the unit does about the cause, and by when (None: done already)."""

    text: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the unit says. Each file has a name of its own, and a hash says one content of one size.

    Raises EvidenceNamedTwice, EvidenceIsEmpty or EvidenceSizesDiffer.
    """

    text: str
    measures: tuple[Measure, ...]
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        named: dict[str, Evidence] = {}
        hashed: dict[str, Evidence] = {}
        for file in self.evidence:
            if file.bytes == 0 or file.sha256 == EMPTY_FILE:
                raise EvidenceIsEmpty(name=file.name)
            # "Plan.pdf" and "plan.pdf " are one file on the desks of officials
            name = texts.visible(file.name).casefold()
            if (same := named.setdefault(name, file)) is not file:
                raise EvidenceNamedTwice(name=file.name, one=same.sha256, other=file.sha256)
            same = hashed.setdefault(file.sha256, file)
            if same.bytes != file.bytes:
                raise EvidenceSizesDiffer(one=same.name, bytes=same.bytes, other=file.name, other_bytes=file.bytes)


def acknowledge(order: Order, *, by: By) -> Step:
    after = advance(order, "acknowledge", by)
    return Step(after, "acknowledge", events.OrderAcknowledged(**facts(after)))


def prepare(order: Order, *, by: By) -> Step:
    """A draft for the head to submit. Who drafted counts as one who answered, even if it is replaced."""
    after = advance(order, "prepare-answer", by, prepared_by=by.principal, hands=order.hands | {by.principal})
    return Step(after, "prepare-answer", events.OrderAnswerPrepared(**facts(after)))


def submit(order: Order, answer: Answer, *, by: By) -> Step:
    """The answer of this round. A request for more time that still waits lapses with it."""
    after = advance(
        order,
        "answer",
        by,
        answers=order.answers + 1,
        hands=order.hands | {by.principal},
    )
    return Step(after, "answer", events.OrderAnswered(**facts(after), answer=after.answers, evidence=answer.evidence))


def give_back(order: Order, *, by: By, reason: str, term: Term, rule: RuleContent, calendar: WorkingCalendar) -> Step:
    """Not good enough: to be answered again, in a new round with its own deadline and its own escalation.

    Raises TermTooLong beside what the table refuses.
    """
    after = advance(order, "return", by, **new_round(order, term, calendar))
    putting_off.expect_term(rule, working_days=term.working_days)
    return Step(
        after,
        "return",
        events.OrderReturned(**facts(after), reason=reason, due_on=after.due_on, due_provisional=after.due_provisional),
    )


def accept(
    order: Order,
    *,
    by: By,
    today: date,
    reason: str | None,
    recheck_on: date | None,
    rule: RuleContent,
    light_is_frozen: bool,
) -> tuple[Step, ...]:
    """Accepted, and under a good light closed at once.

    Under a light that is still bad acceptance needs a reason and a day for the re-check, and the order stays
    open until then. A frozen light (`domain.light`) can never get better: there the reason is
    enough, and without a day for a re-check the order closes at once.

    Raises ReasonNeeded, RecheckNeeded, RecheckNotNeeded, DateNotLater or RecheckTooLate beside what the table refuses.
    """
    after = advance(
        order,
        "accept",
        by,
        accepted_by=by.principal,
        recheck_on=recheck_on,
    )
    if order.light_is_good:
        if recheck_on is not None:
            raise RecheckNotNeeded(id=order.id, level=order.light_level)
    elif reason is None:
        raise ReasonNeeded(id=order.id, level=order.light_level)
    elif recheck_on is None and not light_is_frozen:
        raise RecheckNeeded(id=order.id, level=order.light_level, today=today)
    elif recheck_on is not None and recheck_on <= today:
        raise DateNotLater(field="recheck_on", given=recheck_on, than=today)
    elif recheck_on is not None:
        putting_off.expect_recheck(rule, on=recheck_on, today=today)
    accepted = Step(
        after,
        "accept",
        events.OrderAccepted(**facts(after), light_is_good=order.light_is_good, reason=reason, recheck_on=recheck_on),
    )
    return (accepted, close(after)) if recheck_on is None else (accepted,)


def recheck(order: Order, *, light: Light, term: Term, calendar: WorkingCalendar) -> Step:
    """On the day that was set at acceptance: a good light closes the order, a bad one reopens it. A frozen one cannot
    get better: it was accepted with a reason, and closes. From now on the order follows the light looked at."""
    follows = replace(
        order, light=light.id, light_fiscal_year=light.fiscal_year, light_level=light.level, light_is_good=light.is_good
    )
    if light.is_good or light.frozen:
        return close(follows)
    after = advance(follows, "reopen", SYSTEM, **new_round(follows, term, calendar))
    return Step(
        after,
        "reopen",
        events.OrderReopened(**facts(after), due_on=after.due_on, due_provisional=after.due_provisional),
    )


def close(order: Order) -> Step:
    after = advance(order, "close", SYSTEM)
    return Step(after, "close", events.OrderClosed(**facts(after), light_is_good=order.light_is_good))
