from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from chassis.calendar import WorkingCalendar
from contracts.indicators import RuleContent
from scoring.domain import escalation, suspension
from scoring.domain.order import SYSTEM, By, Order
from scoring.domain.refusals import DateNotLater

OFFICE = By("office-1", frozenset({"assessment_office"}))

Build = Callable[..., Order]
Give = Callable[..., Any]


class TestSuspending:
    def test_stops_the_clock_of_the_deadline(
        self, order: Build, suspend: Give, rule: Callable[..., RuleContent], calendar: WorkingCalendar
    ) -> None:
        late = order("issued", overdue=True)
        now = suspend(late, until=date(2026, 3, 20), today=date(2026, 3, 10)).order
        assert now.state == "suspended"
        assert escalation.next_step_on(now, rule(), calendar) is None

    def test_has_an_end_after_today(self, order: Build, suspend: Give) -> None:
        with pytest.raises(DateNotLater):
            suspend(order("issued"), until=date(2026, 3, 4), today=date(2026, 3, 4))


class TestResuming:
    @pytest.mark.parametrize("state", ["issued", "acknowledged", "returned"])
    def test_leads_back_with_the_due_date_moved_by_the_working_days_suspended(
        self, state: str, order: Build, suspend: Give, calendar: WorkingCalendar
    ) -> None:
        before = order(state)
        now = suspend(before, until=date(2026, 3, 17), today=date(2026, 3, 4)).order
        now = suspension.resume(now, by=SYSTEM, today=date(2026, 3, 12), calendar=calendar).order
        assert now.state == state
        # from Wednesday 4th to Thursday 12th: six working days after Monday 9th
        assert now.due_on == date(2026, 3, 17)

    def test_on_the_same_day_moves_nothing(self, order: Build, suspend: Give, calendar: WorkingCalendar) -> None:
        today = date(2026, 3, 4)
        before = order("issued")
        now = suspend(before, until=date(2026, 3, 17), today=today).order
        assert suspension.resume(now, by=OFFICE, today=today, calendar=calendar).order.due_on == before.due_on
