"""The packs that Baton brings: nothing is found in their screening, and each rule stands wherever its text says it."""

from functools import cache
from pathlib import Path

import pytest

from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.domain.screening import subject as subjects
from indicators.domain.screening.screen import screen

FOLDER = Path(__file__).parents[4] / "schemes"
PACKS = sorted(FOLDER.rglob("*.yaml"))


@cache
def shipped(name: str) -> SchemeContent:
    return pack.read(FOLDER / f"{name}.yaml")


class TestScreening:
    @pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
    def test_finds_nothing_in_a_pack(self, path: Path) -> None:
        results = screen(subjects.of_scheme(pack.read(path)))
        assert {one.code: [finding.code for finding in all_] for one, all_ in results.items() if all_} == {}


class TestJiaxiang:
    CATEGORIES = ("towns", "zone", "organs", "enterprises", "stationed-units")

    @pytest.mark.parametrize("category", CATEGORIES)
    def test_interim_results_of_what_divides_over_the_year_count_for_thirty_percent(self, category: str) -> None:
        periods = shipped(f"jiaxiang/{category}").periods
        assert periods.interim_at_least == 30
        assert sum(interim.share for interim in periods.interim) >= 30

    @pytest.mark.parametrize("category", CATEGORIES)
    def test_a_value_behind_its_schedule_warns_at_once(self, category: str) -> None:
        warnings = [one for one in shipped(f"jiaxiang/{category}").consequences if one.when.behind_schedule]
        assert [(one.acts_on, one.effect.kind, one.step) for one in warnings] == [("warning", "reminder", "live")]

    def test_in_every_category_something_divides_over_the_year(self) -> None:
        divided = {
            category: {one.code for one in shipped(f"jiaxiang/{category}").indicators if one.schedulable}
            for category in self.CATEGORIES
        }
        assert divided == {
            "towns": {"service-revenue", "high-tech", "four-new"},
            "zone": {"zone-high-tech"},
            "organs": {"support-won"},
            "enterprises": {"reform-tasks", "green-investment"},
            "stationed-units": {"green-duties"},
        }

    @pytest.mark.parametrize("scheme", ["leadership-teams", "leading-officials"])
    def test_person_and_matter_are_assessed_together(self, scheme: str) -> None:
        content = shipped(f"jiaxiang/{scheme}")
        measured = {one.dimension for one in content.indicators}
        assert measured == {one.code for one in content.dimensions} == {"matters", "people"}
        assert {dimension for group in content.raters for dimension in group.dimensions} == {"people"}
        assert all(level.measured for level in content.cascade)

    def test_the_result_of_the_unit_reaches_the_team_and_that_of_the_team_its_officials(self) -> None:
        (unit,) = [one for one in shipped("jiaxiang/leadership-teams").indicators if one.dimension == "matters"]
        assert [source.kind for source in unit.sources] == ["superior_result"]
        assert [one.scheme for one in shipped("jiaxiang/leading-officials").couplings] == ["leadership-teams"]


class TestNational:
    def test_monitoring_is_double_and_a_serious_deviation_of_either_stops_the_payment(self) -> None:
        stops = [
            one for one in shipped("national/budget-performance").consequences if one.effect.kind == "stop_payment"
        ]
        assert {one.when.indicator for one in stops} == {"execution-deviation", "goal-deviation"}


class TestRulesAreData:
    """What a later service must act on stands in fields, not in sentences."""

    def test_when_duties_collide_on_one_payment_wages_and_livelihood_money_go_on_and_the_clock_stands(self) -> None:
        content = shipped("siming/kindergartens")
        (collision,) = [one for one in content.consequences if one.when.together]
        assert set(collision.when.together) == {"time_limit", "pay_freeze", "rectification_hold"}
        assert collision.effect.kind == "hold"
        assert set(collision.effect.spared) == {"wages", "livelihood"}
        assert collision.effect.ends == "condition_ends"
        (limit,) = content.time_limits
        assert set(limit.stops_on) == {"pay_freeze", "rectification_hold"}

    def test_red_at_the_end_of_the_year_closes_the_grade_excellent(self) -> None:
        red = next(one for one in shipped("siming/budget-lights").consequences if one.code == "red-at-year-end")
        assert (red.effect.kind, red.effect.closes) == ("bar", "excellent")

    def test_a_rectification_that_failed_acts_on_the_department_s_budget(self) -> None:
        cut = [one for one in shipped("bazhong/budget-funds").consequences if one.when.rectification]
        assert [(set(one.when.rectification), one.effect.kind) for one in cut] == [({"overdue", "not_accepted"}, "cut")]

    @pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
    def test_no_pack_says_in_a_sentence_only_what_is_spared_what_lifts_an_effect_or_what_stops_a_clock(
        self, path: Path
    ) -> None:
        content = pack.read(path)
        effects = [one.effect for one in content.consequences]
        assert [one for one in effects if one.spares and not one.spared] == []
        assert [one for one in effects if one.until and one.ends is None] == []
        assert [one.code for one in content.time_limits if one.stops_while and not one.stops_on] == []
