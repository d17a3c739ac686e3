"""How long an order may be put off, as its rule says: the last day is taken, the day after is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.calendar import WorkingCalendar
from contracts import canonical
from contracts.indicators import RuleContent
from scoring.domain.order import Order
from scoring.domain.refusals import ExtensionTooLong, RecheckTooLate, SuspensionTooLong, TermTooLong, TooManyExtensions

Build = Callable[..., Order]
Give = Callable[..., Any]
TODAY = date(2026, 3, 4)


class TestAnExtension:
    def test_ends_at_most_so_many_working_days_after_the_due_date(self, order: Build, ask: Give) -> None:
        # thirty working days after Monday, 9 March, with Monday, 6 April off
        last = date(2026, 4, 21)
        assert ask(order("issued"), until=last).order.extension_until == last
        with pytest.raises(ExtensionTooLong) as refused:
            ask(order("issued"), until=last + timedelta(days=1))
        assert refused.value.values["latest"] == last

    @pytest.mark.parametrize("until", [date(2199, 12, 31), date(2027, 3, 9)])
    def test_is_not_asked_for_into_the_next_century_or_year(self, order: Build, ask: Give, until: date) -> None:
        with pytest.raises(ExtensionTooLong):
            ask(order("acknowledged"), until=until)

    def test_granted_for_another_day_has_the_same_bound(self, order: Build, ask: Give, grant: Give) -> None:
        asked = ask(order("issued"), until=date(2026, 3, 20)).order
        with pytest.raises(ExtensionTooLong):
            grant(asked, until=date(2026, 4, 22), today=TODAY)

    def test_that_rolls_over_a_day_off_counts_to_where_it_rolls(self, order: Build, ask: Give) -> None:
        # the nineteenth working day is Friday, 3 April; Saturday rolls to Tuesday the 7th
        with pytest.raises(ExtensionTooLong):
            ask(order("issued"), until=date(2026, 4, 4), longest_extension_working_days=19)
        assert ask(order("issued"), until=date(2026, 4, 3), longest_extension_working_days=19)

    def test_is_granted_so_many_times(self, order: Build, ask: Give, grant: Give) -> None:
        asked = ask(order("issued"), until=date(2026, 3, 20), granted=1).order
        assert grant(asked, until=None, today=TODAY, granted=1)
        with pytest.raises(TooManyExtensions):
            ask(order("issued"), until=date(2026, 3, 20), granted=2)
        with pytest.raises(TooManyExtensions):
            grant(asked, until=None, today=TODAY, granted=2)

    def test_is_none_at_all_where_the_rule_grants_none(self, order: Build, ask: Give) -> None:
        with pytest.raises(TooManyExtensions):
            ask(order("issued"), until=date(2026, 3, 20), most_extensions=0)


class TestASuspension:
    def test_lasts_at_most_so_many_days(self, order: Build, suspend: Give) -> None:
        last = TODAY + timedelta(days=180)
        assert suspend(order("issued"), until=last, today=TODAY)
        with pytest.raises(SuspensionTooLong):
            suspend(order("issued"), until=last + timedelta(days=1), today=TODAY)

    def test_is_not_made_longer_by_being_made_of_several(self, order: Build, suspend: Give) -> None:
        assert suspend(order("issued"), until=TODAY + timedelta(days=30), today=TODAY, suspended_days=150)
        with pytest.raises(SuspensionTooLong) as refused:
            suspend(order("issued"), until=TODAY + timedelta(days=31), today=TODAY, suspended_days=150)
        assert refused.value.values["before"] == 150

    def test_is_impossible_where_the_rule_suspends_nothing(self, order: Build, suspend: Give) -> None:
        with pytest.raises(SuspensionTooLong):
            suspend(order("issued"), until=TODAY + timedelta(days=1), today=TODAY, longest_suspension_days=0)


class TestANewTerm:
    def test_is_at_most_what_the_rule_gives_to_answer_or_to_extend(self, order: Build, give_back: Give) -> None:
        assert give_back(order("answered"), working_days=30)
        with pytest.raises(TermTooLong):
            give_back(order("answered"), working_days=31)
        assert give_back(order("answered"), working_days=60, answer_within_working_days=60)


class TestAReCheck:
    @pytest.mark.parametrize(
        ("today", "months", "last"),
        [
            (date(2026, 3, 6), 12, date(2027, 3, 6)),
            (date(2027, 3, 6), 12, date(2028, 3, 6)),  # over a 29 February
            (date(2028, 2, 29), 12, date(2029, 2, 28)),
            (date(2026, 12, 31), 2, date(2027, 2, 28)),
        ],
    )
    def test_comes_within_so_many_months(
        self, order: Build, accept: Give, today: date, months: int, last: date
    ) -> None:
        given = {"reason": "Work has begun.", "today": today, "latest_recheck_months": months}
        (accepted,) = accept(order("answered"), recheck_on=last, **given)
        assert accepted.order.recheck_on == last
        with pytest.raises(RecheckTooLate):
            accept(order("answered"), recheck_on=last + timedelta(days=1), **given)


class TestARuleOfBefore:
    def test_has_the_assumed_bounds(self, rule: Callable[..., RuleContent]) -> None:
        told = canonical.whole(rule())
        bounds = (
            "longest_extension_working_days",
            "most_extensions",
            "longest_suspension_days",
            "latest_recheck_months",
        )
        old = {name: value for name, value in told.items() if name not in bounds}
        read = canonical.read(RuleContent, old)
        assert [getattr(read, name) for name in bounds] == [30, 2, 180, 12]

    def test_has_the_form_that_it_had(self, rule: Callable[..., RuleContent]) -> None:
        assert not [name for name in canonical.form(rule()) if name.startswith(("longest", "most", "latest"))]


def test_the_calendar_of_these_tests_has_one_day_off(calendar: WorkingCalendar) -> None:
    assert calendar.days_off == {date(2026, 4, 6)}
