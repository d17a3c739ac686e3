"""What a formula means, as a tree: immutable, compared by content, without brackets, spaces or places.

Chains (`a + b - c`) are one node, so the depth of a tree follows the brackets of its text, not its length. Everything
that walks a tree does so by `fold` or `walk`, which need no call stack: no formula can exhaust it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeVar

from formulas.functions import Function, Lookup

Comparison = Literal["=", "<>", "<", "<=", ">", ">="]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands in its text; both count from 1."""

    line: int
    column: int


class _Node:
    __slots__ = ()
    at: Place | None

    @property
    def children(self) -> tuple["Node", ...]:
        return ()

    @property
    def own(self) -> tuple[Any, ...]:
        """What the node says itself, without its children."""
        return ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Node):
            return NotImplemented
        return shape(self) == shape(other)  # type: ignore[arg-type]  # every _Node is one of the Nodes below

    def __hash__(self) -> int:
        return hash(shape(self))  # type: ignore[arg-type]  # as above


@dataclass(frozen=True, slots=True, eq=False)
class Number(_Node):
    """A literal, never negative, without trailing zeros; with `percent` it stands for a hundredth of `value`."""

    value: Decimal
    percent: bool = False
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def own(self) -> tuple[Any, ...]:
        return (self.value, self.percent)


@dataclass(frozen=True, slots=True, eq=False)
class Name(_Node):
    """The value of an indicator or data item; `name` is normalised (`names.normalised`)."""

    name: str
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def own(self) -> tuple[Any, ...]:
        return (self.name,)


@dataclass(frozen=True, slots=True, eq=False)
class Look(_Node):
    """A period or peer function of one name."""

    function: Lookup
    name: str
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def own(self) -> tuple[Any, ...]:
        return (self.function, self.name)


@dataclass(frozen=True, slots=True, eq=False)
class Negate(_Node):
    operand: "Node"
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True, eq=False)
class Chain(_Node):
    """Two or more operands with the operators between them, worked off from left to right."""

    operands: tuple["Node", ...]
    operators: tuple[str, ...]
    places: tuple[Place, ...] = field(default=(), kw_only=True, repr=False)
    """Where the operators stand."""
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        return self.operands

    @property
    def own(self) -> tuple[Any, ...]:
        return self.operators

    def place(self, n: int) -> Place | None:
        """Where operator `n` stands."""
        return self.places[n] if self.places else self.at


class Sum(Chain):
    """`+` and `-`."""

    __slots__ = ()


class Product(Chain):
    """`*` and `/`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Power(_Node):
    base: "Node"
    exponent: "Node"
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        return (self.base, self.exponent)


@dataclass(frozen=True, slots=True, eq=False)
class Compare(_Node):
    operator: Comparison
    left: "Node"
    right: "Node"
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        return (self.left, self.right)

    @property
    def own(self) -> tuple[Any, ...]:
        return (self.operator,)


@dataclass(frozen=True, slots=True, eq=False)
class Not(_Node):
    operand: "Node"
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True, eq=False)
class Both(_Node):
    """AND of two or more."""

    operands: tuple["Node", ...]
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        return self.operands


@dataclass(frozen=True, slots=True, eq=False)
class Either(_Node):
    """OR of two or more."""

    operands: tuple["Node", ...]
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        return self.operands


@dataclass(frozen=True, slots=True, eq=False)
class If(_Node):
    condition: "Node"
    then: "Node"
    otherwise: "Node"
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        return (self.condition, self.then, self.otherwise)


@dataclass(frozen=True, slots=True, eq=False)
class Call(_Node):
    """ROUND, or a function of a list."""

    function: Function
    arguments: tuple["Node", ...]
    at: Place | None = field(default=None, kw_only=True, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        return self.arguments

    @property
    def own(self) -> tuple[Any, ...]:
        return (self.function,)


Node = Number | Name | Look | Negate | Sum | Product | Power | Compare | Not | Both | Either | If | Call


def walk(root: Node) -> Iterator[Node]:
    """Every node, each before its children, from left to right."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def fold(root: Node, visit: Callable[[Node, Sequence[T]], T]) -> T:
    """What `visit` makes of the root, given what it made of the root's children, and so on down to the leaves."""
    made: list[T] = []
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, children_are_made = waiting.pop()
        children = node.children
        if children and not children_are_made:
            waiting.append((node, True))
            waiting.extend((child, False) for child in reversed(children))
        else:
            first = len(made) - len(children)
            made[first:] = [visit(node, made[first:])]
    return made[0]


def shape(root: Node) -> tuple[Any, ...]:
    """The whole content of a tree in one flat tuple: equal for equal trees and for no others."""
    return tuple((type(node).__name__, len(node.children), *node.own) for node in walk(root))
