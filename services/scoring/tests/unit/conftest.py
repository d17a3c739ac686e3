"""Builders of the words that orders are made of: a rule, a crossing, an order in any state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from chassis.calendar import WorkingCalendar
from contracts.budget import LightCrossed, LightRecovered, RateShown
from contracts.envelope import SchemeLabels
from contracts.indicators import (
    Band,
    Checkpoint,
    EscalationStep,
    ExecutionRate,
    Level,
    RuleContent,
)
from scoring.domain import answer, extension, suspension, transitions
from scoring.domain import order as orders
from scoring.domain.order import By, Order
from scoring.domain.term import Term

MONDAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)
HEAD = By("li-ming", frozenset({"unit_head"}))
OFFICE = By("office-1", frozenset({"assessment_office"}))
INSPECTOR = By("wang-fang", frozenset({"inspector"}))
CROSSING = UUID("00000000-0000-4000-8000-000000000001")


def labels(text: str) -> SchemeLabels:
    return SchemeLabels(zh=text, en=text)


def band(level: str, bound: str) -> Band:
    return Band(level=level, operator="<", bound=Decimal(bound), recovery_operator=">=", recovery=Decimal(bound))


def make_rule(**changes: Any) -> RuleContent:
    content: dict[str, Any] = {
        "code": "budget-lights",
        "labels": labels("Budget lights"),
        "legal_basis": "test",
        "measure": ExecutionRate(object="budget_item", budget="current"),
        "levels": (
            Level(code="red", labels=labels("red"), at_once=("order", "talk", "budget_proposal")),
            Level(code="yellow", labels=labels("yellow"), at_once=("order",)),
            Level(code="green", labels=labels("green")),
        ),
        "checkpoints": (Checkpoint(day="03-31", labels=labels("Q1"), bands=(band("red", "10"), band("yellow", "15"))),),
        "moves_between_checkpoints": False,
        "answer_within_working_days": 5,
        "escalation": (
            EscalationStep(kind="reminder", after_working_days=1),
            EscalationStep(kind="talk", after_working_days=3),
            EscalationStep(kind="hold_payments", after_working_days=5),
        ),
        "overdue_points": Decimal("2"),
    }
    return RuleContent.model_validate(content | changes)


def make_change(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "light": UUID("00000000-0000-4000-8000-00000000000a"),
        "rule": "budget-lights",
        "rule_version": 1,
        "object_kind": "budget_item",
        "object": "ROADS",
        "object_labels": labels("Roads"),
        "owner": "works",
        "fiscal_year": "2026",
        "episode": 1,
        "from_level": "green",
        "to_level": "yellow",
        "checkpoint": date(2026, 3, 31),
        "evaluation": 1,
        "rate": RateShown(
            paid=Decimal("12.00"),
            original_budget=Decimal("100.00"),
            current_budget=Decimal("100.00"),
            basis="current",
            percent=Decimal("12"),
        ),
        "previous_seen_entry": 0,
        "seen_entry": 3,
        "payments": (),
        "payments_count": 0,
    }
    return content | changes


def make_crossing(**changes: Any) -> LightCrossed:
    return LightCrossed.model_validate(make_change(**changes))


def make_recovery(**changes: Any) -> LightRecovered:
    content = make_change(from_level="red", to_level="green")
    return LightRecovered.model_validate({"fully": True} | content | changes)


def make_order(*, rule: RuleContent | None = None, calendar: WorkingCalendar, **changes: Any) -> Order:
    """An order issued on a Monday and due on the next, with whatever a test wants to be different."""
    step = orders.issue(
        make_crossing(),
        cause_event=CROSSING,
        case="budget-lights:budget_item:ROADS:2026:1",
        region="county",
        rule=rule or make_rule(),
        at=datetime(2026, 3, 2, 16, tzinfo=UTC),
        today=MONDAY,
        calendar=calendar,
    )
    return replace(step.order, **changes)


def make_order_in(state: str, *, calendar: WorkingCalendar, **changes: Any) -> Order:
    """An order in one state with the fields that the state implies, given by other people."""
    implied: dict[str, dict[str, Any]] = {
        transitions.ANSWERED: {"hands": frozenset({"head-of-works"}), "answers": 1},
        transitions.OBJECTED: {
            "state_before": transitions.ACKNOWLEDGED,
            "objected_by": "head-of-works",
            "objected_round": 1,
        },
        transitions.SUSPENDED: {
            "state_before": transitions.ACKNOWLEDGED,
            "suspended_on": date(2026, 3, 3),
            "suspended_until": date(2026, 3, 10),
        },
        transitions.ACCEPTED: {"accepted_by": "inspector-1", "recheck_on": date(2026, 6, 30)},
    }
    return make_order(calendar=calendar, state=state, **(implied.get(state, {}) | changes))


@pytest.fixture
def calendar() -> WorkingCalendar:
    return WorkingCalendar(days_off=frozenset({date(2026, 4, 6)}), years=frozenset({2026}))


@pytest.fixture
def rule() -> Callable[..., RuleContent]:
    return make_rule


@pytest.fixture
def crossing() -> Callable[..., LightCrossed]:
    return make_crossing


@pytest.fixture
def recovery() -> Callable[..., LightRecovered]:
    return make_recovery


@pytest.fixture
def order(calendar: WorkingCalendar) -> Callable[..., Order]:
    def build(state: str = transitions.ISSUED, **changes: Any) -> Order:
        return make_order_in(state, calendar=calendar, **changes)

    return build


@pytest.fixture
def ask(calendar: WorkingCalendar) -> Callable[..., Any]:
    """More time, asked for by the head; words beside are those of the rule."""

    def given(order: Order, *, until: date, granted: int = 0, **bounds: int) -> Any:
        rule = make_rule(**bounds)
        return extension.ask(order, by=HEAD, until=until, reason="-", rule=rule, granted=granted, calendar=calendar)

    return given


@pytest.fixture
def grant(calendar: WorkingCalendar) -> Callable[..., Any]:
    """More time, granted by the office."""

    def given(order: Order, *, until: date | None, today: date, granted: int = 0, **bounds: int) -> Any:
        rule = make_rule(**bounds)
        return extension.grant(
            order, by=OFFICE, until=until, today=today, rule=rule, granted=granted, calendar=calendar
        )

    return given


@pytest.fixture
def suspend() -> Callable[..., Any]:
    def given(order: Order, *, until: date, today: date, suspended_days: int = 0, **bounds: int) -> Any:
        rule = make_rule(**bounds)
        return suspension.suspend(
            order, by=OFFICE, reason="-", until=until, today=today, rule=rule, suspended_days=suspended_days
        )

    return given


@pytest.fixture
def give_back(calendar: WorkingCalendar) -> Callable[..., Any]:
    """Returned by the inspector on a Friday."""

    def given(order: Order, *, working_days: int, **bounds: int) -> Any:
        term = Term(FRIDAY, working_days)
        rule = make_rule(**bounds)
        return answer.give_back(order, by=INSPECTOR, reason="No dates.", term=term, rule=rule, calendar=calendar)

    return given


@pytest.fixture
def accept() -> Callable[..., Any]:
    """Accepted by the inspector on a Friday."""

    def given(
        order: Order,
        *,
        reason: str | None = None,
        recheck_on: date | None = None,
        today: date = FRIDAY,
        frozen: bool = False,
        **bounds: int,
    ) -> Any:
        rule = make_rule(**bounds)
        return answer.accept(
            order, by=INSPECTOR, today=today, reason=reason, recheck_on=recheck_on, rule=rule, light_is_frozen=frozen
        )

    return given
