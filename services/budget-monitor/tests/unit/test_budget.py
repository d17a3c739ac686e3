"""The version chain of a budget."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.domain import budget
from budget_monitor.domain.budget import BudgetBelowCommitted, Chain, Version

FIRST = date(2025, 1, 1)


def chain(*changes: tuple[str, date], original: str = "100.00") -> Chain:
    versions = [Version(1, "original", Decimal(original), FIRST)]
    versions += [
        Version(number, "adjustment", Decimal(difference), day)
        for number, (difference, day) in enumerate(changes, start=2)
    ]
    return Chain(tuple(versions))


class TestTwoBudgets:
    def test_the_original_and_the_revised_budget_are_never_added_up(self) -> None:
        revised = chain(("50.00", date(2025, 6, 1)))
        assert revised.original == Decimal("100.00")
        assert revised.in_force(date(2025, 12, 31)) == Decimal("150.00")

    def test_the_version_in_force_on_the_day_asked_for_counts(self) -> None:
        revised = chain(("50.00", date(2025, 6, 1)))
        assert revised.in_force(date(2025, 5, 31)) == Decimal("100.00")
        assert revised.in_force(date(2025, 6, 1)) == Decimal("150.00")

    def test_of_several_items_originals_are_summed_with_originals_and_current_with_current(self) -> None:
        both = [chain(("50.00", date(2025, 6, 1))), chain(original="10.00")]
        assert budget.total_in_force(both, date(2025, 7, 1)) == (Decimal("110.00"), Decimal("160.00"))


class TestSpendable:
    def test_a_cut_that_begins_later_already_counts(self) -> None:
        assert chain(("-40.00", date(2025, 9, 1))).spendable(date(2025, 3, 1)) == Decimal("60.00")

    def test_an_increase_counts_from_its_own_day(self) -> None:
        raised = chain(("40.00", date(2025, 9, 1)))
        assert raised.spendable(date(2025, 8, 31)) == Decimal("100.00")
        assert raised.spendable(date(2025, 9, 1)) == Decimal("140.00")

    @given(
        st.lists(st.tuples(st.integers(-5_000, 5_000), st.integers(0, 364)), max_size=6),
        st.integers(0, 364),
        st.integers(0, 364),
    )
    def test_what_may_be_spent_on_a_day_is_never_more_than_the_budget_of_that_or_any_later_day(
        self, changes: list[tuple[int, int]], one: int, other: int
    ) -> None:
        any_chain = chain(*((str(amount), FIRST + timedelta(days=day)) for amount, day in changes))
        early, late = (FIRST + timedelta(days=day) for day in sorted((one, other)))
        assert any_chain.spendable(early) <= any_chain.in_force(late)


class TestRevise:
    def test_a_cut_below_what_is_paid_and_held_is_refused_with_the_amounts(self) -> None:
        with pytest.raises(BudgetBelowCommitted) as refused:
            budget.revised(
                chain(),
                item="ROADS",
                kind="adjustment",
                difference=Decimal("-40.01"),
                in_force_from=date(2025, 3, 1),
                committed=Decimal("60.00"),
            )
        assert refused.value.values["budget"] == "59.99"
        assert refused.value.values["committed"] == "60.00"

    def test_a_cut_down_to_what_is_paid_and_held_is_possible(self) -> None:
        after = budget.revised(
            chain(),
            item="ROADS",
            kind="transfer",
            difference=Decimal("-40.00"),
            in_force_from=date(2025, 3, 1),
            committed=Decimal("60.00"),
        )
        assert [version.number for version in after.versions] == [1, 2]
        assert after.current() == Decimal("60.00")

    def test_credits_beyond_payments_do_not_let_a_budget_fall_below_zero(self) -> None:
        with pytest.raises(BudgetBelowCommitted):
            budget.revised(
                chain(),
                item="ROADS",
                kind="adjustment",
                difference=Decimal("-100.01"),
                in_force_from=date(2025, 3, 1),
                committed=Decimal("-50.00"),
            )
