"""One defect of which more would follow: only the defect is told."""

from services.indicators.tests.unit.checking.broken_packs.edits import COMMON, Pack, and_, labels

QUARTER = [{"due": "Q1", "value": "2"}]


def assumption(at: str) -> dict[str, object]:
    return {"at": at, "why": labels("not published")}


FOLLOW_UPS: list[Pack] = [
    ("a town of a misspelt kind has no target either", {"members[t-lake].traits[town-type].value": "farming"},
     "variant_unknown", "members[t-lake].traits[town-type].value"),
    ("a town without its kind, by which targets differ",
     {"members[t-lake].traits": [{"trait": "town-grade", "value": "second"}]},
     "trait_missing", "members[t-lake].traits"),
    ("a kind of town coded as another leaves the other unknown",
     {"traits[town-type].values[agricultural].code": "industrial"},
     "repeated", "traits[town-type].values[industrial].code"),
    ("an assumption about an item whose indicator is misspelt",
     {f"{COMMON}[water].indicator": "air", "assumed": and_(assumption(f"{COMMON}[water].weight"))},
     "indicator_unknown", f"{COMMON}[air].indicator"),
    ("an assumption about an item that left a gap in the weights", {
        COMMON: lambda entries: [one for one in entries if one["indicator"] != "satisfaction"],
        "assumed": and_(assumption(f"{COMMON}[satisfaction].weight")),
        "dimensions": lambda all_: [{**one, "share": None} for one in all_]}, "entry_weights_do_not_sum", COMMON),
    ("an assumption about a half-year that became a second quarter",
     {"periods.interim[H1].due": "Q1", "assumed": and_(assumption("periods.interim[H1].share"))},
     "repeated", "periods.interim[1].due"),
    ("an indicator that does not divide, with a schedule for each kind of town", {"indicators[tourism].targets": [
        {"value": "2", "variant": kind, "schedule": QUARTER} for kind in ("industrial", "agricultural")]},
     "schedule_not_expected", "indicators[tourism].targets[industrial].schedule"),
    ("an indicator that divides, where no target is divided", {"indicators[tourism].schedulable": True},
     "schedule_missing", "indicators[tourism].targets[industrial].schedule"),
    ("a bonus in place of what is scored by a target has none", {
        f"{COMMON}[water].method": {"kind": "to_target"}, f"{COMMON}[water].indicator": "honours",
        "dimensions": lambda all_: [{**one, "share": None} for one in all_],
        "assumed": and_(assumption(f"{COMMON}[water]"))}, "kind_misplaced", f"{COMMON}[honours].indicator"),
    ("a weight for farming towns that became a second one for industrial ones",
     {f"{COMMON}[jobs].variants[agricultural].variant": "industrial"},
     "repeated", f"{COMMON}[jobs].variants[1].variant"),
    ("a level of more than all is above the one before it", {"indicators[service].levels[fair].share": "185"},
     "share_out_of_range", "indicators[service].levels[fair].share"),
    ("yes or no in proportion to a target has none", {"parts[compulsory].entries[training].method":
     {"kind": "to_target"}}, "method_does_not_fit", "parts[compulsory].entries[training].method"),
]  # fmt: skip
