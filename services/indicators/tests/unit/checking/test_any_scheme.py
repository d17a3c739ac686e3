"""Any valid scheme has no findings, no breaking change passes, and no text makes the checks fail."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts import canonical
from contracts.money import plain_text
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.domain.checking.check import findings

JSON = dict[str, Any]
Make = Callable[..., Any]
OFTEN = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
FLIPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
OTHERS: list[Any] = [
    "",
    "0",
    "-1",
    "101",
    "1e3",
    "nothing",
    "x",
    "2026-02-30",
    "[x]",
    "(1",
    None,
    True,
    False,
    0,
    -1,
    10**6,
    [],
    {},
]


def read(scheme: JSON) -> SchemeContent:
    return SchemeContent.model_validate(scheme)


def moved(value: str, by: Decimal) -> str:
    return plain_text(Decimal(value) + by)


STEPS = st.sampled_from([Decimal(step) for step in ("-1", "1", "0.000001", "-0.000001", "33.3")])


def a_sum(scheme: JSON, data: st.DataObject) -> None:
    """One weight or share of a group that must sum to 100; dimensions are a check on the sums, so they count too."""
    groups = [(scheme["parts"][:-1], "weight"), (scheme["dimensions"], "share"), (scheme["raters"], "weight")]
    for part in scheme["parts"][:-1]:
        groups.append((part["entries"], "weight"))
        groups.append(([one for entry in part["entries"] for one in entry["variants"]], "weight"))
    for indicator in scheme["indicators"]:
        groups += [(indicator["sources"], "share"), (indicator["joint"], "share"), ([indicator], "lead_share")]
    items, field = data.draw(st.sampled_from([group for group in groups if group[0]]))
    item = data.draw(st.sampled_from(items))
    item[field] = moved(item[field], data.draw(STEPS))


def a_band(scheme: JSON, data: st.DataObject) -> None:
    """One bound of a grade, by its value or by its operator."""
    bounded = [grade[side] for grade in scheme["grades"] for side in ("lower", "upper") if side in grade]
    bound = data.draw(st.sampled_from(bounded))
    if data.draw(st.booleans()):
        bound["operator"] = FLIPPED[bound["operator"]]
    else:
        bound["value"] = moved(bound["value"], data.draw(STEPS))


def a_quota(scheme: JSON, data: st.DataObject) -> None:
    """A share that is none, or a grade that is none."""
    if data.draw(st.booleans()):
        scheme["quotas"][0]["share"] = data.draw(st.sampled_from(["-0.000001", "100.000001", "250"]))
    else:
        scheme["quotas"][0]["grade"] = "unheard-of"


def a_target(scheme: JSON, data: st.DataObject) -> None:
    """A part of the year that no longer fits the year."""
    target = data.draw(st.sampled_from(scheme["indicators"]))["targets"][0]
    target["schedule"][data.draw(st.integers(0, 3))]["value"] = moved(target["value"], Decimal(1))


class TestAnyScheme:
    @OFTEN
    @given(data=st.data())
    def test_a_valid_one_has_no_findings(self, valid_schemes: Any, data: st.DataObject) -> None:
        assert [(one.code, one.at) for one in findings(read(data.draw(valid_schemes)))] == []

    @pytest.mark.parametrize("change", [a_sum, a_band, a_quota, a_target])
    @OFTEN
    @given(data=st.data())
    def test_a_change_that_breaks_a_rule_is_found(self, valid_schemes: Any, change: Make, data: st.DataObject) -> None:
        scheme = deepcopy(data.draw(valid_schemes))
        change(scheme, data)
        assert findings(read(scheme))

    @OFTEN
    @given(data=st.data())
    def test_the_order_in_which_sets_were_written_does_not_matter(
        self, valid_schemes: Any, data: st.DataObject
    ) -> None:
        scheme = deepcopy(data.draw(valid_schemes))
        a_sum(scheme, data)
        other = deepcopy(scheme)
        for name in ("members", "indicators"):
            other[name] = data.draw(st.permutations(scheme[name]))
        found = [{(one.code, one.at) for one in findings(read(content))} for content in (scheme, other)]
        assert found[0] == found[1]


class TestAnyChangeOfOnePlace:
    @settings(OFTEN, max_examples=60)
    @given(data=st.data())
    def test_every_finding_has_a_place_in_the_scheme_and_its_texts(
        self, scheme_json: Make, data: st.DataObject
    ) -> None:
        leaves = [(at, value) for at, value in paths.leaves(canonical.whole(read(scheme_json())))]
        at, _ = data.draw(st.sampled_from(leaves))
        try:
            scheme = read(_with(canonical.whole(read(scheme_json())), at, data.draw(st.sampled_from(OTHERS))))
        except ValidationError:
            return  # a shape that no draft can have
        form = canonical.whole(scheme)
        for one in findings(scheme):
            if "assumed[" not in one.at:
                paths.value_at(form, one.at)
            assert one.as_value()["texts"]["zh"]


def _with(form: JSON, at: str, value: Any) -> JSON:
    """The form with another value at a leaf."""
    for place, owner, key in list(_owners(form, "")):
        if place == at:
            owner[key] = value
    return form


def _owners(node: JSON, at: str) -> Any:
    for name, inner in node.items():
        place = f"{at}.{name}" if at else name
        if isinstance(inner, list) and inner:
            for number, (key, item) in enumerate(paths.items(name, inner)):
                if isinstance(item, dict):
                    yield from _owners(item, f"{place}[{key}]")
                else:
                    yield f"{place}[{key}]", inner, number
        elif isinstance(inner, dict):
            yield from _owners(inner, place)
        else:
            yield place, node, name
