"""Texts, vetoes, fixtures, funds, pay and monitoring rules."""

from services.indicators.tests.unit.checking.broken_packs.edits import COMMON, Pack, and_, least, named

LINES = {
    "lines": [named("warning", bound={"operator": "<", "value": "70"}, watched="month", decided="year"),
              named("exit", bound={"operator": "<=", "value": "70"}, watched="month", decided="year")],
    "consequences": and_(
        named("warned", when={"line": "warning"}, acts_on="warning", effect={"kind": "interview"}),
        named("removed", when={"line": "exit"}, acts_on="post", effect={"kind": "remove"})),
}  # fmt: skip

REST: list[Pack] = [
    ("a blank label", {"notes[growth-2025].labels.en": "  "}, "text_blank", "notes[growth-2025].labels.en"),
    (
        "a code used twice",
        {"cascade": [named("one", kind="organisation"), named("one", kind="person")]},
        "repeated",
        "cascade[1].code",
    ),
    (
        "an indicator listed twice in a part",
        {COMMON: and_({"indicator": "gdp", "weight": "1"})},
        "repeated",
        f"{COMMON}[5].indicator",
    ),
    ("a veto that zeroes nothing", {"vetoes[fraud].item": None}, "veto_incomplete", "vetoes[fraud].item"),
    (
        "a condition on the value of nothing",
        {"consequences[budget-cut].when.indicator": None},
        "value_of_nothing",
        "consequences[budget-cut].when.indicator",
    ),
    (
        "a collision of one thing alone",
        {"consequences[no-award].when": {"together": ["pay_freeze"]}},
        "meets_nothing",
        "consequences[no-award].when.together",
    ),
    (
        "a warning of an unlisted risk model",
        {"consequences[no-award].when": {"risk_model": "landslide"}},
        "risk_model_unknown",
        "consequences[no-award].when.risk_model",
    ),
    (
        "a consequence of nothing",
        {"consequences[no-award].when": {"over": "year"}},
        "condition_empty",
        "consequences[no-award].when",
    ),
    (
        "a coefficient that is not said",
        {"consequences[first-in-line].effect": {"kind": "coefficient"}},
        "effect_without_value",
        "consequences[first-in-line].effect.value",
    ),
    (
        "a coefficient below nothing",
        {"consequences[first-in-line].effect": {"kind": "coefficient", "value": "-0.8"}},
        "coefficient_negative",
        "consequences[first-in-line].effect.value",
    ),
    (
        "a cut of more than all",
        {"consequences[budget-cut].effect": {"kind": "cut", "value": "500", "unit": "%"}},
        "share_out_of_range",
        "consequences[budget-cut].effect.value",
    ),
    (
        "a cut of nothing",
        {"consequences[budget-cut].effect": {"kind": "cut", "value": "0", "unit": "万元"}},
        "not_positive",
        "consequences[budget-cut].effect.value",
    ),
    ("an exit before the warning", LINES, "warned_too_late", "lines[warning].bound"),
    (
        "special tasks opened until a day that does not exist",
        {"special_tasks.until": "09-31"},
        "day_impossible",
        "special_tasks.until",
    ),
    (
        "special tasks until a day that few years have",
        {"special_tasks.until": "02-29"},
        "day_not_in_every_year",
        "special_tasks.until",
    ),
    ("members heard nobody knows how often", {"consultation": None}, "consultation_missing", "consultation"),
    (
        "rounds of nobody knows how long",
        {"consultation": {"rounds": 2}},
        "round_without_days",
        "consultation.working_days",
    ),
    (
        "a text cited for a place that is not there",
        {"grounds": [{"at": "rounding.digits", "source": "办法"}]},
        "ground_place_unknown",
        "grounds[rounding.digits].at",
    ),
    (
        "a text cited for what is assumed",
        {"grounds": [{"at": "total", "source": "办法"}]},
        "ground_assumed",
        "grounds[total].at",
    ),
    ("a fixture without time", {"timetable[visits].months": []}, "fixture_without_time", "timetable[visits]"),
    (
        "a fund of more than all",
        {"funds[livelihood].share.value": "101"},
        "share_out_of_range",
        "funds[livelihood].share.value",
    ),
    (
        "a fund that must be more than all of it",
        {"funds[livelihood].share": {"operator": ">", "value": "100"}},
        "fund_share_impossible",
        "funds[livelihood].share",
    ),
    (
        "pay whose floors exceed it",
        {"pay[teachers].components[base].bounds": [least("71")]},
        "pay_floors_exceed",
        "pay[teachers].components",
    ),
    (
        "pay that more than 40 % and 60 % fill exactly",
        {
            "pay[teachers].components": [
                named("base", bounds=[least("60")]),
                named("merit", bounds=[{"operator": ">", "value": "40"}]),
            ]
        },
        "pay_floors_exceed",
        "pay[teachers].components",
    ),
    (
        "pay whose ceilings fall short",
        {"pay[teachers].components[base].bounds[0].value": "40"},
        "pay_ceilings_fall_short",
        "pay[teachers].components",
    ),
    (
        "bounds of pay that exclude each other",
        {"pay[teachers].components[performance].bounds[1].value": "29"},
        "pay_bounds_exclude_each_other",
        "pay[teachers].components[performance].bounds",
    ),
    ("a spread below one", {"pay[teachers].spread.ratio": "0.9"}, "spread_below_one", "pay[teachers].spread.ratio"),
    (
        "pay bands worst first",
        {"pay[teachers].bands[class].bands[c].coefficient": "1.15"},
        "pay_bands_not_descending",
        "pay[teachers].bands[class].bands[c].coefficient",
    ),
    (
        "pay bands less than 10 % apart",
        {"pay[teachers].bands[class].bands[a].coefficient": "1.2099999999"},
        "pay_gap_too_small",
        "pay[teachers].bands[class].bands[b].coefficient",
    ),
    (
        "a monitoring rule whose best level acts",
        {"lights[quarterly-execution].levels[green].at_once": ["talk"]},
        "best_level_acts",
        "lights[quarterly-execution].levels[green].at_once",
    ),
    (
        "a monitoring rule whose recovery is worse",
        {"lights[quarterly-execution].checkpoints[06-30].bands[0].recovery": "5"},
        "recovery_on_the_bad_side",
        "lights[quarterly-execution].checkpoints[06-30].bands[0].recovery",
    ),
    (
        "a line that everybody is below",
        {"lines": [named("low", bound={"operator": "<", "value": "1001"}, watched="month", decided="year")]},
        "line_for_all_or_none",
        "lines[low].bound",
    ),
    (
        "a line that nobody is below",
        {"lines": [named("low", bound={"operator": "<", "value": "0"}, watched="month", decided="year")]},
        "line_for_all_or_none",
        "lines[low].bound",
    ),
    (
        "a veto that leaves the best grade open",
        {"vetoes[fraud].scope": "cap_grade", "vetoes[fraud].grade": "excellent", "vetoes[fraud].item": None},
        "veto_caps_nothing",
        "vetoes[fraud].grade",
    ),
    (
        "the first none of a ranking",
        {
            "consequences": and_(
                named(
                    "star", when={"rank": {"operator": "<=", "value": "0"}}, acts_on="honour", effect={"kind": "grant"}
                )
            )
        },
        "rank_of_nobody",
        "consequences[star].when.rank.value",
    ),
    (
        "those before the first",
        {
            "consequences": and_(
                named(
                    "star", when={"rank": {"operator": "<", "value": "1"}}, acts_on="honour", effect={"kind": "grant"}
                )
            )
        },
        "rank_of_nobody",
        "consequences[star].when.rank.value",
    ),
]
# fmt: skip
