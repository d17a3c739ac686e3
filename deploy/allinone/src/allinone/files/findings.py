"""Findings as a command says them to people."""

from collections.abc import Mapping
from typing import Any


def line_of(told: Mapping[str, Any]) -> str:
    """One finding as it is said to people: file, line or cell, place; what is wrong and what mends it, in both
    languages."""
    at_sheet = "!".join(str(told[name]) for name in ("sheet", "cell") if told.get(name))
    where = ":".join(str(part) for part in (told.get("file"), at_sheet or told.get("line")) if part)
    texts, mend = told["texts"], told["mend"]
    place = f"{told['place']}：" if told["place"] else ""
    at = f"{told['at']}: " if told["at"] else ""
    return f"{where}: {place}{texts['zh']}。{mend['zh']}。\n    {at}{texts['en']}; {mend['en']}."
