"""The words that the language keeps for itself, and how many arguments each function takes."""

from typing import Literal

PERIODS = ("PRIOR", "YTD", "SAME_PERIOD_LAST_YEAR")
"""Functions of one name over time."""

PEERS = ("PEER_AVG", "PEER_BEST", "PEER_RANK")
"""Functions of one name over all members of the category."""

LOOKUPS = PERIODS + PEERS
LISTS = ("MIN", "MAX", "SUM", "AVG")
FUNCTIONS = ("IF", "ROUND", *LISTS, *LOOKUPS)
OPERATORS = ("AND", "OR", "NOT")
RESERVED = frozenset(FUNCTIONS + OPERATORS)

Function = Literal["ROUND", "MIN", "MAX", "SUM", "AVG"]
Lookup = Literal["PRIOR", "YTD", "SAME_PERIOD_LAST_YEAR", "PEER_AVG", "PEER_BEST", "PEER_RANK"]

SHAPES = {
    "IF": "IF(condition, then, otherwise)",
    "ROUND": "ROUND(x, n)",
    **{name: f"{name}(x, y, …)" for name in LISTS},
    **{name: f"{name}(name)" for name in LOOKUPS},
}
"""How each function is written."""


def takes(function: str, count: int) -> bool:
    """Whether the function can have so many arguments."""
    if function in LISTS:
        return count >= 1
    return count == {"IF": 3, "ROUND": 2}.get(function, 1)
