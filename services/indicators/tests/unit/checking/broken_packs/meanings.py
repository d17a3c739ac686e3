"""What says two things at once, or a thing that cannot be: each is told with names, and with what mends it."""

from services.indicators.tests.unit.checking.broken_packs.edits import COMMON, INDIVIDUAL, Pack, and_, labels, named

PERCENT = {"labels": {"zh": "%", "en": "%"}, "measure": "ratio"}
MONEY = {"labels": {"zh": "万元", "en": "10,000 yuan"}, "measure": "money"}
FORM = [named("answers", most="100", dimension="service")]
READING = named(
    "more",
    question=labels("more than?"),
    why=labels("as written"),
    chosen="more-than",
    options=[
        named("more-than", labels={"zh": "超过", "en": "more"}),
        named("at-least", labels={"zh": "不低于", "en": "at least"}),
    ],
)
BOUND = "pay[teachers].components[performance].bounds[0]"


def frozen(**effect: object) -> dict[str, object]:
    return {
        "consequences": and_(
            named("frozen", when={"grades": ["poor"]}, acts_on="pay", effect={"kind": "freeze", **effect})
        )
    }


MEANINGS: list[Pack] = [
    ("bands of pay narrower than their spread", {"pay[teachers].spread.ratio": "1.3"},
     "pay_bands_against_spread", "pay[teachers].bands[class].bands"),
    ("bands of pay wider than a spread that is a ceiling",
     {"pay[teachers].spread.reading": "ceiling", "pay[teachers].spread.ratio": "1.1"},
     "pay_bands_against_spread", "pay[teachers].bands[class].bands"),
    ("bands of pay that miss a fixed spread", {"pay[teachers].spread.reading": "fixed"},
     "pay_bands_against_spread", "pay[teachers].bands[class].bands"),
    ("a normaliser beside a formula that divides by it", {"indicators[tourism].normaliser": "population"},
     "normalised_twice", "indicators[tourism].normaliser"),
    ("a normaliser beside a formula that divides within a condition", {
        "indicators[tourism].formula": "IF([常住人口] > 0, [旅游收入] / [常住人口], 0)",
        "indicators[tourism].normaliser": "population"}, "normalised_twice", "indicators[tourism].normaliser"),
    ("steps scored in proportion to a target", {f"{COMMON}[water].method": {"kind": "to_target"}},
     "target_of_steps", f"{COMMON}[water].method"),
    ("less is better, in proportion to a target", {"indicators[jobs].direction": "lower"},
     "target_of_less", f"{COMMON}[jobs].method"),
    ("a rank in proportion to a target", {"indicators[gdp].direction": "rank"},
     "target_of_less", f"{COMMON}[gdp].method"),
    ("yes or no of which more is better", {"indicators[training].direction": "higher"},
     "direction_contradicts_unit", "indicators[training].direction"),
    ("yes or no of which less is better", {"indicators[training].direction": "lower"},
     "direction_contradicts_unit", "indicators[training].direction"),
    ("a count that is done or not", {"indicators[honours].direction": "yes_no"},
     "unit_contradicts_direction", "indicators[honours].unit.measure"),
    ("a percentage of things and money", {
        "indicators[tourism].unit": PERCENT, "indicators[tourism].formula": "[旅游收入] / [常住人口] * 100"},
     "rate_of_unlike", "indicators[tourism].formula"),
    ("a percentage of things and money that is rounded", {
        "indicators[tourism].unit": PERCENT, "indicators[tourism].formula": "ROUND(100 * [旅游收入] / [常住人口], 2)"},
     "rate_of_unlike", "indicators[tourism].formula"),
    ("levels beside a form", {"raters[public].form": FORM, "indicators[satisfaction].nature": "qualitative",
     "indicators[satisfaction].levels": [named("good", anchor=labels("seen"), share="100")]},
     "levels_and_form", "indicators[satisfaction].levels"),
    ("interim results of nothing that divides", {"indicators[jobs].schedulable": False,
     "indicators[jobs].targets": [{"value": "26000"}]}, "nothing_scheduled", "periods.interim"),
    ("a warning behind a schedule that is not there", {"consequences": and_(named(
        "behind", when={"behind_schedule": True, "indicator": "gdp"}, acts_on="warning", effect={"kind": "reminder"}))},
     "indicator_not_scheduled", "consequences[behind].when.indicator"),
    ("a freeze without an end", frozen(spared=["wages"]), "freeze_without_end", "consequences[frozen].effect.ends"),
    ("a freeze of all pay", frozen(ends="rectified"), "freeze_spares_nothing", "consequences[frozen].effect.spared"),
    ("more than, with the operator of at least", {"readings": and_({**READING, "decides": f"{BOUND}.operator"})},
     "decided_otherwise", "readings[more].chosen"),
    ("more than, of a bound of at least", {"readings": and_({**READING, "decides": BOUND})},
     "decided_otherwise", "readings[more].chosen"),
    ("chosen weights of more than all", {
        "parts[individual].choice": {"least": 1, "most": 2, "shares": "as_weighted"},
        f"{INDIVIDUAL}[tourism].weight": "60", f"{INDIVIDUAL}[grain].weight": "50"},
     "chosen_weights_do_not_sum", "members[t-north].chosen"),
    ("two indicators of one name", {"indicators[honours].labels.zh": "通报批评"},
     "name_repeated", "indicators[criticism].labels.zh"),
    ("two grades of one name but for spaces", {"grades[good].labels.zh": "合 格", "grades[fair].labels.zh": "合格"},
     "name_repeated", "grades[fair].labels.zh"),
    ("targets of a year before the scheme", {"indicators[grain].targets": [{"period": "2024", "value": "5"}]},
     "targets_outside_scheme", "indicators[grain].targets"),
    ("targets of quarters after the scheme", {"valid_until": "2026-12-31",
     "indicators[grain].targets": [{"period": "2027-Q1", "value": "5"}]},
     "targets_outside_scheme", "indicators[grain].targets"),
]  # fmt: skip
