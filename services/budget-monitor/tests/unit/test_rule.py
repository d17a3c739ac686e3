"""Rules: what they watch, and when they look."""

from datetime import date
from decimal import Decimal

import pytest

from budget_monitor.domain import rule as rules
from budget_monitor.domain.rule import Watched
from contracts.envelope import SchemeLabels
from contracts.indicators import AppliesTo, Checkpoint, ExecutionRate, Level, RuleContent

WORDS = SchemeLabels(zh="规则", en="rule")


def rule(*days: str, applies_to: AppliesTo | None = None) -> RuleContent:
    return RuleContent(
        code="execution",
        labels=WORDS,
        legal_basis="example",
        measure=ExecutionRate(object="budget_item", budget="original"),
        applies_to=applies_to or AppliesTo(),
        levels=(Level(code="red", labels=WORDS), Level(code="green", labels=WORDS)),
        checkpoints=tuple(Checkpoint(day=day, labels=WORDS, bands=()) for day in days),
        moves_between_checkpoints=False,
        answer_within_working_days=5,
        overdue_points=Decimal(0),
    )


class TestCheckpoints:
    def test_a_fiscal_year_from_april_ends_with_the_march_of_the_next_year(self) -> None:
        found = rules.checkpoints(rule("03-31", "06-30", "12-31", "09-30"), date(2012, 4, 1))
        assert [one.on for one in found] == [
            date(2012, 6, 30),
            date(2012, 9, 30),
            date(2012, 12, 31),
            date(2013, 3, 31),
        ]

    def test_a_calendar_year_keeps_all_in_one_year(self) -> None:
        found = rules.checkpoints(rule("03-31", "12-31"), date(2025, 1, 1))
        assert [one.on for one in found] == [date(2025, 3, 31), date(2025, 12, 31)]

    def test_the_29th_of_february_is_the_28th_in_a_year_that_lacks_it(self) -> None:
        assert rules.checkpoints(rule("02-29"), date(2025, 1, 1))[0].on == date(2025, 2, 28)
        assert rules.checkpoints(rule("02-29"), date(2024, 1, 1))[0].on == date(2024, 2, 29)

    def test_before_the_first_checkpoint_no_band_is_in_force(self) -> None:
        assert rules.in_force(rule("06-30"), date(2012, 4, 1), date(2012, 6, 29)) is None

    def test_on_its_day_a_checkpoint_is_in_force_until_the_next_one(self) -> None:
        quarterly = rule("06-30", "09-30")
        for day in (date(2012, 6, 30), date(2012, 9, 29)):
            found = rules.in_force(quarterly, date(2012, 4, 1), day)
            assert found is not None
            assert found.on == date(2012, 6, 30)


class TestWatches:
    ROADS = Watched("budget_item", "ROADS", owner="transport", category="department")

    def test_without_a_scope_it_watches_every_object_of_its_kind(self) -> None:
        assert rules.watches(rule("06-30"), self.ROADS)
        assert not rules.watches(rule("06-30"), Watched("fund", "ROADS", "transport", "department"))

    @pytest.mark.parametrize(
        ("scope", "watched"),
        [
            (AppliesTo(objects=("ROADS",)), True),
            (AppliesTo(objects=("BRIDGES",)), False),
            (AppliesTo(categories=("department",)), True),
            (AppliesTo(categories=("town",)), False),
            (AppliesTo(categories=("department",), objects=("BRIDGES",)), False),
        ],
    )
    def test_a_scope_narrows_by_object_and_by_the_category_of_the_owner(self, scope: AppliesTo, watched: bool) -> None:
        assert rules.watches(rule("06-30", applies_to=scope), self.ROADS) is watched
