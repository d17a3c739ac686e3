"""A rule and a scheme as an assessment office would write them, and variations of them."""

import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from contracts.indicators import RuleContent
from contracts.scheme.content import SchemeContent

LABELS = {"zh": "文", "en": "text"}


def _band(level: str, bound: str) -> dict[str, Any]:
    return {"level": level, "operator": "<", "bound": bound, "recovery_operator": ">=", "recovery": bound}


def _content(**changes: Any) -> dict[str, Any]:
    return {
        "code": "quarterly-execution",
        "labels": {"zh": "季度预算执行率", "en": "Quarterly execution rate"},
        "legal_basis": "§ 12",
        "measure": {"kind": "execution_rate", "object": "budget_item", "budget": "current"},
        "levels": [
            {"code": "red", "labels": LABELS, "at_once": ["order", "talk"]},
            {"code": "yellow", "labels": LABELS, "at_once": ["order"]},
            {"code": "green", "labels": LABELS},
        ],
        "checkpoints": [
            {"day": day, "labels": LABELS, "bands": [_band("red", "10"), _band("yellow", "15.00")]}
            for day in ("03-31", "06-30", "09-30", "12-31")
        ],
        "moves_between_checkpoints": False,
        "answer_within_working_days": 10,
        "escalation": [
            {"kind": "reminder", "after_working_days": 1},
            {"kind": "talk", "after_working_days": 5},
            {"kind": "hold_payments", "after_working_days": 10},
        ],
        "overdue_points": "0.50",
        **changes,
    }


@pytest.fixture(scope="session")
def rule_json() -> Callable[..., dict[str, Any]]:
    """Makes the JSON of a rule that can be published: red, yellow, green at four quarter ends."""
    return _content


@pytest.fixture(scope="session")
def make_rule() -> Callable[..., RuleContent]:
    """Makes that rule, with changes."""
    return lambda **changes: RuleContent.model_validate(_content(**changes))


def _labels(text: str) -> dict[str, str]:
    return {"zh": f"文 {text}", "en": f"Text {text}"}


def _line(node: str, number: int, of: int, **more: Any) -> dict[str, Any]:
    """One of so many lines of a sheet, whose weights sum to 100."""
    whole, rest = divmod(10_000, of)
    weight = whole + (number < rest)
    code = f"{node}-i{number + 1}"
    return {"code": code, "labels": _labels(code), "node": node, "weight": f"{weight // 100}.{weight % 100:02}", **more}


def _cascade(**changes: Any) -> dict[str, Any]:
    """A group with two offices of two and one persons, and two goals that nobody has divided yet."""
    persons = {"a-1": "office-a", "a-2": "office-a", "b-1": "office-b"}
    return {
        "code": "bureau-2026",
        "labels": _labels("bureau"),
        "period": "2026",
        "levels": [
            {"code": "group", "labels": _labels("group"), "kind": "organisation", "measured": False},
            {"code": "office", "labels": _labels("office"), "kind": "department"},
            {"code": "person", "labels": _labels("person"), "kind": "person"},
        ],
        "nodes": [
            {"code": "party-group", "labels": _labels("group"), "level": "group"},
            {"code": "office-a", "labels": _labels("a"), "level": "office", "parent": "party-group"},
            {"code": "office-b", "labels": _labels("b"), "level": "office", "parent": "party-group"},
            *(
                {"code": code, "labels": _labels(code), "level": "person", "parent": parent}
                for code, parent in persons.items()
            ),
        ],
        "goals": [
            {
                "code": "jobs",
                "labels": _labels("jobs"),
                "quantity": {"value": "26000", "unit": {"zh": "人", "en": "jobs"}},
            },
            {"code": "safety", "labels": _labels("safety")},
        ],
        "indicators": [
            _line(node, number, 2, goal=goal)
            for node in ("office-a", "office-b", *persons)
            for number, goal in enumerate(("jobs", "safety"))
        ],
        **changes,
    }


def _network() -> dict[str, Any]:
    """Tengchong's market regulation bureau in its size: 19 stations and 13 offices below the Party group, 110
    indicators of departments and 472 of 118 persons, six goals that nobody has divided yet."""
    units = [f"station-{number:02}" for number in range(1, 20)] + [f"office-{number:02}" for number in range(1, 14)]
    goals = [f"goal-{number}" for number in range(1, 7)]
    nodes: list[dict[str, Any]] = [{"code": "party-group", "labels": _labels("group"), "level": "group"}]
    lines: list[dict[str, Any]] = []
    for index, unit in enumerate(units):
        nodes.append({"code": unit, "labels": _labels(unit), "level": "department", "parent": "party-group"})
        mine = [goals[index % 6], goals[(index + 1) % 6]]
        of = 4 if index < 14 else 3
        lines += [_line(unit, number, of, goal=mine[number] if number < 2 else None) for number in range(of)]
        for number in range(1, 5 if index < 22 else 4):
            person = f"{unit}-p{number}"
            nodes.append({"code": person, "labels": _labels(person), "level": "person", "parent": unit})
            lines += [_line(person, one, 4, goal=mine[one] if one < 2 else None) for one in range(4)]
    return {
        "code": "market-regulation",
        "labels": {"zh": "市场监督管理局目标分解", "en": "Cascade of the market regulation bureau"},
        "period": "2026",
        "levels": [
            {"code": "group", "labels": {"zh": "党组", "en": "Party group"}, "kind": "organisation", "measured": False},
            {"code": "department", "labels": {"zh": "部门", "en": "Department"}, "kind": "department"},
            {"code": "person", "labels": {"zh": "个人", "en": "Person"}, "kind": "person"},
        ],
        "nodes": nodes,
        "goals": [{"code": goal, "labels": _labels(goal)} for goal in goals],
        "indicators": lines,
    }


@pytest.fixture(scope="session")
def cascade_json() -> Callable[..., dict[str, Any]]:
    """Makes the JSON of a small cascade; see `_cascade`."""
    return _cascade


@pytest.fixture(scope="session")
def network_json() -> Callable[[], dict[str, Any]]:
    """Makes the JSON of a cascade of Tengchong's size; see `_network`."""
    return _network


@pytest.fixture(scope="session")
def scheme_json() -> Callable[..., dict[str, Any]]:
    """Makes the JSON of a scheme that can be published, edited at the places of a mapping from path to value."""

    def make(edits: Mapping[str, Any] | None = None) -> dict[str, Any]:
        edited: dict[str, Any] = samples().edited({**samples().sample(), "lights": [_content()]}, edits or {})
        return edited

    return make


@pytest.fixture(scope="session")
def make_scheme(scheme_json: Callable[..., dict[str, Any]]) -> Callable[..., SchemeContent]:
    """Makes that scheme: `make_scheme({"parts[common].weight": "71"})`."""
    return lambda edits=None: SchemeContent.model_validate(scheme_json(edits))


@pytest.fixture(scope="session")
def valid_schemes() -> Any:
    """A hypothesis strategy of the JSON of schemes that can be published: `data.draw(valid_schemes)`."""
    return _beside("valid_schemes").valid_schemes()


@pytest.fixture(scope="session")
def without_english() -> Callable[[Any], Any]:
    """Takes the English out of the JSON of a scheme, a rule or an indicator."""
    found: Callable[[Any], Any] = _beside("valid_schemes").without_english
    return found


def samples() -> ModuleType:
    return _beside("scheme_samples")


def _beside(module: str) -> ModuleType:
    """A module beside this file: test folders are no packages, so nothing imports it by name."""
    name = f"indicators_tests_{module}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{module}.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
