"""What a screening finds about indicators and data items, and what it leaves alone."""

from collections.abc import Iterable
from typing import Any

import pytest

from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import DataItem, Indicator
from contracts.scheme.people import Goal
from indicators.domain.screening import subject as subjects
from indicators.domain.screening.flaws import FLAWS
from indicators.domain.screening.screen import screen
from indicators.domain.screening.subject import data_item, indicator

PERSONS = {"labels": {"zh": "人", "en": "persons"}, "measure": "count"}
SHARE = {"labels": {"zh": "%", "en": "percent"}, "measure": "ratio"}
PLATFORM = {"code": "platform", "kind": "platform", "labels": {"zh": "平台", "en": "platform"}}
LEVEL = {
    "code": "good",
    "labels": {"zh": "好", "en": "good"},
    "anchor": {"zh": "有制度、有记录、有整改", "en": "rules, records, corrections"},
    "share": "100",
}


def of(code: str, **changes: Any) -> Indicator:
    """An indicator about which nothing is found."""
    values = {
        "code": code,
        "labels": {"zh": f"指标 {code}", "en": f"Indicator {code}"},
        "kind": "common",
        "unit": SHARE,
        "sources": [PLATFORM],
        "targets": [{"value": "95"}],
        **changes,
    }
    return Indicator.model_validate(values)


def item(code: str, zh: str, **changes: Any) -> DataItem:
    values = {"code": code, "labels": {"zh": zh, "en": code}, "unit": PERSONS, "data_source": "statistics", **changes}
    return DataItem.model_validate(values)


def found(*indicators: Indicator, items: Iterable[DataItem] = (), **more: Any) -> dict[str, list[str]]:
    """Code → codes of findings, of what has any."""
    subject = subjects.of_list(indicators, tuple(items), **more)
    return {one.code: [finding.code for finding in all_] for one, all_ in screen(subject).items() if all_}


def only(code: str, *indicators: Indicator, **more: Any) -> dict[str, Any]:
    """The values of the only finding about an indicator."""
    (finding,) = screen(subjects.of_list(indicators, **more))[indicator(code)]
    return finding.values


class TestGaps:
    def test_an_indicator_that_has_everything_passes(self) -> None:
        assert found(of("green")) == {}

    @pytest.mark.parametrize(
        ("code", "changes"),
        [
            ("no_source", {"sources": []}),
            ("no_target", {"targets": []}),
            ("no_target", {"targets": [{"source": "年度计划"}]}),
            ("no_unit", {"unit": None}),
            ("qualitative_without_levels", {"nature": "qualitative", "needs_target": False, "targets": []}),
        ],
    )
    def test_what_is_lacking_is_named(self, code: str, changes: dict[str, Any]) -> None:
        assert found(of("x", **changes)) == {"x": [code]}

    @pytest.mark.parametrize(
        "changes",
        [
            {"targets": [], "needs_target": False},
            {"targets": [], "kind": "bonus"},
            {"targets": [], "kind": "veto"},
            {"targets": [{"schedule": [{"due": "Q1", "value": "20"}]}]},
            {"unit": None, "direction": "yes_no"},
            {"unit": None, "nature": "qualitative", "levels": [LEVEL]},
        ],
    )
    def test_what_needs_no_target_or_unit_is_not_asked_for_one(self, changes: dict[str, Any]) -> None:
        assert found(of("x", **changes)) == {}

    def test_a_target_of_zero_is_a_target_and_no_target_is_none(self) -> None:
        """Zero, missing, not applicable: three declared things, and none is read as another."""
        assert found(of("accidents", targets=[{"value": "0"}], unit=PERSONS, direction="lower")) == {}
        assert found(of("accidents", targets=[{"value": None}], unit=PERSONS, direction="lower")) == {
            "accidents": ["no_target"]
        }

    def test_what_to_do_with_missing_and_with_not_applicable_values_are_two_declarations(self) -> None:
        one = of("x", missing="zero", not_applicable="full")
        assert (one.missing, one.not_applicable) == ("zero", "full")
        assert (of("x").missing, of("x").not_applicable) == ("hold", "reweight"), "a missing value never counts as 0"

    def test_what_is_computed_has_the_sources_of_its_data_items(self) -> None:
        rate = of("rate", formula="[安置人数] / [富余人数] * 100", sources=[])
        placed, surplus = item("placed", "安置人数"), item("surplus", "富余人数")
        assert found(rate, items=[placed, surplus]) == {}
        orphan = item("surplus", "富余人数", data_source=None)
        values = only("rate", rate, data_items=[placed, orphan])
        assert values["data_items"] == ["surplus"]
        assert found(of("two", formula="1 + 1", sources=[])) == {"two": ["no_source"]}


class TestSize:
    """A fixed number of drink-driving cases for every team, whatever the population, makes small teams over-enforce."""

    QUOTA = {"unit": {"labels": {"zh": "起", "en": "cases"}, "measure": "count"}, "targets": [{"value": "120"}]}

    def test_the_drink_driving_quota_is_found_with_its_figure(self) -> None:
        values = only("drink-driving", of("drink-driving", **self.QUOTA))
        assert (values["value"], values["unit_zh"]) == ("120", "起")
        assert found(of("drink-driving", **self.QUOTA)) == {"drink-driving": ["fixed_target_ignores_size"]}

    @pytest.mark.parametrize(
        "changes",
        [
            {"normaliser": "population"},
            {"targets": [{"value": "120", "member": "east"}, {"value": "40", "member": "west"}]},
            {"targets": [{"value": "120", "variant": "industrial"}, {"value": "40"}]},
            {"unit": SHARE},
            {"kind": "individual", "lead": "traffic-police"},
        ],
    )
    def test_what_sees_the_size_of_the_unit_passes(self, changes: dict[str, Any]) -> None:
        population = [item("population", "常住人口")] if "normaliser" in changes else []
        assert found(of("drink-driving", **{**self.QUOTA, **changes}), items=population) == {}


class TestDuplicates:
    ITEMS = (item("placed", "安置人数"), item("surplus", "富余人数"))

    @pytest.mark.parametrize(
        "other",
        [
            "100 * [安置人数] / [富余人数]", "[placed] * 100 / [surplus]", "（安置人数＊１００）／富余人数",
            "([安置人数] * (50 + 50)) / [富余人数]",
        ],
    )  # fmt: skip
    def test_formulas_of_one_meaning_are_found_whatever_their_spelling(self, other: str) -> None:
        one, two = of("one", formula="[安置人数] * 100 / [富余人数]"), of("two", formula=other)
        assert found(one, two, items=self.ITEMS) == {"one": ["duplicate_formula"], "two": ["duplicate_formula"]}
        assert only("two", one, two, data_items=self.ITEMS)["same_as"] == ["one"]

    @pytest.mark.parametrize("other", ["[富余人数] * 100 / [安置人数]", "[安置人数] * 10 / [富余人数]"])
    def test_formulas_of_two_meanings_are_not(self, other: str) -> None:
        one, two = of("one", formula="[安置人数] * 100 / [富余人数]"), of("two", formula=other)
        assert found(one, two, items=self.ITEMS) == {}

    def test_what_a_value_is_divided_by_belongs_to_its_meaning(self) -> None:
        per_head = of("one", formula="[安置人数] + [富余人数]", normaliser="placed")
        in_all = of("two", formula="[富余人数] + [安置人数]")
        assert found(per_head, in_all, items=self.ITEMS) == {}

    @pytest.mark.parametrize(
        ("zh", "en"),
        [
            ("群众 满意度", "Satisfaction A"), ("群众的满意度", "Satisfaction A"), ("群众满意度。", "Satisfaction A"),
            ("满意率", "SATISFACTION of the public"),
        ],
    )  # fmt: skip
    def test_indicators_of_the_same_words_are_found(self, zh: str, en: str) -> None:
        one = of("one", labels={"zh": "群众满意度", "en": "Satisfaction of public"})
        two = of("two", labels={"zh": zh, "en": en})
        assert found(one, two) == {"one": ["duplicate_wording"], "two": ["duplicate_wording"]}

    def test_two_that_share_name_and_wording_are_found_once(self) -> None:
        same = {"labels": {"zh": "办结率", "en": "Rate"}, "wording": {"zh": "按期办结", "en": "done in time"}}
        assert found(of("one", **same), of("two", **same)) == {
            "one": ["duplicate_wording"],
            "two": ["duplicate_wording"],
        }
        assert only("one", of("one", **same), of("two", **same))["field"] == "labels.zh"

    def test_every_other_one_of_many_is_named(self) -> None:
        same = {"labels": {"zh": "办结率", "en": "Rate"}}
        assert only("b", of("a", **same), of("b", **same), of("c", **same))["same_as"] == ["a", "c"]


class TestCycles:
    def test_a_cycle_is_found_with_its_path_for_everybody_on_it(self) -> None:
        three = [
            of("a", formula="[指标 b] + 1"), of("b", formula="[指标 c] * 2"), of("c", formula="IF([指标 a] > 1, 1, 2)"),
        ]  # fmt: skip
        assert found(*three) == {"a": ["cycle"], "b": ["cycle"], "c": ["cycle"]}
        values = only("b", *three)
        assert values["path"] == ["b", "c", "a", "b"]
        assert values["path_text"] == "指标 b → 指标 c → 指标 a → 指标 b"

    @pytest.mark.parametrize("formula", ["[指标 a] + 1", "PEER_AVG([指标 a])", "YTD(a)"])
    def test_what_is_computed_from_itself_is_a_cycle(self, formula: str) -> None:
        assert only("a", of("a", formula=formula))["path"] == ["a", "a"]

    @pytest.mark.parametrize("formula", ["PRIOR(a) + 1", "SAME_PERIOD_LAST_YEAR(a) * 105%"])
    def test_an_earlier_period_of_itself_is_none(self, formula: str) -> None:
        assert found(of("a", formula=formula)) == {}

    def test_who_only_leads_into_a_cycle_is_not_on_it(self) -> None:
        leading, two = of("in", formula="[指标 a] + 1"), [of("a", formula="[指标 b] + 1"), of("b", formula="2 * a")]
        assert found(leading, *two) == {"a": ["cycle"], "b": ["cycle"]}


class TestNeeds:
    def test_what_nothing_uses_is_found_only_where_uses_are_known(self) -> None:
        assert found(of("a"), of("b")) == {}
        assert found(of("a"), of("b"), used=["a"]) == {"b": ["unused"]}

    def test_a_goal_and_a_formula_use_what_they_name(self) -> None:
        goal = Goal.model_validate({"code": "jobs", "labels": {"zh": "就业", "en": "jobs"}, "measures": ["total"]})
        total = of("total", formula="[指标 part] * 2")
        assert found(total, of("part"), goals=[goal], used=[]) == {}

    def test_its_own_formula_uses_nothing(self) -> None:
        assert found(of("a", formula="PRIOR(a) + 1"), used=[]) == {"a": ["unused"]}

    def test_a_data_item_that_nobody_needs_is_found(self) -> None:
        rate = of("rate", formula="[安置人数] / 2", normaliser="heads")
        items = [item("placed", "安置人数"), item("heads", "总人数"), item("phones", "电话数")]
        assert found(rate, items=items) == {"phones": ["data_item_not_needed"]}

    def test_a_code_that_names_an_indicator_and_a_data_item_names_two_things(self) -> None:
        results = screen(subjects.of_list([of("jobs")], [item("jobs", "就业人数")], used=["jobs"]))
        assert results[indicator("jobs")] == []
        assert [one.code for one in results[data_item("jobs")]] == ["data_item_not_needed"]

    def test_a_formula_that_cannot_be_read_is_found_and_what_it_mentions_counts_as_needed(self) -> None:
        broken = of("rate", formula="[安置人数] / / 2")
        values = only("rate", broken, data_items=[item("placed", "安置人数")])
        assert (values["line"], values["error_zh"] != "") == (1, True)
        assert found(broken, items=[item("placed", "安置人数")]) == {"rate": ["formula_unreadable"]}


class TestSchemes:
    def scheme(self, **changes: Any) -> SchemeContent:
        values = {
            "code": "organs",
            "labels": {"zh": "县直机关", "en": "County organs"},
            "category": {
                "code": "organs", "labels": {"zh": "机关", "en": "organs"}, "kind": "organisation",
            },
            "legal_basis": [{"title": "推定"}],
            "valid_from": "2026-01-01",
            "total": "1000",
            **changes,
        }  # fmt: skip
        return SchemeContent.model_validate(values)

    def part(self, *entries: str | dict[str, Any], **changes: Any) -> dict[str, Any]:
        listed = [entry if isinstance(entry, dict) else {"indicator": entry, "weight": "50"} for entry in entries]
        labels = {"zh": "共性", "en": "common"}
        return {"code": "common", "labels": labels, "kind": "common", "weight": "100", "entries": listed, **changes}

    def codes(self, content: SchemeContent) -> dict[str, list[str]]:
        results = screen(subjects.of_scheme(content))
        return {one.code: [finding.code for finding in all_] for one, all_ in results.items() if all_}

    def test_what_no_part_goal_or_rule_names_is_unused(self) -> None:
        veto = {"code": "fire", "labels": {"zh": "事故", "en": "fire"}, "scope": "zero_item", "item": "b"}
        content = self.scheme(
            indicators=[of(code).model_dump() for code in "abc"], parts=[self.part("a")], vetoes=[veto]
        )
        assert self.codes(content) == {"c": ["unused"]}

    def test_a_scoring_formula_uses_what_it_names(self) -> None:
        method = {"kind": "by_formula", "formula": "[指标 b] / [人数]"}
        content = self.scheme(
            indicators=[of(code).model_dump() for code in "ab"],
            data_items=[item("heads", "人数").model_dump()],
            parts=[self.part({"indicator": "a", "weight": "100", "method": method})],
        )
        assert self.codes(content) == {}

    def test_the_sources_of_the_scheme_are_those_of_its_indicators(self) -> None:
        content = self.scheme(
            indicators=[of("a", sources=[]).model_dump()],
            parts=[self.part("a")],
            sources=[{**PLATFORM, "share": "100"}],
        )
        assert self.codes(content) == {}

    @pytest.mark.parametrize(("members", "codes"), [(1, []), (2, ["fixed_target_ignores_size"])])
    def test_one_figure_for_a_single_member_saw_its_size(self, members: int, codes: list[str]) -> None:
        content = self.scheme(
            indicators=[of("a", **TestSize.QUOTA).model_dump()],
            parts=[self.part("a")],
            members=[{"code": f"m{n}", "labels": {"zh": f"局{n}", "en": f"bureau {n}"}} for n in range(members)],
        )
        assert self.codes(content).get("a", []) == codes

    def test_what_people_rate_comes_from_those_who_rate_it_and_is_anchored_in_their_form(self) -> None:
        question = {
            "code": "help",
            "labels": {"zh": "配合", "en": "help"},
            "dimension": "team",
            "most": "100",
            "levels": [{"lower": {"operator": ">=", "value": "0"}, "share": "100"}],
        }
        peers = {
            "code": "peers",
            "labels": {"zh": "同级", "en": "peers"},
            "role": "peer",
            "weight": "100",
            "dimensions": ["team"],
            "form": [question],
        }
        rated = of("a", sources=[], dimension="team", nature="qualitative", targets=[], needs_target=False)
        part = self.part({"indicator": "a", "weight": "100", "method": {"kind": "by_rating"}})

        def codes(**group: Any) -> list[str]:
            content = self.scheme(indicators=[rated.model_dump()], parts=[part], raters=[{**peers, **group}])
            return self.codes(content).get("a", [])

        assert codes() == []
        assert codes(form=[]) == ["qualitative_without_levels"], "a rating without anchors drifts into formality"
        assert codes(dimensions=["service"]) == ["no_source", "qualitative_without_levels"], "nobody rates it"
        scored = self.scheme(indicators=[rated.model_dump()], parts=[self.part("a")], raters=[peers])
        assert self.codes(scored) == {"a": ["no_source", "qualitative_without_levels"]}, (
            "what is not rated has no raters"
        )

    @pytest.mark.parametrize(
        ("category", "kinds", "codes"),
        [
            ("person", [None, None], []),
            ("organisation", ["person", "person"], ["fixed_target_ignores_size"]),
            ("person", [None, "organisation"], ["fixed_target_ignores_size"]),
        ],
    )
    def test_one_figure_for_each_person_ignores_no_size(
        self, category: str, kinds: list[str | None], codes: list[str]
    ) -> None:
        labels = {"zh": "医务人员", "en": "medical staff"}
        content = self.scheme(
            indicators=[of("a", **TestSize.QUOTA).model_dump()],
            parts=[self.part("a")],
            category={"code": "staff", "labels": labels, "kind": category},
            members=[{"code": f"m{n}", "labels": labels, "kind": kind} for n, kind in enumerate(kinds)],
        )
        assert self.codes(content).get("a", []) == codes
        library = screen(subjects.of_library([of("a", **TestSize.QUOTA)], {"staff": content}))
        assert [one.code for one in library[indicator("a")]] == codes

    def test_the_library_sees_the_size_of_units_that_share_an_indicator_with_persons(self) -> None:
        shared = of("a", **TestSize.QUOTA)
        labels = {"zh": "医务人员", "en": "medical staff"}
        two = [{"code": f"m{n}", "labels": labels} for n in range(2)]
        units = self.scheme(indicators=[shared.model_dump()], parts=[self.part("a")], members=two)
        category = {"code": "staff", "labels": labels, "kind": "person"}
        persons = self.scheme(indicators=[shared.model_dump()], parts=[self.part("a")], members=two, category=category)
        results = screen(subjects.of_library([shared], {"persons": persons, "units": units}))
        assert [one.code for one in results[indicator("a")]] == ["fixed_target_ignores_size"]

    def test_only_who_chose_an_indicator_is_measured_by_it(self) -> None:
        members = [
            {"code": "m1", "labels": {"zh": "甲", "en": "one"}, "chosen": ["a"]},
            {"code": "m2", "labels": {"zh": "乙", "en": "two"}, "chosen": ["b"]},
        ]
        choice = {"code": "individual", "kind": "individual", "choice": {"least": 1, "most": 3}}
        content = self.scheme(
            indicators=[of(code).model_dump() for code in "abc"],
            members=members,
            parts=[self.part("a", "b", **choice), self.part("c")],
        )
        assert dict(subjects.around(content).measured) == {"a": 1, "b": 1, "c": 2}

    def test_the_library_knows_what_the_schemes_in_force_use_and_report(self) -> None:
        content = self.scheme(
            parts=[self.part("a")], data_items=[item("heads", "人数").model_dump(), item("x", "无用").model_dump()]
        )
        results = screen(subjects.of_library([of("a", normaliser="heads"), of("b")], {"organs": content}))
        assert [one.code for one in results[indicator("b")]] == ["unused"]
        assert [one.code for one in results[data_item("x")]] == ["data_item_not_needed"]
        assert results[indicator("a")] == results[data_item("heads")] == []


class TestTexts:
    def test_every_code_is_there_once_and_speaks_both_languages(self) -> None:
        assert len({flaw.code for flaw in FLAWS}) == len(FLAWS)
        for flaw in FLAWS:
            assert all((flaw.zh, flaw.en, flaw.mend_zh, flaw.mend_en))

    def test_a_finding_has_evidence_words_and_a_suggestion(self) -> None:
        (finding,) = screen(subjects.of_list([of("a", **TestSize.QUOTA)]))[indicator("a")]
        said = finding.as_value()
        assert said["values"]["value"] == "120"
        assert "120 起" in said["texts"]["zh"]
        assert "normaliser" in said["mend"]["en"]
