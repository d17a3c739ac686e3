from collections.abc import Callable
from datetime import date

import pytest

from chassis.calendar import WorkingCalendar
from contracts import scoring as events
from contracts.indicators import EscalationStep, RuleContent
from scoring.domain import escalation, transitions
from scoring.domain.order import Order
from scoring.domain.refusals import IllegalTransition
from scoring.domain.term import Term

Build = Callable[..., Order]
Rules = Callable[..., RuleContent]


class TestTheSteps:
    def test_fall_due_so_many_working_days_after_the_due_date(
        self, order: Build, rule: Rules, calendar: WorkingCalendar
    ) -> None:
        now, days = order("issued", overdue=True), []
        while (day := escalation.next_step_on(now, rule(), calendar)) is not None:
            days.append(day)
            now = escalation.take_step(now, rule(), today=day, calendar=calendar).order
        assert days == [date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 16)]

    def test_are_taken_once_each_and_the_last_asks_to_hold_payments(
        self, order: Build, rule: Rules, calendar: WorkingCalendar
    ) -> None:
        now, told = order("issued", overdue=True), []
        for _ in rule().escalation:
            step = escalation.take_step(now, rule(), today=date(2026, 3, 9), calendar=calendar)
            now = step.order
            told.append(step.event)
        assert [event.event_type for event in told] == [
            events.OrderEscalated.event_type,
            events.OrderEscalated.event_type,
            events.OrderReachedLastStep.event_type,
        ]
        assert now.holds_payments
        with pytest.raises(LookupError):
            escalation.take_step(now, rule(), today=date(2026, 3, 20), calendar=calendar)

    def test_that_hold_payments_carry_whether_wages_are_spared(
        self, order: Build, rule: Rules, calendar: WorkingCalendar
    ) -> None:
        hold = rule(
            escalation=(EscalationStep(kind="hold_payments", after_working_days=0),),
            hold_spares_wages_and_livelihood=False,
        )
        step = escalation.take_step(order("issued", overdue=True), hold, today=date(2026, 3, 10), calendar=calendar)
        assert isinstance(step.event, events.OrderReachedLastStep)
        assert step.event.hold_spares_wages_and_livelihood is False

    def test_of_one_day_are_all_taken_that_day(self, order: Build, rule: Rules, calendar: WorkingCalendar) -> None:
        both = rule(
            escalation=(
                EscalationStep(kind="reminder", after_working_days=2),
                EscalationStep(kind="talk", after_working_days=2),
            )
        )
        now = order("issued", overdue=True)
        first = escalation.next_step_on(now, both, calendar)
        now = escalation.take_step(now, both, today=date(2026, 4, 30), calendar=calendar).order
        assert escalation.next_step_on(now, both, calendar) == first


class TestAfterALongOutage:
    def test_the_steps_resume_one_a_working_day(self, order: Build, rule: Rules, calendar: WorkingCalendar) -> None:
        back = date(2026, 4, 3)  # a Friday, and Monday 6th is a day off
        now = order("issued", overdue=True)
        now = escalation.take_step(now, rule(), today=back, calendar=calendar).order
        assert escalation.next_step_on(now, rule(), calendar) == date(2026, 4, 7)
        now = escalation.take_step(now, rule(), today=date(2026, 4, 8), calendar=calendar).order
        assert escalation.next_step_on(now, rule(), calendar) == date(2026, 4, 9)

    def test_a_step_that_is_not_yet_due_keeps_its_day(
        self, order: Build, rule: Rules, calendar: WorkingCalendar
    ) -> None:
        now = order("issued", overdue=True)
        now = escalation.take_step(now, rule(), today=date(2026, 3, 11), calendar=calendar).order
        assert escalation.next_step_on(now, rule(), calendar) == date(2026, 3, 12)


class TestWhatNeverEscalates:
    @pytest.mark.parametrize("state", [s for s in transitions.STATES if s not in transitions.CLOCK_RUNS])
    def test_an_order_in_this_state_does_not(
        self, state: str, order: Build, rule: Rules, calendar: WorkingCalendar
    ) -> None:
        late = order(state, overdue=True)
        assert escalation.next_step_on(late, rule(), calendar) is None
        with pytest.raises(IllegalTransition):
            escalation.take_step(late, rule(), today=date(2026, 3, 20), calendar=calendar)

    def test_an_order_that_is_not_overdue_does_not(self, order: Build, rule: Rules, calendar: WorkingCalendar) -> None:
        with pytest.raises(IllegalTransition):
            escalation.take_step(order("issued"), rule(), today=date(2026, 3, 20), calendar=calendar)


class TestSettlingAProvisionalDueDate:
    def test_computes_it_again_from_what_was_ordered(self, order: Build, calendar: WorkingCalendar) -> None:
        provisional = order("issued", term=Term(date(2026, 4, 2), 3), due_on=date(2026, 4, 7), due_provisional=True)
        step = escalation.settle_due_date(provisional, calendar)
        assert step is not None
        assert (step.order.due_on, step.order.due_provisional) == (date(2026, 4, 8), False)

    def test_says_nothing_where_nothing_changes(self, order: Build, calendar: WorkingCalendar) -> None:
        assert escalation.settle_due_date(order("issued"), calendar) is None

    def test_does_not_make_an_overdue_order_punctual(self, order: Build, calendar: WorkingCalendar) -> None:
        late = order("issued", overdue=True, due_on=date(2026, 3, 1), due_provisional=True)
        assert escalation.settle_due_date(late, calendar) is None
