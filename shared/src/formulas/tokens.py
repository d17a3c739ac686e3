"""The words of a formula: text → tokens with their places. Everything that is no word of the language stops here."""

import re
from bisect import bisect_right
from collections.abc import Callable

from lark import Token

from formulas import characters, names
from formulas.errors import FormulaLimit, FormulaSyntax
from formulas.functions import OPERATORS, RESERVED
from formulas.limits import LONGEST
from formulas.tree import Place

_WORDS = re.compile(
    rf"""(?P<SPACE>[{characters.SPACES}]+)
    | (?P<NUMBER>[0-9]+(?:\.[0-9]+)?)
    | (?P<WORD>{characters.PLAIN_NAME.pattern})
    | (?P<BRACKETED>\[[^\[\]]*\])
    | (?P<WRONG>===?|!=|=>|=<|><|\*\*|&&|\|\||:=)
    | (?P<COMPARE><=|>=|<>|<|>|=)
    | (?P<PLUS>\+) | (?P<MINUS>-) | (?P<TIMES>\*) | (?P<DIVIDE>/) | (?P<POWER>\^) | (?P<PERCENT>%)
    | (?P<OPEN>\() | (?P<CLOSE>\)) | (?P<COMMA>,)""",
    re.VERBOSE,
)
_EXPONENT = re.compile(r"[eE][+-]?[0-9]+")
_DIGITS = re.compile("[0-9]+")
_BEFORE_A_GROUP = re.compile(r"([0-9]+),$")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_INSTEAD = {
    "==": "=", "===": "=", "!=": "<>", "=>": ">=", "=<": "<=", "><": "<>", "**": "^", "&&": "AND", "||": "OR",
    ":=": "=",
}  # fmt: skip


def tokens(text: str) -> list[Token]:
    """The words of the text, spaces left out. Raises FormulaLimit for its length, FormulaSyntax for its signs."""
    if len(text) > LONGEST:
        raise FormulaLimit("text_too_long", length=len(text), limit=LONGEST)
    flat, place = characters.flat(text), places(text)
    found: list[Token] = []
    at = 0
    while at < len(flat):
        match = _WORDS.match(flat, at)
        if match is None:
            raise _no_word(flat, at, place)
        if match.lastgroup != "SPACE":
            here = place(at)
            kind, value = _read(match, here)
            found.append(Token(kind, value, start_pos=at, line=here.line, column=here.column, end_pos=match.end()))
        at = match.end()
    if not found:
        raise FormulaSyntax("formula_empty", Place(1, 1))
    if found[0] == "=":
        raise FormulaSyntax("equals_sign_first", place_of(found[0]))
    return found


def place_of(token: Token) -> Place:
    return Place(token.line or 1, token.column or 1)


def place_after(token: Token) -> Place:
    """Where the next character would stand."""
    return Place(token.line or 1, (token.column or 1) + (token.end_pos or 0) - (token.start_pos or 0))


def places(text: str) -> Callable[[int], Place]:
    """A function from an offset in the text to its line and column."""
    starts = [0, *(end.end() for end in _LINE_ENDS.finditer(text))]

    def place(offset: int) -> Place:
        line = bisect_right(starts, offset)
        return Place(line, offset - starts[line - 1] + 1)

    return place


def _read(match: re.Match[str], here: Place) -> tuple[str, str]:
    """Kind and value of a word. Raises FormulaSyntax where it only looks like one."""
    kind, value = str(match.lastgroup), match.group()
    if kind == "NUMBER":
        _check_number(value, match.string[: match.start()], match.string[match.end() :], here)
    elif kind == "WORD":
        word = value.upper()
        if word not in RESERVED:
            return "NAME", value
        return (word if word in OPERATORS else "FUNCTION"), word
    elif kind == "BRACKETED":
        try:
            return "NAME", names.normalised(value[1:-1])
        except names.Unreadable as unreadable:
            raise _unreadable(unreadable, value[1:-1], here) from None
    elif kind == "WRONG":
        raise FormulaSyntax("operator_written_otherwise", here, expected=(_INSTEAD[value],), found=value)
    return kind, value


def _check_number(value: str, before: str, rest: str, here: Place) -> None:
    exponent = _EXPONENT.match(rest)
    if exponent and not characters.WORD.match(rest, exponent.end()):
        raise FormulaSyntax("exponent_notation", here, found=value + exponent.group())
    if word := characters.WORD.match(rest):
        found = value + word.group()
        raise FormulaSyntax("name_begins_with_digit", here, expected=(f"[{found}]",), found=found)
    if rest.startswith("."):
        if "." in value:
            raise FormulaSyntax("number_has_two_points", here, found=value + rest[:1])
        raise FormulaSyntax("number_ends_with_point", here, expected=(value, f"{value}.0"))
    if len(value) > 1 and value[0] == "0" and value[1] != ".":
        group = _BEFORE_A_GROUP.search(before)
        if group and len(value) == 3:
            raise FormulaSyntax("digits_grouped", here, expected=(group[1] + value,))
        whole, point, fraction = value.partition(".")
        raise FormulaSyntax("number_begins_with_zeros", here, expected=((whole.lstrip("0") or "0") + point + fraction,))


def _unreadable(unreadable: names.Unreadable, inner: str, here: Place) -> FormulaSyntax:
    if unreadable.code != "name_has_invisible_character":
        return FormulaSyntax(unreadable.code, here)
    character = characters.described(inner[unreadable.index])
    return FormulaSyntax(unreadable.code, Place(here.line, here.column + 1 + unreadable.index), character=character)


def _no_word(flat: str, at: int, place: Callable[[int], Place]) -> FormulaSyntax:
    """Why nothing of the language begins here."""
    sign = flat[at]
    if sign == "[":
        nested = flat.find("[", at + 1)
        return (
            FormulaSyntax("name_in_name", place(nested)) if nested > 0 else FormulaSyntax("name_not_closed", place(at))
        )
    if sign == "]":
        return FormulaSyntax("name_bracket_not_opened", place(at))
    if sign == ".":
        fraction = _DIGITS.match(flat, at + 1)
        example = f"0.{fraction.group()}" if fraction else "0.5"
        return FormulaSyntax("number_begins_with_point", place(at), expected=(example,))
    instead = characters.INSTEAD.get(sign)
    if characters.is_invisible(sign):
        return FormulaSyntax("character_invisible", place(at), character=characters.described(sign))
    if instead is None:
        return FormulaSyntax("character_unknown", place(at), character=characters.described(sign))
    return FormulaSyntax(
        "character_written_otherwise", place(at), expected=(instead,), character=characters.described(sign)
    )
