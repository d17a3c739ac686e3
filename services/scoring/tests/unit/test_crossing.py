from collections.abc import Callable

import pytest

from contracts.budget import LightCrossed, LightRecovered
from contracts.indicators import RuleContent
from scoring.domain import crossing as crossings
from scoring.domain.order import Order

Build = Callable[..., Order]
Rules = Callable[..., RuleContent]


class TestACase:
    def test_is_named_by_rule_object_year_and_episode(self, crossing: Callable[..., LightCrossed]) -> None:
        assert crossings.case_of(crossing()) == "budget-lights:budget_item:ROADS:2026:1"

    def test_has_its_episode_after_the_last_colon(self) -> None:
        assert crossings.episode_of("budget-lights:budget_item:ROADS: NORTH:2026:12") == 12


class TestAWorseningWhileTheOrderIsOpen:
    def test_raises_the_level_of_the_same_order(
        self, order: Build, rule: Rules, crossing: Callable[..., LightCrossed]
    ) -> None:
        before = order("acknowledged")
        step = crossings.raise_level(
            before, crossing(from_level="yellow", to_level="red"), cause_event=before.cause_event, rule=rule()
        )
        assert (step.order.id, step.order.level, step.order.light_level) == (before.id, "red", "red")
        assert step.order.case == before.case

    def test_a_relapse_to_a_milder_level_keeps_the_worst(
        self, order: Build, rule: Rules, crossing: Callable[..., LightCrossed]
    ) -> None:
        before = order("acknowledged", level="red", light_level="green", light_is_good=True)
        now = crossings.raise_level(before, crossing(), cause_event=before.cause_event, rule=rule()).order
        assert (now.level, now.light_level, now.light_is_good) == ("red", "yellow", False)


class TestARecovery:
    def test_leaves_the_order_to_be_answered(self, order: Build, recovery: Callable[..., LightRecovered]) -> None:
        before = order("issued")
        now = crossings.note_recovery(before, recovery(), cause_event=before.cause_event).order
        assert (now.state, now.light_is_good, now.level) == ("issued", True, before.level)

    def test_to_a_level_that_is_not_the_best_is_not_good_yet(
        self, order: Build, recovery: Callable[..., LightRecovered]
    ) -> None:
        before = order("issued", level="red", light_level="red")
        halfway = recovery(to_level="yellow", fully=False)
        assert not crossings.note_recovery(before, halfway, cause_event=before.cause_event).order.light_is_good


class TestWhatALightBrings:
    def test_is_what_the_rule_says_for_the_level(self, rule: Rules) -> None:
        assert crossings.brings(rule(), "yellow") == ("order",)

    def test_of_a_level_that_the_rule_does_not_have_is_an_error_not_nothing(self, rule: Rules) -> None:
        with pytest.raises(KeyError):
            crossings.brings(rule(), "purple")
