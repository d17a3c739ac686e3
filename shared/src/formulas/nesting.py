"""How deep a formula is nested, counted on its words before anything is built from them."""

from collections.abc import Sequence

from lark import Token

from formulas.errors import FormulaLimit
from formulas.limits import DEEPEST
from formulas.tokens import place_of

_BEFORE_A_SIGN = frozenset(
    {"PLUS", "MINUS", "TIMES", "DIVIDE", "POWER", "COMPARE", "OPEN", "COMMA", "AND", "OR", "NOT"}
)
"""After these (and at the start) a `-` is a sign; elsewhere it subtracts."""


def check(tokens: Sequence[Token]) -> None:
    """Raises FormulaLimit at the bracket, call or sign that is one too many.

    A sign reaches to the end of its operand, NOT to the end of its comparison.
    """
    open_now: list[str] = []
    before = "OPEN"
    for token in tokens:
        kind = token.type
        if kind in {"OPEN", "NOT"} or (kind == "MINUS" and before in _BEFORE_A_SIGN):
            open_now.append(kind)
            if len(open_now) > DEEPEST:
                raise FormulaLimit("nesting_too_deep", place_of(token), limit=DEEPEST)
        elif kind in {"NUMBER", "NAME"}:
            _close(open_now, {"MINUS"})
        elif kind in {"AND", "OR", "COMMA", "CLOSE"}:
            _close(open_now, {"MINUS", "NOT"})
            if kind == "CLOSE" and open_now:
                open_now.pop()
                _close(open_now, {"MINUS"})
        before = kind


def _close(open_now: list[str], kinds: set[str]) -> None:
    while open_now and open_now[-1] in kinds:
        open_now.pop()
