"""How the county's bureau comes to its scheme for 2026: a first draft, what its departments said, and the answers.

Data only; `driving.consulting` plays it. The scheme is the pack of Tengchong's market regulation bureau.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

PACK = Path("schemes/tengchong/departments.yaml")
"""In Baton's own folder."""

DRAFTED_ON = date(2025, 11, 3)
ANSWERED_ON = date(2025, 11, 11)
"""The day after the first round's last day: what was said has its answer, and the second text goes down."""

FIRST_DRAFT: Mapping[str, Any] = {"indicators[cases-closed].targets[0].value": "98"}
"""Where the first draft said otherwise than the pack."""

REASON = "局党组会议审定，2026年度施行"


@dataclass(frozen=True, slots=True)
class Said:
    """What a department said about a line, and the answer of the office."""

    unit: str
    at: str
    text: str
    accepted: bool
    answer: str


COMMENTS: tuple[Said, ...] = (
    Said(
        "station-tengyue",
        "indicators[cases-closed].targets[0].value",
        "景区案件核查周期较长，按期办结率 98% 偏高，建议定为 95%。",
        True,
        "采纳：按上年完成情况定为 95%。",
    ),
    Said(
        "office-legal",
        "parts[common].weight",
        "法规股以个性工作为主，建议降低共性指标权重。",
        False,
        "不予采纳：共性指标权重全局统一。",
    ),
)
