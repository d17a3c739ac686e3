"""What a finding says to people: what things are called, in their language; codes and paths are for machines."""

from collections.abc import Callable
from typing import Any

import pytest
from services.indicators.tests.unit.checking.broken_packs.edits import and_, labels, named

from contracts.scheme.content import SchemeContent
from indicators.domain.checking.check import findings

MakeScheme = Callable[..., SchemeContent]


def reading(decides: str, chosen: str, other: str) -> dict[str, Any]:
    """A reading that takes one option, of two that are coded as they are called."""
    options = [named(one, labels={"zh": f"口径{one}", "en": f"the {one} one"}) for one in (chosen, other)]
    return {"readings": and_(named("which", question=labels("which?"), why=labels("as written"), chosen=chosen,
                                   decides=decides, options=options))}  # fmt: skip


@pytest.mark.parametrize(
    ("edits", "zh", "en"),
    [
        (reading("quotas[excellent-towns].base", "heads", "members"),
         "解读采用 “口径heads”，而等次比例“文 excellent-towns”的基数的取值为 口径members",
         "the reading takes “the heads one”, and quotas “excellent-towns”, base is the members one"),
        (reading("weight_changes.mode", "proposed", "automatic"),
         "解读采用 “口径proposed”，而权重调整的方式的取值为 口径automatic",
         "the reading takes “the proposed one”, and weight changes, mode is the automatic one"),
        (reading("pay[teachers].spread.reading", "ceiling", "floor"),
         "解读采用 “口径ceiling”，而薪酬“文 teachers”的差距的口径的取值为 口径floor",
         "the reading takes “the ceiling one”, and pay “teachers”, spread, reading is the floor one"),
    ],
)  # fmt: skip
def test_a_reading_that_is_decided_otherwise_names_the_place_and_the_value(
    make_scheme: MakeScheme, edits: dict[str, Any], zh: str, en: str
) -> None:
    named_ = {"quotas[excellent-towns].labels": labels("excellent-towns"), "pay[teachers].labels": labels("teachers")}
    (found,) = findings(make_scheme({**named_, **edits}))
    assert found.code == "decided_otherwise"
    assert found.as_value()["texts"] == {"zh": zh, "en": en}


def test_a_reward_against_the_order_names_both_and_their_values(make_scheme: MakeScheme) -> None:
    paid = [named(f"paid-{grade}", when={"grades": [grade]}, acts_on="pay",
                  effect={"kind": "coefficient", "value": value})
            for grade, value in (("excellent", "1.2"), ("poor", "1.8"))]  # fmt: skip
    (found,) = findings(make_scheme({"consequences": and_(*paid)}))
    assert found.as_value()["texts"] == {
        "zh": "结果较差时的 “文 paid-poor”（1.8）反高于结果较好时的 “文 paid-excellent”（1.2）",
        "en": "“paid-poor” (1.8) follows from a worse result and brings more than “paid-excellent” (1.2)",
    }


def test_a_scheme_may_map_two_grades_to_one_national_grade(make_scheme: MakeScheme) -> None:
    assert findings(make_scheme({"grades[fair].national": "competent"})) == []
    assert findings(make_scheme({"grades[good].national": "excellent"})) == []


def test_percentages_of_any_writing_are_taken(make_scheme: MakeScheme) -> None:
    plan = named("plan", unit={"labels": {"zh": "万元", "en": "10,000 yuan"}, "measure": "money"})
    for formula in (
        "[旅游收入] / plan * 100", "100 * [旅游收入] / plan", "ROUND(100 - [旅游收入] / plan * 100, 1)",
        "([旅游收入] - PRIOR([旅游收入])) / PRIOR([旅游收入]) * 100", "[旅游收入] / plan / 1%",
        "IF(plan = 0, 0, [旅游收入] / plan * 100)", "60 * [旅游收入] / plan + 40 * MIN([旅游收入], plan) / plan",
        "[地区生产总值增速] - PRIOR([地区生产总值增速])", "[旅游收入] / SUM([旅游收入], plan) * 100",
    ):  # fmt: skip
        edits = {
            "data_items": and_(plan), "indicators[tourism].formula": formula,
            "indicators[tourism].unit": {"labels": {"zh": "%", "en": "%"}, "measure": "ratio"},
        }  # fmt: skip
        assert findings(make_scheme(edits)) == [], formula


def test_a_name_of_its_own_may_be_the_same_in_both_languages(make_scheme: MakeScheme) -> None:
    assert findings(make_scheme({"indicators[gdp].labels": {"zh": "Fugro", "en": "Fugro"}})) == []
