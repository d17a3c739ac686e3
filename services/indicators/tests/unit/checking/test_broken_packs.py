"""Broken packs: each has one defect, and is refused with exactly the finding that names it.

All are edits of one valid scheme; every flaw that the checks know has at least one pack.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from contracts import canonical
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.domain import checking
from indicators.domain.checking import lights
from indicators.domain.checking.check import findings
from indicators.domain.checking.finding import Flaw

MakeScheme = Callable[..., SchemeContent]
Pack = tuple[str, dict[str, Any], str, str]


def and_(*more: Any) -> Callable[[Any], Any]:
    return lambda items: [*(items or []), *more]


def labels(text: str) -> dict[str, str]:
    return {"zh": f"文 {text}", "en": text}


def named(code: str, **rest: Any) -> dict[str, Any]:
    return {"code": code, "labels": labels(code), **rest}


def least(value: str) -> dict[str, str]:
    return {"operator": ">=", "value": value}


COMMON, INDIVIDUAL = "parts[common].entries", "parts[individual].entries"
GRAIN = f"{INDIVIDUAL}[grain].method.bands"
QUOTA = "quotas[excellent-towns]"
PARENT = {"couplings": [], "members[t-east].parent": "t-nowhere"}
NO_RATER = {"raters[self].dimensions": ["governance"], "raters[public].dimensions": ["governance"],
            "raters[public].form": [], "raters[peers].dimensions": ["governance"]}  # fmt: skip
CEILINGS = [named(code, grade=code, share=share) for code, share in (
    ("excellent", "20"), ("good", "30"), ("fair", "30"), ("poor", "20"))]  # fmt: skip

WEIGHTS: list[Pack] = [
    ("parts that sum to 101", {"parts[individual].weight": "31"}, "part_weights_do_not_sum", "parts"),
    ("parts that miss 100 by a millionth",
     {"parts[individual].weight": "29.999999"}, "part_weights_do_not_sum", "parts"),
    ("indicators of a part that sum to 90", {f"{COMMON}[water].weight": "10"}, "entry_weights_do_not_sum", COMMON),
    ("weights of farming towns that sum to 105", {f"{COMMON}[jobs].variants[agricultural].weight": "35"},
     "variant_weights_do_not_sum", COMMON),
    ("a negative weight", {f"{COMMON}[water].weight": "-20"}, "weight_negative", f"{COMMON}[water].weight"),
    ("a negative weight of one kind of town", {f"{COMMON}[jobs].variants[industrial].weight": "-10"},
     "weight_negative", f"{COMMON}[jobs].variants[industrial].weight"),
    ("a part without weight", {"parts[individual].weight": None}, "weight_missing", "parts[individual].weight"),
    ("an indicator without weight", {f"{COMMON}[water].weight": None}, "weight_missing", f"{COMMON}[water].weight"),
    ("a bonus part with a weight", {"parts[bonus].weight": "5"}, "weight_not_expected", "parts[bonus].weight"),
    ("a bonus part without cap", {"parts[bonus].cap": None}, "cap_missing", "parts[bonus].cap"),
    ("a cap of nothing", {"parts[deduction].cap": "0"}, "not_positive", "parts[deduction].cap"),
    ("a part that nobody can earn", {"parts[individual].entries": [], "dimensions[development].share": "72",
     "members": []}, "part_without_entries", INDIVIDUAL),
    ("weights of one indicator by two traits", {f"{COMMON}[water].variants": [
        {"variant": "industrial", "weight": "20"}, {"variant": "first", "weight": "20"}]},
     "variants_of_two_traits", f"{COMMON}[water].variants"),
    ("a weight outside its reference range", {"parts[common].reference": {"least": "20", "most": "60"}},
     "weight_outside_range", "parts[common].weight"),
    ("raters outside their reference range", {"raters[peers].weight": "50", "raters[public].weight": "30"},
     "weight_outside_range", "raters[peers].weight"),
    ("a reference range that is none", {"parts[common].reference": {"least": "80", "most": "60"}},
     "range_inverted", "parts[common].reference.least"),
    ("parts without a total", {"total": None}, "total_missing", "total"),
    ("a total of nothing", {"total": "0"}, "total_not_positive", "total"),
    ("a city-to-county indicator that weighs no more than others", {f"{COMMON}[gdp].weight": "20",
     f"{COMMON}[gdp].reference": None, f"{COMMON}[gdp].variants": [], f"{COMMON}[jobs].variants": [],
     f"{COMMON}[water].weight": "40", "dimensions[development].share": "58", "dimensions[governance].share": "28"},
     "emphasis_not_given", f"{COMMON}[gdp].weight"),
    ("weights that change by themselves without bounds", {"weight_changes.most": None, "parts[common].reference": None,
     f"{COMMON}[gdp].reference": None, "raters[peers].reference": None},
     "automatic_without_bounds", "weight_changes.most"),
]  # fmt: skip

SHARES: list[Pack] = [
    ("sources of an indicator that sum to 95", {"indicators[gdp].sources[survey].share": "35"},
     "source_shares_do_not_sum", "indicators[gdp].sources"),
    ("sources of the scheme that sum to 110", {"sources[platform].share": "70"}, "source_shares_do_not_sum", "sources"),
    ("one source without a share", {"sources[raters].share": None}, "share_missing", "sources[raters].share"),
    ("a share above 100", {"indicators[gdp].sources[survey].share": "140"},
     "share_out_of_range", "indicators[gdp].sources[survey].share"),
    ("joint units that carry less than all", {"indicators[jobs].joint[t-east].share": "20"},
     "unit_shares_do_not_sum", "indicators[jobs].joint"),
    ("a lead share without anybody beside it", {"indicators[gdp].lead_share": "60"},
     "unit_shares_do_not_sum", "indicators[gdp].joint"),
    ("joint units without a lead", {"indicators[jobs].lead": None}, "lead_missing", "indicators[jobs].lead"),
    ("a lead unit that is joint too", {"indicators[jobs].lead": "t-west"},
     "lead_is_joint", "indicators[jobs].joint[t-west].unit"),
    ("raters that weigh 95", {"raters[self].weight": "15"}, "rater_weights_do_not_sum", "raters"),
    ("couplings that leave nothing of one's own",
     {"couplings[unit].share": "100"}, "couplings_leave_nothing", "couplings"),
    ("a coupling to itself", {"couplings[unit].scheme": "towns-2026"}, "coupled_to_itself", "couplings[unit].scheme"),
    ("interim results of more than all",
     {"periods.interim[Q3].share": "90"}, "interim_shares_exceed", "periods.interim"),
    ("interim results of less than 30 %",
     {"periods.interim[Q3].share": "9.9"}, "interim_below_least", "periods.interim"),
    ("dimensions that sum to 98", {"dimensions[service].share": "12"}, "dimension_shares_do_not_sum", "dimensions"),
    ("a dimension that differs from its indicators", {"indicators[grain].dimension": "governance",
     "dimensions[development].share": "50", "dimensions[governance].share": "37", "dimensions[service].share": "13"},
     "dimension_share_differs", "dimensions[service].share"),
    ("a dimension without a share", {"dimensions[service].share": None},
     "dimension_share_missing", "dimensions[service].share"),
    ("an indicator of no dimension",
     {"indicators[water].dimension": None}, "dimension_missing", "indicators[water].dimension"),
]  # fmt: skip

GRADES: list[Pack] = [
    ("two grades for 850 points", {"grades[fair].upper.value": "850"}, "grades_overlap", "grades[fair]"),
    ("two grades for exactly 900 points", {"grades[good].upper.operator": "<="}, "grades_overlap", "grades[good]"),
    ("no grade for 800 to 850 points", {"grades[good].lower.value": "850"}, "grades_leave_a_gap", "grades"),
    ("no grade for exactly 600 points", {"grades[fair].lower.operator": ">"}, "grades_leave_a_gap", "grades"),
    ("no grade for the full mark", {"grades[excellent].upper": {"operator": "<", "value": "1000"}},
     "grades_leave_a_gap", "grades"),
    ("a grade above the total", {"grades[excellent].lower.value": "1000.01"}, "grade_unreachable", "grades[excellent]"),
    ("a grade that ends before it begins", {"grades[good].lower.value": "950"}, "grade_unreachable", "grades[good]"),
    ("a grade above 100 %", {"grading": {"basis": "percent_of_total"}, "grades": [
        named("excellent", lower=least("101")), named("poor", upper={"operator": "<", "value": "101"})],
     "vetoes": [], "consequences": [], "quotas": [], "gates": []}, "grade_unreachable", "grades[excellent]"),
    ("a grade without a band", {"grades[good].lower": None, "grades[good].upper": None},
     "grade_without_band", "grades[good]"),
    ("a lower bound that points up", {"grades[good].lower.operator": "<"},
     "bound_points_the_wrong_way", "grades[good].lower.operator"),
    ("grades worst first", {"grades": lambda all_: [all_[0], all_[2], all_[1], all_[3]]},
     "grades_out_of_order", "grades[good]"),
    ("a quota of more than all",
     {f"{QUOTA}.share": "101", f"{QUOTA}.movers": []}, "share_out_of_range", f"{QUOTA}.share"),
    ("a quota that falls below nothing", {f"{QUOTA}.movers[fourth].delta": "-25"},
     "quota_moved_out_of_range", f"{QUOTA}.movers[fourth].delta"),
    ("a quota that moves by nothing", {f"{QUOTA}.moved_by": None}, "moved_by_nothing", f"{QUOTA}.moved_by"),
    ("a quota of no head while a gate needs one", {"gates": [named("own", grade="good", requires=["excellent"])],
     f"{QUOTA}.share": "14.6"}, "quota_without_head", f"{QUOTA}.share"),
    ("a quota that counts nobody", {f"{QUOTA}.counts": ["school"]}, "quota_counts_nobody", f"{QUOTA}.counts"),
    ("ceilings that leave a member without a grade", {"quotas": CEILINGS}, "quotas_leave_some_out", "quotas"),
]  # fmt: skip

TARGETS: list[Pack] = [
    ("an indicator without a target", {"indicators[water].targets": []}, "target_missing", "indicators[water].targets"),
    ("a core indicator that nobody scores, without a target", {"indicators": and_(named(
        "air", kind="common", core=True, goal="growth", responsible=labels("head")))},
     "target_missing", "indicators[air].targets"),
    ("farming towns without a target", {"indicators[tourism].targets": [{"value": "2", "variant": "industrial"}]},
     "target_missing_for_some", "indicators[tourism].targets"),
    ("a target that says nothing", {"indicators[gdp].targets": [{"period": "2026"}]},
     "target_empty", "indicators[gdp].targets[0]"),
    ("two targets for one year", {"indicators[gdp].targets": and_({"period": "2026", "value": "7"})},
     "target_repeated", "indicators[gdp].targets[1]"),
    ("a target band that is none", {"indicators[gdp].targets": [{"least": "7", "most": "6"}]},
     "target_band_inverted", "indicators[gdp].targets[0].least"),
    ("a band without ends", {"indicators[gdp].direction": "band"}, "target_without_band", "indicators[gdp].targets[0]"),
    ("a water class without a step", {"indicators[water].targets": [{"value": "3"}]},
     "target_without_step", "indicators[water].targets[0].step"),
    ("a scale without steps", {"indicators[water].unit.steps": []}, "steps_missing", "indicators[water].unit.steps"),
    ("steps of a number", {"indicators[grain].unit.steps": [named("low")]},
     "steps_not_expected", "indicators[grain].unit.steps"),
    ("a divisible target that is not divided", {"indicators[jobs].targets[0].schedule": []},
     "schedule_missing", "indicators[jobs].targets[0].schedule"),
    ("quarters of an indicator that does not divide", {"indicators[jobs].schedulable": False},
     "schedule_not_expected", "indicators[jobs].targets[0].schedule"),
    ("quarters that miss the year by one", {"indicators[jobs].targets[0].schedule[Q4].value": "6499"},
     "schedule_does_not_sum", "indicators[jobs].targets[0].schedule"),
    ("a quarter within a half-year", {"indicators[jobs].targets[0].schedule[Q4].due": "H1"},
     "schedule_overlaps", "indicators[jobs].targets[0].schedule"),
    ("a core indicator without a goal",
     {"indicators[water].core": True}, "core_without_goal", "indicators[water].goal"),
    ("a goal that nothing measures", {"goals": and_(named("green"))}, "goal_without_measure", "goals[green].measures"),
    ("goals that serve each other", {"goals[city].parent": "growth"}, "goal_cycle", "goals[city].parent"),
]  # fmt: skip

METHODS: list[Pack] = [
    ("levels asked for and not there",
     {"indicators[service].levels": []}, "levels_missing", "indicators[service].levels"),
    ("levels worst first", {"indicators[service].levels[fair].share": "100"},
     "levels_not_descending", "indicators[service].levels[fair].share"),
    ("two bands for one harvest", {f"{GRAIN}[1].upper.value": "2500"}, "bands_overlap", f"{GRAIN}[1]"),
    ("no band for one harvest", {f"{GRAIN}[1].upper.value": "1500"}, "bands_leave_a_gap", GRAIN),
    ("a band that nothing lies in", {f"{GRAIN}[1].lower.value": "2000"}, "band_empty", f"{GRAIN}[1]"),
    ("a form whose levels overlap", {"raters[public].form[attitude].levels[0].lower.value": "7"},
     "bands_overlap", "raters[public].form[attitude].levels[1]"),
    ("a share of less than nothing", {f"{GRAIN}[2].share": "-1"}, "share_negative", f"{GRAIN}[2].share"),
    ("a floor above its cap", {f"{COMMON}[water].method": {"kind": "to_target", "floor": "110"}},
     "floor_above_cap", f"{COMMON}[water].method.floor"),
    ("ranks that go back", {f"{COMMON}[water].method": {"kind": "by_rank", "steps": [
        {"up_to": 3, "share": "100"}, {"up_to": 3, "share": "50"}]}},
     "ranks_not_ascending", f"{COMMON}[water].method.steps[1].up_to"),
    ("a deduction of minus two", {"parts[deduction].entries[criticism].method.points": "-2"},
     "points_not_positive", "parts[deduction].entries[criticism].method.points"),
    ("a rating that nobody gives", NO_RATER, "nobody_rates", f"{COMMON}[satisfaction].method"),
    ("a compulsory item that earns", {"indicators[water].kind": "compulsory"},
     "kind_earns_nothing", f"{COMMON}[water].indicator"),
    ("a formula that stops in the middle", {"indicators[tourism].formula": "[旅游收入] /"},
     "formula_unreadable", "indicators[tourism].formula"),
    ("people added to money", {"indicators[tourism].formula": "[旅游收入] + [常住人口]"},
     "formula_does_not_fit", "indicators[tourism].formula"),
    ("a formula nested too deep", {"indicators[tourism].formula": "(" * 60 + "1" + ")" * 60},
     "formula_too_large", "indicators[tourism].formula"),
    ("a formula of something unlisted", {"indicators[tourism].formula": "[过夜游客] / [常住人口]"},
     "formula_name_unknown", "indicators[tourism].formula"),
    ("a name that means two things", {"data_items": and_(named("income-2", labels={"zh": "旅游收入", "en": "x"}))},
     "formula_name_ambiguous", "indicators[tourism].formula"),
    ("a comparison where a number belongs", {"indicators[tourism].formula": "[旅游收入] > 5"},
     "formula_yields_a_truth", "indicators[tourism].formula"),
    ("a number where yes or no belongs", {"indicators[training].formula": "[常住人口]"},
     "formula_yields_a_number", "indicators[training].formula"),
    ("a score formula of something unlisted",
     {f"{COMMON}[water].method": {"kind": "by_formula", "formula": "水质得分"}},
     "formula_name_unknown", f"{COMMON}[water].method.formula"),
    ("formulas that lead back", {"indicators[grain].formula": "[粮食产量(修正)] * 2", "indicators": and_(
        named("corrected", labels={"zh": "粮食产量(修正)", "en": "x"}, kind="common", responsible=labels("h"),
              formula="YTD([粮食产量]) / 3"))}, "formula_cycle", "indicators[grain].formula"),
]  # fmt: skip

PEOPLE: list[Pack] = [
    ("a town to which nothing applies",
     {"members[t-lake].excepted": ["gdp", "jobs", "water", "service", "satisfaction"],
     "members[t-lake].chosen": [], "parts[individual].choice.least": 0}, "member_without_sheet", "members[t-lake]"),
    ("a person without an indicator", {"members[p-head].excepted": ["gdp", "jobs", "water", "service", "satisfaction"],
     "members[p-head].chosen": [], "parts[individual].choice.least": 0}, "person_without_indicator", "members[p-head]"),
    ("a town that chose nothing", {"members[t-lake].chosen": []}, "choice_count", "members[t-lake].chosen"),
    ("at least three of at most two", {"parts[individual].choice.least": 3},
     "choice_inverted", "parts[individual].choice.least"),
    ("three of two to be chosen", {"parts[individual].choice": {"least": 3, "most": 3}},
     "choice_beyond_entries", "parts[individual].choice.least"),
    ("a choice of what all have", {"members[t-lake].chosen": and_("water")},
     "chosen_not_open", "members[t-lake].chosen[1]"),
    ("a choice that does not apply", {"members[t-lake].excepted": ["tourism"]},
     "chosen_and_excepted", "members[t-lake].chosen[0]"),
    ("towns under each other", {"members[t-north].parent": "t-east"}, "member_cycle", "members[t-north].parent"),
    ("a membership that ends before it begins", {"members[t-lake].until": "2025-12-31"},
     "ends_before_it_begins", "members[t-lake].until"),
    ("a scheme that ends before it begins", {"valid_until": "2025-12-31"}, "ends_before_it_begins", "valid_until"),
    ("a task that nobody answers for", {"indicators[water].responsible": None},
     "responsible_missing", "indicators[water].responsible"),
]  # fmt: skip

REFERENCES: list[Pack] = [
    ("an unlisted indicator", {f"{COMMON}[water].indicator": "air"}, "indicator_unknown", f"{COMMON}[air].indicator"),
    ("an unlisted dimension", {"indicators[water].dimension": "ecology"},
     "dimension_unknown", "indicators[water].dimension"),
    ("raters of an unlisted dimension", {"raters[self].dimensions": ["service", "ecology"]},
     "dimension_unknown", "raters[self].dimensions[0]"),
    ("an unlisted goal", {"indicators[jobs].goal": "wealth"}, "goal_unknown", "indicators[jobs].goal"),
    ("a goal measured by an unlisted indicator", {"goals[growth].measures": ["gdp", "air"]},
     "indicator_unknown", "goals[growth].measures[0]"),
    ("an unlisted data source", {"data_items[income].data_source": "customs"},
     "data_source_unknown", "data_items[income].data_source"),
    ("an unlisted data item", {"indicators[tourism].normaliser": "income-2"},
     "data_item_unknown", "indicators[tourism].normaliser"),
    ("an unlisted rater group", {"sources[raters].rater_group": "parents"},
     "rater_group_unknown", "sources[raters].rater_group"),
    ("an unlisted trait", {"members[t-lake].traits[town-grade].trait": "grade"},
     "trait_unknown", "members[t-lake].traits[grade].trait"),
    ("an unlisted kind of town", {f"{COMMON}[gdp].variants[industrial].variant": "services",
     f"{COMMON}[jobs].variants": [], f"{COMMON}[gdp].variants[agricultural].weight": "40",
     f"{COMMON}[gdp].variants[services].weight": "40"},
     "variant_unknown", f"{COMMON}[gdp].variants[services].variant"),
    ("a quota moved by an unlisted value", {f"{QUOTA}.movers[third].value": "fifth"},
     "variant_unknown", f"{QUOTA}.movers[fifth].value"),
    ("a kind that two traits have", {"traits": and_(named("zone", values=[named("industrial")])),
     f"{COMMON}[gdp].variants": [], f"{COMMON}[jobs].variants": [], "indicators[tourism].targets": [
         {"value": "2", "variant": "industrial"}, {"value": "3"}]},
     "variant_ambiguous", "indicators[tourism].targets[industrial].variant"),
    ("a parent that nobody knows", PARENT, "member_unknown", "members[t-east].parent"),
    ("a target of a stranger", {"indicators[gdp].targets": and_({"value": "5", "member": "t-nowhere"})},
     "member_unknown", "indicators[gdp].targets[1].member"),
    ("an unlisted step", {"indicators[water].targets": [{"step": "vi"}]},
     "step_unknown", "indicators[water].targets[0].step"),
    ("a quota of an unlisted grade", {f"{QUOTA}.grade": "outstanding"}, "grade_unknown", f"{QUOTA}.grade"),
    ("a gate that asks for an unlisted grade", {"gates[team].requires": ["excellent", "outstanding"]},
     "grade_unknown", "gates[team].requires[1]"),
    ("a veto of an unlisted consequence", {"vetoes[late].consequence": "rank"},
     "consequence_unknown", "vetoes[late].consequence"),
    ("a consequence of an unlisted veto", {"consequences[no-award].when.veto": "flood"},
     "veto_unknown", "consequences[no-award].when.veto"),
    ("an unlisted reading", {"consequences[budget-cut].effect.in_proportion_to": "spending"},
     "reading_unknown", "consequences[budget-cut].effect.in_proportion_to"),
    ("a reading that chose no option", {"readings[proportion].chosen": "both"},
     "option_unknown", "readings[proportion].chosen"),
    ("an assumption about nothing", {"assumed": and_({"at": "parts[common].wieght", "why": labels("x")})},
     "assumed_place_unknown", "assumed[parts[common].wieght].at"),
]  # fmt: skip

REST: list[Pack] = [
    ("a blank label", {"notes[growth-2025].labels.en": "  "}, "text_blank", "notes[growth-2025].labels.en"),
    ("a code used twice", {"cascade": [named("one", kind="organisation"), named("one", kind="person")]},
     "repeated", "cascade[1].code"),
    ("an indicator listed twice in a part", {COMMON: and_({"indicator": "gdp", "weight": "1"})},
     "repeated", f"{COMMON}[5].indicator"),
    ("a veto that zeroes nothing", {"vetoes[fraud].item": None}, "veto_incomplete", "vetoes[fraud].item"),
    ("a condition on the value of nothing", {"consequences[budget-cut].when.indicator": None},
     "value_of_nothing", "consequences[budget-cut].when.indicator"),
    ("special tasks opened until a day that does not exist", {"special_tasks.until": "09-31"},
     "day_impossible", "special_tasks.until"),
    ("special tasks until a day that few years have", {"special_tasks.until": "02-29"},
     "day_not_in_every_year", "special_tasks.until"),
    ("a fixture without time", {"timetable[visits].months": []}, "fixture_without_time", "timetable[visits]"),
    ("a fund of more than all", {"funds[livelihood].share.value": "101"},
     "share_out_of_range", "funds[livelihood].share.value"),
    ("pay whose floors exceed it", {"pay[teachers].components[base].bounds": [least("71")]},
     "pay_floors_exceed", "pay[teachers].components"),
    ("pay that more than 40 % and 60 % fill exactly", {"pay[teachers].components": [
        named("base", bounds=[least("60")]), named("merit", bounds=[{"operator": ">", "value": "40"}])]},
     "pay_floors_exceed", "pay[teachers].components"),
    ("pay whose ceilings fall short", {"pay[teachers].components[base].bounds[0].value": "40"},
     "pay_ceilings_fall_short", "pay[teachers].components"),
    ("bounds of pay that exclude each other", {"pay[teachers].components[performance].bounds[1].value": "29"},
     "pay_bounds_exclude_each_other", "pay[teachers].components[performance].bounds"),
    ("a spread below one", {"pay[teachers].spread.ratio": "0.9"}, "spread_below_one", "pay[teachers].spread.ratio"),
    ("pay bands worst first", {"pay[teachers].bands[class].bands[c].coefficient": "1.15"},
     "pay_bands_not_descending", "pay[teachers].bands[class].bands[c].coefficient"),
    ("pay bands less than 10 % apart", {"pay[teachers].bands[class].bands[a].coefficient": "1.2099999999"},
     "pay_gap_too_small", "pay[teachers].bands[class].bands[b].coefficient"),
    ("a monitoring rule whose best level acts", {"lights[quarterly-execution].levels[green].at_once": ["talk"]},
     "best_level_acts", "lights[quarterly-execution].levels[green].at_once"),
    ("a monitoring rule whose recovery is worse", {
        "lights[quarterly-execution].checkpoints[06-30].bands[0].recovery": "5"}, "recovery_on_the_bad_side",
     "lights[quarterly-execution].checkpoints[06-30].bands[0].recovery"),
]  # fmt: skip

PACKS = [*WEIGHTS, *SHARES, *GRADES, *TARGETS, *METHODS, *PEOPLE, *REFERENCES, *REST]


def flaws() -> Iterable[Flaw]:
    """Everything that the checks of schemes can find; flaws of monitoring rules have tests of their own."""
    for module in pkgutil.iter_modules(checking.__path__, f"{checking.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if module.name != lights.__name__:
                yield from (
                    one for one in (value.values() if isinstance(value, dict) else [value]) if type(one) is Flaw
                )


def test_the_scheme_that_they_are_made_from_can_be_published(make_scheme: MakeScheme) -> None:
    assert findings(make_scheme()) == []


@pytest.mark.parametrize(("edits", "code", "at"), [pack[1:] for pack in PACKS], ids=[pack[0] for pack in PACKS])
def test_a_broken_pack_is_refused_with_exactly_its_finding(
    make_scheme: MakeScheme, edits: dict[str, Any], code: str, at: str
) -> None:
    scheme = make_scheme(edits)
    found = findings(scheme)
    assert [(one.code, one.at) for one in found] == [(code, at)]
    value = found[0].as_value()
    told = [value[part][language] for part in ("texts", "mend") for language in ("zh", "en")]
    assert all(text.strip() and "{" not in text for text in told)


def test_there_are_at_least_forty_and_each_flaw_has_one() -> None:
    assert len({pack[0] for pack in PACKS}) == len(PACKS) >= 40
    assert {flaw.code for flaw in flaws()} - {code for _, _, code, _ in PACKS} == set()


def test_every_place_can_be_looked_up_in_the_scheme(make_scheme: MakeScheme) -> None:
    for _, edits, _, at in PACKS:
        if not at.startswith("assumed["):
            paths.value_at(canonical.form(make_scheme(edits)), at)


def test_ten_defects_are_ten_findings_in_the_order_of_the_scheme(make_scheme: MakeScheme) -> None:
    edits: dict[str, Any] = {
        "valid_until": "2025-12-31",
        "members[t-lake].chosen": [],
        "indicators[gdp].sources[survey].share": "35",
        "indicators[water].targets": [],
        f"{COMMON}[jobs].variants[agricultural].weight": "35",
        "parts[bonus].cap": None,
        "raters[self].weight": "15",
        "vetoes[fraud].item": None,
        "grades[fair].upper.value": "850",
        "pay[teachers].spread.ratio": "0.9",
    }
    assert [(one.code, one.at) for one in findings(make_scheme(edits))] == [
        ("ends_before_it_begins", "valid_until"),
        ("choice_count", "members[t-lake].chosen"),
        ("source_shares_do_not_sum", "indicators[gdp].sources"),
        ("target_missing", "indicators[water].targets"),
        ("variant_weights_do_not_sum", COMMON),
        ("cap_missing", "parts[bonus].cap"),
        ("rater_weights_do_not_sum", "raters"),
        ("veto_incomplete", "vetoes[fraud].item"),
        ("grades_overlap", "grades[fair]"),
        ("spread_below_one", "pay[teachers].spread.ratio"),
    ]
