"""A scheme of the largest size that is promised: 500 indicators, most with a formula, for 5,000 members."""

from decimal import Decimal
from typing import Any

from tests.load.county import YEAR

from contracts.money import plain_text

Json = dict[str, Any]

OWN_TARGETS = 4
"""So many indicators have a target of its own for every member."""


def large_scheme(code: str, *, indicators: int = 500, members: int = 5_000) -> Json:
    """The JSON of a scheme that can be published at once; `indicators` divides 1,000 evenly."""
    assessees = [_member(number) for number in range(members)]
    share = plain_text(Decimal(100) / indicators)
    return _named(
        code,
        "大型考核方案",
        category=_named("villages", "村", kind="organisation"),
        legal_basis=[{"title": "考核办法", "article": "第三条", "day": "2025-12-01"}],
        valid_from=f"{YEAR}-01-01",
        total="1000",
        traits=[_named("terrain", "地形", values=[_named("plain", "平原"), _named("hills", "山区")])],
        members=assessees,
        dimensions=[_named(f"d{number}", f"维度{number}") for number in range(5)],
        data_sources=[_named("bureau", "统计局")],
        data_items=[
            _named("reported", "上报数", unit=_unit("万元", "money"), data_source="bureau"),
            _named("population", "常住人口", unit=_unit("人", "count"), data_source="bureau"),
        ],
        indicators=[_indicator(number, assessees) for number in range(indicators)],
        parts=[
            _named(
                "common",
                "共性指标",
                kind="common",
                weight="100",
                entries=[{"indicator": f"i{number:03}", "weight": share} for number in range(indicators)],
            )
        ],
        grades=[
            _named("good", "良好", lower={"operator": ">=", "value": "600"}),
            _named("poor", "较差", upper={"operator": "<", "value": "600"}),
        ],
        consultation={"rounds": 0},
    )


def _indicator(number: int, members: list[Json]) -> Json:
    targets: list[Json] = [{"value": f"{number % 89 + 1}.25"}]
    if number < OWN_TARGETS:
        targets = [
            {"member": one["code"], "value": f"{n % 97 + 1}.5", "source": "年初下达"} for n, one in enumerate(members)
        ]
    return _named(
        f"i{number:03}",
        f"指标{number:03}",
        wording={"zh": f"第{number}项指标按年度统计口径计算", "en": f"Indicator {number}, by the yearly statistics"},
        kind="common",
        dimension=f"d{number % 5}",
        unit=_unit("万元/人", "money"),
        sources=[
            {**_named("statistics", "统计"), "kind": "platform", "data_source": "bureau", "share": "60"},
            {**_named("survey", "调查"), "kind": "third_party_survey", "share": "40"},
        ],
        formula=f"ROUND([上报数] * {number + 1} / MAX([常住人口], 1), 2)",
        targets=targets,
        lead=members[number % len(members)]["code"],
        responsible={"zh": "分管负责人", "en": "Deputy in charge"},
        rests_on={"title": "考核办法", "article": f"第{number + 1}条"},
    )


def _member(number: int) -> Json:
    return _named(
        f"v-{number:04}",
        f"第{number}村",
        traits=[{"trait": "terrain", "value": ("plain", "hills")[number % 2]}],
        criterion="辖区内行政村",
        since=f"{YEAR}-01-01",
    )


def _unit(name: str, measure: str) -> Json:
    return {"labels": {"zh": name, "en": measure}, "measure": measure}


def _named(code: str, name: str, **rest: Any) -> Json:
    return {"code": code, "labels": {"zh": name, "en": f"{code} in words"}, **rest}
