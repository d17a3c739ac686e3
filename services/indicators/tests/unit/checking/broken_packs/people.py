"""Members, what they chose, and who answers."""

from services.indicators.tests.unit.checking.broken_packs.edits import Pack, and_

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
    ("a membership that was over before the scheme", {"members[t-lake].since": "2020-01-01",
     "members[t-lake].until": "2021-01-01"}, "membership_outside_scheme", "members[t-lake].until"),
    ("a membership that begins after the scheme", {"members[t-lake].since": "2027-01-01",
     "members[t-lake].until": None}, "membership_outside_scheme", "members[t-lake].since"),
    ("a scheme that ends before it begins", {"valid_until": "2025-12-31"}, "ends_before_it_begins", "valid_until"),
    ("a task that nobody answers for", {"indicators[water].responsible": None},
     "responsible_missing", "indicators[water].responsible"),
]  # fmt: skip
