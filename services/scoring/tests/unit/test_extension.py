from collections.abc import Callable
from datetime import date

import pytest

from chassis.calendar import WorkingCalendar
from scoring.domain import extension
from scoring.domain.order import By, Order
from scoring.domain.refusals import DateNotLater, IllegalTransition

HEAD = By("li-ming", frozenset({"unit_head"}))
OFFICE = By("office-1", frozenset({"assessment_office"}))
TODAY = date(2026, 3, 4)

Build = Callable[..., Order]


class TestAskingForMoreTime:
    def test_is_a_flag_and_leaves_the_state(self, order: Build) -> None:
        now = extension.ask(order("acknowledged"), by=HEAD, until=date(2026, 3, 20), reason="-").order
        assert (now.state, now.extension_pending) == ("acknowledged", True)

    def test_is_for_a_day_after_the_due_date(self, order: Build) -> None:
        with pytest.raises(DateNotLater):
            extension.ask(order("issued"), by=HEAD, until=date(2026, 3, 9), reason="-")

    def test_is_too_late_once_the_order_is_overdue(self, order: Build) -> None:
        with pytest.raises(IllegalTransition):
            extension.ask(order("issued", overdue=True), by=HEAD, until=date(2026, 3, 20), reason="-")

    def test_cannot_be_done_twice_at_a_time(self, order: Build) -> None:
        asked = extension.ask(order("issued"), by=HEAD, until=date(2026, 3, 20), reason="-").order
        with pytest.raises(IllegalTransition):
            extension.ask(asked, by=HEAD, until=date(2026, 3, 21), reason="-")


class TestGrantingMoreTime:
    def test_gives_the_day_that_was_asked_for(self, order: Build, calendar: WorkingCalendar) -> None:
        asked = extension.ask(order("issued"), by=HEAD, until=date(2026, 3, 20), reason="-").order
        now = extension.grant(asked, by=OFFICE, until=None, today=TODAY, calendar=calendar).order
        assert (now.due_on, now.extension_pending) == (date(2026, 3, 20), False)

    def test_rolls_a_day_off_to_the_next_working_day(self, order: Build, calendar: WorkingCalendar) -> None:
        asked = extension.ask(order("issued"), by=HEAD, until=date(2026, 3, 20), reason="-").order
        saturday = date(2026, 4, 4)  # and the Monday after it is a day off in this calendar
        now = extension.grant(asked, by=OFFICE, until=saturday, today=TODAY, calendar=calendar).order
        assert now.due_on == date(2026, 4, 7)

    def test_of_an_order_that_fell_overdue_meanwhile_takes_the_mark_off(
        self, order: Build, calendar: WorkingCalendar
    ) -> None:
        asked = extension.ask(order("issued"), by=HEAD, until=date(2026, 3, 20), reason="-").order
        late = order("issued", overdue=True, extension_asked_by="li-ming", extension_until=asked.extension_until)
        now = extension.grant(late, by=OFFICE, until=None, today=date(2026, 3, 11), calendar=calendar).order
        assert not now.overdue

    def test_into_the_past_is_refused(self, order: Build, calendar: WorkingCalendar) -> None:
        asked = extension.ask(order("issued"), by=HEAD, until=date(2026, 3, 20), reason="-").order
        with pytest.raises(DateNotLater):
            extension.grant(asked, by=OFFICE, until=None, today=date(2026, 3, 20), calendar=calendar)

    def test_refused_leaves_the_due_date(self, order: Build) -> None:
        asked = extension.ask(order("issued"), by=HEAD, until=date(2026, 3, 20), reason="-").order
        now = extension.refuse(asked, by=OFFICE, reason="-").order
        assert (now.due_on, now.extension_pending) == (date(2026, 3, 9), False)
