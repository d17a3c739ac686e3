"""A rule as an assessment office would write it, and variations of it."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.indicators import RuleContent

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
