"""A second evaluator, slow and plain, that shares no code with the first: fractions, recursion, one rule at a time."""

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from formulas import tree as nodes
from formulas.data import Data
from formulas.tree import Node

Result = Fraction | bool | str
"""A number, a truth, or the reason why there is neither."""


class Beyond(Exception):
    """More than 60 digits."""


def digits(value: Fraction) -> int:
    """Digits of the plain writing. Raises Beyond where it does not end within 60."""
    shifted, places = value, 0
    while shifted.denominator != 1:
        shifted, places = shifted * 10, places + 1
        if places > 60:
            raise Beyond
    whole = abs(value.numerator) // value.denominator
    return places + (len(str(whole)) if whole else 0)


def kept(value: Fraction) -> Fraction:
    if digits(value) > 60:
        raise Beyond
    return value


def half_away(value: Fraction) -> int:
    up = (abs(value) * 2 + 1) // 2
    return -up if value < 0 else up


def to_34(value: Fraction) -> Fraction:
    """Rounded to 34 significant digits, half away from zero."""
    if not value:
        return value
    power = 0
    while abs(value) * Fraction(10) ** power >= Fraction(10) ** 34:
        power -= 1
    while abs(value) * Fraction(10) ** power < Fraction(10) ** 33:
        power += 1
    scale = Fraction(10) ** power
    return half_away(value * scale) / scale


def quotient(one: Fraction, other: Fraction) -> Result:
    return kept(to_34(one / other)) if other else "division_by_zero"


def power(base: Fraction, exponent: Fraction) -> Result:
    if base == 0:
        return "undefined_power" if exponent == 0 else Fraction(0) if exponent > 0 else "division_by_zero"
    if exponent.denominator == 1:
        count = abs(exponent.numerator)
        if base not in (1, -1) and count > 1000:
            raise Beyond
        whole = kept(base ** (count if base not in (1, -1) else count % 2))
        return whole if exponent >= 0 else quotient(Fraction(1), whole)
    if base < 0:
        return "undefined_power"
    return root(base, exponent)


def root(base: Fraction, exponent: Fraction) -> Fraction:
    """By halving: the largest number of 34 digits and one more whose power is not above, decided with 400 digits."""
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 400, 999_999, -999_999
        logarithm = _decimal(exponent) * _decimal(base).ln()
        if abs(logarithm) > 150:
            raise Beyond
        nearly = logarithm.exp()
    # 400 digits of what is exact end in zeros or nines: 300 of them are the number itself
    with localcontext() as context:
        context.prec = 300
        return kept(to_34(Fraction(+nearly)))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def of(value: Any) -> Result:
    return Fraction(value) if isinstance(value, Decimal) else bool(value) if isinstance(value, bool) else str(value)


def evaluate(node: Node, data: Data) -> Result:
    """The value by definition. Raises Beyond where any result has more than 60 digits."""
    match node:
        case nodes.Number(value=value, percent=percent):
            return kept(Fraction(value) / (100 if percent else 1))
        case nodes.Name(name=name):
            return of(data.values[name])
        case nodes.Look():
            return _looked_up(node, data)
        case nodes.Negate(operand=operand):
            number = evaluate(operand, data)
            return number if isinstance(number, str) else -Fraction(number)
        case nodes.Sum() | nodes.Product():
            result = evaluate(node.operands[0], data)
            for sign, operand in zip(node.operators, node.operands[1:], strict=True):
                result = _two(sign, result, evaluate(operand, data))
            return result
        case nodes.Power(base=base, exponent=exponent):
            return _two("^", evaluate(base, data), evaluate(exponent, data))
        case nodes.Compare(operator=operator, left=left, right=right):
            return _two(operator, evaluate(left, data), evaluate(right, data))
        case nodes.Not(operand=operand):
            denied = evaluate(operand, data)
            return denied if isinstance(denied, str) else not denied
        case nodes.Both(operands=operands):
            return _logic(list(operands), data, stops_at=False)
        case nodes.Either(operands=operands):
            return _logic(list(operands), data, stops_at=True)
        case nodes.If(condition=condition, then=then, otherwise=otherwise):
            decides = evaluate(condition, data)
            return decides if isinstance(decides, str) else evaluate(then if decides else otherwise, data)
        case nodes.Call(function=function, arguments=arguments):
            return _called(function, [evaluate(argument, data) for argument in arguments])


def _logic(operands: list[Node], data: Data, *, stops_at: bool) -> Result:
    first = evaluate(operands[0], data)
    if isinstance(first, str) or first is stops_at or len(operands) == 1:
        return first
    return _logic(operands[1:], data, stops_at=stops_at)


def _two(sign: str, one: Result, other: Result) -> Result:
    if isinstance(one, str):
        return one
    if isinstance(other, str):
        return other
    match sign:
        case "+":
            return kept(Fraction(one + other))
        case "-":
            return kept(Fraction(one - other))
        case "*":
            return kept(Fraction(one * other))
        case "/":
            return quotient(Fraction(one), Fraction(other))
        case "^":
            return power(Fraction(one), Fraction(other))
        case "=" | "<>":
            return (one == other) is (sign == "=")
        case "<" | ">=":
            return (one < other) is (sign == "<")
        case _:
            return (one > other) is (sign == ">")


def _called(function: str, values: list[Result]) -> Result:
    reasons = [value for value in values if isinstance(value, str)]
    if reasons:
        return reasons[0]
    found = [Fraction(value) for value in values if not isinstance(value, str)]
    match function:
        case "ROUND":
            scale = Fraction(10) ** int(found[1])
            return kept(half_away(found[0] * scale) / scale)
        case "MIN":
            return sorted(found)[0]
        case "MAX":
            return sorted(found)[-1]
    total = found[0]
    for value in found[1:]:
        total = kept(total + value)
    return total if function == "SUM" else quotient(total, Fraction(len(found)))


def _looked_up(node: nodes.Look, data: Data) -> Result:
    if node.function == "PRIOR":
        return of(data.periods[node.name].prior)
    if node.function == "SAME_PERIOD_LAST_YEAR":
        return of(data.periods[node.name].same_period_last_year)
    if node.function in ("YTD", "PRIOR_YTD", "SAME_PERIOD_LAST_YEAR_YTD"):
        so_far = [of(value) for value in getattr(data.periods[node.name], node.function.lower())]
        return _called("SUM", so_far) if so_far else "missing"
    if node.function == "PEER_RANK" and isinstance(reason := of(data.values[node.name]), str):
        return reason
    present = [value for value in map(of, data.peers[node.name]) if not isinstance(value, str)]
    if not present:
        return "missing"
    lower = data.directions.get(node.name) == "lower"
    if node.function == "PEER_AVG":
        return _called("AVG", list(present))
    if node.function == "PEER_BEST":
        return min(present) if lower else max(present)
    own = of(data.values[node.name])
    if isinstance(own, str):
        return own
    return Fraction(1 + len([value for value in present if (value < own if lower else value > own)]))
