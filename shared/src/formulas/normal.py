"""One text for all formulas of the same meaning: operands that commute are ordered, constants are folded.

Only what never changes a result is made equal. `+`, `-` and `*` are exact, so terms and factors may change places and
join; quotients, averages and roots are rounded, so nothing moves in or out of them. `x * 0` is not 0 where x has no
value, and AND and OR do not commute: the left may decide before the right is found to have no value. Which reason is
given where several values are missing, and at which step a limit is reached, is not part of the meaning.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal, DecimalException
from fractions import Fraction

from formulas import arithmetic
from formulas.functions import look
from formulas.linear import Linear, constant, symbol
from formulas.powers import power
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
    Power,
    Product,
    Sum,
    fold,
)
from formulas.truths import FALSE, TRUE, Truth, compared, joined, truth

Form = Linear | Truth

_LARGEST_POWER = 200
"""Larger whole powers have too many digits, or a base of 1 or 0."""


def normal_form(tree: Node) -> str:
    """The text that formulas of equal meaning share, and no others.

    It is meant for comparing; it is no formula of the language.
    """
    return fold(tree, _form).text


def _form(node: Node, parts: Sequence[Form]) -> Form:
    match node:
        case Number():
            return constant(Fraction(node.value) / (100 if node.percent else 1))
        case Name():
            return symbol(f"[{node.name}]")
        case Look():
            return symbol(look(node.function, f"[{node.name}]"))
        case Negate():
            return _number(parts[0]).scaled(Fraction(-1))
        case Sum():
            return _sum(parts, node.operators)
        case Product():
            return _product(parts, node.operators)
        case Power():
            return _power(_number(parts[0]), _number(parts[1]))
        case Compare():
            return compared(node.operator, _number(parts[0]), _number(parts[1]))
        case Not():
            return _truth(parts[0]).denied
        case Both():
            return joined("AND", [_truth(part) for part in parts])
        case Either():
            return joined("OR", [_truth(part) for part in parts])
        case If():
            return _choice(_truth(parts[0]), parts[1], parts[2])
        case Call():
            return _call(node, [_number(part) for part in parts])


def _number(form: Form) -> Linear:
    """A formula may hold a truth where a number belongs (types.check says so): it stays what it is."""
    return form if isinstance(form, Linear) else symbol(form.text)


def _truth(form: Form) -> Truth:
    return form if isinstance(form, Truth) else truth(form.text)


def _sum(parts: Sequence[Form], signs: Sequence[str]) -> Linear:
    total = _number(parts[0])
    for sign, part in zip(signs, parts[1:], strict=True):
        total = total.plus(_number(part).scaled(Fraction(1 if sign == "+" else -1)))
    return total


def _product(parts: Sequence[Form], signs: Sequence[str]) -> Linear:
    result = _number(parts[0])
    for sign, part in zip(signs, parts[1:], strict=True):
        factor = _number(part)
        result = result.times(factor) if sign == "*" else _quotient(result, factor)
    return result


def _quotient(above: Linear, below: Linear) -> Linear:
    return _folded(arithmetic.divide, above, below) or symbol(f"DIV({above.text},{below.text})")


def _power(base: Linear, exponent: Linear) -> Linear:
    folded = _folded(power, base, exponent)
    if folded is not None:
        return folded
    count = exponent.value
    whole = None
    if count is not None and count.denominator == 1 and 1 <= abs(count) <= _LARGEST_POWER:
        whole = base.raised(abs(count.numerator))
    if count is None or whole is None:
        return symbol(f"POW({base.text},{exponent.text})")
    return whole if count > 0 else _quotient(constant(Fraction(1)), whole)


def _choice(condition: Truth, then: Form, otherwise: Form) -> Form:
    if condition == TRUE:
        return then
    if condition == FALSE:
        return otherwise
    if condition.negation < condition.text:
        condition, then, otherwise = condition.denied, otherwise, then
    text = f"IF({condition.text},{then.text},{otherwise.text})"
    return truth(text) if isinstance(then, Truth) else symbol(text)


def _call(node: Call, forms: Sequence[Linear]) -> Linear:
    if node.function == "ROUND":
        return _folded(arithmetic.rounded, forms[0], forms[1]) or symbol(f"ROUND({forms[0].text},{forms[1].text})")
    if node.function == "MIN":
        return _extreme("MIN", min, forms)
    if node.function == "MAX":
        return _extreme("MAX", max, forms)
    total = _sum(forms, "+" * (len(forms) - 1))
    return total if node.function == "SUM" else _quotient(total, constant(Fraction(len(forms))))


def _extreme(function: str, choose: Callable[..., Fraction], forms: Sequence[Linear]) -> Linear:
    """The least or largest: of its own like, each once, in order, with one constant at most."""
    members: dict[str, Linear] = {}
    for form in forms:
        for one in form.members if form.function == function else (form,):
            members[one.text] = one
    values = [one.value for one in members.values() if one.value is not None]
    varying = {text: one for text, one in members.items() if one.value is None}
    if values:
        chosen = constant(choose(values))
        varying[chosen.text] = chosen
    if len(varying) == 1:
        return next(iter(varying.values()))
    ordered = tuple(varying[text] for text in sorted(varying))
    return symbol(f"{function}({','.join(one.text for one in ordered)})", function=function, members=ordered)


def _folded(
    work_out: Callable[[Decimal, Decimal], Decimal | arithmetic.NoValue], left: Linear, right: Linear
) -> Linear | None:
    """The result of two constants as evaluation has it; None where they are not constant or it has no result."""
    if left.value is None or right.value is None:
        return None
    try:
        one, other = _decimal(left.value), _decimal(right.value)
        if work_out is arithmetic.rounded and not arithmetic.is_whole(other):
            return None
        result = work_out(one, other)
    except DecimalException:
        return None
    return None if isinstance(result, arithmetic.NoValue) else constant(Fraction(result))


def _decimal(value: Fraction) -> Decimal:
    """Constants come from literals by exact steps or from results of decimals: their fractions end."""
    return arithmetic.exactly(arithmetic.ended(value))
