import copy
import json
from pathlib import Path
from typing import Any

import pytest

from contracts.audit import AttemptRefused, CommandExecuted
from contracts.topics import BY_EVENT_TYPE
from gateway.trace import chain, texts
from gateway.trace.chain import Logged

CASE = "quarterly-execution:budget_item:e4fd123c-b41b-5ebc-bcec-ded0a67dc7f6:2024:1"


@pytest.fixture(scope="session")
def examples(repository: Path) -> dict[str, dict[str, Any]]:
    """One hand-written event of every type: together they tell one case."""
    folder = repository / "shared/asyncapi/examples"
    return {file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")}


@pytest.fixture
def story(examples: dict[str, dict[str, Any]]) -> list[Logged]:
    belonging = [event for event in examples.values() if event.get("correlationid") == CASE]
    return [Logged(position, event) for position, event in enumerate(belonging, start=10)]


def told(story: list[Logged], examples: dict[str, dict[str, Any]]) -> chain.Trace:
    rule = Logged(1, examples["indicators.monitoring-rule-published.v1"])
    paid = Logged(2, examples["budget-monitor.payment-paid.v1"])
    return chain.build(CASE, "linhe", story, rules=[rule], payments=[paid], complete=True)


class TestTexts:
    def test_every_event_that_can_belong_to_a_case_has_a_line(self) -> None:
        known = {
            name
            for name, (_, model) in BY_EVENT_TYPE.items()
            if not issubclass(model, CommandExecuted | AttemptRefused) and not name.startswith("indicators.")
        }
        of_definitions = {"feed-registered", "fund-registered", "allocation-made", "budget-item-approved"}
        of_definitions |= {"goal-decided", "fiscal-year-closed"}
        without = {name for name in known - texts.TEMPLATES.keys() if name.split(".")[1] not in of_definitions}
        assert not without

    def test_no_line_shows_a_value_that_its_event_does_not_have(self, examples: dict[str, dict[str, Any]]) -> None:
        for name in texts.TEMPLATES:
            for language, line in texts.of_event(examples[name], levels={}, objects={}).items():
                assert "–" not in line, (name, language, line)
                assert "{" not in line, (name, language, line)

    def test_a_type_without_a_line_is_shown_all_the_same(self) -> None:
        event = {"type": "scoring.newer.v1", "actor": "li", "data": {}}
        assert texts.of_event(event, levels={}, objects={})["en"] == "scoring.newer.v1 by li"


class TestBuild:
    def test_the_oldest_comes_first_and_the_rule_before_everything(
        self, story: list[Logged], examples: dict[str, dict[str, Any]]
    ) -> None:
        steps = told(story, examples).steps
        assert [step.time for step in steps] == sorted(step.time for step in steps)
        assert steps[0].kind == "rule"
        same_moment = [step.type for step in steps if str(step.time).startswith("2024-03-31")]
        assert same_moment.index("budget-monitor.light-crossed.v1") < same_moment.index("scoring.order-issued.v1")

    def test_the_payments_between_the_last_evaluation_and_the_crossing_stand_before_it(
        self, story: list[Logged], examples: dict[str, dict[str, Any]]
    ) -> None:
        steps = told(story, examples).steps
        kinds = [step.type for step in steps]
        payments = [index for index, step in enumerate(steps) if step.kind == "payment"]
        assert [steps[index].position for index in payments[:2]] == [1841, 1842]
        assert max(payments[:2]) < kinds.index("budget-monitor.light-crossed.v1")
        assert "2024-00317" in steps[payments[0]].texts["en"]

    def test_it_cites_the_rule_version_with_its_digest(
        self, story: list[Logged], examples: dict[str, dict[str, Any]]
    ) -> None:
        trace = told(story, examples)
        assert [(rule.code, rule.version) for rule in trace.rules] == [("quarterly-execution", 1)]
        assert trace.rules[0].digest.startswith("sha256:")
        assert chain.rules_cited(story) == {("quarterly-execution", 1)}

    def test_it_names_unit_and_object(self, story: list[Logged], examples: dict[str, dict[str, Any]]) -> None:
        trace = told(story, examples)
        assert trace.unit == "water-bureau"
        assert trace.object_labels is not None
        assert trace.object_labels.zh == "供水管网改造"

    def test_levels_are_named_as_the_rule_names_them(
        self, story: list[Logged], examples: dict[str, dict[str, Any]]
    ) -> None:
        crossing = next(step for step in told(story, examples).steps if step.type.endswith("light-crossed.v1"))
        assert "绿灯 → 红灯" in crossing.texts["zh"]
        assert "4.9593" in crossing.texts["zh"]

    def test_a_budget_that_was_revised_stands_before_the_crossing_with_who_and_why(
        self, examples: dict[str, dict[str, Any]]
    ) -> None:
        crossed = Logged(20, examples["budget-monitor.light-crossed.v1.2"])
        (seen,) = crossed.data["revisions"]
        revised = examples["budget-monitor.budget-item-revised.v1"]
        data = revised["data"] | {"item": seen["item"], "version": seen["version"], "reason": seen["reason"]}
        by = Logged(15, revised | {"time": "2024-05-19T02:00:00Z", "data": data})
        rule = Logged(1, examples["indicators.monitoring-rule-published.v1"])
        assert chain.revisions_seen([crossed]) == {(seen["item"], 2)}
        steps = chain.build(CASE, "linhe", [crossed], rules=[rule], payments=[], revisions=[by], complete=True).steps
        assert [step.type.split(".")[1] for step in steps] == [
            "monitoring-rule-published", "budget-item-revised", "light-crossed",
        ]  # fmt: skip
        assert revised["actor"] in steps[1].texts["zh"]
        assert seen["reason"] in steps[1].texts["zh"]
        assert "2024-05-20 变灯（适用 2024-03-31 考核点的区间）" in steps[2].texts["zh"]
        assert "0 payments and 1 budget revision since the last look" in steps[2].texts["en"]

    def test_the_whole_story_is_in_it(self, story: list[Logged], examples: dict[str, dict[str, Any]]) -> None:
        kinds = {step.type.split(".")[1] for step in told(story, examples).steps}
        assert kinds >= {
            "monitoring-rule-published", "payment-paid", "light-crossed", "order-issued", "talk-called", "talk-held",
            "order-answered", "order-returned", "order-accepted", "order-escalated", "hold-placed", "hold-lifted",
            "score-adjusted",
        }  # fmt: skip

    def test_a_rule_without_english_is_told_by_its_chinese_names(
        self, story: list[Logged], examples: dict[str, dict[str, Any]]
    ) -> None:
        changed = copy.deepcopy(examples)
        rule = changed["indicators.monitoring-rule-published.v1"]["data"]["rule"]
        for named in (rule, *rule["levels"]):
            named["labels"].pop("en")
        trace = told(story, changed)
        assert (trace.rules[0].labels.zh, trace.rules[0].labels.en) == (rule["labels"]["zh"], "")
        crossing = next(step for step in trace.steps if step.type.endswith("light-crossed.v1"))
        assert "绿灯" in crossing.texts["en"]
        assert "红灯" in crossing.texts["en"]
        assert rule["labels"]["zh"] in trace.steps[0].texts["en"]
