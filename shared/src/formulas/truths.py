"""The normal form of what is true or false."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from formulas.linear import Linear


@dataclass(frozen=True, slots=True)
class Truth:
    """`negation` is the text of its contrary; `members` are set where it is one AND or OR."""

    text: str
    negation: str
    function: str = ""
    members: tuple["Truth", ...] = ()

    @property
    def denied(self) -> "Truth":
        return Truth(self.negation, self.text)


TRUE, FALSE = Truth("true", "false"), Truth("false", "true")


def truth(text: str) -> Truth:
    """Something that is taken as it is."""
    return Truth(text, f"NOT({text})")


def compared(sign: str, left: Linear, right: Linear) -> Truth:
    """`>` is a `<` seen from the other side, and each of them has a contrary."""
    if sign in (">", ">="):
        sign, left, right = sign.replace(">", "<"), right, left
    if left.value is not None and right.value is not None:
        holds = {"=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le}[sign]
        return TRUE if holds(left.value, right.value) else FALSE
    if sign in ("=", "<>"):
        first, last = sorted((left.text, right.text))
        equal, different = f"({first}={last})", f"({first}<>{last})"
        return Truth(equal, different) if sign == "=" else Truth(different, equal)
    less, contrary = f"({left.text}<{right.text})", f"({right.text}<={left.text})"
    if sign == "<":
        return Truth(less, contrary)
    return Truth(f"({left.text}<={right.text})", f"({right.text}<{left.text})")


def joined(function: Literal["AND", "OR"], parts: Sequence[Truth]) -> Truth:
    """In their order, each once; nothing after the constant that decides, and without the constant that does not."""
    deciding, other = (FALSE, TRUE) if function == "AND" else (TRUE, FALSE)
    members: dict[str, Truth] = {}
    for part in parts:
        for one in part.members if part.function == function else (part,):
            members.setdefault(one.text, one)
    kept: list[Truth] = []
    for one in members.values():
        if one.text == other.text:
            continue
        kept.append(one)
        if one.text == deciding.text:
            break
    if len(kept) < 2:
        return kept[0] if kept else other
    text = f"{function}({','.join(one.text for one in kept)})"
    return Truth(text, f"NOT({text})", function, tuple(kept))
