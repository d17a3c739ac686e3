"""Random formulas and data for the property tests, made from trees and not from texts."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from formulas import tree as nodes
from formulas.arithmetic import NoValue, ended
from formulas.data import Data, Periods, Value
from formulas.functions import Function, Lookup
from formulas.tree import Node
from formulas.types import Direction

NAMES = ("a", "b", "完成率", "GDP 增速", "IF", "12月", "x_1")
LISTS: tuple[Function, ...] = ("MIN", "MAX", "SUM", "AVG")
LOOKS: tuple[Lookup, ...] = ("PRIOR", "YTD", "SAME_PERIOD_LAST_YEAR", "PEER_AVG", "PEER_BEST", "PEER_RANK")
COMPARISONS: tuple[nodes.Comparison, ...] = ("=", "<>", "<", "<=", ">", ">=")
DIRECTIONS: tuple[Direction, ...] = ("higher", "lower")
REASONS = (NoValue.MISSING, NoValue.NOT_APPLICABLE, NoValue.NOT_YET_DUE)
T = TypeVar("T")


def drawn(make: Callable[[Random], T]) -> SearchStrategy[T]:
    """A strategy from a function of chance: hypothesis decides every choice, and can make a failure smaller."""
    return st.randoms(use_true_random=False).map(make)


def decimal(random: Random) -> Decimal:
    """At least 0, without trailing zeros, with the borders of rounding among them."""
    match random.randrange(4):
        case 0:
            return Decimal(random.randrange(13))
        case 1:
            return Decimal(str(Decimal(random.randrange(1_000_000)).scaleb(-3).normalize() + 0))
        case 2:
            return random.choice([Decimal("0.5"), Decimal("0.005"), Decimal("89.995"), Decimal("1000000000000")])
        case _:
            return random.choice([Decimal("0." + "0" * 20 + "1"), Decimal("1" * 40), Decimal("0." + "3" * 34)])


def leaf(random: Random) -> Node:
    match random.randrange(4):
        case 0 | 1:
            return nodes.Number(Decimal(f"{decimal(random):f}"), random.random() < 0.2)
        case 2:
            return nodes.Name(random.choice(NAMES))
        case _:
            return nodes.Look(random.choice(LOOKS), random.choice(NAMES))


def number(random: Random, depth: int = 3) -> Node:
    """A tree that yields a number."""
    return _number(random, depth, lambda: truth(random, depth - 1))


def truth(random: Random, depth: int = 2) -> Node:
    """A tree that yields true or false."""
    return _truth(random, depth, lambda: number(random, max(0, depth - 1)))


def well_typed(random: Random) -> Node:
    return number(random) if random.random() < 0.75 else truth(random)


def any_tree(random: Random, depth: int = 3) -> Node:
    """A tree of any shape, most of which have a truth where a number belongs."""

    def part() -> Node:
        return any_tree(random, depth - 1)

    if depth == 0:
        return leaf(random)
    return _number(random, depth, part, part) if random.random() < 0.6 else _truth(random, depth, part, part)


def _number(random: Random, depth: int, condition: Callable[[], Node], part: Callable[[], Node] | None = None) -> Node:
    part = part or (lambda: number(random, depth - 1))
    if depth <= 0 or random.random() < 0.15:
        return leaf(random)
    some = tuple(part() for _ in range(random.randrange(2, 5)))
    match random.randrange(9):
        case 0 | 1:
            return nodes.Sum(some, tuple(random.choice("+-") for _ in some[1:]))
        case 2 | 3:
            return nodes.Product(some, tuple(random.choice("*/") for _ in some[1:]))
        case 4:
            return nodes.Negate(some[0])
        case 5:
            small = nodes.Number(Decimal(random.randrange(4)))
            return nodes.Power(some[0], random.choice([small, nodes.Negate(small), some[1]]))
        case 6:
            return nodes.Call(random.choice(LISTS), some[random.randrange(2) :])
        case 7:
            places: Node = nodes.Number(Decimal(random.randrange(5)))
            places = nodes.Negate(places) if random.random() < 0.4 else places
            return nodes.Call("ROUND", (some[0], places))
        case _:
            return nodes.If(condition(), some[0], some[1])


def _truth(random: Random, depth: int, part: Callable[[], Node], inner: Callable[[], Node] | None = None) -> Node:
    inner = inner or (lambda: truth(random, depth - 1))
    if depth <= 0 or random.random() < 0.5:
        return nodes.Compare(random.choice(COMPARISONS), part(), part())
    some = tuple(inner() for _ in range(random.randrange(2, 4)))
    made: list[Node] = [nodes.Not(some[0]), nodes.Both(some), nodes.Either(some)]
    return random.choice(made)


def value(random: Random) -> Value:
    found: list[Value] = [decimal(random), -decimal(random), random.choice(REASONS), Decimal(0), Decimal(1)]
    return random.choice(found)


def values(random: Random) -> tuple[Value, ...]:
    return tuple(value(random) for _ in range(random.randrange(5)))


def data(random: Random) -> Data:
    """Data of every name, with and without values."""
    return Data(
        {name: value(random) for name in NAMES},
        {name: Periods(value(random), value(random), values(random)) for name in NAMES},
        {name: values(random) for name in NAMES},
        {name: random.choice(DIRECTIONS) for name in NAMES[::2]},
    )


def shuffled(tree: Node, random: Random) -> Node:
    """The same meaning in another writing: what commutes is shuffled, comparisons turned round, constants unfolded."""

    def written_otherwise(node: Node, parts: Sequence[Node]) -> Node:
        match node:
            case nodes.Number() if random.random() < 0.2:
                half = nodes.Number(ended(Fraction(node.value) / 2), node.percent)
                return nodes.Sum((half, half), ("+",))
            case nodes.Sum():
                terms = list(zip(("+", *node.operators), parts, strict=True))
                random.shuffle(terms)
                (sign, first), *rest = terms
                lead = first if sign == "+" else nodes.Negate(first)
                return nodes.Sum((lead, *(part for _, part in rest)), tuple(sign for sign, _ in rest))
            case nodes.Product() if "/" not in node.operators:
                return nodes.Product(tuple(random.sample(parts, len(parts))), node.operators)
            case nodes.Call() if node.function != "ROUND":
                return nodes.Call(node.function, tuple(random.sample(parts, len(parts))))
            case nodes.Compare():
                return nodes.Compare(_MIRRORED[node.operator], parts[1], parts[0])
        return with_children(node, parts)

    return nodes.fold(tree, written_otherwise)


_MIRRORED: dict[str, nodes.Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}


def with_children(node: Node, parts: Sequence[Node]) -> Node:
    match node:
        case nodes.Negate():
            return nodes.Negate(parts[0])
        case nodes.Not():
            return nodes.Not(parts[0])
        case nodes.Power():
            return nodes.Power(parts[0], parts[1])
        case nodes.Product():
            return nodes.Product(tuple(parts), node.operators)
        case nodes.Compare():
            return nodes.Compare(node.operator, parts[0], parts[1])
        case nodes.Both():
            return nodes.Both(tuple(parts))
        case nodes.Either():
            return nodes.Either(tuple(parts))
        case nodes.If():
            return nodes.If(parts[0], parts[1], parts[2])
        case nodes.Call():
            return nodes.Call(node.function, tuple(parts))
    return node


def small(random: Random) -> Node:
    """A formula of two names and three numbers, so that many of them mean the same."""
    tree = number(random, 2) if random.random() < 0.7 else truth(random, 2)

    def few(node: Node, parts: Sequence[Node]) -> Node:
        match node:
            case nodes.Number() | nodes.Look():
                return nodes.Number(Decimal(random.randrange(3)))
            case nodes.Name():
                return nodes.Name(random.choice("ab"))
            case nodes.Sum() | nodes.Product():
                return type(node)(tuple(parts[:2]), node.operators[:1])
            case nodes.Call() if node.function != "ROUND":
                return nodes.Call(node.function, tuple(parts[:2]))
            case nodes.Both() | nodes.Either():
                return type(node)(tuple(parts[:2]))
        return with_children(node, parts)

    return nodes.fold(tree, few)


_TELLING: tuple[Value, ...] = (
    Decimal(0), Decimal(1), Decimal(-3), Decimal("0.7"), Decimal(3), Decimal("0." + "3" * 34), NoValue.MISSING,
)  # fmt: skip
TELLING = tuple(Data(values={"a": a, "b": b}) for a, b in product(_TELLING, repeat=2))
"""Values that tell apart what is not the same."""
