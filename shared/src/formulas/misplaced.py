"""What to say of a word that cannot stand where it stands."""

import difflib
from collections.abc import Sequence

from lark import Token, UnexpectedToken

from formulas.errors import FormulaSyntax
from formulas.functions import FUNCTIONS, SHAPES
from formulas.names import written
from formulas.tokens import place_after, place_of

_SIGNS = {
    "NUMBER": "number", "NAME": "name", "FUNCTION": "function", "OPEN": "(", "NOT": "NOT", "PLUS": "+",
    "MINUS": "-", "TIMES": "*", "DIVIDE": "/", "POWER": "^", "PERCENT": "%", "COMPARE": "comparison",
    "AND": "AND", "OR": "OR", "COMMA": ",", "CLOSE": ")", "$END": "end of formula",
}  # fmt: skip
"""How each kind of word is called in `expected`, in this order."""

_OPERANDS = {"NUMBER", "NAME", "FUNCTION", "OPEN", "NOT"}


def refusal(unexpected: UnexpectedToken, words: Sequence[Token]) -> FormulaSyntax:
    """The error for the first word that does not fit."""
    token = unexpected.token
    at_end = token.type == "$END"
    before = list(words) if at_end else [word for word in words if (word.start_pos or 0) < (token.start_pos or 0)]
    last = before[-1] if before else None
    accepted = unexpected.accepts or set()
    expected = tuple(sign for kind, sign in _SIGNS.items() if kind in accepted)
    if last is not None and last.type == "FUNCTION":
        return FormulaSyntax("function_without_brackets", place_of(last), expected=(SHAPES[last],), name=str(last))
    if at_end:
        return _of_the_end(before, expected)
    here = place_of(token)
    if "NUMBER" in accepted:  # an operand is missing
        if token.type == "PLUS":
            return FormulaSyntax("plus_sign_alone", here)
        if token.type in {"AND", "OR"}:
            return FormulaSyntax("operator_as_function", here, expected=(f"a > 1 {token} b > 1",), name=str(token))
    elif token.type == "OPEN" and last is not None and last.type == "NAME":
        close = difflib.get_close_matches(last.upper(), FUNCTIONS, n=3)
        return FormulaSyntax("function_unknown", place_of(last), expected=tuple(close or FUNCTIONS), name=str(last))
    elif token.type in _OPERANDS:
        return FormulaSyntax("operator_missing", here, expected=expected, found=_shown(token))
    elif token.type == "COMMA":
        return FormulaSyntax("comma_outside_function", here)
    if token.type == "PERCENT":
        return FormulaSyntax("percent_without_number", here, expected=("x/100",))
    if token.type == "CLOSE" and not _open_brackets(before):
        return FormulaSyntax("bracket_not_opened", here)
    return FormulaSyntax("unexpected", here, expected=expected, found=_shown(token))


def _of_the_end(before: Sequence[Token], expected: tuple[str, ...]) -> FormulaSyntax:
    here = place_after(before[-1])
    open_brackets = _open_brackets(before)
    if open_brackets and ")" in expected:
        opened = place_of(open_brackets[-1])
        return FormulaSyntax("bracket_not_closed", here, expected=(")",), line=opened.line, column=opened.column)
    return FormulaSyntax("ends_too_early", here, expected=expected)


def _open_brackets(words: Sequence[Token]) -> list[Token]:
    opened: list[Token] = []
    for word in words:
        if word.type == "OPEN":
            opened.append(word)
        elif word.type == "CLOSE":
            opened.pop()
    return opened


def _shown(token: Token) -> str:
    return written(str(token)) if token.type == "NAME" else str(token)
