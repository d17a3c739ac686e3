"""The words that the language keeps for itself, and how many arguments each function takes."""

from typing import Literal

PERIODS = ("PRIOR", "YTD", "SAME_PERIOD_LAST_YEAR")
"""Functions of one name over time."""

PEERS = ("PEER_AVG", "PEER_BEST", "PEER_RANK")
"""Functions of one name over all members of the category."""

LOOKUPS = PERIODS + PEERS

SHIFTED = {"PRIOR": "PRIOR_YTD", "SAME_PERIOD_LAST_YEAR": "SAME_PERIOD_LAST_YEAR_YTD"}
"""Function that may stand around YTD → what both together are called: the year to date as of that earlier period."""

OVER_TIME = (*PERIODS, *SHIFTED.values())
"""Everything that looks at one name over time."""
LISTS = ("MIN", "MAX", "SUM", "AVG")
FUNCTIONS = ("IF", "ROUND", *LISTS, *LOOKUPS)
OPERATORS = ("AND", "OR", "NOT")
RESERVED = frozenset(FUNCTIONS + OPERATORS)

Function = Literal["ROUND", "MIN", "MAX", "SUM", "AVG"]
Lookup = Literal[
    "PRIOR", "YTD", "SAME_PERIOD_LAST_YEAR", "PEER_AVG", "PEER_BEST", "PEER_RANK",
    "PRIOR_YTD", "SAME_PERIOD_LAST_YEAR_YTD",
]  # fmt: skip

SHAPES = {
    "IF": "IF(condition, then, otherwise)",
    "ROUND": "ROUND(x, n)",
    **{name: f"{name}(x, y, …)" for name in LISTS},
    **{name: f"{name}(name)" for name in LOOKUPS},
    **{name: f"{name}(name) or {name}(YTD(name))" for name in SHIFTED},
}
"""How each function is written."""


def look(function: str, name: str) -> str:
    """A function of a name as it is written."""
    outer = next((outer for outer, both in SHIFTED.items() if both == function), None)
    return f"{outer}(YTD({name}))" if outer is not None else f"{function}({name})"


def takes(function: str, count: int) -> bool:
    """Whether the function can have so many arguments."""
    if function in LISTS:
        return count >= 1
    return count == {"IF": 3, "ROUND": 2}.get(function, 1)
