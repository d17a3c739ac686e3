"""Whether a formula fits together: numbers where numbers belong, truths where truths belong, equal units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from formulas import units
from formulas.arithmetic import is_whole
from formulas.errors import FormulaType
from formulas.names import written
from formulas.tree import (
    Both,
    Call,
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
    Product,
    Sum,
    fold,
)
from formulas.units import UNITLESS, Unit

Direction = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for: a number with a unit (None: unknown), or a truth; and which direction is better."""

    unit: str | None = None
    truth: bool = False
    direction: Direction = "higher"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a formula yields. `unit` is None where it is not known, `1` for a plain number."""

    kind: Literal["number", "truth"]
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number. A literal takes any unit; `unit` None is unknown, and whatever it meets becomes unknown."""

    unit: Unit | None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class _Truth:
    pass


_Kind = _Figure | _Truth
_LITERAL = _Figure(UNITLESS, literal=True)


def check(tree: Node, symbols: Mapping[str, Symbol]) -> Checked:
    """The kind and unit of what the formula yields.

    Raises FormulaType at the leftmost place that does not fit: a name without symbol, a truth among numbers or a
    number among truths, units that differ where they must be equal.
    """
    kind = fold(tree, lambda node, parts: _kind(node, parts, symbols))
    if isinstance(kind, _Truth):
        return Checked("truth", None)
    return Checked("number", None if kind.literal or kind.unit is None else units.text(kind.unit))


def _kind(node: Node, parts: Sequence[_Kind], symbols: Mapping[str, Symbol]) -> _Kind:
    match node:
        case Number():
            return _LITERAL
        case Name() | Look():
            return _of_a_name(node, symbols)
        case Negate():
            return _figure(parts[0], "-", node.at)
        case Sum():
            return _sum(node, parts)
        case Product():
            return _product(node, parts)
        case Power():
            return _power(node, _figure(parts[0], "^", node.at), _figure(parts[1], "^", node.at))
        case Compare():
            left, right = (_figure(part, node.operator, node.at) for part in parts)
            _equal(left, right, node.operator, node.at)
            return _Truth()
        case Not():
            _truth(parts[0], "NOT", node.operand, node.at)
            return _Truth()
        case Both() | Either():
            for part, operand in zip(parts, node.operands, strict=True):
                _truth(part, "AND" if isinstance(node, Both) else "OR", operand, node.at)
            return _Truth()
        case If():
            return _branches(node, parts)
        case Call():
            return _call(node, [_figure(part, node.function, node.at) for part in parts])


def _of_a_name(node: Name | Look, symbols: Mapping[str, Symbol]) -> _Kind:
    symbol = symbols.get(node.name)
    if symbol is None:
        raise FormulaType("name_undefined", node.at, name=node.name)
    if isinstance(node, Look):
        if symbol.truth:
            raise FormulaType("number_needed", node.at, where=node.function)
        if node.function == "PEER_RANK":
            return _Figure(UNITLESS)
    elif symbol.truth:
        return _Truth()
    return _Figure(None if symbol.unit is None else units.parse(symbol.unit))


def _sum(node: Sum, parts: Sequence[_Kind]) -> _Figure:
    result = _figure(parts[0], node.operators[0], node.place(0))
    for n, (sign, part) in enumerate(zip(node.operators, parts[1:], strict=True)):
        result = _equal(result, _figure(part, sign, node.place(n)), sign, node.place(n))
    return result


def _product(node: Product, parts: Sequence[_Kind]) -> _Figure:
    result = _figure(parts[0], node.operators[0], node.place(0))
    for n, (sign, part) in enumerate(zip(node.operators, parts[1:], strict=True)):
        factor = _figure(part, sign, node.place(n))
        if result.unit is None or factor.unit is None:
            result = _Figure(None)
        else:
            unit = units.times(result.unit, factor.unit, 1 if sign == "*" else -1)
            result = _Figure(unit, literal=result.literal and factor.literal)
    return result


def _power(node: Power, base: _Figure, exponent: _Figure) -> _Figure:
    if exponent.unit:
        raise FormulaType("unit_in_exponent", node.at, where="^", unit=units.text(exponent.unit))
    if not base.unit:
        return _Figure(base.unit, literal=base.literal and exponent.literal)
    count = _whole_literal(node.exponent)
    if count is None:
        raise FormulaType("power_of_a_unit", node.at, unit=units.text(base.unit))
    return _Figure(units.raised(base.unit, count))


def _whole_literal(node: Node) -> int | None:
    sign = 1
    while isinstance(node, Negate):
        node, sign = node.operand, -sign
    # a larger power of a unit would be refused for its digits anyway
    if isinstance(node, Number) and not node.percent and is_whole(node.value) and node.value < 1000:
        return sign * int(node.value)
    return None


def _branches(node: If, parts: Sequence[_Kind]) -> _Kind:
    condition, then, otherwise = parts
    _truth(condition, "IF", node.condition, node.at)
    if isinstance(then, _Figure) and isinstance(otherwise, _Figure):
        return _equal(then, otherwise, "IF", node.at)
    if isinstance(then, _Figure) or isinstance(otherwise, _Figure):
        raise FormulaType("branches_differ", node.at)
    return then


def _call(node: Call, figures: Sequence[_Figure]) -> _Figure:
    result = figures[0]
    if node.function != "ROUND":
        for figure in figures[1:]:
            result = _equal(result, figure, node.function, node.at)
        return result
    if figures[1].unit:
        raise FormulaType("unit_in_exponent", node.at, where="ROUND", unit=units.text(figures[1].unit))
    decimals = node.arguments[1]
    while isinstance(decimals, Negate):
        decimals = decimals.operand
    if isinstance(decimals, Number) and (decimals.percent or not is_whole(decimals.value)):
        raise FormulaType("decimals_not_whole", decimals.at, value=f"{decimals.value:f}{'%' * decimals.percent}")
    return result


def _equal(left: _Figure, right: _Figure, where: str, at: Place | None) -> _Figure:
    """What two figures have in common that must be of one unit."""
    if left.unit is None or right.unit is None:
        return _Figure(None)
    if left.literal or right.literal:
        return right if left.literal else left
    if left.unit != right.unit:
        raise FormulaType("units_differ", at, where=where, left=units.text(left.unit), right=units.text(right.unit))
    return left


def _figure(kind: _Kind, where: str, at: Place | None) -> _Figure:
    if isinstance(kind, _Truth):
        code = "truths_compared" if where in ("=", "<>") else "number_needed"
        raise FormulaType(code, at, where=where)
    return kind


def _truth(kind: _Kind, where: str, node: Node, at: Place | None) -> None:
    if isinstance(kind, _Figure):
        example = f"{written(node.name)} > 0" if isinstance(node, Name) else "x > 0"
        raise FormulaType("truth_needed", node.at or at, expected=(example,), where=where)
