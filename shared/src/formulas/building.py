"""From what the grammar recognised to the tree; what has two readings is refused here, with both ways to write it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any, cast

from formulas import arithmetic
from formulas.errors import FormulaLimit, FormulaSyntax
from formulas.functions import LOOKUPS, SHAPES, SHIFTED, Function, Lookup, takes
from formulas.limits import MOST_DIGITS
from formulas.printing import printed
from formulas.tokens import place_of
from formulas.tree import (
    Both,
    Call,
    Compare,
    Comparison,
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
    Product,
    Sum,
)


@dataclass(frozen=True, slots=True)
class Bracketed:
    """Something that stood in brackets: nothing outside is read into it."""

    node: Node


Part = Node | Bracketed


def node_of(part: Part) -> Node:
    return part.node if isinstance(part, Bracketed) else part


class Builder:
    """One method for each rule of the grammar; each takes what the rule matched, words included."""

    def either(self, parts: Sequence[Any]) -> Node:
        return Either(_operands(parts), at=place_of(parts[1]))

    def both(self, parts: Sequence[Any]) -> Node:
        return Both(_operands(parts), at=place_of(parts[1]))

    def denial(self, parts: Sequence[Any]) -> Node:
        return Not(node_of(parts[1]), at=place_of(parts[0]))

    def comparison(self, parts: Sequence[Any]) -> Node:
        left, sign, right, *more = parts
        if more:
            nodes = _operands(parts)
            pairs = zip(parts[1::2], nodes, nodes[1:], strict=False)
            spelled = " AND ".join(printed(Compare(cast(Comparison, str(one)), a, b)) for one, a, b in pairs)
            raise FormulaSyntax("comparisons_chained", place_of(more[0]), expected=(spelled,))
        return Compare(cast(Comparison, str(sign)), node_of(left), node_of(right), at=place_of(sign))

    def sum(self, parts: Sequence[Any]) -> Node:
        signs = parts[1::2]
        places = tuple(map(place_of, signs))
        return Sum(_operands(parts), tuple(map(str, signs)), places=places, at=places[0])

    def product(self, parts: Sequence[Any]) -> Node:
        signs = parts[1::2]
        places = tuple(map(place_of, signs))
        return Product(_operands(parts), tuple(map(str, signs)), places=places, at=places[0])

    def negative(self, parts: Sequence[Any]) -> Node:
        sign, operand = parts
        if isinstance(operand, Power):
            of_the_sign = Power(Negate(operand.base), operand.exponent)
            raise _ambiguous("sign_before_power", operand.at, Negate(operand), of_the_sign)
        return Negate(node_of(operand), at=place_of(sign))

    def power(self, parts: Sequence[Any]) -> Node:
        operands = _operands(parts)
        first = Power(operands[0], operands[1], at=place_of(parts[1]))
        if len(operands) == 2:
            return first
        again = place_of(parts[3])
        if isinstance(parts[2], Negate) and len(operands) == 3:
            exponent = Negate(Power(parts[2].operand, operands[2]))
            raise _ambiguous("sign_before_power", again, Power(operands[0], exponent), Power(first, operands[2]))
        from_left: Node = first
        for operand in operands[2:]:
            from_left = Power(from_left, operand)
        from_right = operands[-1]
        for operand in reversed(operands[:-1]):
            from_right = Power(operand, from_right)
        raise _ambiguous("power_of_power", again, from_left, from_right)

    def number(self, parts: Sequence[Any]) -> Node:
        token = parts[0]
        here = place_of(token)
        try:
            value = arithmetic.exactly(Decimal(token))
            number = Number(Decimal(arithmetic.plain(value)), percent=len(parts) == 2, at=here)
            arithmetic.exactly(arithmetic.literal(number))
        except DecimalException:
            raise FormulaLimit("too_many_digits", here, limit=MOST_DIGITS) from None
        return number

    def name(self, parts: Sequence[Any]) -> Node:
        return Name(str(parts[0]), at=place_of(parts[0]))

    def bracketed(self, parts: Sequence[Any]) -> Part:
        return Bracketed(node_of(parts[1]))

    def call(self, parts: Sequence[Any]) -> Node:
        function, at = str(parts[0]), place_of(parts[0])
        given = parts[2:-1:2]
        if not takes(function, len(given)):
            raise FormulaSyntax("argument_count", at, expected=(SHAPES[function],), name=function, count=len(given))
        if function in LOOKUPS:
            if function in SHIFTED and isinstance(given[0], Look) and given[0].function == "YTD":
                return Look(cast(Lookup, SHIFTED[function]), given[0].name, at=at)
            if not isinstance(given[0], Name):
                raise FormulaSyntax("argument_not_a_name", at, expected=(SHAPES[function],), name=function)
            return Look(cast(Lookup, function), given[0].name, at=at)
        arguments = tuple(map(node_of, given))
        if function == "IF":
            condition, then, otherwise = arguments
            return If(condition, then, otherwise, at=at)
        return Call(cast(Function, function), arguments, at=at)


def _operands(parts: Sequence[Any]) -> tuple[Node, ...]:
    """Every second part: the operators stand between."""
    return tuple(map(node_of, parts[::2]))


def _ambiguous(code: str, at: Place | None, *readings: Node) -> FormulaSyntax:
    return FormulaSyntax(code, at, expected=tuple(map(printed, readings)))
