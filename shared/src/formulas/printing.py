"""A tree as text: as a formula that parses to the same tree, or as an official would say it."""

from collections.abc import Sequence

from formulas.arithmetic import plain
from formulas.functions import look
from formulas.limits import LONGEST
from formulas.names import written
from formulas.speech import wording
from formulas.tree import (
    Both,
    Call,
    Chain,
    Compare,
    Either,
    If,
    Look,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Power,
    Product,
    Sum,
    fold,
)

__all__ = ["printed", "wording"]

EITHER, BOTH, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(9)
"""How strongly each kind of node holds together; brackets stand around what holds less than its place asks for."""


def printed(tree: Node) -> str:
    """The formula in its one spelling: parsing it gives the same tree.

    Spaces stand around operators as long as the text stays within the limit of a formula.
    """
    spaced = fold(tree, _spaced)[0]
    return spaced if len(spaced) <= LONGEST else fold(tree, _compact)[0]


Text = tuple[str, int]


def strength(node: Node) -> int:
    match node:
        case Either():
            return EITHER
        case Both():
            return BOTH
        case Not():
            return NOT
        case Compare():
            return COMPARE
        case Sum():
            return SUM
        case Product():
            return PRODUCT
        case Negate():
            return SIGN
        case Power():
            return POWER
        case _:
            return ATOM


def _spaced(node: Node, parts: Sequence[Text]) -> Text:
    return _text(node, parts, " "), strength(node)


def _compact(node: Node, parts: Sequence[Text]) -> Text:
    return _text(node, parts, ""), strength(node)


def _text(node: Node, parts: Sequence[Text], space: str) -> str:
    match node:
        case Number():
            return plain(node.value) + ("%" if node.percent else "")
        case Name():
            return written(node.name)
        case Look():
            return look(node.function, written(node.name))
        case Negate():
            return "-" + _within(parts[0], SIGN, but_not=POWER)
        case Chain():
            level = strength(node) + 1
            rest = (
                f"{space}{sign}{space}{_within(part, level)}"
                for sign, part in zip(node.operators, parts[1:], strict=True)
            )
            return _within(parts[0], level) + "".join(rest)
        case Power():
            exponent = parts[1]
            return f"{_within(parts[0], ATOM)}^" + (exponent[0] if exponent[1] == SIGN else _within(exponent, ATOM))
        case Compare():
            return f"{_within(parts[0], SUM)}{space}{node.operator}{space}{_within(parts[1], SUM)}"
        case Not():
            return "NOT " + _within(parts[0], NOT)
        case Both():
            return " AND ".join(_within(part, NOT) for part in parts)
        case Either():
            return " OR ".join(_within(part, BOTH) for part in parts)
        case If():
            return f"IF({_listed(parts, space)})"
        case Call():
            return f"{node.function}({_listed(parts, space)})"


def _listed(parts: Sequence[Text], space: str) -> str:
    return f",{space}".join(text for text, _ in parts)


def _within(part: Text, least: int, *, but_not: int | None = None) -> str:
    text, holds = part
    return text if holds >= least and holds != but_not else f"({text})"
