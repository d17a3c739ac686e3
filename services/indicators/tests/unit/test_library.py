"""What an indicator of the library is: each thing that it must be able to say, said, kept, and held to."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, get_args

import pytest
from pydantic import ValidationError

from contracts import canonical
from contracts.scheme.basics import Assumption, LegalBasis
from contracts.scheme.indicator import (
    DataItem,
    Direction,
    Indicator,
    IndicatorKind,
    LibraryIndicator,
    Missing,
    NotApplicable,
    Origin,
    SourceKind,
)
from indicators.domain import indicator as library
from indicators.domain import indicator_findings, indicator_values

PERSONS = {"labels": {"zh": "人", "en": "persons"}, "measure": "count"}
STEPS = [
    ("v-", "劣Ⅴ类", "worse than V"),
    ("v", "Ⅴ类", "V"),
    ("iv", "Ⅳ类", "IV"),
    ("iii", "Ⅲ类", "III"),
    ("i", "Ⅰ类", "I"),
]
CLASSES = {
    "labels": {"zh": "水质类别", "en": "water class"},
    "measure": "ordinal",
    "steps": [{"code": code.strip("-") + ("-worse" * code.endswith("-")), "labels": {"zh": zh, "en": en}}
              for code, zh, en in STEPS],
}  # fmt: skip
QUARTERS = [{"due": f"Q{n}", "value": "6500"} for n in range(1, 5)]


def one(**changes: Any) -> LibraryIndicator:
    """An indicator that can be published."""
    values = {
        "code": "jobs",
        "labels": {"zh": "新增城镇就业", "en": "New urban jobs"},
        "kind": "common",
        "unit": PERSONS,
        "targets": [{"value": "26000"}],
        **changes,
    }
    return LibraryIndicator.model_validate(values)


def found(**changes: Any) -> list[tuple[str, str]]:
    return [(finding.code, finding.at) for finding in indicator_findings.findings(one(**changes))]


def kept(name: str, **changes: Any) -> Any:
    """A field as it goes out and is read again."""
    form = canonical.form(one(**changes))
    again = canonical.read(LibraryIndicator, form)
    assert canonical.form(again) == form
    return canonical.whole(again)[name]


class TestWhatItIs:
    def test_it_has_a_code_and_name_and_wording_in_chinese_and_in_english_where_there_is_any(self) -> None:
        wording = {"zh": "年内新签劳动合同人数", "en": "Contracts signed within the year"}
        assert kept("wording", wording=wording) == wording
        assert kept("wording", wording={"zh": wording["zh"]}) == {"zh": wording["zh"], "en": ""}
        with pytest.raises(ValidationError):
            one(wording={"en": wording["en"]})

    @pytest.mark.parametrize("kind", ["common", "individual", "bonus", "deduction", "veto", "compulsory"])
    def test_it_is_of_one_of_six_kinds(self, kind: str) -> None:
        assert kept("kind", kind=kind) == kind
        assert len(get_args(IndicatorKind)) == 6

    @pytest.mark.parametrize("nature", ["quantitative", "qualitative"])
    def test_it_is_quantitative_or_qualitative(self, nature: str) -> None:
        assert kept("nature", nature=nature) == nature

    @pytest.mark.parametrize("direction", ["higher", "lower", "band", "yes_no", "rank"])
    def test_it_has_one_of_five_directions(self, direction: str) -> None:
        assert kept("direction", direction=direction) == direction
        assert len(get_args(Direction)) == 5

    @pytest.mark.parametrize("period", ["month", "quarter", "half_year", "year", "once"])
    def test_it_has_a_period(self, period: str) -> None:
        assert kept("period", period=period) == period

    def test_it_stands_in_a_dimension(self) -> None:
        assert kept("dimension", dimension="development") == "development"


class TestUnits:
    def test_an_ordinal_scale_has_its_steps_worst_first_and_targets_name_one(self) -> None:
        unit = kept("unit", unit=CLASSES, targets=[{"step": "iii"}])
        assert [step["labels"]["en"] for step in unit["steps"]] == ["worse than V", "V", "IV", "III", "I"]
        assert found(unit=CLASSES, targets=[{"step": "iii"}]) == []
        assert found(unit=CLASSES, targets=[{"step": "vi"}]) == [("step_unknown", "targets[0].step")]
        assert found(unit=CLASSES, targets=[{"value": "3"}]) == [("target_without_step", "targets[0].step")]
        assert found(unit={**CLASSES, "steps": []}, targets=[{"step": "iii"}])[0][0] == "steps_missing"

    @pytest.mark.parametrize("of", ["population", "enterprises"])
    def test_a_count_is_divided_by_people_or_enterprises(self, of: str) -> None:
        assert kept("normaliser", normaliser=of) == of

    def test_a_formula_is_kept_as_it_was_written_and_must_be_one(self) -> None:
        assert kept("formula", formula="[安置人数] / [富余人数]") == "[安置人数] / [富余人数]"
        assert found(formula="[安置人数] / ") == [("formula_unreadable", "formula")]


class TestNamesInAFormula:
    LIBRARY: ClassVar = {"placed": indicator_findings.Known("安置人数", None)}

    def named(self, formula: str, *data_items: DataItem) -> list[dict[str, Any]]:
        outside = indicator_findings.named_outside(one(formula=formula), self.LIBRARY)
        return [found.values for found in indicator_findings.names_nothing(outside, self.LIBRARY, data_items)]

    def test_that_nothing_has_is_told_with_the_names_that_are_written_almost_so(self) -> None:
        assert self.named("[安置人] + [无此]") == [
            {"name": "安置人", "similar": "安置人数"},
            {"name": "无此", "similar": "–"},
        ]

    def test_may_be_those_of_the_library_and_of_data_items_by_name_or_code(self) -> None:
        item = DataItem.model_validate({"code": "idle", "labels": {"zh": "富余人数", "en": "Idle workers"}})
        assert self.named("[安置人数] + placed + [富余人数] + idle + PRIOR([新增城镇就业])", item) == []


class TestSources:
    def test_values_come_from_sources_of_many_kinds_that_split_it(self) -> None:
        kinds = ["platform", "report", "third_party_survey", "unannounced_visit", "rater_group"]
        assert set(kinds) <= set(get_args(SourceKind))
        sources = [
            {"code": kind.replace("_", "-"), "kind": kind, "labels": {"zh": f"来源 {kind}", "en": kind}, "share": "20"}
            for kind in kinds
        ]
        assert {source["kind"] for source in kept("sources", sources=sources)} == set(kinds)
        assert found(sources=sources) == []
        assert found(sources=[*sources[:-1], {**sources[-1], "share": "19"}]) == [
            ("source_shares_do_not_sum", "sources")
        ]


class TestTargets:
    def test_a_schedulable_target_splits_over_periods_and_sums_to_the_year(self) -> None:
        assert found(schedulable=True, targets=[{"value": "26000", "schedule": QUARTERS}]) == []
        assert found(schedulable=True, targets=[{"value": "26001", "schedule": QUARTERS}]) == [
            ("schedule_does_not_sum", "targets[0].schedule")
        ]
        assert found(schedulable=True) == [("schedule_missing", "targets[0].schedule")]
        assert found(targets=[{"value": "26000", "schedule": QUARTERS}]) == [
            ("schedule_not_expected", "targets[0].schedule")
        ]

    def test_tenths_sum_exactly(self) -> None:
        """Ten parts of 0.1 are 1: nothing is rounded on the way."""
        months = [{"due": f"{n:02}", "value": "0.1"} for n in range(1, 11)]
        assert found(schedulable=True, targets=[{"value": "1", "schedule": months}]) == []

    def test_a_target_has_its_day_and_source_else_those_of_the_indicator(self) -> None:
        targets = [{"value": "6"}, {"value": "7", "since": "2026-07-01", "source": "年中调整决定"}]
        indicator = one(targets=targets, rests_on={"title": "政府工作报告"})
        days = {"valid_from": date(2026, 1, 1)}
        (june,) = indicator_values.targets(indicator, on=date(2026, 6, 30), **days)
        (july,) = indicator_values.targets(indicator, on=date(2026, 7, 1), **days)
        assert (june.target.value, june.since, june.source) == (Decimal(6), date(2026, 1, 1), "政府工作报告")
        assert (july.target.value, july.since, july.source) == (Decimal(7), date(2026, 7, 1), "年中调整决定")


class TestWhoAnswers:
    def test_lead_and_joint_units_carry_shares_that_sum_to_all_of_it(self) -> None:
        joint = [{"unit": "education", "share": "30"}, {"unit": "finance", "share": "10"}]
        assert found(lead="labour", lead_share="60", joint=joint) == []
        assert found(lead="labour", lead_share="59.99", joint=joint) == [("unit_shares_do_not_sum", "joint")]
        assert found(lead_share="60", joint=joint) == [("lead_missing", "lead")]

    def test_a_post_answers_for_it_and_no_name_does(self) -> None:
        post = {"zh": "分管副局长", "en": "Deputy director in charge"}
        assert kept("responsible", responsible=post) == post

    @pytest.mark.parametrize("origin", ["city_to_county", "key_project", "key_work"])
    def test_it_says_where_it_comes_from(self, origin: str) -> None:
        assert kept("origins", origins=[origin]) == [origin]
        assert origin in get_args(Origin)


class TestWhatIsNotThere:
    @pytest.mark.parametrize("missing", get_args(Missing))
    def test_it_says_what_becomes_of_a_missing_value(self, missing: str) -> None:
        assert kept("missing", missing=missing) == missing

    @pytest.mark.parametrize("not_applicable", get_args(NotApplicable))
    def test_and_apart_from_that_of_one_that_does_not_apply(self, not_applicable: str) -> None:
        assert kept("not_applicable", not_applicable=not_applicable) == not_applicable

    def test_by_itself_a_missing_value_waits_and_is_never_a_zero_or_a_full_mark(self) -> None:
        assert (one().missing, one().not_applicable) == ("hold", "reweight")


class TestWhatItRestsOn:
    def test_a_rule_has_title_article_and_date(self) -> None:
        rule = {"title": "预算绩效管理办法", "article": "第十二条", "day": "2025-03-01"}
        assert kept("rests_on", rests_on=rule) == rule
        assert one(rests_on=rule).rests_on == LegalBasis(
            title="预算绩效管理办法", article="第十二条", day=date(2025, 3, 1)
        )

    def test_every_value_is_published_or_assumed_and_an_assumption_says_why(self) -> None:
        why = {"zh": "文件未公布", "en": "not published"}
        assumed = [{"at": "indicators[jobs].targets[0].value", "why": why}]
        assert kept("assumed", assumed=assumed) == assumed
        assert found(assumed=assumed) == []
        with pytest.raises(ValidationError):
            one(assumed=[{"at": "indicators[jobs].unit"}])

    def test_what_is_assumed_must_be_there(self) -> None:
        why = {"zh": "文件未公布", "en": "not published"}
        (finding,) = indicator_findings.findings(one(assumed=[{"at": "indicators[jobs].goals", "why": why}]))
        assert (finding.code, finding.values["place"]) == ("assumed_place_unknown", "indicators[jobs].goals")

    def test_what_is_assumed_is_part_of_what_the_digests_are_over(self) -> None:
        why = {"zh": "文件未公布", "en": "not published"}
        plain, marked = one(), one(assumed=[{"at": "indicators[jobs].unit", "why": why}])
        assert canonical.digests(canonical.form(plain)) != canonical.digests(canonical.form(marked))

    def test_from_a_scheme_an_indicator_takes_along_what_is_assumed_of_it(self) -> None:
        why = {"zh": "文件未公布", "en": "not published"}
        said = [Assumption.model_validate({"at": at, "why": why}) for at in (
            "total", "indicators[jobs].targets[0].value", "indicators[jobs-2].unit", "indicators[jobs]")]  # fmt: skip
        indicator = Indicator.model_validate(one().model_dump(exclude={"assumed"}))
        alone = library.alone(indicator, said)
        assert [one.at for one in alone.assumed] == ["indicators[jobs].targets[0].value", "indicators[jobs]"]
        assert {name: getattr(alone, name) for name in Indicator.model_fields} == dict(indicator)
