from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from scoring.domain import extension
from scoring.domain.order import By, Order
from scoring.domain.refusals import DateNotLater, IllegalTransition

HEAD = By("li-ming", frozenset({"unit_head"}))
OFFICE = By("office-1", frozenset({"assessment_office"}))
TODAY = date(2026, 3, 4)

Build = Callable[..., Order]
Give = Callable[..., Any]


class TestAskingForMoreTime:
    def test_is_a_flag_and_leaves_the_state(self, order: Build, ask: Give) -> None:
        now = ask(order("acknowledged"), until=date(2026, 3, 20)).order
        assert (now.state, now.extension_pending) == ("acknowledged", True)

    def test_is_for_a_day_after_the_due_date(self, order: Build, ask: Give) -> None:
        with pytest.raises(DateNotLater):
            ask(order("issued"), until=date(2026, 3, 9))

    def test_is_too_late_once_the_order_is_overdue(self, order: Build, ask: Give) -> None:
        with pytest.raises(IllegalTransition):
            ask(order("issued", overdue=True), until=date(2026, 3, 20))

    def test_cannot_be_done_twice_at_a_time(self, order: Build, ask: Give) -> None:
        asked = ask(order("issued"), until=date(2026, 3, 20)).order
        with pytest.raises(IllegalTransition):
            ask(asked, until=date(2026, 3, 21))


class TestGrantingMoreTime:
    def test_gives_the_day_that_was_asked_for(self, order: Build, ask: Give, grant: Give) -> None:
        asked = ask(order("issued"), until=date(2026, 3, 20)).order
        now = grant(asked, until=None, today=TODAY).order
        assert (now.due_on, now.extension_pending) == (date(2026, 3, 20), False)

    def test_rolls_a_day_off_to_the_next_working_day(self, order: Build, ask: Give, grant: Give) -> None:
        asked = ask(order("issued"), until=date(2026, 3, 20)).order
        saturday = date(2026, 4, 4)  # and the Monday after it is a day off in this calendar
        now = grant(asked, until=saturday, today=TODAY).order
        assert now.due_on == date(2026, 4, 7)

    def test_of_an_order_that_fell_overdue_meanwhile_takes_the_mark_off(
        self, order: Build, ask: Give, grant: Give
    ) -> None:
        asked = ask(order("issued"), until=date(2026, 3, 20)).order
        late = order("issued", overdue=True, extension_asked_by="li-ming", extension_until=asked.extension_until)
        now = grant(late, until=None, today=date(2026, 3, 11)).order
        assert not now.overdue

    def test_into_the_past_is_refused(self, order: Build, ask: Give, grant: Give) -> None:
        asked = ask(order("issued"), until=date(2026, 3, 20)).order
        with pytest.raises(DateNotLater):
            grant(asked, until=None, today=date(2026, 3, 20))

    def test_refused_leaves_the_due_date(self, order: Build, ask: Give) -> None:
        asked = ask(order("issued"), until=date(2026, 3, 20)).order
        now = extension.refuse(asked, by=OFFICE, reason="-").order
        assert (now.due_on, now.extension_pending) == (date(2026, 3, 9), False)
