"""The next round of a consultation shows what changed, line by line, and nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.scheme_changes import Change, changes


def scheme(**fields: Any) -> dict[str, Any]:
    return {
        "code": "towns",
        "total": "1500",
        "weight_changes": None,
        "members": [{"code": "a", "chosen": ["jobs"]}, {"code": "b", "chosen": []}],
        "grades": [{"code": "top", "lower": "90"}, {"code": "good", "lower": "80"}],
        "indicators": [{"code": "jobs", "targets": [{"value": "10"}, {"value": "20"}]}],
        "entries": [{"indicator": "jobs", "method": {"kind": "to_target", "cap": "100"}}],
        **fields,
    }


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, []),
        ({"total": "1000"}, [Change("total", "changed", "1500", "1000")]),
        ({"total": None}, [Change("total", "removed", "1500", None)]),
        ({"weight_changes": {"mode": "proposed"}}, [Change("weight_changes", "added", None, {"mode": "proposed"})]),
        (
            {"members": [{"code": "b", "chosen": []}, {"code": "c", "chosen": []}]},
            [
                Change("members[c]", "added", None, {"code": "c", "chosen": []}),
                Change("members[a]", "removed", {"code": "a", "chosen": ["jobs"]}, None),
            ],
        ),
        (
            {"members": [{"code": "a", "chosen": ["jobs", "grain"]}, {"code": "b", "chosen": ["jobs"]}]},
            [
                Change("members[a].chosen", "changed", ["jobs"], ["jobs", "grain"]),
                Change("members[b].chosen", "added", None, ["jobs"]),
            ],
        ),
        (
            {"grades": [{"code": "good", "lower": "80"}, {"code": "top", "lower": "95"}]},
            [
                Change("grades[top].lower", "changed", "90", "95"),
                Change("grades", "reordered", ["top", "good"], ["good", "top"]),
            ],
        ),
        ({"grades": []}, [Change("grades[top]", "removed", {"code": "top", "lower": "90"}, None),
                          Change("grades[good]", "removed", {"code": "good", "lower": "80"}, None)]),
        (
            {"indicators": [{"code": "jobs", "targets": [{"value": "5"}, {"value": "10"}, {"value": "20"}]}]},
            [Change("indicators[jobs].targets[0]", "added", None, {"value": "5"})],
        ),
        (
            {"indicators": [{"code": "jobs", "targets": [{"value": "10"}, {"value": "21"}]}]},
            [Change("indicators[jobs].targets[1].value", "changed", "20", "21")],
        ),
        (
            {"entries": [{"indicator": "jobs", "method": {"kind": "by_levels"}}]},
            [
                Change(
                    "entries[jobs].method", "changed", {"kind": "to_target", "cap": "100"}, {"kind": "by_levels"}
                )
            ],
        ),
    ],
)  # fmt: skip
def test_a_line_that_changed_is_named_with_what_it_was(after: dict[str, Any], expected: list[Change]) -> None:
    assert changes(scheme(), scheme(**after)) == expected


def test_codes_made_of_digits_are_names_all_the_same() -> None:
    before = {"grades": [{"code": "1", "lower": "90"}, {"code": "0", "lower": "80"}]}
    after = {"grades": [{"code": "0", "lower": "80"}, {"code": "2", "lower": "70"}]}
    assert [(one.at, one.kind) for one in changes(before, after)] == [("grades[2]", "added"), ("grades[1]", "removed")]


def test_a_text_from_before_a_field_existed_differs_by_what_stands_in_it_only() -> None:
    older = scheme()
    del older["weight_changes"], older["grades"]
    assert [one.at for one in changes(older, scheme(grades=[]))] == []
    assert [one.at for one in changes(older, scheme())] == ["grades"]


SCALARS = st.none() | st.sampled_from(["1", "2", "3"]) | st.booleans()
ITEMS = st.lists(
    st.fixed_dictionaries({"code": st.sampled_from("abcd"), "value": SCALARS}),
    max_size=4,
    unique_by=lambda i: i["code"],
)
UNNAMED = st.lists(st.fixed_dictionaries({"value": SCALARS}), max_size=4)
FORMS = st.fixed_dictionaries(
    {"total": SCALARS, "grades": ITEMS, "targets": UNNAMED, "months": st.lists(st.integers(1, 3))}
)


@given(FORMS, FORMS)
def test_two_texts_differ_exactly_where_a_change_is_told(before: dict[str, Any], after: dict[str, Any]) -> None:
    told = changes(before, after)
    assert bool(told) == (before != after)
    for change in told:
        assert change.before != change.after
        assert (change.before is None) == (change.kind == "added")
        assert (change.after is None) == (change.kind == "removed")
    assert len({(change.at, change.kind) for change in told}) == len(told)
