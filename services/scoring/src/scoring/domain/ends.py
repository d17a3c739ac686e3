"""What an order brings into being, and when each of these ends: one table of consequence and states.

A consequence stands only while its order is in one of these states. Whatever step leads out of them ends it: its
fields of the order are emptied in the same change (`emptied`), and what is kept beside the order ends in the same
transaction (`usecases/ends.py`). No command ends a consequence by itself, so none can forget one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contracts.scoring import OrderGone
from scoring.domain.transitions import (
    ACCEPTED,
    ACKNOWLEDGED,
    CANCELLED,
    CLOCK_RUNS,
    CLOSED,
    FINAL,
    OBJECTED,
    RETURNED,
    STATES,
    SUSPENDED,
)

Name = Literal[
    "order-due",
    "order-escalation",
    "order-suspension-end",
    "order-recheck",
    "overdue",
    "escalated",
    "hold",
    "case",
    "draft",
    "extension",
    "objection",
    "suspension",
    "acceptance",
    "talk",
    "budget_proposal",
    "points",
]


def _all_but(*states: str) -> tuple[str, ...]:
    return tuple(state for state in STATES if state not in states)


@dataclass(frozen=True, slots=True)
class Consequence:
    """`stands_in` are states of its order; `ends_with` are steps that end it whatever state they lead to.

    `fields` are those of the order that speak of it, with what they hold where it does not stand.
    """

    name: Name
    stands_in: tuple[str, ...]
    ends_with: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)

    def ends(self, before: str, command: str, after: str) -> bool:
        """Whether a step ends it: by leading out of the states in which it stands, or by what it says."""
        return before in self.stands_in and (after not in self.stands_in or command in self.ends_with)


UNANSWERED = (*CLOCK_RUNS, SUSPENDED)
NEW_ROUND = ("return", "reopen")
NO_EXTENSION: Mapping[str, Any] = {"extension_asked_by": None, "extension_until": None}

TABLE: tuple[Consequence, ...] = (
    # deadlines: set by usecases/alarms.py as the state wants them, removed when it does not
    Consequence("order-due", CLOCK_RUNS, ends_with=("mark-overdue",)),
    Consequence("order-escalation", CLOCK_RUNS, ("grant-extension",), {"no_step_before": None}),
    Consequence("order-suspension-end", (SUSPENDED,)),
    Consequence("order-recheck", (ACCEPTED,), fields={"recheck_on": None}),
    # flags: they tell how the present round went, also when the order is closed
    Consequence("overdue", _all_but(CANCELLED), (*NEW_ROUND, "grant-extension"), {"overdue": False}),
    Consequence("escalated", _all_but(CANCELLED), NEW_ROUND, {"escalated": False}),
    # budget-monitor follows these two by the events of acceptance, closing and cancelling
    Consequence("hold", _all_but(ACCEPTED, *FINAL), fields={"holds_payments": False}),
    Consequence("case", _all_but(*FINAL)),
    # parts of the answering
    Consequence("draft", (ACKNOWLEDGED, RETURNED, OBJECTED, SUSPENDED), fields={"prepared_by": None}),
    Consequence("extension", UNANSWERED, ("grant-extension", "refuse-extension"), NO_EXTENSION),
    Consequence("objection", (OBJECTED,)),
    Consequence("suspension", (SUSPENDED,), fields={"suspended_on": None, "suspended_until": None}),
    Consequence("acceptance", (ACCEPTED, CLOSED), fields={"accepted_by": None}),
    # a talk and a proposal outlive a closed order: their light was as bad as it was; a cancelled one takes them along
    Consequence("talk", _all_but(CANCELLED)),
    Consequence("budget_proposal", _all_but(CANCELLED)),
    # points are the price of a deadline that was missed: only an objection says that it should not have been
    Consequence("points", STATES, ends_with=("grant-objection",)),
)

CANCELLED_BECAUSE: Mapping[str, OrderGone] = {"grant-objection": "objection_granted", "cancel": "given_up"}
"""Step that cancels an order → why, as events say it."""


def ended(before: str, command: str, after: str) -> tuple[Consequence, ...]:
    """What a step ends, in the order of the table."""
    return tuple(one for one in TABLE if one.ends(before, command, after))


def emptied(command: str, after: str) -> dict[str, Any]:
    """The fields of an order that speak of nothing after a step, with what they hold then."""
    return {
        name: empty
        for one in TABLE
        if after not in one.stands_in or command in one.ends_with
        for name, empty in one.fields.items()
    }
