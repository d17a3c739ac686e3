"""Evaluating formulas: what is shown is what is computed, by functions made from the tree.

Operands are evaluated from left to right, all of them; of several reasons for no value the leftmost wins. IF
evaluates the branch chosen, AND and OR stop as soon as the left decides. Nothing of a formula's text is executed.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from formulas.arithmetic import NoValue, plain
from formulas.compiling import Run, compile_tree
from formulas.data import Data, Periods, Value
from formulas.errors import FormulaLimit, FormulaType
from formulas.functions import PEERS
from formulas.language import Formula
from formulas.limits import MOST_STEPS
from formulas.tree import Look, Name, Node, Place, walk
from formulas.types import Symbol, check

__all__ = ["Data", "NoValue", "Periods", "Value", "compiled", "evaluate", "plain"]

_NUMBER = Symbol()


def compiled(formula: Formula, symbols: Mapping[str, Symbol] | None = None) -> Callable[[Data], Value]:
    """The formula as a function of data, for many evaluations.

    `symbols` says which names are truths and which units meet; without it every name is a number of unknown unit.
    Raises FormulaType where the formula does not fit together. The function raises FormulaType where the data lacks a
    name or ROUND is given a fraction of a decimal, FormulaLimit beyond 60 digits or 100,000 steps.
    """
    needs = _needs(formula.tree)
    known = {need.name: _NUMBER for need in needs} if symbols is None else symbols
    check(formula.tree, known)
    nodes = sum(1 for _ in walk(formula.tree))
    if nodes > MOST_STEPS:
        raise FormulaLimit("too_many_steps", limit=MOST_STEPS)
    evaluate_tree = compile_tree(formula.tree)
    values = tuple(need for need in needs if need.function in (None, "PEER_RANK"))
    lookups = tuple(need for need in needs if need.function is not None)
    truths = {need.name: known[need.name].truth for need in values}

    def run(data: Data) -> Value:
        for need in values:
            value = data.values.get(need.name)
            if value is None:
                raise FormulaType("name_without_data", need.at, name=need.name)
            if type(value) is not NoValue and (type(value) is bool) != truths[need.name]:
                kind = "true or false" if truths[need.name] else "number"
                raise FormulaType("datum_of_other_kind", need.at, expected=(kind,), name=need.name)
        for need in lookups:
            _check_lookup(need, data)
        return evaluate_tree(Run(data, nodes))

    return run


def evaluate(formula: Formula, data: Data, symbols: Mapping[str, Symbol] | None = None) -> Value:
    """The value of the formula on the data: a number, a truth, or why there is none. Raises as `compiled` does."""
    return compiled(formula, symbols)(data)


class _Need(NamedTuple):
    """A name that the data must have, and where it is first asked for."""

    name: str
    function: str | None
    at: Place | None


def _needs(tree: Node) -> tuple[_Need, ...]:
    found: dict[tuple[str, str | None], _Need] = {}
    for node in walk(tree):
        if isinstance(node, Name | Look):
            function = node.function if isinstance(node, Look) else None
            found.setdefault((node.name, function), _Need(node.name, function, node.at))
    return tuple(found.values())


def _check_lookup(need: _Need, data: Data) -> None:
    if need.function in PEERS:
        if need.name not in data.peers:
            raise FormulaType("name_without_peers", need.at, name=need.name, function=need.function)
    elif need.name not in data.periods:
        raise FormulaType("name_without_periods", need.at, name=need.name, function=need.function)
