"""Lights: levels, bounds, recovery, and what is news."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.domain import light
from budget_monitor.domain.rate import NothingToDivideBy, Rate
from contracts.envelope import SchemeLabels
from contracts.indicators import Band, Checkpoint, ExecutionRate, Level, Operator, RuleContent

WORDS = SchemeLabels(zh="规则", en="rule")


def band(
    level: str, bound: str, recovery: str | None = None, *, operator: Operator = "<", back: Operator = ">="
) -> Band:
    return Band(
        level=level,
        operator=operator,
        bound=Decimal(bound),
        recovery_operator=back,
        recovery=Decimal(recovery or bound),
    )


def checkpoint(*bands: Band, day: str = "03-31") -> Checkpoint:
    return Checkpoint(day=day, labels=WORDS, bands=bands)


def rule(*codes: str, at_once: tuple[str, ...] = ("red", "yellow")) -> RuleContent:
    return RuleContent(
        code="execution",
        labels=WORDS,
        legal_basis="example",
        measure=ExecutionRate(object="budget_item", budget="original"),
        levels=tuple(Level(code=code, labels=WORDS, at_once=("order",) if code in at_once else ()) for code in codes),
        checkpoints=(checkpoint(),),
        moves_between_checkpoints=False,
        answer_within_working_days=5,
    )


THREE = rule("red", "yellow", "green")
SIMING = checkpoint(band("red", "10"), band("yellow", "15"))


def level(paid: str, budget: str = "100.00", *, before: str = "green", at: Checkpoint = SIMING) -> str:
    return light.evaluate(THREE, at, Rate(Decimal(paid), Decimal(budget)), before=before)


class TestEvaluate:
    def test_exactly_fifteen_percent_is_green_when_the_rule_says_below(self) -> None:
        assert level("15.00") == "green"
        assert level("14.99") == "yellow"

    def test_exactly_ten_percent_is_yellow_and_one_cent_less_is_red(self) -> None:
        assert level("10.00") == "yellow"
        assert level("9.99") == "red"

    def test_exactly_fifteen_percent_is_yellow_when_the_rule_says_not_above(self) -> None:
        at = checkpoint(band("red", "10", operator="<="), band("yellow", "15", operator="<=", back=">"))
        assert level("15.00", at=at) == "yellow"
        assert level("10.00", at=at) == "red"

    def test_a_rate_that_rounds_to_the_bound_but_is_below_it_is_below_it(self) -> None:
        assert level("14999999.99", "100000000.00") == "yellow"
        assert Rate(Decimal("14999999.99"), Decimal("100000000.00")).percent() == "15.0000"

    def test_a_third_of_the_budget_is_compared_without_a_rounded_quotient(self) -> None:
        at = checkpoint(band("red", "33.333333"))
        assert level("1.00", "3.00", at=at) == "green"
        assert level("0.99", "3.00", at=at) == "red"

    def test_an_item_nobody_paid_from_has_the_rate_zero_and_is_red(self) -> None:
        assert level("0.00") == "red"

    def test_a_rate_below_zero_is_red_too(self) -> None:
        assert level("-5.00") == "red"

    def test_a_budget_of_zero_has_no_rate(self) -> None:
        with pytest.raises(NothingToDivideBy):
            Rate(Decimal("1.00"), Decimal("0.00"))

    def test_two_colours_and_four_colours_are_only_longer_lists(self) -> None:
        two = rule("red", "green")
        four = rule("black", "red", "yellow", "green")
        at = checkpoint(band("black", "5"), band("red", "10"), band("yellow", "15"))
        rate = Rate(Decimal("4.00"), Decimal("100.00"))
        assert light.evaluate(two, checkpoint(band("red", "10")), rate, before="green") == "red"
        assert light.evaluate(four, at, rate, before="green") == "black"

    def test_a_rule_against_overspending_has_its_bound_above(self) -> None:
        at = checkpoint(band("red", "110", operator=">", back="<="), band("yellow", "100", operator=">", back="<="))
        assert level("110.00", at=at) == "yellow"
        assert level("110.01", at=at) == "red"
        assert level("100.00", at=at) == "green"


class TestRecoveryBound:
    AT = checkpoint(band("red", "10", "12"), band("yellow", "15", "20"))

    def test_between_the_bound_and_the_recovery_bound_the_light_stays(self) -> None:
        assert level("11.00", before="red", at=self.AT) == "red"
        assert level("11.00", before="yellow", at=self.AT) == "yellow"

    def test_at_the_recovery_bound_it_leaves(self) -> None:
        assert level("12.00", before="red", at=self.AT) == "yellow"
        assert level("20.00", before="yellow", at=self.AT) == "green"

    def test_it_leaves_several_levels_at_once_when_every_recovery_bound_holds(self) -> None:
        assert level("20.00", before="red", at=self.AT) == "green"

    def test_a_light_that_leaves_red_still_waits_for_the_recovery_bound_of_yellow(self) -> None:
        assert level("17.00", before="red", at=self.AT) == "yellow"

    def test_worsening_asks_no_recovery_bound(self) -> None:
        assert level("11.00", before="green", at=self.AT) == "yellow"

    def test_the_bands_of_the_checkpoint_in_force_decide_not_those_it_fell_under(self) -> None:
        later = checkpoint(band("red", "30"), band("yellow", "40"))
        assert level("25.00", before="yellow", at=later) == "red"


class TestChange:
    def test_to_a_worse_level_is_a_crossing_and_to_a_better_one_a_recovery(self) -> None:
        assert light.change(THREE, before="green", after="yellow") == "crossing"
        assert light.change(THREE, before="yellow", after="red") == "crossing"
        assert light.change(THREE, before="red", after="green") == "recovery"

    def test_the_same_level_again_is_no_news(self) -> None:
        assert light.change(THREE, before="red", after="red") is None

    def test_turning_stale_is_neither_crossing_nor_recovery(self) -> None:
        assert light.change(THREE, before="green", after="stale") is None
        assert light.change(THREE, before="red", after="stale") is None

    def test_a_light_begins_at_the_best_level(self) -> None:
        assert light.best(THREE) == "green"

    def test_a_level_that_the_new_version_dropped_counts_as_the_best(self) -> None:
        assert light.change(rule("red", "green"), before="yellow", after="red") == "crossing"


percents = st.integers(0, 20_000).map(lambda n: Decimal(n).scaleb(-2))
amounts = st.integers(-1_000_000, 10_000_000).map(lambda n: Decimal(n).scaleb(-2))
budgets = st.integers(1, 10_000_000).map(lambda n: Decimal(n).scaleb(-2))


@st.composite
def sound_checkpoints(draw: st.DrawFn) -> Checkpoint:
    """Bands as an office would publish them: worse levels below better ones, recovery not below the bound."""
    red, yellow = sorted(draw(st.tuples(percents, percents)))
    extra = draw(st.tuples(percents, percents))
    return checkpoint(band("red", str(red), str(red + extra[0])), band("yellow", str(yellow), str(yellow + extra[1])))


class TestEveryRate:
    @given(sound_checkpoints(), amounts, amounts, budgets, st.sampled_from(["red", "yellow", "green"]))
    def test_paying_more_never_makes_a_light_worse(
        self, at: Checkpoint, one: Decimal, other: Decimal, budget: Decimal, before: str
    ) -> None:
        less, more = sorted((one, other))
        at_less = light.evaluate(THREE, at, Rate(less, budget), before=before)
        at_more = light.evaluate(THREE, at, Rate(more, budget), before=before)
        assert light.rank(THREE, at_less) <= light.rank(THREE, at_more)

    @given(sound_checkpoints(), amounts, budgets, st.sampled_from(["red", "yellow", "green"]))
    def test_evaluating_again_changes_nothing_so_there_is_one_event_per_crossing(
        self, at: Checkpoint, paid: Decimal, budget: Decimal, before: str
    ) -> None:
        once = light.evaluate(THREE, at, Rate(paid, budget), before=before)
        assert light.evaluate(THREE, at, Rate(paid, budget), before=once) == once

    @given(sound_checkpoints(), amounts, budgets, st.integers(1, 10**9))
    def test_the_scale_of_the_amounts_changes_no_level(
        self, at: Checkpoint, paid: Decimal, budget: Decimal, factor: int
    ) -> None:
        scaled = Rate(paid * factor, budget * factor)
        assert light.evaluate(THREE, at, scaled, before="green") == light.evaluate(
            THREE, at, Rate(paid, budget), before="green"
        )
