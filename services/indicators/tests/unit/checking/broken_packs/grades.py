"""Grades, their bands and quotas."""

from services.indicators.tests.unit.checking.broken_packs.edits import QUOTA, Pack, least, named

CEILINGS = [named(code, grade=code, share=share) for code, share in (
    ("excellent", "20"), ("good", "30"), ("fair", "30"), ("poor", "20"))]  # fmt: skip

OWN = {f"{QUOTA}.moved_by": "towns-2026", f"{QUOTA}.base": "heads"}
OWN_MOVERS = [{"value": grade, "delta": "0"} for grade in ("excellent", "good", "fair", "poor")]

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
    ("a quota that says of one value nothing", {f"{QUOTA}.movers": lambda all_: [
        one for one in all_ if one["value"] != "third"]}, "mover_missing", f"{QUOTA}.movers"),
    ("a quota of members moved by their own result", {f"{QUOTA}.moved_by": "towns-2026"},
     "moved_by_itself", f"{QUOTA}.moved_by"),
    ("a quota of heads moved by a grade that the scheme has not", {**OWN, f"{QUOTA}.movers": [
        *OWN_MOVERS[:-1], {"value": "worst", "delta": "0"}]}, "grade_unknown", f"{QUOTA}.movers[worst].value"),
    ("a quota of heads that says of one own grade nothing", {**OWN, f"{QUOTA}.movers": OWN_MOVERS[:-1]},
     "mover_missing", f"{QUOTA}.movers"),
    ("a gate on its own scheme", {"gates[team].scheme": "towns-2026"}, "gated_by_itself", "gates[team].scheme"),
    ("a quota of no head while a gate needs one", {"gates": [named("own", grade="good", requires=["excellent"])],
     f"{QUOTA}.share": "14.6"}, "quota_without_head", f"{QUOTA}.share"),
    ("a quota that counts nobody", {f"{QUOTA}.counts": ["school"]}, "quota_counts_nobody", f"{QUOTA}.counts"),
    ("ceilings that leave a member without a grade", {"quotas": CEILINGS}, "quotas_leave_some_out", "quotas"),
]  # fmt: skip
