from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from chassis.calendar import WorkingCalendar
from contracts.budget import LightCrossed
from scoring.domain import adjustment, proposal, talk
from scoring.domain.order import By, Order
from scoring.domain.refusals import HeldBeforeItsCall, HeldInTheFuture, IllegalTransition, OwnUnit, RoleMayNot
from scoring.domain.talk import Talk

OFFICE = By("office-1", frozenset({"assessment_office"}))
FINANCE = By("finance-1", frozenset({"finance"}))
AT = datetime(2026, 3, 9, 16, tzinfo=UTC)
CROSSING = UUID("00000000-0000-4000-8000-000000000001")

Build = Callable[..., Order]


@pytest.fixture
def called(calendar: WorkingCalendar) -> Talk:
    made, _ = talk.call(
        talk=talk.talk_id(region="county", because=str(CROSSING)),
        kind="light",
        order=None,
        case="a:b:c:2026:1",
        unit="works",
        responsible=None,
        today=date(2026, 3, 2),
        calendar=calendar,
    )
    return made


class TestATalk:
    def test_is_due_within_its_working_days(self, called: Talk) -> None:
        assert called.due_on == date(2026, 3, 9)

    def test_is_held_once(self, called: Talk) -> None:
        today = date(2026, 3, 5)
        held, event = talk.record(called, by=OFFICE, held_on=today, today=today, note="-")
        assert (held.state, held.recorded_by, event.held_on) == ("held", "office-1", today)
        with pytest.raises(IllegalTransition):
            talk.record(held, by=OFFICE, held_on=today, today=today, note="-")

    def test_cannot_have_been_held_tomorrow(self, called: Talk) -> None:
        with pytest.raises(HeldInTheFuture):
            talk.record(called, by=OFFICE, held_on=date(2026, 3, 6), today=date(2026, 3, 5), note="-")

    def test_cannot_have_been_held_before_it_was_called(self, called: Talk) -> None:
        with pytest.raises(HeldBeforeItsCall):
            talk.record(called, by=OFFICE, held_on=date(2026, 3, 1), today=date(2026, 3, 5), note="-")

    def test_may_be_held_on_the_day_of_its_call(self, called: Talk) -> None:
        held, _ = talk.record(called, by=OFFICE, held_on=called.called_on, today=date(2026, 3, 5), note="-")
        assert held.held_on == date(2026, 3, 2)

    def test_is_not_recorded_by_the_one_talked_to(self, called: Talk) -> None:
        today = date(2026, 3, 5)
        head = By("li-ming", frozenset({"unit_head"}))
        with pytest.raises(RoleMayNot):
            talk.record(called, by=head, held_on=today, today=today, note="-")
        with pytest.raises(OwnUnit):
            talk.record(called, by=replace(OFFICE, of_the_unit=True), held_on=today, today=today, note="-")

    def test_falls_overdue_once(self, called: Talk) -> None:
        marked = talk.mark_overdue(called)
        assert marked is not None
        assert talk.mark_overdue(marked[0]) is None


class TestAnAdjustment:
    def test_takes_the_points_in_the_fiscal_year_of_the_crossing(self, order: Build) -> None:
        made = adjustment.deduct(order("issued"), region="county", points=Decimal("2.5"), at=AT)
        assert made is not None
        assert (made.points, made.fiscal_year, made.unit) == (Decimal("-2.5"), "2026", "works")

    def test_is_nothing_where_the_rule_takes_nothing(self, order: Build) -> None:
        assert adjustment.deduct(order("issued"), region="county", points=Decimal("0.0"), at=AT) is None

    def test_has_one_id_for_one_order(self, order: Build) -> None:
        one = adjustment.deduct(order("issued"), region="county", points=Decimal(1), at=AT)
        again = adjustment.deduct(order("returned", round=2), region="county", points=Decimal(1), at=AT)
        assert one is not None
        assert again is not None
        assert one.id == again.id

    def test_given_back_names_what_it_reverses_and_sums_to_nothing(self, order: Build) -> None:
        made = adjustment.deduct(order("objected"), region="county", points=Decimal(2), at=AT)
        assert made is not None
        back = adjustment.give_back(made, region="county", at=AT)
        assert back.reverses == made.id
        assert back.points + made.points == 0


class TestABudgetProposal:
    def test_is_decided_once_and_by_finance(self, crossing: Callable[..., LightCrossed]) -> None:
        made, _ = proposal.propose(crossing(), cause_event=CROSSING, region="county", order=None, case="c:1")
        with pytest.raises(RoleMayNot):
            proposal.decide(made, by=OFFICE, outcome="adopted", reason="-")
        decided, event = proposal.decide(made, by=FINANCE, outcome="declined", reason="Season.")
        assert (decided.state, event.outcome) == ("declined", "declined")
        with pytest.raises(IllegalTransition):
            proposal.decide(decided, by=FINANCE, outcome="adopted", reason="-")
