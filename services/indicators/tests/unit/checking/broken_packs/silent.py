"""Packs that could be published although they say what nobody can mean: each kind with an example and relatives."""

from collections.abc import Mapping
from typing import Any

from services.indicators.tests.unit.checking.broken_packs.edits import INDIVIDUAL, Pack, and_, named

PERCENT = {"labels": {"zh": "%", "en": "%"}, "measure": "ratio"}
TIMES = {"labels": {"zh": "次", "en": "times"}, "measure": "count"}
BONUS, DEDUCTION = "parts[bonus].entries", "parts[deduction].entries"


def bound(operator: str, value: str) -> dict[str, str]:
    return {"operator": operator, "value": value}


def paid(conditions: Mapping[str, dict[str, Any]], effects: list[dict[str, Any]], acts_on: str = "pay") -> Any:
    """One consequence for each condition, alike in all but the effect."""
    return {
        "consequences": and_(
            *(
                named(code, when=when, acts_on=acts_on, effect=effect)
                for (code, when), effect in zip(conditions.items(), effects, strict=True)
            )
        )
    }


def times(*values: str, kind: str = "coefficient") -> list[dict[str, Any]]:
    return [{"kind": kind, "value": value} for value in values]


BY_GRADE = {f"paid-{grade}": {"grades": [grade]} for grade in ("excellent", "good", "fair", "poor")}
BY_RANK = {f"up-to-{rank}": {"rank": bound("<=", str(rank))} for rank in (3, 6, 10)}
BY_SCORE = {f"from-{score}": {"score": bound(">=", str(score))} for score in (900, 800)}
BY_VALUE = {f"below-{value}": {"indicator": "gdp", "value": bound("<", str(value))} for value in (2, 3)}


def rising(*shares: str) -> list[dict[str, Any]]:
    """Bands below 1000, from there to 2000, and from there on."""
    ends = [(None, "1000"), ("1000", "2000"), ("2000", None)]
    return [
        {"share": share, "lower": low and bound(">=", low), "upper": high and bound("<", high)}
        for share, (low, high) in zip(shares, ends, strict=True)
    ]


GRAIN = f"{INDIVIDUAL}[grain].method.bands"
IN_A_BAND = {"indicators[grain].direction": "band", "indicators[grain].targets": [{"least": "1000", "most": "2000"}]}
OWN_QUOTA = {
    "quotas[excellent-towns].moved_by": "towns-2026", "quotas[excellent-towns].base": "heads",
}  # fmt: skip


def moved(**deltas: str) -> list[dict[str, str]]:
    return [{"value": grade, "delta": delta} for grade, delta in deltas.items()]


ORDERS: list[Pack] = [
    ("the worst grade with the highest coefficient", paid(BY_GRADE, times("1.2", "1.1", "1", "1.8")),
     "worse_brings_more", "consequences[paid-poor].effect.value"),
    ("the best grade with the lowest coefficient", paid(BY_GRADE, times("0.2", "1.1", "1", "0.8")),
     "worse_brings_more", "consequences[paid-excellent].effect.value"),
    ("two grades together above the best one", paid(
        {"best": {"grades": ["excellent"]}, "both": {"grades": ["good", "fair"]}}, times("1", "1.1")),
     "worse_brings_more", "consequences[both].effect.value"),
    ("nothing for a better grade", paid(
        {"best": {"grades": ["excellent"]}, "second": {"grades": ["good"]}}, [{"kind": "cancel"}, *times("1")]),
     "worse_brings_more", "consequences[second].effect.value"),
    ("the tenth rank with more than the third", paid(BY_RANK, times("1.3", "1.2", "1.4")),
     "worse_brings_more", "consequences[up-to-10].effect.value"),
    ("a lower score with more than a higher one", paid(BY_SCORE, times("5", "8", kind="percent")),
     "worse_brings_more", "consequences[from-800].effect.value"),
    ("less taken for the worse value", paid(
        BY_VALUE, [{"kind": "cut", "value": "5", "unit": "%"}, {"kind": "cut", "value": "10", "unit": "%"}], "budget"),
     "cut_from_the_better", "consequences[below-3].effect.value"),
    ("less taken for the worse grade", paid(
        {"third": {"grades": ["fair"]}, "last": {"grades": ["poor"]}},
        [{"kind": "cut", "value": "10", "unit": "%"}, {"kind": "cut", "value": "5", "unit": "%"}], "budget"),
     "cut_from_the_better", "consequences[last].effect.value"),
    ("a worse grade of the unit with the larger share of excellent heads", {
        **OWN_QUOTA, "quotas[excellent-towns].movers": moved(excellent="2", good="0", fair="-2", poor="5")},
     "moved_against_the_order", "quotas[excellent-towns].movers[poor].delta"),
    ("bands that fall while more is better", {GRAIN: rising("100", "60", "0")},
     "worse_earns_more", f"{GRAIN}[1].share"),
    ("bands that fall once while more is better", {GRAIN: rising("0", "60", "50")},
     "worse_earns_more", f"{GRAIN}[1].share"),
    ("bands that rise while less is better", {"indicators[grain].direction": "lower", GRAIN: rising("0", "60", "100")},
     "worse_earns_more", f"{GRAIN}[1].share"),
    ("a hole where the best values are to lie", {**IN_A_BAND, GRAIN: [
        *rising("80", "60", "100")[:2], {"share": "100", "lower": bound(">=", "2000"), "upper": bound("<", "3000")},
        {"share": "0", "lower": bound(">=", "3000"), "upper": None}]}, "worse_earns_more", f"{GRAIN}[0].share"),
    ("bands of a deduction that take less for more cases", {f"{DEDUCTION}[criticism].method": {
        "kind": "by_bands", "bands": rising("100", "60", "0")}, "indicators[criticism].direction": "lower"},
     "worse_costs_less", f"{DEDUCTION}[criticism].method.bands[1].share"),
    ("a worse rank that earns more", {f"{INDIVIDUAL}[grain].method": {
        "kind": "by_rank", "steps": [{"up_to": 3, "share": "60"}, {"up_to": 6, "share": "100"}]}},
     "worse_earns_more", f"{INDIVIDUAL}[grain].method.steps[1].share"),
    ("ranks beyond the last that earn more", {f"{INDIVIDUAL}[grain].method": {
        "kind": "by_rank", "steps": [{"up_to": 3, "share": "60"}], "beyond": "70"}},
     "worse_earns_more", f"{INDIVIDUAL}[grain].method.beyond"),
    ("a lesser part in a case that earns more", {f"{BONUS}[honours].method.contributions": [
        named("lead", share="60"), named("joint", share="100")]},
     "worse_earns_more", f"{BONUS}[honours].method.contributions[joint].share"),
    ("a form that gives less for a better rating", {"raters[public].form[attitude].levels": [
        {"share": "0", "lower": bound(">=", "8")}, {"share": "100", "upper": bound("<", "8")}]},
     "form_gives_less", "raters[public].form[attitude].levels[0].share"),
    ("a worse grade with the better national one", {"grades[fair].national": "excellent"},
     "national_against_the_order", "grades[fair].national"),
    ("the last grade as good as the second nationally", {
        "grades[fair].national": "incompetent", "grades[poor].national": "competent"},
     "national_against_the_order", "grades[poor].national"),
    ("national grades of two scales", {"grades[good].national": "good_routine"},
     "national_of_two_scales", "grades[good].national"),
    ("competent by name and excellent nationally", {
        "grades[good].labels": {"zh": "称职", "en": "Competent"}, "grades[good].national": "excellent"},
     "national_named_otherwise", "grades[good].national"),
]  # fmt: skip


def rate(formula: str) -> dict[str, Any]:
    """The income from tourism as a percentage, and a second item of money."""
    return {
        "data_items": and_(named("plan", unit={"labels": {"zh": "万元", "en": "10,000 yuan"}, "measure": "money"})),
        "indicators[tourism].unit": PERCENT, "indicators[tourism].formula": formula,
    }  # fmt: skip


TOURISM = "indicators[tourism].formula"
RATES: list[Pack] = [
    ("a percentage that is not multiplied", rate("[旅游收入] / plan"), "rate_out_of_scale", TOURISM),
    ("a percentage times ten thousand", rate("[旅游收入] / plan * 10000"), "rate_out_of_scale", TOURISM),
    ("a growth that is not multiplied", rate("([旅游收入] - PRIOR([旅游收入])) / PRIOR([旅游收入])"),
     "rate_out_of_scale", TOURISM),
    ("a rounded percentage that is not multiplied", rate("ROUND(1 - [旅游收入] / plan, 2)"),
     "rate_out_of_scale", TOURISM),
    ("a percentage of half weights", rate("50 * [旅游收入] / plan + 40 * MIN(plan, 1) / plan"),
     "rate_out_of_scale", TOURISM),
    ("a percentage that another percentage multiplies again", {
        **rate("[地区生产总值增速] * 100")}, "rate_out_of_scale", TOURISM),
    ("points by a formula that is not multiplied", {f"{INDIVIDUAL}[tourism].method": {
        "kind": "by_formula", "formula": "[旅游收入] / PRIOR([旅游收入])"}},
     "rate_out_of_scale", f"{INDIVIDUAL}[tourism].method.formula"),
    ("a thing divided by itself", rate("[旅游收入] / [旅游收入] * 100"), "formula_cancels_itself", TOURISM),
    ("a thing divided by itself under its code", rate("100 * [旅游收入] / income"), "formula_cancels_itself", TOURISM),
    ("a thing divided by itself in brackets", rate("([旅游收入] * 100) / (plan * [旅游收入]) * plan"),
     "formula_cancels_itself", TOURISM),
    ("a thing taken from itself", rate("([旅游收入] - income) / plan * 100"), "formula_cancels_itself", TOURISM),
    ("a thing compared with itself", rate("IF([旅游收入] > income, 100, 0)"), "formula_cancels_itself", TOURISM),
    ("a thing that its own normaliser divides", {
        "indicators[tourism].unit": None, TOURISM: "[常住人口] * 2", "indicators[tourism].normaliser": "population"},
     "formula_cancels_itself", TOURISM),
]  # fmt: skip

LIMITS: list[Pack] = [
    ("a rate of 8000 %", {"consequences[budget-cut].when.value.value": "8000"},
     "outside_its_unit", "consequences[budget-cut].when.value.value"),
    ("a target of 9500 %", {"indicators[gdp].targets[0].value": "9500"},
     "outside_its_unit", "indicators[gdp].targets[0].value"),
    ("a fall by more than all", {"consequences[budget-cut].when.value.value": "-400"},
     "outside_its_unit", "consequences[budget-cut].when.value.value"),
    ("a band of counts below nothing", {GRAIN: [
        {"share": "100", "lower": bound(">=", "-5")}, {"share": "0", "upper": bound("<", "-5")}]},
     "outside_its_unit", f"{GRAIN}[0].lower.value"),
    ("a condition on a negative count", {"consequences[budget-cut].when": {
        "indicator": "honours", "value": bound("<", "-3")}},
     "outside_its_unit", "consequences[budget-cut].when.value.value"),
    ("a share of counts below nothing", {
        "indicators[tourism].unit": PERCENT, "indicators[tourism].formula": "PRIOR([常住人口]) / [常住人口] * 100",
        "consequences[budget-cut].when": {"indicator": "tourism", "value": bound("<", "-3")}},
     "outside_its_unit", "consequences[budget-cut].when.value.value"),
    ("a condition on twice yes", {"consequences[budget-cut].when": {
        "indicator": "training", "value": bound(">=", "2")}},
     "outside_its_unit", "consequences[budget-cut].when.value.value"),
    ("a score above all that can be scored", {"consequences[no-award].when": {"score": bound(">=", "1071")}},
     "score_out_of_reach", "consequences[no-award].when.score.value"),
    ("a score below nothing", {"consequences[no-award].when": {"score": bound("<", "-60")}},
     "score_out_of_reach", "consequences[no-award].when.score.value"),
    ("a rating above the most of its question", {"raters[public].form[attitude].levels": [
        {"share": "100", "lower": bound(">=", "80")}, {"share": "0", "upper": bound("<", "80")}]},
     "rating_out_of_reach", "raters[public].form[attitude].levels[0].lower.value"),
    ("up to three of two", {"parts[individual].choice.most": 3},
     "choice_most_beyond_entries", "parts[individual].choice.most"),
    ("up to all thousand of two", {"parts[individual].choice": {"least": 1, "most": 1000}},
     "choice_most_beyond_entries", "parts[individual].choice.most"),
    ("a case above the cap of its indicator", {f"{BONUS}[honours].method.points": "21"},
     "case_above_cap", f"{BONUS}[honours].method.points"),
    ("a cap of an indicator above that of its part", {f"{BONUS}[honours].method.most": "51"},
     "case_above_cap", f"{BONUS}[honours].method.most"),
    ("a case above the cap of its part", {f"{DEDUCTION}[criticism].method.points": "31"},
     "case_above_cap", f"{DEDUCTION}[criticism].method.points"),
    ("a difference of pay between a post and itself", {
        "pay[teachers].differentials[patrol].lower": {"zh": "特巡", "en": "ordinary"}},
     "paid_alike", "pay[teachers].differentials[patrol].lower"),
    ("a difference of pay between a post and its English name", {
        "pay[teachers].differentials[patrol].higher.en": "Ordinary post",
        "pay[teachers].differentials[patrol].lower.en": "ordinary  post"},
     "paid_alike", "pay[teachers].differentials[patrol].lower"),
    ("a difference of pay between two spellings of a post", {
        "pay[teachers].differentials[patrol].higher.zh": "Ａ岗",
        "pay[teachers].differentials[patrol].lower.zh": "A 岗"},
     "paid_alike", "pay[teachers].differentials[patrol].lower"),
    ("a light at 8000 %", {"lights[quarterly-execution].checkpoints[03-31].bands": lambda listed: [
        listed[0], {**listed[1], "bound": "8000"}]},
     "bound_of_no_rate", "lights[quarterly-execution].checkpoints[03-31].bands[1].bound"),
]  # fmt: skip

TEXTS: list[Pack] = [
    ("Chinese in an English name", {"indicators[gdp].labels.en": "地区生产总值增速"},
     "chinese_in_english", "indicators[gdp].labels.en"),
    ("half an English name in Chinese", {"grades[good].labels.en": "Grade 良好"},
     "chinese_in_english", "grades[good].labels.en"),
    ("an English note of nothing but Chinese in brackets", {"notes[growth-2025].text.en": "（增长 6.1%）"},
     "chinese_in_english", "notes[growth-2025].text.en"),
    ("English in a Chinese name", {"indicators[gdp].labels.zh": "Growth of GDP"},
     "english_in_chinese", "indicators[gdp].labels.zh"),
    ("English in a Chinese unit", {"indicators[honours].unit.labels.zh": "times"},
     "english_in_chinese", "indicators[honours].unit.labels.zh"),
    ("English in the Chinese name of a light", {
        "lights[quarterly-execution].levels[red].labels": {"zh": "Red light", "en": "Red"}},
     "english_in_chinese", "lights[quarterly-execution].levels[red].labels.zh"),
]  # fmt: skip
