"""What broken packs are made with: each is one valid scheme, edited at places."""

from collections.abc import Callable
from typing import Any

Pack = tuple[str, dict[str, Any], str, str]
"""What is wrong as a sentence, the edits, and the code and place of the only finding."""

COMMON, INDIVIDUAL = "parts[common].entries", "parts[individual].entries"
QUOTA = "quotas[excellent-towns]"


def and_(*more: Any) -> Callable[[Any], Any]:
    return lambda items: [*(items or []), *more]


def labels(text: str) -> dict[str, str]:
    return {"zh": f"文 {text}", "en": text}


def named(code: str, **rest: Any) -> dict[str, Any]:
    return {"code": code, "labels": labels(code), **rest}


def least(value: str) -> dict[str, str]:
    return {"operator": ">=", "value": value}
