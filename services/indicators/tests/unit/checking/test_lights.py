"""What keeps a rule from being published, case by case, and that one answer names all of it."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.indicators import RuleContent
from indicators.domain.checking.lights import findings

MakeRule = Callable[..., RuleContent]
LABELS = {"zh": "文", "en": "text"}
JANUARY, APRIL = (1, 1), (4, 1)


def band(
    level: str, bound: str, recovery: str | None = None, *, operator: str = "<", back: str = ">="
) -> dict[str, Any]:
    return {
        "level": level,
        "operator": operator,
        "bound": bound,
        "recovery_operator": back,
        "recovery": recovery or bound,
    }


def checkpoint(day: str, *bands: dict[str, Any]) -> dict[str, Any]:
    return {"day": day, "labels": LABELS, "bands": list(bands or (band("red", "10"), band("yellow", "15")))}


def level(code: str, *at_once: str) -> dict[str, Any]:
    return {"code": code, "labels": LABELS, "at_once": list(at_once)}


def found(rule: RuleContent, start: tuple[int, int] = JANUARY) -> list[tuple[str, str]]:
    return [(finding.code, finding.at) for finding in findings(rule, fiscal_year_start=start)]


class TestARuleThatCanBePublished:
    def test_three_levels_at_four_quarter_ends(self, make_rule: MakeRule) -> None:
        assert found(make_rule()) == []

    def test_two_levels_and_no_escalation(self, make_rule: MakeRule) -> None:
        rule = make_rule(
            levels=[level("late", "order"), level("good")],
            checkpoints=[checkpoint("12-31", band("late", "90"))],
            escalation=[],
            overdue_points="0",
        )
        assert found(rule) == []

    def test_five_levels(self, make_rule: MakeRule) -> None:
        codes = ["black", "red", "orange", "yellow"]
        bands = [band(code, str(10 * n)) for n, code in enumerate(codes, start=1)]
        rule = make_rule(
            levels=[*(level(code, "order") for code in codes), level("green")],
            checkpoints=[checkpoint("06-30", *bands)],
        )
        assert found(rule) == []

    def test_a_rate_that_is_too_high_is_as_possible_as_one_that_is_too_low(self, make_rule: MakeRule) -> None:
        bands = [
            band("red", "120", "115", operator=">", back="<="),
            band("yellow", "100", operator=">", back="<="),
        ]
        assert found(make_rule(checkpoints=[checkpoint("12-31", *bands)])) == []

    def test_at_most_is_one_step_beyond_below(self, make_rule: MakeRule) -> None:
        bands = [band("red", "10"), band("yellow", "10", operator="<=", back=">")]
        assert found(make_rule(checkpoints=[checkpoint("12-31", *bands)])) == [], "yellow is exactly 10"

    def test_a_separate_recovery_bound(self, make_rule: MakeRule) -> None:
        bands = [band("red", "10", "12"), band("yellow", "15", "16.5", back=">")]
        assert found(make_rule(checkpoints=[checkpoint("12-31", *bands)])) == []

    def test_checkpoints_follow_the_fiscal_year_of_the_region(self, make_rule: MakeRule) -> None:
        days = ["06-30", "09-30", "12-31", "03-31"]
        rule = make_rule(checkpoints=[checkpoint(day) for day in days])
        assert found(rule, APRIL) == []
        assert found(rule, JANUARY) == [("checkpoints_not_ascending", "checkpoints[3].day")]


class TestLevels:
    def test_codes_are_unique(self, make_rule: MakeRule) -> None:
        rule = make_rule(levels=[level("red", "order"), level("red", "order"), level("green")], checkpoints=[
            checkpoint("12-31", band("red", "10")),
        ])  # fmt: skip
        assert found(rule) == [("level_repeated", "levels[1].code")]

    def test_worst_first_shows_in_the_bounds(self, make_rule: MakeRule) -> None:
        rule = make_rule(levels=[level("yellow", "order"), level("red", "order"), level("green")])
        assert {code for code, _ in found(rule)} == {"bounds_not_ordered"}

    def test_the_best_level_brings_nothing_at_once(self, make_rule: MakeRule) -> None:
        rule = make_rule(levels=[level("red", "order"), level("yellow", "order"), level("green", "talk")])
        assert found(rule) == [("best_level_acts", "levels[2].at_once")]

    def test_a_level_names_a_measure_once(self, make_rule: MakeRule) -> None:
        rule = make_rule(levels=[level("red", "order", "talk", "talk"), level("yellow", "order"), level("green")])
        assert found(rule) == [("measure_repeated", "levels[0].at_once[2]")]

    def test_every_level_but_the_best_brings_an_order(self, make_rule: MakeRule) -> None:
        rule = make_rule(levels=[level("red", "order"), level("yellow", "talk"), level("green")])
        assert found(rule) == [("level_without_order", "levels[1].at_once")]

    def test_both_languages_are_written(self, make_rule: MakeRule) -> None:
        rule = make_rule(labels={"zh": "率", "en": "  "}, legal_basis=" ")
        assert found(rule) == [("text_blank", "labels"), ("text_blank", "legal_basis")]


class TestCheckpoints:
    @pytest.mark.parametrize("day", ["02-30", "04-31", "06-31", "09-31", "11-31"])
    def test_a_day_exists(self, make_rule: MakeRule, day: str) -> None:
        assert found(make_rule(checkpoints=[checkpoint(day)])) == [("day_impossible", "checkpoints[0].day")]

    def test_a_day_exists_in_every_year(self, make_rule: MakeRule) -> None:
        rule = make_rule(checkpoints=[checkpoint("02-29")])
        assert found(rule) == [("day_not_in_every_year", "checkpoints[0].day")]

    def test_a_day_is_listed_once_and_in_order(self, make_rule: MakeRule) -> None:
        rule = make_rule(checkpoints=[checkpoint(day) for day in ("06-30", "06-30", "03-31")])
        assert found(rule) == [
            ("checkpoint_repeated", "checkpoints[1].day"),
            ("checkpoints_not_ascending", "checkpoints[2].day"),
        ]


class TestBands:
    def test_every_level_but_the_best_has_one_at_each_checkpoint(self, make_rule: MakeRule) -> None:
        rule = make_rule(checkpoints=[checkpoint("06-30"), checkpoint("12-31", band("red", "10"))])
        assert found(rule) == [("band_missing", "checkpoints[1].bands")]

    def test_a_level_has_one_band(self, make_rule: MakeRule) -> None:
        bands = [band("red", "10"), band("yellow", "15"), band("yellow", "20")]
        rule = make_rule(checkpoints=[checkpoint("12-31", *bands)])
        assert found(rule) == [("band_repeated", "checkpoints[0].bands[2].level")]

    def test_bands_are_of_levels_that_exist_and_are_not_the_best(self, make_rule: MakeRule) -> None:
        bands = [band("red", "10"), band("yellow", "15"), band("green", "20"), band("blue", "20")]
        rule = make_rule(checkpoints=[checkpoint("12-31", *bands)])
        assert found(rule) == [
            ("band_of_best_level", "checkpoints[0].bands[2].level"),
            ("band_of_unknown_level", "checkpoints[0].bands[3].level"),
        ]

    @pytest.mark.parametrize(
        ("red", "yellow"), [(("15", "<"), ("10", "<")), (("10", "<"), ("10", "<")), (("10", "<="), ("10", "<"))]
    )
    def test_a_level_that_could_never_be_reached_is_found(
        self, make_rule: MakeRule, red: tuple[str, str], yellow: tuple[str, str]
    ) -> None:
        bands = [band("red", red[0], "20", operator=red[1]), band("yellow", yellow[0], "20", operator=yellow[1])]
        rule = make_rule(checkpoints=[checkpoint("12-31", *bands)])
        assert found(rule) == [("bounds_not_ordered", "checkpoints[0].bands")]

    def test_the_order_in_which_bands_are_written_does_not_matter(self, make_rule: MakeRule) -> None:
        assert found(make_rule(checkpoints=[checkpoint("12-31", band("yellow", "15"), band("red", "10"))])) == []

    def test_bounds_of_one_checkpoint_point_the_same_way(self, make_rule: MakeRule) -> None:
        bands = [band("red", "10"), band("yellow", "100", operator=">", back="<=")]
        rule = make_rule(checkpoints=[checkpoint("12-31", *bands)])
        assert found(rule) == [("directions_mixed", "checkpoints[0].bands")]

    @pytest.mark.parametrize(
        ("operator", "back", "recovery", "fits"),
        [
            ("<", ">=", "10", True),
            ("<", ">", "10", True),
            ("<=", ">", "10", True),
            ("<=", ">=", "10", False),
            ("<", ">=", "9.99", False),
            ("<", ">", "9.99", False),
            (">", "<=", "10", True),
            (">=", "<", "10", True),
            (">=", "<=", "10", False),
            (">", "<=", "10.01", False),
        ],
    )
    def test_the_recovery_bound_is_never_on_the_bad_side(
        self, make_rule: MakeRule, operator: str, back: str, recovery: str, *, fits: bool
    ) -> None:
        rule = make_rule(
            levels=[level("red", "order"), level("green")],
            checkpoints=[checkpoint("12-31", band("red", "10", recovery, operator=operator, back=back))],
        )
        expected = [] if fits else [("recovery_on_the_bad_side", "checkpoints[0].bands[0].recovery")]
        assert found(rule) == expected

    def test_recovery_points_the_other_way(self, make_rule: MakeRule) -> None:
        bands = [band("red", "10", "12", back="<"), band("yellow", "15")]
        rule = make_rule(checkpoints=[checkpoint("12-31", *bands)])
        assert found(rule) == [("recovery_points_the_wrong_way", "checkpoints[0].bands[0].recovery_operator")]


class TestEscalation:
    def test_steps_ascend_strictly(self, make_rule: MakeRule) -> None:
        steps = [{"kind": kind, "after_working_days": 5} for kind in ("reminder", "talk")]
        assert found(make_rule(escalation=steps)) == [("escalation_not_ascending", "escalation[1].after_working_days")]

    def test_nothing_follows_the_hold(self, make_rule: MakeRule) -> None:
        steps = [
            {"kind": "hold_payments", "after_working_days": 5},
            {"kind": "talk", "after_working_days": 9},
        ]
        assert found(make_rule(escalation=steps)) == [("step_after_hold", "escalation[1].kind")]

    def test_points_are_written_as_what_is_taken_away(self, make_rule: MakeRule) -> None:
        assert found(make_rule(overdue_points="-1")) == [("overdue_points_negative", "overdue_points")]


class TestAllAtOnce:
    def test_one_answer_names_everything_that_is_wrong(self, make_rule: MakeRule) -> None:
        rule = make_rule(
            labels={"zh": " ", "en": "x"},
            levels=[level("red", "order", "order"), level("yellow"), level("green", "talk")],
            checkpoints=[checkpoint("12-31", band("red", "10", "5")), checkpoint("02-30", band("blue", "1"))],
            escalation=[
                {"kind": "hold_payments", "after_working_days": 5},
                {"kind": "reminder", "after_working_days": 1},
            ],
            overdue_points="-1",
        )
        assert {code for code, _ in found(rule)} == {
            "text_blank", "level_without_order", "measure_repeated", "best_level_acts", "day_impossible",
            "checkpoints_not_ascending",
            "band_missing", "band_of_unknown_level", "recovery_on_the_bad_side", "escalation_not_ascending",
            "step_after_hold", "overdue_points_negative",
        }  # fmt: skip

    def test_each_finding_says_where_with_which_values_and_in_both_languages(self, make_rule: MakeRule) -> None:
        rule = make_rule(
            checkpoints=[checkpoint("12-31", band("red", "10", "5"), band("yellow", "15"))],
            levels=[
                {"code": "red", "labels": {"zh": "红灯", "en": "Red"}, "at_once": ["order"]},
                {"code": "yellow", "labels": {"zh": "黄灯", "en": "Yellow"}, "at_once": ["order"]},
                {"code": "green", "labels": {"zh": "绿灯", "en": "Green"}},
            ],
        )
        (finding,) = findings(rule, fiscal_year_start=JANUARY)
        assert finding.as_value() == {
            "code": "recovery_on_the_bad_side",
            "at": "checkpoints[0].bands[0].recovery",
            "values": {"day": "12-31", "level": "red", "bound": "< 10", "recovery": ">= 5"},
            "texts": {
                "zh": "12-31：“红灯” 的恢复条件 不低于 5 落在其界限 低于 10 之内",
                "en": "12-31: the recovery of “Red” (at least 5) lies on the bad side of its bound (below 10)",
            },
            "mend": {"zh": "请将恢复界限移到界限之外", "en": "move the recovery to the other side of the bound"},
        }
