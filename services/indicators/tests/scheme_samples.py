"""A scheme as an assessment office would publish it for the towns of a county, and edits of it."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from contracts.scheme import paths

JSON = dict[str, Any]


def labels(zh: str, en: str | None = None) -> JSON:
    return {"zh": zh, "en": en or f"text ({zh})"}


def named(code: str, zh: str, **rest: Any) -> JSON:
    return {"code": code, "labels": labels(zh), **rest}


def target(value: str, **rest: Any) -> JSON:
    return {"value": value, **rest}


def bound(operator: str, value: str) -> JSON:
    return {"operator": operator, "value": value}


def band(share: str, lower: tuple[str, str] | None = None, upper: tuple[str, str] | None = None) -> JSON:
    return {
        "share": share,
        "lower": bound(*lower) if lower else None,
        "upper": bound(*upper) if upper else None,
    }


def town(code: str, zh: str, trade: str, grade: str, *chosen: str, **rest: Any) -> JSON:
    traits = [{"trait": "town-type", "value": trade}, {"trait": "town-grade", "value": grade}]
    return {"code": code, "labels": labels(zh), "traits": traits, "chosen": list(chosen), **rest}


def indicator(code: str, zh: str, dimension: str | None = None, kind: str = "common", **rest: Any) -> JSON:
    return named(code, zh, dimension=dimension, kind=kind, responsible=labels("分管副镇长"), **rest)


def unit(zh: str, measure: str, **rest: Any) -> JSON:
    return {"labels": labels(zh), "measure": measure, **rest}


PERCENT, PEOPLE = unit("%", "ratio"), unit("人", "count")
CLASSES = unit("类", "ordinal", steps=[named(code, f"{code}类") for code in ("v", "iv", "iii", "ii", "i")])

TOWN_GRADES = ("first", "second", "third", "fourth")

INDICATORS = [
    indicator(
        "gdp", "地区生产总值增速", "development", core=True, goal="growth", unit=PERCENT, origins=["city_to_county"],
        targets=[target("6.5", period="2026")],
        sources=[
            named("statistics", "统计", kind="platform", data_source="bureau", share="60"),
            named("survey", "调查", kind="third_party_survey", share="40"),
        ],
    ),
    indicator(
        "jobs", "新增城镇就业", "development", unit=PEOPLE, schedulable=True, goal="growth",
        targets=[target("26000", schedule=[{"due": f"Q{n}", "value": "6500"} for n in range(1, 5)])],
        lead="t-north", lead_share="60", joint=[{"unit": "t-east", "share": "30"}, {"unit": "t-west", "share": "10"}],
    ),
    indicator(
        "water", "水质类别", "governance", unit=CLASSES, targets=[{"step": "iii"}],
        levels=[
            named("reached", "达标", anchor=labels("达到目标类别"), share="100"),
            named("missed", "未达标", anchor=labels("未达到目标类别"), share="0"),
        ],
    ),
    indicator(
        "service", "便民服务", "service", nature="qualitative",
        levels=[
            named("good", "好", anchor=labels("无投诉"), share="100"),
            named("fair", "一般", anchor=labels("有投诉并办结"), share="60"),
            named("poor", "差", anchor=labels("有投诉未办结"), share="0"),
        ],
    ),
    indicator("satisfaction", "群众满意度", "service"),
    indicator(
        "tourism", "人均旅游收入", "development", "individual", unit=unit("万元/人", "money"),
        formula="[旅游收入] / [常住人口]",
        targets=[target("2", variant="industrial"), target("3", variant="agricultural")],
    ),
    indicator(
        "grain", "粮食产量", "development", "individual", unit=unit("吨", "count"), normaliser="population",
    ),
    indicator("honours", "表彰奖励", kind="bonus", unit=unit("次", "count")),
    indicator("criticism", "通报批评", kind="deduction", unit=unit("次", "count")),
    indicator("training", "执法培训", kind="compulsory", unit=unit("是否", "yes_no"), direction="yes_no"),
    indicator("accident", "重大安全事故", kind="veto", unit=unit("起", "count")),
]  # fmt: skip

PARTS = [
    named(
        "common", "共性指标", kind="common", weight="70", reference={"least": "60", "most": "80"},
        entries=[
            {
                "indicator": "gdp", "weight": "40", "reference": {"least": "30", "most": "50"},
                "variants": [
                    {"variant": "industrial", "weight": "50"}, {"variant": "agricultural", "weight": "30"},
                ],
            },
            {
                "indicator": "jobs", "weight": "20",
                "variants": [
                    {"variant": "industrial", "weight": "10"}, {"variant": "agricultural", "weight": "30"},
                ],
            },
            {"indicator": "water", "weight": "20", "method": {"kind": "by_levels"}},
            {"indicator": "service", "weight": "10", "method": {"kind": "by_levels"}},
            {"indicator": "satisfaction", "weight": "10", "method": {"kind": "by_rating"}},
        ],
    ),
    named(
        "individual", "个性指标", kind="individual", weight="30", choice={"least": 1, "most": 2},
        entries=[
            {"indicator": "tourism"},
            {
                "indicator": "grain",
                "method": {
                    "kind": "by_bands",
                    "bands": [
                        band("100", (">=", "2000")),
                        band("60", (">=", "1000"), ("<", "2000")),
                        band("0", None, ("<", "1000")),
                    ],
                },
            },
        ],
    ),
    named(
        "bonus", "加分", kind="bonus", cap="50",
        entries=[{"indicator": "honours", "method": {"kind": "per_case", "points": "5", "most": "20"}}],
    ),
    named(
        "deduction", "减分", kind="deduction", cap="30",
        entries=[{"indicator": "criticism", "method": {"kind": "per_case", "points": "2"}}],
    ),
    named(
        "compulsory", "必修项", kind="compulsory",
        entries=[{"indicator": "training", "method": {"kind": "yes_no"}}],
    ),
]  # fmt: skip

MEMBERS = [
    town("t-north", "北镇", "industrial", "first", "tourism"),
    town("t-east", "东镇", "industrial", "second", "grain", parent="t-north"),
    town("t-south", "南镇", "agricultural", "third", "tourism", "grain"),
    town("t-west", "西镇", "agricultural", "fourth", "grain"),
    town("t-lake", "湖镇", "agricultural", "second", "tourism", since="2026-01-01", until="2026-12-31"),
    town("p-head", "镇长", "industrial", "first", "tourism", kind="person", excepted=["water"]),
]

RATERS = [
    named("self", "自评", role="self", weight="20", dimensions=["service"]),
    named("peers", "互评", role="cross", weight="30", reference={"least": "20", "most": "40"}),
    named(
        "public", "群众评价", role="public", weight="50", dimensions=["service"],
        form=[
            named(
                "attitude", "服务态度", dimension="service", most="10",
                levels=[band("100", (">=", "8")), band("0", None, ("<", "8"))],
            ),
        ],
    ),
]  # fmt: skip

GRADES = [
    named("excellent", "优秀", lower=bound(">=", "900"), national="excellent"),
    named("good", "良好", lower=bound(">=", "800"), upper=bound("<", "900"), national="competent"),
    named("fair", "一般", lower=bound(">=", "600"), upper=bound("<", "800"), national="basically_competent"),
    named("poor", "较差", upper=bound("<", "600"), national="incompetent"),
]

PAY = [
    named(
        "teachers", "教师绩效", applies_to=labels("教师"),
        components=[
            named("base", "基础", bounds=[bound("<=", "60")]),
            named("performance", "绩效", bounds=[bound(">=", "30"), bound("<=", "50")]),
        ],
        spread={"ratio": "1.2", "reading": "floor", "between": labels("最高与最低档")},
        bands=[
            named(
                "class", "班主任津贴", least_gap="10",
                bands=[named("a", "一档", coefficient="1.21"), named("b", "二档", coefficient="1.1"),
                       named("c", "三档", coefficient="1")],
            ),
        ],
        differentials=[
            named("patrol", "岗位差", higher=labels("特巡"), lower=labels("普通"), amount="1700.00", per="month"),
        ],
    ),
]  # fmt: skip


def sample() -> JSON:
    """The JSON of the scheme: towns that differ by kind and grade, with something in every field that has rules."""
    return deepcopy(
        named(
            "towns-2026", "乡镇考核方案", category=named("towns", "乡镇", kind="organisation"),
            legal_basis=[{"title": "考核办法", "article": "第三条", "day": "2025-12-01"}],
            valid_from="2026-01-01", valid_until="2026-12-31", total="1000",
            traits=[
                named("town-type", "类型", values=[named("industrial", "工业"), named("agricultural", "农业")]),
                named("town-grade", "等级", values=[named(grade, f"等级 {grade}") for grade in TOWN_GRADES]),
            ],
            members=MEMBERS,
            dimensions=[
                named("development", "发展", share="72"), named("governance", "治理", share="14"),
                named("service", "服务", share="14"),
            ],
            goals=[named("city", "强市"), named("growth", "增长", measures=["gdp"], parent="city")],
            data_sources=[named("bureau", "统计局"), named("tax", "税务")],
            data_items=[
                named("income", "旅游收入", unit=unit("万元", "money"), data_source="tax"),
                named("population", "常住人口", unit=PEOPLE),
            ],
            indicators=INDICATORS,
            sources=[
                named("platform", "平台", kind="platform", share="60"),
                named("raters", "评价", kind="rater_group", rater_group="public", share="40"),
            ],
            parts=PARTS, emphasis=[{"origin": "city_to_county"}], weight_changes={"mode": "automatic", "most": "5"},
            raters=RATERS, couplings=[named("unit", "部门绩效", scheme="organs-2026", share="40")],
            periods={
                "interim": [{"due": due, "share": share} for due, share in (("Q1", "10"), ("H1", "10"), ("Q3", "10"))],
                "interim_at_least": "30",
            },
            special_tasks={"most": "20", "until": "09-30"},
            consultation={"rounds": 3, "working_days": 5},
            vetoes=[
                named("safety", "安全事故", scope="cap_grade", grade="fair"),
                named("fraud", "数据造假", scope="zero_item", item="gdp"),
                named("late", "逾期", scope="bar_consequence", consequence="first-in-line"),
            ],
            grades=GRADES,
            quotas=[
                named(
                    "excellent-towns", "优秀比例", grade="excellent", share="20", moved_by="town-grade",
                    movers=[{"value": value, "delta": delta}
                            for value, delta in (("first", "2"), ("second", "0"), ("third", "-2"), ("fourth", "-5"))],
                ),
            ],
            gates=[named("team", "班子优秀前提", grade="team-excellent", of="teams", requires=["excellent"])],
            lines=[named("base", "基准线", bound=bound("<", "600"), watched="month", decided="year")],
            consequences=[
                named("first-in-line", "优先", when={"grades": ["excellent"]}, acts_on="promotion",
                      effect={"kind": "priority"}),
                named("budget-cut", "核减", when={"indicator": "gdp", "value": bound("<", "4")}, acts_on="budget",
                      effect={"kind": "cut", "in_proportion_to": "proportion"}),
                named("no-award", "不评优", when={"veto": "safety"}, acts_on="award", effect={"kind": "bar"}),
            ],
            pay=PAY,
            time_limits=[
                named("answer", "答复", begins=labels("收到"), ends=labels("答复"), within=24, unit="hours",
                      measured_by="service"),
            ],
            funds=[named("livelihood", "民生资金", share=bound(">=", "100"))],
            timetable=[named("visits", "检查", what="inspection", months=[5, 9, 11])],
            risk_models=[named("arrears", "欠薪", sources=["bureau", "tax"], chain=[labels("用工"), labels("工资")])],
            duties={"responsible_person": True, "everyone_covered": True},
            readings=[
                named("proportion", "核减比例", question=labels("按什么比例"), chosen="shortfall",
                      options=[named("shortfall", "按差额"), named("score", "按得分")], why=labels("文件如此")),
            ],
            assumed=[{"at": "parts[common].weight", "why": labels("未公布")}, {"at": "total", "why": labels("未公布")}],
            notes=[named("growth-2025", "上年", text=labels("增长 6.1%"), figure="6.1", year=2025, source="公报")],
        )
    )  # fmt: skip


Change = Any | Callable[[Any], Any]


def edited(scheme: JSON, changes: Mapping[str, Change]) -> JSON:
    """The scheme with another value at each place; a function makes the new value from the old one."""
    whole = deepcopy(scheme)
    for path, change in changes.items():
        *before, last = re.split(r"\.(?![^\[]*\])", path)
        owner: Any = whole
        for step in before:
            owner = _inside(owner, step)
        owner[last] = change(deepcopy(owner.get(last))) if callable(change) else change
    return whole


def _inside(owner: Any, step: str) -> Any:
    name, *keys = _keys(step)
    inner = owner[name]
    for key in keys:
        inner = inner[dict(_numbers(name, inner))[key]]
    return inner


def _keys(step: str) -> list[str]:
    return [step.split("[")[0], *re.findall(r"\[([^\[\]]+)\]", step)]


def _numbers(name: str, inner: list[Any]) -> list[tuple[str, int]]:
    return [(key, number) for number, (key, _) in enumerate(paths.items(name, inner))]
