"""The life of a rectification order: one table of state, command, roles and next state.

This table is the only definition. What is not in it is refused; a test walks the whole product.
"""

from collections.abc import Iterator
from dataclasses import dataclass

ISSUED, ACKNOWLEDGED, ANSWERED, RETURNED = "issued", "acknowledged", "answered", "returned"
OBJECTED, SUSPENDED, ACCEPTED, CLOSED, CANCELLED = "objected", "suspended", "accepted", "closed", "cancelled"

STATES = (ISSUED, ACKNOWLEDGED, ANSWERED, RETURNED, OBJECTED, SUSPENDED, ACCEPTED, CLOSED, CANCELLED)
FINAL = (CLOSED, CANCELLED)
OPEN = tuple(state for state in STATES if state not in FINAL)

BACK = "(the state before)"
"""Next state of a refused objection and of a resumption: where the order was before it left its way."""

UNIT = ("unit_head", "unit_clerk")
HEAD = ("unit_head",)
CLERK = ("unit_clerk",)
OFFICE = ("assessment_office",)
ACCEPTORS = ("inspector", "assessment_office")
SYSTEM = ("system",)

TO_ANSWER = (ISSUED, ACKNOWLEDGED, RETURNED)
"""The unit has the next step, and the clock of its deadline runs. It runs while an objection waits, too:
an objection must not be a way to gain time; what a deadline cost is given back when it is granted."""

CLOCK_RUNS = (*TO_ANSWER, OBJECTED)

SAME = "(the same state)"

TABLE: tuple[tuple[tuple[str, ...], str, tuple[str, ...], str], ...] = (
    # in these states         command             roles           next state
    ((ISSUED,), "acknowledge", UNIT, ACKNOWLEDGED),
    ((ACKNOWLEDGED, RETURNED), "prepare-answer", CLERK, SAME),
    ((ACKNOWLEDGED, RETURNED), "answer", HEAD, ANSWERED),
    ((ANSWERED,), "return", ACCEPTORS, RETURNED),
    ((ANSWERED,), "accept", ACCEPTORS, ACCEPTED),
    (TO_ANSWER, "object", HEAD, OBJECTED),
    ((OBJECTED,), "grant-objection", OFFICE, CANCELLED),
    ((OBJECTED,), "refuse-objection", OFFICE, BACK),
    (TO_ANSWER, "ask-extension", HEAD, SAME),
    (TO_ANSWER, "grant-extension", OFFICE, SAME),
    (TO_ANSWER, "refuse-extension", OFFICE, SAME),
    (TO_ANSWER, "suspend", OFFICE, SUSPENDED),
    ((SUSPENDED,), "resume", (*OFFICE, *SYSTEM), BACK),
    ((*TO_ANSWER, SUSPENDED), "cancel", OFFICE, CANCELLED),
    (OPEN, "raise-level", SYSTEM, SAME),
    (OPEN, "note-recovery", SYSTEM, SAME),
    ((*CLOCK_RUNS, SUSPENDED), "settle-due-date", SYSTEM, SAME),
    (CLOCK_RUNS, "mark-overdue", SYSTEM, SAME),
    (CLOCK_RUNS, "escalate", SYSTEM, SAME),
    ((ACCEPTED,), "reopen", SYSTEM, RETURNED),
    ((ACCEPTED,), "close", SYSTEM, CLOSED),
)

NEEDS: dict[str, tuple[tuple[str, bool], ...]] = {
    "object": (("objected_in_this_round", False),),
    "ask-extension": (("extension_pending", False), ("overdue", False)),
    "grant-extension": (("extension_pending", True),),
    "refuse-extension": (("extension_pending", True),),
    "settle-due-date": (("overdue", False),),
    "mark-overdue": (("overdue", False),),
    "escalate": (("overdue", True),),
}
"""Flags that must stand so, beside the state, for a command to be possible."""

OF_THE_UNIT = frozenset(command for _, command, roles, _ in TABLE if set(roles) & set(UNIT))
"""Commands of the unit that answers; every other step of a person is one of the other side."""

NEVER_THE_SAME: dict[str, tuple[tuple[str, str], ...]] = {
    "answer": (("prepared_by", "prepare-answer"),),
    "return": (("hands", "answer"),),
    "accept": (("hands", "answer"),),
    "grant-objection": (("objected_by", "object"),),
    "refuse-objection": (("objected_by", "object"),),
    "grant-extension": (("extension_asked_by", "ask-extension"),),
    "refuse-extension": (("extension_asked_by", "ask-extension"),),
}
"""Nobody takes two steps of one decision: who took the earlier step (a field of the order) is shut out."""


@dataclass(frozen=True, slots=True)
class Transition:
    state: str
    command: str
    role: str
    next: str


def rows() -> Iterator[Transition]:
    """The table, one row for each state, command and role."""
    for states, command, roles, following in TABLE:
        for state in states:
            for role in roles:
                yield Transition(state, command, role, state if following == SAME else following)


TRANSITIONS: dict[tuple[str, str, str], Transition] = {(r.state, r.command, r.role): r for r in rows()}
COMMANDS = tuple(command for _, command, _, _ in TABLE)


def roles_for(command: str, state: str | None = None) -> tuple[str, ...]:
    """Who may give a command: in one state, or in any."""
    found = (r for r in TRANSITIONS.values() if r.command == command and state in (None, r.state))
    return tuple(sorted({r.role for r in found}))
