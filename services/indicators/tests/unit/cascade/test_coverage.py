"""Coverage: every goal is carried, everyone has indicators, no share is lost; each defect is found once."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.canonical import form
from contracts.cascades import CascadeContent
from contracts.scheme import paths
from indicators.domain.cascade import coverage, flaws
from indicators.domain.checking.finding import Flaw

Json = dict[str, Any]
Make = Callable[..., CascadeContent]
BLANK = {"zh": " ", "en": "x"}


def one(things: list[Json], code: str) -> Json:
    return next(thing for thing in things if thing["code"] == code)


def carriers(content: Json, goal: str) -> list[Json]:
    found: list[Json] = one(content["goals"], goal)["carriers"]
    return found


def share(content: Json, goal: str, node: str) -> Json:
    return one(carriers(content, goal), node)


def without(things: list[Json], *codes: str) -> bool:
    """Takes these out. False, so that defects can be joined by `or`, as what is always None can."""
    things[:] = [thing for thing in things if thing["code"] not in codes]
    return False


def line(content: Json, code: str) -> Json:
    return one(content["indicators"], code)


Break = Callable[[Json], Any]
DEFECTS: dict[str, tuple[Break, str, str]] = {
    "a goal that nobody carries": (
        lambda c: c["goals"].append({"code": "water", "labels": {"zh": "水", "en": "water"}}),
        "goal_not_carried", "goals[water].carriers",
    ),
    "a cascade without goals": (
        lambda c: (c["goals"].clear(), [one.update(goal=None) for one in c["indicators"]]),
        "no_goals", "goals",
    ),
    "a person without indicators": (
        lambda c: c["nodes"].append(
            {"code": "b-2", "labels": {"zh": "乙", "en": "b"}, "level": "person", "parent": "office-b"}
        ),
        "node_without_indicators", "nodes[b-2]",
    ),
    "an office without indicators": (
        lambda c: without(c["indicators"], "office-a-i1", "office-a-i2"),
        "node_without_indicators", "nodes[office-a]",
    ),
    "a hundredth of a percent that is lost on the way": (
        lambda c: share(c, "jobs", "a-1").update(share="49.99"),
        "share_lost", "goals[jobs].carriers[office-a]",
    ),
    "a share that is lost at the top": (
        lambda c: share(c, "jobs", "party-group").update(share="99"),
        "share_lost", "goals[jobs].carriers",
    ),
    "a share that is carried twice": (
        lambda c: share(c, "jobs", "a-1").update(share="50.01"),
        "share_doubled", "goals[jobs].carriers[office-a]",
    ),
    "a share finer than the cascade's decimals": (
        lambda c: share(c, "jobs", "a-1").update(share="49.999"),
        "share_too_fine", "goals[jobs].carriers[a-1].share",
    ),
    "a share of nothing": (
        lambda c: share(c, "jobs", "a-1").update(share="0"),
        "share_out_of_range", "goals[jobs].carriers[a-1].share",
    ),
    "an office that passes its share to nobody": (
        lambda c: without(carriers(c, "jobs"), "b-1"),
        "goal_stops", "goals[jobs].carriers[office-b]",
    ),
    "a person whose share no indicator measures": (
        lambda c: line(c, "b-1-i1").update(goal="safety"),
        "share_without_measure", "goals[jobs].carriers[b-1]",
    ),
    "a share from an office that carries none": (
        lambda c: without(carriers(c, "jobs"), "office-b") or line(c, "office-b-i1").update(goal=None)
        or share(c, "jobs", "office-a").update(share="100"),
        "carried_from_nowhere", "goals[jobs].carriers[b-1]",
    ),
    "a carrier whom there is not": (
        lambda c: share(c, "jobs", "b-1").update(code="nobody") or line(c, "b-1-i1").update(goal=None),
        "carrier_unknown", "goals[jobs].carriers[nobody]",
    ),
    "a carrier that stands twice": (
        lambda c: carriers(c, "jobs").append({"code": "b-1", "share": "100"}),
        "code_repeated", "goals[jobs].carriers[6]",
    ),
    "an indicator for a goal that its person does not carry": (
        lambda c: line(c, "a-1-i2").update(goal="jobs")
        or without(carriers(c, "safety"), "a-1") or share(c, "safety", "a-2").update(share="100")
        or without(carriers(c, "jobs"), "a-2") or share(c, "jobs", "a-1").update(share="100"),
        "indicator_without_share", "indicators[a-2-i1].goal",
    ),
    "an indicator of a goal that there is not": (
        lambda c: line(c, "office-a-i1").update(goal="moon"),
        "indicator_of_unknown_goal", "indicators[office-a-i1].goal",
    ),
    "an indicator of nobody": (
        lambda c: c["indicators"].append({**line(c, "a-1-i1"), "code": "x", "node": "nobody"}),
        "indicator_of_unknown_node", "indicators[x].node",
    ),
    "two indicators with one code": (
        lambda c: line(c, "a-1-i2").update(code="a-1-i1"),
        "code_repeated", "indicators[5]",
    ),
    "weights of a sheet that do not sum to 100": (
        lambda c: line(c, "a-1-i1").update(weight="49.9"),
        "weights_do_not_sum", "nodes[a-1]",
    ),
    "an indicator without a weight": (
        lambda c: line(c, "a-1-i1").update(weight=None),
        "weight_missing", "indicators[a-1-i1].weight",
    ),
    "a weight above the sheet": (
        lambda c: line(c, "a-1-i1").update(weight="101"),
        "weight_out_of_range", "indicators[a-1-i1].weight",
    ),
    "a bonus with a weight": (
        lambda c: c["indicators"].append({**line(c, "a-1-i1"), "code": "x", "kind": "bonus"}),
        "weight_not_expected", "indicators[x].weight",
    ),
    "an indicator that serves what there is not": (
        lambda c: line(c, "a-1-i1").update(serves="moon"),
        "serves_unknown", "indicators[a-1-i1].serves",
    ),
    "an indicator that serves another office's": (
        lambda c: line(c, "a-1-i1").update(serves="office-b-i1"),
        "serves_not_above", "indicators[a-1-i1].serves",
    ),
    "a node on a level that there is not": (
        lambda c: c["nodes"].append(
            {"code": "x", "labels": {"zh": "x", "en": "x"}, "level": "team", "parent": "office-a"}
        ),
        "level_unknown", "nodes[x].level",
    ),
    "a level with nobody on it": (
        lambda c: c["levels"].insert(1, {"code": "team", "labels": {"zh": "组", "en": "team"}, "kind": "department"}),
        "level_empty", "levels[team]",
    ),
    "a level that stands twice": (
        lambda c: c["levels"].append(c["levels"][2]),
        "code_repeated", "levels[3]",
    ),
    "a person without a parent": (
        lambda c: c["nodes"].append({"code": "x", "labels": {"zh": "x", "en": "x"}, "level": "person"})
        or c["indicators"].append({**line(c, "a-1-i1"), "code": "x", "node": "x", "goal": None, "weight": "100"}),
        "parent_missing", "nodes[x].parent",
    ),
    "a parent whom there is not": (
        lambda c: c["nodes"].append(
            {"code": "x", "labels": {"zh": "x", "en": "x"}, "level": "person", "parent": "nobody"}
        )
        or c["indicators"].append({**line(c, "a-1-i1"), "code": "x", "node": "x", "goal": None, "weight": "100"}),
        "parent_unknown", "nodes[x].parent",
    ),
    "a person above a person": (
        lambda c: c["nodes"].append(
            {"code": "x", "labels": {"zh": "x", "en": "x"}, "level": "person", "parent": "a-1"}
        )
        or c["indicators"].append({**line(c, "a-1-i1"), "code": "x", "node": "x", "goal": None, "weight": "100"}),
        "parent_not_above", "nodes[x].parent",
    ),
    "two who stand above each other": (
        lambda c: [
            c["nodes"].append({"code": x, "labels": {"zh": "x", "en": "x"}, "level": "person", "parent": y})
            or c["indicators"].append({**line(c, "a-1-i1"), "code": x, "node": x, "goal": None, "weight": "100"})
            for x, y in (("y", "x"), ("x", "y"))
        ],
        "parents_in_circle", "nodes[x].parent",
    ),
    "a goal that serves what there is not": (
        lambda c: one(c["goals"], "jobs").update(parent="moon"),
        "goal_parent_unknown", "goals[jobs].parent",
    ),
    "goals that serve each other": (
        lambda c: one(c["goals"], "jobs").update(parent="safety") or one(c["goals"], "safety").update(parent="jobs"),
        "goals_in_circle", "goals[jobs].parent",
    ),
    "a name that says nothing in one language": (
        lambda c: one(c["nodes"], "a-1").update(labels=BLANK),
        "text_blank", "nodes[a-1].labels",
    ),
    "a name with a sign that no paper shows": (
        lambda c: line(c, "a-1-i1").update(labels={"zh": "甲\u0007", "en": "x"}),
        "text_blank", "indicators[a-1-i1].labels",
    ),
}  # fmt: skip


def broken(make: Make, *defects: Break) -> CascadeContent:
    content = make().model_dump(mode="json")
    for defect in defects:
        defect(content)
    return CascadeContent.model_validate(content)


class TestFindings:
    def test_a_cascade_in_which_everything_is_carried_has_none(self, cascade: Make) -> None:
        assert coverage.findings(cascade()) == []

    @pytest.mark.parametrize(("defect", "code", "at"), DEFECTS.values(), ids=DEFECTS.keys())
    def test_each_defect_is_found_once_at_its_place(self, cascade: Make, defect: Break, code: str, at: str) -> None:
        found = coverage.findings(broken(cascade, defect))
        assert [(finding.code, finding.at) for finding in found] == [(code, at)]

    @pytest.mark.parametrize(("defect", "code", "at"), DEFECTS.values(), ids=DEFECTS.keys())
    def test_each_finding_says_in_both_languages_what_is_wrong_and_what_would_mend_it(
        self, cascade: Make, defect: Break, code: str, at: str
    ) -> None:
        (value,) = [finding.as_value() for finding in coverage.findings(broken(cascade, defect))]
        for texts in (value["texts"], value["mend"]):
            assert any("一" <= letter <= "鿿" for letter in texts["zh"])
            assert texts["en"].isascii() or "→" in texts["en"] or "–" in texts["en"]
            assert "{" not in texts["zh"] + texts["en"]

    def test_every_flaw_that_has_words_has_a_test(self) -> None:
        known = {flaw.code for flaw in vars(flaws).values() if isinstance(flaw, Flaw)}
        assert known == {code for _, code, _ in DEFECTS.values()}

    def test_many_defects_are_named_at_once_in_the_order_of_the_content(self, cascade: Make) -> None:
        names = ("a person without indicators", "a level with nobody on it", "a goal that nobody carries",
                 "an indicator without a weight", "a hundredth of a percent that is lost on the way")  # fmt: skip
        found = coverage.findings(broken(cascade, *(DEFECTS[name][0] for name in names)))
        assert [finding.code for finding in found] == [
            "level_empty", "node_without_indicators", "share_lost", "goal_not_carried", "weight_missing",
        ]  # fmt: skip

    def test_a_place_that_exists_can_be_looked_up_by_its_name(self, cascade: Make) -> None:
        content = broken(cascade, DEFECTS["a share of nothing"][0])
        (found,) = coverage.findings(content)
        assert paths.value_at(form(content), found.at) == "0"

    def test_a_level_that_only_sets_the_direction_needs_no_indicators(self, cascade: Make) -> None:
        content = broken(cascade, lambda c: c["levels"][0].update(measured=True))
        assert [(one.code, one.at) for one in coverage.findings(content)] == [
            ("node_without_indicators", "nodes[party-group]")
        ]

    def test_a_goal_may_be_carried_through_those_that_serve_it(self, cascade: Make) -> None:
        content = broken(
            cascade,
            lambda c: c["goals"].append({"code": "strategy", "labels": {"zh": "战略", "en": "strategy"}}),
            lambda c: [one.update(parent="strategy") for one in c["goals"] if one["code"] != "strategy"],
        )
        assert coverage.findings(content) == []

    def test_a_goal_may_skip_a_level_where_somebody_stands_directly_below_the_group(self, cascade: Make) -> None:
        def deputy(content: Json) -> None:
            labels = {"zh": "副局长", "en": "Deputy"}
            content["nodes"].append({"code": "deputy", "labels": labels, "level": "person", "parent": "party-group"})
            content["indicators"].append(
                {**line(content, "a-1-i1"), "code": "d1", "node": "deputy", "goal": "jobs", "weight": "100"}
            )
            share(content, "jobs", "office-b")["share"] = "13.33"
            carriers(content, "jobs").append({"code": "deputy", "share": "20"})

        assert coverage.findings(broken(cascade, deputy)) == []

    @given(st.data())
    @settings(max_examples=60)
    def test_any_share_that_is_changed_is_noticed(self, cascade: Make, data: st.DataObject) -> None:
        content = cascade().model_dump(mode="json")
        goal = data.draw(st.sampled_from(content["goals"]))
        carrier = data.draw(st.sampled_from(goal["carriers"]))
        carrier["share"] = str(data.draw(st.decimals(-10, 200, places=2)))
        changed = CascadeContent.model_validate(content)
        assert bool(coverage.findings(changed)) == (form(changed) != form(cascade()))
