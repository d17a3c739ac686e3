"""A proposal divides one goal one level down: exactly, by what was asked, and touches nothing else."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.refusal import Refusal
from contracts.canonical import form
from contracts.cascades import CascadeContent
from indicators.domain.cascade import coverage, proposal
from indicators.domain.cascade.proposal import Asked

Make = Callable[..., CascadeContent]
Json = dict[str, Any]


@pytest.fixture
def undivided(cascade_json: Callable[..., Json]) -> CascadeContent:
    return CascadeContent.model_validate(cascade_json())


def shares(content: CascadeContent, goal: str) -> dict[str, str]:
    (found,) = [one for one in content.goals if one.code == goal]
    return {carrier.code: str(carrier.share) for carrier in found.carriers}


def asked(of: str | None, by: proposal.Basis, goal: str = "jobs", **weights: str) -> Asked:
    return Asked(goal, of, by, {code.replace("_", "-"): Decimal(weight) for code, weight in weights.items()})


class TestPropose:
    def test_by_headcount_a_node_weighs_as_many_as_stand_below_it(self, cascade: Make) -> None:
        found = proposal.propose(cascade(), asked("party-group", "headcount"))
        assert found.weights == {"office-a": Decimal(2), "office-b": Decimal(1)}
        assert {code: str(share) for code, share in found.shares.items()} == {"office-a": "66.67", "office-b": "33.33"}

    def test_a_headcount_that_is_written_counts_instead(self, cascade: Make) -> None:
        content = cascade().model_dump(mode="json")
        (office,) = [node for node in content["nodes"] if node["code"] == "office-b"]
        office["headcount"] = 6
        found = proposal.propose(CascadeContent.model_validate(content), asked("party-group", "headcount"))
        assert {code: str(share) for code, share in found.shares.items()} == {"office-a": "25.00", "office-b": "75.00"}

    def test_by_duties_the_weights_given_decide_and_who_has_none_is_left_out(self, cascade: Make) -> None:
        found = proposal.propose(cascade(), asked("office-a", "duties", a_2="7"))
        assert {code: str(share) for code, share in found.shares.items()} == {"a-2": "100.00"}
        assert found.left_out == ("a-1",)

    def test_by_last_years_share_those_who_are_there_still_divide_it_as_before(self, cascade: Make) -> None:
        last = cascade()
        last = proposal.applied(last, [proposal.propose(last, asked("office-a", "duties", a_1="30", a_2="20"))])
        here = cascade().model_dump(mode="json")
        labels = {"zh": "新", "en": "new"}
        here["nodes"].append({"code": "a-3", "labels": labels, "level": "person", "parent": "office-a"})
        content = CascadeContent.model_validate(here)
        found = proposal.propose(content, asked("office-a", "last_year_share"), last_year=last)
        assert {code: str(share) for code, share in found.shares.items()} == {"a-1": "60.00", "a-2": "40.00"}
        assert found.left_out == ("a-3",), "who was not there last year is named, not forgotten"

    def test_a_share_of_another_offices_part_last_year_is_no_measure(self, cascade: Make) -> None:
        moved = cascade().model_dump(mode="json")
        (person,) = [node for node in moved["nodes"] if node["code"] == "b-1"]
        person["parent"] = "office-a"
        found = proposal.propose(
            CascadeContent.model_validate(moved), asked("office-a", "last_year_share"), last_year=cascade()
        )
        assert found.left_out == ("b-1",)

    def test_at_the_top_those_of_the_first_level_divide_it(self, undivided: CascadeContent) -> None:
        found = proposal.propose(undivided, asked(None, "headcount"))
        assert {code: str(share) for code, share in found.shares.items()} == {"party-group": "100.00"}

    def test_it_can_be_narrowed_to_whom_the_goal_concerns(self, cascade: Make) -> None:
        narrow = Asked("jobs", "office-a", "headcount", among=frozenset({"a-2"}))
        found = proposal.propose(cascade(), narrow)
        assert (list(found.shares), found.left_out) == (["a-2"], ("a-1",))

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            (asked(None, "headcount", goal="moon"), "cascade_goal_unknown"),
            (asked("nobody", "headcount"), "cascade_node_unknown"),
            (asked("b-1", "headcount"), "cascade_nothing_to_divide_by"),
            (asked("office-a", "duties"), "cascade_nothing_to_divide_by"),
            (asked("office-a", "duties", a_1="0"), "cascade_nothing_to_divide_by"),
            (asked("office-a", "last_year_share"), "cascade_nothing_to_divide_by"),
            (asked("office-a", "duties", b_1="1"), "cascade_not_directly_below"),
            (Asked("jobs", None, "headcount", among=frozenset({"a-1"})), "cascade_not_directly_below"),
        ],
    )
    def test_what_cannot_be_divided_is_refused_by_name(self, cascade: Make, wrong: Asked, code: str) -> None:
        with pytest.raises(Refusal) as refused:
            proposal.propose(cascade(), wrong)
        assert refused.value.code == code
        assert refused.value.text("zh") != refused.value.text("en")

    def test_nothing_is_divided_below_somebody_who_carries_nothing(self, undivided: CascadeContent) -> None:
        with pytest.raises(proposal.GoalNotCarried):
            proposal.propose(undivided, asked("office-a", "headcount"))

    @given(st.lists(st.integers(0, 1000), min_size=2, max_size=2).filter(any), st.integers(2, 6))
    def test_whatever_the_weights_the_shares_are_approved_by_coverage(
        self, cascade: Make, weights: list[int], places: int
    ) -> None:
        content = cascade(places=places)
        given_weights = {code: Decimal(weight + 1) for code, weight in zip(("a-1", "a-2"), weights, strict=True)}
        found = proposal.propose(content, Asked("jobs", "office-a", "duties", given_weights))
        assert sum(found.shares.values()) == 100
        assert coverage.findings(proposal.applied(content, [found])) == []


class TestApplied:
    def test_replaces_one_division_and_leaves_all_others(self, cascade: Make) -> None:
        before = cascade()
        found = proposal.propose(before, asked("office-a", "duties", a_1="3", a_2="1"))
        after = proposal.applied(before, [found])
        assert shares(after, "jobs") == {**shares(before, "jobs"), "a-1": "75", "a-2": "25"}
        assert shares(after, "safety") == shares(before, "safety")
        assert form(proposal.applied(after, [proposal.propose(before, asked("office-a", "headcount"))])) == form(before)

    def test_at_the_top_it_leaves_what_stands_below(self, cascade: Make) -> None:
        before = cascade()
        after = proposal.applied(before, [proposal.propose(before, asked(None, "duties", party_group="2"))])
        assert form(after) == form(before)


class TestTengchong:
    """Party group – departments – persons: 32 units, 110 and 472 indicators, everybody has some."""

    def test_is_of_its_published_size(self, network: CascadeContent) -> None:
        level = {node.code: node.level for node in network.nodes}
        lines = [level[line.node] for line in network.indicators]
        assert list(level.values()).count("department") == 32
        assert (lines.count("department"), lines.count("person")) == (110, 472)

    def test_is_divided_by_proposals_until_nothing_is_missing(self, network: CascadeContent) -> None:
        assert coverage.findings(network) == []

    def test_one_person_without_indicators_is_found_among_all(self, network: CascadeContent) -> None:
        content = network.model_dump(mode="json")
        content["indicators"] = [one for one in content["indicators"] if one["node"] != "station-07-p2"]
        found = coverage.findings(CascadeContent.model_validate(content))
        assert [(one.code, one.at) for one in found] == [("node_without_indicators", "nodes[station-07-p2]")]
