"""Reading a formula: text → tree, or one error with its place and what was expected there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, UnexpectedToken
from lark.lexer import Lexer

from formulas import nesting, tokens
from formulas.building import Builder, node_of
from formulas.misplaced import refusal
from formulas.tree import Node


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was written, and what it means."""

    text: str
    tree: Node


def parse(text: str) -> Formula:
    """Reads a formula.

    Raises FormulaSyntax where the text is none, FormulaLimit where it is longer than 2,000 characters, nested deeper
    than 50, or holds a number of more than 60 digits. Never anything else, whatever the text.
    """
    words = tokens.tokens(text)
    nesting.check(words)
    try:
        tree: Any = _parser().parse(words)
    except UnexpectedToken as unexpected:
        raise refusal(unexpected, words) from None
    return Formula(text, node_of(tree))


class _Words(Lexer):
    """For lark: the words are read already."""

    def __init__(self, _configuration: object) -> None: ...

    def lex(self, words: Sequence[Token]) -> Iterator[Token]:  # type: ignore[override]  # lark's simplest interface
        return iter(words)


@cache
def _parser() -> Lark:
    """Built once: LALR, without recursion, so that no nesting exhausts the stack."""
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Words, transformer=Builder())
