"""Codes that name nothing."""

from services.indicators.tests.unit.checking.broken_packs.edits import COMMON, QUOTA, Pack, and_, labels, named

PARENT = {"couplings": [], "members[t-east].parent": "t-nowhere"}

REFERENCES: list[Pack] = [
    ("an unlisted indicator", {f"{COMMON}[water].indicator": "air"}, "indicator_unknown", f"{COMMON}[air].indicator"),
    (
        "an unlisted dimension",
        {"indicators[water].dimension": "ecology"},
        "dimension_unknown",
        "indicators[water].dimension",
    ),
    (
        "an indicator of an unlisted class",
        {"indicators[water].indicator_class": "ecology"},
        "indicator_class_unknown",
        "indicators[water].indicator_class",
    ),
    (
        "raters of an unlisted dimension",
        {"raters[self].dimensions": ["service", "ecology"]},
        "dimension_unknown",
        "raters[self].dimensions[0]",
    ),
    ("an unlisted goal", {"indicators[jobs].goal": "wealth"}, "goal_unknown", "indicators[jobs].goal"),
    (
        "a goal measured by an unlisted indicator",
        {"goals[growth].measures": ["gdp", "air"]},
        "indicator_unknown",
        "goals[growth].measures[0]",
    ),
    (
        "an indicator of one goal that measures another",
        {"indicators[gdp].goal": "city"},
        "goal_differs",
        "indicators[gdp].goal",
    ),
    (
        "an unlisted data source",
        {"data_items[income].data_source": "customs"},
        "data_source_unknown",
        "data_items[income].data_source",
    ),
    (
        "an unlisted data item",
        {"indicators[grain].normaliser": "income-2"},
        "data_item_unknown",
        "indicators[grain].normaliser",
    ),
    (
        "an unlisted rater group",
        {"sources[raters].rater_group": "parents"},
        "rater_group_unknown",
        "sources[raters].rater_group",
    ),
    (
        "an unlisted trait",
        {"members[t-lake].traits[town-grade].trait": "grade"},
        "trait_unknown",
        "members[t-lake].traits[grade].trait",
    ),
    (
        "an unlisted kind of town",
        {
            f"{COMMON}[gdp].variants[industrial].variant": "services",
            f"{COMMON}[jobs].variants": [],
            f"{COMMON}[gdp].variants[agricultural].weight": "40",
            f"{COMMON}[gdp].variants[services].weight": "40",
        },
        "variant_unknown",
        f"{COMMON}[gdp].variants[services].variant",
    ),
    (
        "a quota moved by an unlisted value",
        {f"{QUOTA}.movers[third].value": "fifth"},
        "variant_unknown",
        f"{QUOTA}.movers[fifth].value",
    ),
    (
        "a kind that two traits have",
        {
            "traits": and_(named("zone", values=[named("industrial")])),
            f"{COMMON}[gdp].variants": [],
            f"{COMMON}[jobs].variants": [],
            "indicators[tourism].targets": [{"value": "2", "variant": "industrial"}, {"value": "3"}],
        },
        "variant_ambiguous",
        "indicators[tourism].targets[industrial].variant",
    ),
    ("a parent that nobody knows", PARENT, "member_unknown", "members[t-east].parent"),
    (
        "a target of a stranger",
        {"indicators[gdp].targets": and_({"value": "5", "member": "t-nowhere"})},
        "member_unknown",
        "indicators[gdp].targets[1].member",
    ),
    (
        "an unlisted step",
        {"indicators[water].targets": [{"step": "vi"}]},
        "step_unknown",
        "indicators[water].targets[0].step",
    ),
    ("a quota of an unlisted grade", {f"{QUOTA}.grade": "outstanding"}, "grade_unknown", f"{QUOTA}.grade"),
    (
        "a gate that asks for an unlisted grade",
        {"gates[team].requires": ["excellent", "outstanding"]},
        "grade_unknown",
        "gates[team].requires[1]",
    ),
    (
        "a veto of an unlisted consequence",
        {"vetoes[late].consequence": "rank"},
        "consequence_unknown",
        "vetoes[late].consequence",
    ),
    (
        "a consequence of an unlisted veto",
        {"consequences[no-award].when.veto": "flood"},
        "veto_unknown",
        "consequences[no-award].when.veto",
    ),
    (
        "a consequence of an unlisted line",
        {"consequences[no-award].when": {"line": "exit"}},
        "line_unknown",
        "consequences[no-award].when.line",
    ),
    (
        "an assessment that flows into an unlisted one",
        {"modes": and_(named("spot", rhythm="live", feeds="yearly"))},
        "mode_unknown",
        "modes[spot].feeds",
    ),
    (
        "a reading that decides nothing",
        {"readings[proportion].decides": "quotas[best].share"},
        "decided_place_unknown",
        "readings[proportion].decides",
    ),
    (
        "a reading that its value contradicts",
        {
            "readings[proportion].decides": "weight_changes.mode",
            "readings[proportion].options": [named("automatic"), named("proposed")],
            "readings[proportion].chosen": "proposed",
            "consequences[budget-cut].effect": {"kind": "cancel"},
        },
        "decided_otherwise",
        "readings[proportion].chosen",
    ),
    (
        "an unlisted reading",
        {"consequences[budget-cut].effect.in_proportion_to": "spending"},
        "reading_unknown",
        "consequences[budget-cut].effect.in_proportion_to",
    ),
    (
        "a reading that chose no option",
        {"readings[proportion].chosen": "both"},
        "option_unknown",
        "readings[proportion].chosen",
    ),
    (
        "an assumption about nothing",
        {"assumed": and_({"at": "parts[common].wieght", "why": labels("x")})},
        "assumed_place_unknown",
        "assumed[parts[common].wieght].at",
    ),
    (
        "a rule of the budget that asks for what nobody knows",
        {
            "budget_rules": and_(
                named(
                    "goals", requires=["aproved-goal"], otherwise=labels("no budget"), applies_to=labels("all projects")
                )
            )
        },
        "requirement_unknown",
        "budget_rules[goals].requires[0]",
    ),
    (
        "a rule of the budget that asks for a known thing and another",
        {
            "budget_rules": and_(
                named(
                    "goals", requires=["approved-goal", "quality"], otherwise=labels("none"), applies_to=labels("all")
                )
            )
        },
        "requirement_unknown",
        "budget_rules[goals].requires[1]",
    ),
    (
        "pay that depends on an unlisted indicator",
        {"pay[teachers].depends_on": "teaching"},
        "decider_unknown",
        "pay[teachers].depends_on",
    ),
]
# fmt: skip
