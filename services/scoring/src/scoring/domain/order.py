"""The rectification order, and how it moves: every change is one step of the table and one event."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from chassis.calendar import WorkingCalendar
from chassis.refusal import SamePersonTwice
from contracts.budget import LightCrossed
from contracts.envelope import EVENT_IDS, Labels
from contracts.indicators import ObjectKind, RuleContent
from contracts.scoring import CauseKind, OrderIssued
from contracts.scoring import Order as OrderFacts
from scoring.domain import ends, transitions
from scoring.domain.refusals import IllegalTransition, OwnUnit, RoleMayNot
from scoring.domain.term import Term


@dataclass(frozen=True, slots=True)
class By:
    """Who takes a step, with the roles that the person holds for the unit concerned.

    `of_the_unit`: head or clerk of that unit, or of one above or below it, whatever role the step is taken in.
    """

    principal: str
    roles: frozenset[str]
    of_the_unit: bool = False


SYSTEM = By("system:scoring", frozenset({"system"}))


@dataclass(frozen=True, slots=True)
class Order:
    """`overdue`, `escalated`, `steps_taken` speak of the present round; `hands` are all who ever answered.

    `level` is the worst level of the case, `light_level` where the light stands now.
    """

    id: UUID
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
    light_fiscal_year: str
    level: str
    light_level: str
    light_is_good: bool
    issued_at: datetime
    term: Term
    due_on: date
    due_provisional: bool
    state: str = transitions.ISSUED
    state_before: str | None = None
    round: int = 1
    version: int = 1
    overdue: bool = False
    escalated: bool = False
    holds_payments: bool = False
    steps_taken: int = 0
    no_step_before: date | None = None
    prepared_by: str | None = None
    hands: frozenset[str] = frozenset()
    answers: int = 0
    objected_by: str | None = None
    objected_round: int = 0
    extension_asked_by: str | None = None
    extension_until: date | None = None
    suspended_on: date | None = None
    suspended_until: date | None = None
    accepted_by: str | None = None
    recheck_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state in transitions.OPEN

    @property
    def extension_pending(self) -> bool:
        return self.extension_asked_by is not None

    @property
    def objected_in_this_round(self) -> bool:
        return self.objected_round == self.round


@dataclass(frozen=True, slots=True)
class Step:
    """One change of an order: what it is now, and the event that says so."""

    order: Order
    command: str
    event: OrderFacts


def order_id(*, region: str, case: str) -> UUID:
    return uuid5(EVENT_IDS, f"{region}|rectification-order|{case}")


def issue(
    crossing: LightCrossed,
    *,
    cause_event: UUID,
    case: str,
    region: str,
    rule: RuleContent,
    at: datetime,
    today: date,
    calendar: WorkingCalendar,
) -> Step:
    """A new order for the owner of the object whose light crossed, due by the rule's working days."""
    term = Term(today, rule.answer_within_working_days)
    due = term.due(calendar)
    order = Order(
        id=order_id(region=region, case=case),
        case=case,
        cause="light",
        cause_event=cause_event,
        rule=crossing.rule,
        rule_version=crossing.rule_version,
        object_kind=crossing.object_kind,
        object=crossing.object,
        object_labels=crossing.object_labels,
        unit=crossing.owner,
        fiscal_year=crossing.fiscal_year,
        light=crossing.light,
        light_fiscal_year=crossing.fiscal_year,
        level=crossing.to_level,
        light_level=crossing.to_level,
        light_is_good=False,
        issued_at=at,
        term=term,
        due_on=due.on,
        due_provisional=due.provisional,
    )
    event = OrderIssued(
        **facts(order),
        cause="light",
        cause_event=cause_event,
        object_labels=order.object_labels,
        due_on=due.on,
        due_provisional=due.provisional,
    )
    return Step(order, "issue", event)


def advance(order: Order, command: str, by: By, **changes: Any) -> Order:
    """The order one step further by the table; what cannot stand in its new state has ended.

    Raises RoleMayNot where none of the roles ever gives this command, or not in this state;
    IllegalTransition where the table has no such step; SamePersonTwice for two steps of one decision;
    OwnUnit where somebody of the unit takes a step of the other side.
    """
    if not by.roles & set(transitions.roles_for(command)):
        raise _role_may_not(order, command, by, transitions.roles_for(command))
    allowed = transitions.roles_for(command, order.state)
    if not allowed:
        raise illegal(order, command, "no such step in this state")
    if not by.roles & set(allowed):
        raise _role_may_not(order, command, by, allowed)
    for flag, wanted in transitions.NEEDS.get(command, ()):
        if getattr(order, flag) is not wanted:
            raise illegal(order, command, flag if not wanted else f"not {flag}")
    for field, earlier in transitions.NEVER_THE_SAME.get(command, ()):
        took = getattr(order, field) or ()
        if by.principal == took or (not isinstance(took, str) and by.principal in took):
            raise SamePersonTwice(what="rectification order", principal=by.principal, earlier=earlier, step=command)
    if command not in transitions.OF_THE_UNIT:
        expect_other_side(by, command=command, unit=order.unit)
    following = transitions.TRANSITIONS[order.state, command, min(by.roles & set(allowed))].next
    if following == transitions.BACK:
        following = order.state_before or transitions.ISSUED
    if following not in (transitions.OBJECTED, transitions.SUSPENDED):
        changes["state_before"] = None
    changes |= ends.emptied(command, following)
    return replace(order, state=following, version=order.version + 1, **changes)


def expect_other_side(by: By, *, command: str, unit: str) -> None:
    """Nobody decides, as office or inspector, about the own unit. Raises OwnUnit."""
    if by.of_the_unit:
        raise OwnUnit(principal=by.principal, unit=unit, command=command)


def illegal(order: Order, command: str, because: str) -> IllegalTransition:
    return IllegalTransition(
        what="rectification order", id=order.id, command=command, state=order.state, because=because
    )


def facts(order: Order) -> dict[str, Any]:
    """What every event of the order says about it."""
    return {
        "order": order.id,
        "case": order.case,
        "unit": order.unit,
        "rule": order.rule,
        "rule_version": order.rule_version,
        "object_kind": order.object_kind,
        "object": order.object,
        "fiscal_year": order.fiscal_year,
        "level": order.level,
        "round": order.round,
    }


def new_round(order: Order, term: Term, calendar: WorkingCalendar) -> dict[str, Any]:
    """The fields that begin anew when the unit must answer again."""
    due = term.due(calendar)
    return {
        "round": order.round + 1,
        "term": term,
        "due_on": due.on,
        "due_provisional": due.provisional,
        "steps_taken": 0,
        "no_step_before": None,
    }


def _role_may_not(order: Order, command: str, by: By, allowed: tuple[str, ...]) -> RoleMayNot:
    return RoleMayNot(
        command=command, id=order.id, allowed=", ".join(allowed), roles=", ".join(sorted(by.roles)) or "-"
    )
