"""One sheet per person: what is carried, of whom, and how much of the whole it is."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from contracts.cascades import CascadeContent
from indicators.domain.cascade import proposal
from indicators.domain.cascade.proposal import Asked
from indicators.domain.cascade.sheet import NoSheet, Sheets

Make = Callable[..., CascadeContent]


class TestSheet:
    def test_says_who_stands_above_and_what_is_measured(self, cascade: Make) -> None:
        sheet = Sheets(cascade()).of("a-1")
        assert [node.code for node in sheet.above] == ["party-group", "office-a"]
        assert sheet.level is not None
        assert sheet.level.labels.en == "Text person"
        assert [line.code for line in sheet.indicators] == ["a-1-i1", "a-1-i2"]
        assert sheet.weight == 100

    def test_a_share_of_a_share_is_told_as_a_share_of_the_goal(self, cascade: Make) -> None:
        (jobs, _) = Sheets(cascade()).of("a-1").goals
        assert (str(jobs.share), str(jobs.of_goal)) == ("50", "33.3350")

    def test_parts_of_a_quantity_sum_to_it_on_every_level(self, cascade: Make) -> None:
        sheets = Sheets(cascade())
        amounts = {
            code: goal.amount.value
            for code in sheets.codes()
            for goal in sheets.of(code).goals
            if goal.code == "jobs" and goal.amount
        }
        assert amounts["party-group"] == 26000
        assert amounts["office-a"] + amounts["office-b"] == 26000
        assert amounts["a-1"] + amounts["a-2"] == amounts["office-a"] == Decimal(17334)
        assert amounts["b-1"] == amounts["office-b"]

    def test_a_goal_without_a_quantity_has_a_share_only(self, cascade: Make) -> None:
        assert [goal.amount is None for goal in Sheets(cascade()).of("b-1").goals] == [False, True]

    def test_a_quantity_finer_than_its_parts_may_be_keeps_its_digits(self, cascade: Make) -> None:
        content = cascade().model_dump(mode="json")
        content["goals"][0]["quantity"] |= {"value": "1.001", "places": 0}
        sheets = Sheets(CascadeContent.model_validate(content))
        parts = [sheets.of(code).goals[0].amount for code in ("office-a", "office-b")]
        assert sum(part.value for part in parts if part) == Decimal("1.001")

    def test_of_a_draft_that_loses_shares_each_part_is_told_by_itself(self, cascade: Make) -> None:
        content = cascade().model_dump(mode="json")
        for carrier in content["goals"][0]["carriers"]:
            if carrier["code"] == "a-1":
                carrier["share"] = "25"
        goal = Sheets(CascadeContent.model_validate(content)).of("a-1").goals[0]
        assert goal.amount is not None
        assert goal.amount.value == Decimal(4334)  # a quarter of 17,334, half away from zero

    def test_who_stands_nowhere_has_none(self, cascade: Make) -> None:
        with pytest.raises(NoSheet):
            Sheets(cascade()).of("nobody")

    def test_everybody_is_listed_below_who_stands_above(self, cascade: Make) -> None:
        assert Sheets(cascade()).codes() == ["party-group", "office-a", "a-1", "a-2", "office-b", "b-1"]

    def test_a_network_of_tengchongs_size_has_a_sheet_for_everybody(self, network: CascadeContent) -> None:
        sheets = Sheets(network)
        assert len(sheets.codes()) == 1 + 32 + 118
        assert sum(len(sheets.of(code).indicators) for code in sheets.codes()) == 110 + 472
        person = sheets.of("station-19-p1")
        assert sum((goal.of_goal for goal in person.goals), Decimal(0)) > 0

    def test_the_shares_of_a_whole_level_sum_to_the_whole_goal(self, network: CascadeContent) -> None:
        sheets = Sheets(network)
        persons = [node.code for node in network.nodes if node.level == "person"]
        total = sum(goal.of_goal for code in persons for goal in sheets.of(code).goals if goal.code == "goal-3")
        assert abs(Decimal(total) - 100) < Decimal("0.01"), "rounded for reading, each by itself"

    def test_a_circle_of_parents_in_a_draft_does_not_run_for_ever(self, cascade: Make) -> None:
        content = cascade().model_dump(mode="json")
        for node in content["nodes"]:
            if node["code"] == "party-group":
                node["parent"] = "a-1"
        sheets = Sheets(CascadeContent.model_validate(content))
        assert len(sheets.codes()) == 6
        assert sheets.of("a-1").above

    def test_dividing_anew_changes_only_those_below(self, cascade: Make) -> None:
        before = cascade()
        weights = {"a-1": Decimal(1), "a-2": Decimal(3)}
        after = proposal.applied(before, [proposal.propose(before, Asked("jobs", "office-a", "duties", weights))])
        assert Sheets(before).of("b-1") == Sheets(after).of("b-1")
        assert Sheets(before).of("a-1") != Sheets(after).of("a-1")
