"""From the tree to a function: one small function for each node, which calls those of its children."""

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal, DecimalException
from typing import Any

from formulas import arithmetic
from formulas.arithmetic import ONE, NoValue
from formulas.data import Data, Periods, Value
from formulas.errors import FormulaLimit, FormulaType
from formulas.limits import MOST_DIGITS, MOST_STEPS
from formulas.powers import power
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
    Place,
    Power,
    fold,
)


class Run:
    """One evaluation: the data, and the steps that it has taken so far."""

    __slots__ = ("data", "steps", "values")

    def __init__(self, data: Data, steps: int) -> None:
        self.data = data
        self.values = data.values
        self.steps = steps

    def take(self, steps: int, at: Place | None) -> None:
        """Raises FormulaLimit where there are more than 100,000."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise FormulaLimit("too_many_steps", at, limit=MOST_STEPS)


Evaluate = Callable[[Run], Any]
"""Gives a Value. Which kind it is, types.check has made sure of: hence Any, and no check of it here."""

_SIGNS: dict[str, Callable[[Decimal, Decimal], Decimal | NoValue]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "^": power,
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_tree(tree: Node) -> Callable[[Run], Value]:
    """The function of a tree that `types.check` found no fault with."""
    return fold(tree, _compile)


def _compile(node: Node, parts: Sequence[Evaluate]) -> Evaluate:
    match node:
        case Number():
            return _constant(arithmetic.literal(node))
        case Name():
            return _name(node.name)
        case Look():
            return _LOOKS[node.function](node.name, node.at)
        case Negate():
            return _negation(parts[0])
        case Chain():
            if len(parts) == 2:
                return _of_two(_SIGNS[node.operators[0]], parts, node.at)
            return _chain(node, parts)
        case Power():
            return _of_two(power, parts, node.at)
        case Compare():
            return _of_two(_COMPARISONS[node.operator], parts, node.at)
        case Not():
            return _denial(parts[0])
        case Both():
            return _until(parts, go_on_after=True)
        case Either():
            return _until(parts, go_on_after=False)
        case If():
            return _choice(*parts)
        case Call():
            return _call(node, parts)


def _too_many_digits(at: Place | None) -> FormulaLimit:
    return FormulaLimit("too_many_digits", at, limit=MOST_DIGITS)


def _constant(value: Decimal) -> Evaluate:
    return lambda run: value


def _name(name: str) -> Evaluate:
    return lambda run: run.values[name]


def _negation(operand: Evaluate) -> Evaluate:
    def negation(run: Run) -> Any:
        value = operand(run)
        return value if type(value) is NoValue else value.copy_negate()

    return negation


def _denial(operand: Evaluate) -> Evaluate:
    def denial(run: Run) -> Any:
        value = operand(run)
        return value if type(value) is NoValue else not value

    return denial


def _of_two(operate: Callable[[Any, Any], Any], parts: Sequence[Evaluate], at: Place | None) -> Evaluate:
    left, right = parts

    def of_two(run: Run) -> Any:
        one, other = left(run), right(run)
        if type(one) is NoValue:
            return one
        if type(other) is NoValue:
            return other
        try:
            return operate(one, other)
        except DecimalException:
            raise _too_many_digits(at) from None

    return of_two


def _chain(node: Chain, parts: Sequence[Evaluate]) -> Evaluate:
    first = parts[0]
    rest = tuple(
        (_SIGNS[sign], part, node.place(n))
        for n, (sign, part) in enumerate(zip(node.operators, parts[1:], strict=True))
    )

    def chain(run: Run) -> Any:
        result = first(run)
        for operate, operand, at in rest:
            value = operand(run)
            if type(result) is NoValue:
                continue
            if type(value) is NoValue:
                result = value
                continue
            try:
                result = operate(result, value)
            except DecimalException:
                raise _too_many_digits(at) from None
        return result

    return chain


def _until(parts: Sequence[Evaluate], *, go_on_after: bool) -> Evaluate:
    operands = tuple(parts)

    def until(run: Run) -> Any:
        for operand in operands:
            value = operand(run)
            if value is not go_on_after:
                return value
        return go_on_after

    return until


def _choice(condition: Evaluate, then: Evaluate, otherwise: Evaluate) -> Evaluate:
    def choice(run: Run) -> Any:
        value = condition(run)
        if value is True:
            return then(run)
        if value is False:
            return otherwise(run)
        return value

    return choice


def _call(node: Call, parts: Sequence[Evaluate]) -> Evaluate:
    operands, work_out, at = tuple(parts), _FUNCTIONS[node.function], node.at
    rounds = node.function == "ROUND"

    def call(run: Run) -> Any:
        values = [operand(run) for operand in operands]
        if rounds and type(values[1]) is Decimal and not arithmetic.is_whole(values[1]):
            raise FormulaType("decimals_not_whole", at, value=arithmetic.plain(values[1]))
        for value in values:
            if type(value) is NoValue:
                return value
        try:
            return work_out(values)
        except DecimalException:
            raise _too_many_digits(at) from None

    return call


def _total(values: Sequence[Decimal]) -> Decimal:
    total = values[0]
    for value in values[1:]:
        total = arithmetic.add(total, value)
    return total


def _average(values: Sequence[Decimal]) -> Decimal | NoValue:
    return arithmetic.divide(_total(values), Decimal(len(values)))


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "MIN": min,
    "MAX": max,
    "SUM": _total,
    "AVG": _average,
    "ROUND": lambda values: arithmetic.rounded(*values),
}


def _prior(name: str, at: Place | None) -> Evaluate:
    return lambda run: run.data.periods[name].prior


def _same_period_last_year(name: str, at: Place | None) -> Evaluate:
    return lambda run: run.data.periods[name].same_period_last_year


def _year_to_date(as_of: Callable[[Periods], Sequence[Any]]) -> Callable[[str, Place | None], Evaluate]:
    """The sum of a year so far, as of some period; without a value where one of its periods has none."""

    def of_a_name(name: str, at: Place | None) -> Evaluate:
        def year_to_date(run: Run) -> Any:
            values = as_of(run.data.periods[name])
            run.take(len(values), at)
            for value in values:
                if type(value) is NoValue:
                    return value
            try:
                return _total(values) if values else NoValue.MISSING
            except DecimalException:
                raise _too_many_digits(at) from None

        return year_to_date

    return of_a_name


def _of_peers(work_out: Callable[[Run, list[Any]], Any]) -> Callable[[str, Place | None], Evaluate]:
    """A function of the members that have a value; missing where none has."""

    def of_a_name(name: str, at: Place | None) -> Evaluate:
        def of_peers(run: Run) -> Any:
            values = run.data.peers[name]
            run.take(len(values), at)
            present = [value for value in values if type(value) is not NoValue]
            try:
                return work_out(run, present) if present else NoValue.MISSING
            except DecimalException:
                raise _too_many_digits(at) from None

        return of_peers

    return of_a_name


def _best(name: str, at: Place | None) -> Evaluate:
    return _of_peers(lambda run, values: min(values) if run.data.directions.get(name) == "lower" else max(values))(
        name, at
    )


def _rank(name: str, at: Place | None) -> Evaluate:
    def place_among(run: Run, values: list[Any]) -> Decimal:
        own = run.values[name]
        better = operator.lt if run.data.directions.get(name) == "lower" else operator.gt
        return ONE + sum(1 for value in values if better(value, own))

    among_peers = _of_peers(place_among)(name, at)

    def rank(run: Run) -> Any:
        own = run.values[name]
        return own if type(own) is NoValue else among_peers(run)

    return rank


_LOOKS: dict[str, Callable[[str, Place | None], Evaluate]] = {
    "PRIOR": _prior,
    "SAME_PERIOD_LAST_YEAR": _same_period_last_year,
    "YTD": _year_to_date(lambda periods: periods.ytd),
    "PRIOR_YTD": _year_to_date(lambda periods: periods.prior_ytd),
    "SAME_PERIOD_LAST_YEAR_YTD": _year_to_date(lambda periods: periods.same_period_last_year_ytd),
    "PEER_AVG": _of_peers(lambda run, values: _average(values)),
    "PEER_BEST": _best,
    "PEER_RANK": _rank,
}
