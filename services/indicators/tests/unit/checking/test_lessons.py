"""Mistakes that other systems made with weights, targets, cycles and bands; and a scheme of full size."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.scheme.basics import Bound
from contracts.scheme.content import SchemeContent
from indicators.domain.checking import bands, lights
from indicators.domain.checking.assumed import assumed
from indicators.domain.checking.bands import Interval
from indicators.domain.checking.check import findings
from indicators.domain.checking.cycles import cycles

MakeScheme = Callable[..., SchemeContent]


def labels(text: str) -> dict[str, str]:
    return {"zh": f"文{text}", "en": text}


def named(code: str, **rest: Any) -> dict[str, Any]:
    return {"code": code, "labels": labels(code), **rest}


def scheme(**rest: Any) -> SchemeContent:
    base = named("s", category=named("c", kind="organisation"), legal_basis=[{"title": "r"}], valid_from="2026-01-01")
    base["consultation"] = {"rounds": 0}
    return SchemeContent.model_validate({**base, **rest})


def measured(code: str, **rest: Any) -> dict[str, Any]:
    return named(code, kind="common", targets=[{"value": "1"}], **rest)


def found(content: SchemeContent) -> list[tuple[str, str]]:
    return [(one.code, one.at) for one in findings(content)]


class TestLesson6WeightsAreExact:
    @pytest.mark.parametrize("rest", ["99", "99.0"])
    def test_ten_weights_of_a_tenth_sum_to_exactly_one(self, rest: str) -> None:
        tenths = [named(f"r{n}", role="peer", weight="0.1") for n in range(10)]
        assert found(scheme(raters=[*tenths, named("rest", role="public", weight=rest)])) == []

    def test_ten_tens_are_a_hundred_and_a_millionth_more_is_not(self) -> None:
        tens = [named(f"r{n}", role="peer", weight="10") for n in range(10)]
        assert found(scheme(raters=tens)) == []
        assert found(scheme(raters=[*tens[1:], {**tens[0], "weight": "10.000001"}])) == [
            ("rater_weights_do_not_sum", "raters")
        ]


class TestLesson13WithoutTargetNothingIsScored:
    def test_each_indicator_without_a_target_is_listed(self, make_scheme: MakeScheme) -> None:
        edits: dict[str, Any] = {f"indicators[{code}].targets": [] for code in ("gdp", "jobs", "tourism")}
        listed = sorted(f"indicators[{code}].targets" for code in ("gdp", "jobs", "tourism"))
        assert sorted(at for code, at in found(make_scheme(edits)) if code == "target_missing") == listed

    def test_saying_that_none_is_needed_does_not_help_where_the_method_divides_by_it(
        self, make_scheme: MakeScheme
    ) -> None:
        edits = {"indicators[gdp].targets": [], "indicators[gdp].needs_target": False}
        assert found(make_scheme(edits)) == [("target_missing", "indicators[gdp].targets")]

    def test_towns_whose_kind_weighs_nothing_need_none(self, make_scheme: MakeScheme) -> None:
        edits = {
            "indicators[water].targets": [{"step": "iii", "variant": "industrial"}],
            "parts[common].entries[water].variants": [{"variant": "agricultural", "weight": "0"}],
            "parts[common].entries[jobs].variants[agricultural].weight": "50",
        }
        assert found(make_scheme(edits)) == []


class TestLesson20CyclesAreRefusedWithTheirPath:
    def test_the_path_is_named(self) -> None:
        circle = [measured(a, formula=f"[{b}] + 1") for a, b in (("x", "y"), ("y", "z"), ("z", "x"))]
        (one,) = findings(scheme(indicators=circle))
        assert (one.code, one.values["path"]) == ("formula_cycle", "x → y → z → x")

    def test_every_circle_is_told_once(self) -> None:
        edges = {"a": ["b"], "b": ["a"], "c": ["c"], "d": ["a", "e"], "e": ["unknown"]}
        assert cycles(edges) == [["a", "b", "a"], ["c", "c"]]

    def test_the_period_before_does_not_depend_on_this_one(self) -> None:
        assert found(scheme(indicators=[measured("x", formula="PRIOR([x]) + 1")])) == []

    def test_a_chain_of_thousands_is_no_circle(self) -> None:
        chain = {str(n): [str(n + 1)] for n in range(5_000)}
        assert cycles(chain) == []
        assert len(cycles({**chain, "5000": ["0"]})[0]) == 5_002


class TestLesson21OneBandForEveryScore:
    def test_a_score_on_a_shared_bound_belongs_to_one_band(self) -> None:
        assert list(bands.overlaps([_between(90, 0, 100, 1), _between(0, 0, 90, 0)])) == []
        (common,) = [both for _, _, both in bands.overlaps([_between(90, 0, 100, 1), _between(0, 0, 90, 1)])]
        assert str(common) == "= 90"

    def test_a_gap_is_found_however_small(self) -> None:
        (gap,) = bands.gaps([_between(90, 1, 100, 1), _between(0, 0, 90, 0)])
        assert str(gap) == "= 90"

    def test_ranks_need_no_bands(self, make_scheme: MakeScheme) -> None:
        edits = {f"grades[{code}].{side}": None for code in ("excellent", "good", "fair", "poor")
                 for side in ("lower", "upper")}  # fmt: skip
        assert found(make_scheme({**edits, "grading": {"by": "rank"}})) == []


class TestASchemeThatScoresNothing:
    def test_it_may_be_published(self) -> None:
        assert found(scheme()) == []

    def test_its_members_need_no_sheet(self) -> None:
        assert found(scheme(members=[named("m")])) == []


def test_what_nobody_published_is_listed_in_the_order_of_the_scheme(make_scheme: MakeScheme) -> None:
    assert [one.at for one in assumed(make_scheme())] == ["total", "parts[common].weight"]


def test_findings_of_a_monitoring_rule_are_those_that_it_has_by_itself(make_scheme: MakeScheme) -> None:
    content = make_scheme({"lights[quarterly-execution].overdue_points": "-1"})
    (alone,) = lights.findings(content.lights[0], fiscal_year_start=(1, 1))
    (within,) = findings(content)
    assert (within.code, within.at) == (alone.code, f"lights[quarterly-execution].{alone.at}")


class TestFullSize:
    """500 indicators and 5,000 members: how long it takes is measured by the bench."""

    def test_one_wrong_thing_is_found_among_all(self) -> None:
        assert found(_large()) == []
        lost = [n for n in range(5_000) if n % 7 == 0]
        edited = _large(own_targets=True)
        assert [(code, at) for code, at in found(edited)] == [("target_missing_for_some", "indicators[i0].targets")]
        (one,) = findings(edited)
        assert one.values["count"] == 5_000 - len(lost)

    def test_thousands_of_findings_each_have_their_place(self) -> None:
        content = _large(chosen=["i999"])
        assert len(found(content)) == 5_000
        assert found(content)[17] == ("indicator_unknown", "members[m00017].chosen[0]")


def _large(*, own_targets: bool = False, chosen: list[str] | None = None) -> SchemeContent:
    members = [named(f"m{n:05}", chosen=chosen or []) for n in range(5_000)]
    indicators = [measured(f"i{n}", formula="[base] / 2") for n in range(500)]
    if own_targets:
        indicators[0]["targets"] = [{"value": "1", "member": f"m{n:05}"} for n in range(0, 5_000, 7)]
    entries = [{"indicator": f"i{n}", "weight": "0.2"} for n in range(500)]
    return scheme(
        total="1000",
        members=members,
        data_items=[named("base")],
        indicators=indicators,
        parts=[named("p", kind="common", weight="100", entries=entries)],
    )


def _between(low: int, after: int, high: int, included: int) -> Interval:
    return (
        bands.interval(
            Bound.model_validate({"operator": [">=", ">"][after], "value": str(low)}),
            Bound.model_validate({"operator": ["<", "<="][included], "value": str(high)}),
        )
        or bands.ALL
    )
