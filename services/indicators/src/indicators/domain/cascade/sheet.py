"""One sheet per person: what somebody carries, and the indicators that measure it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from chassis.refusal import Refusal
from contracts.cascades import CascadeContent, CascadeGoal, CascadeIndicator, CascadeNode
from contracts.envelope import Labels
from contracts.scheme.people import CascadeLevel
from indicators.domain.cascade.split import split
from indicators.domain.cascade.tree import Tree

ALL = Decimal(100)


class NoSheet(Refusal):
    code = "cascade_no_sheet"
    kind = "not_found"
    en = "{member} stands on no level of {cascade}, so there is no sheet. Its nodes are in the cascade itself."
    zh = "{member} 不在目标分解 {cascade} 中，没有指标表。节点见该目标分解。"


@dataclass(frozen=True, slots=True)
class Amount:
    """Somebody's part of a quantity."""

    value: Decimal
    unit: Labels


@dataclass(frozen=True, slots=True)
class Carried:
    """A goal on a sheet: the share of the node above's part, the share of the whole goal, the part of its quantity.

    `of_goal` is rounded to four decimals, for reading.
    """

    code: str
    labels: Labels
    share: Decimal
    of_goal: Decimal
    amount: Amount | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`above` are the nodes above, uppermost first. `weight` is the sum of the weights."""

    node: CascadeNode
    level: CascadeLevel | None
    above: tuple[CascadeNode, ...]
    goals: tuple[Carried, ...]
    indicators: tuple[CascadeIndicator, ...]
    weight: Decimal


class Sheets:
    """All sheets of a cascade; what they need of the whole is computed once."""

    def __init__(self, content: CascadeContent) -> None:
        self.content = content
        self.tree = Tree(content)
        self._shares = [(goal, {one.code: one.share for one in goal.carriers}) for goal in self.tree.goals.values()]
        self._amounts = {goal.code: _amounts(self.tree, goal) for goal in self.tree.goals.values()}

    def of(self, code: str) -> Sheet:
        """The sheet of one node. Raises NoSheet."""
        if code not in self.tree.nodes:
            raise NoSheet(member=code, cascade=self.content.code)
        node = self.tree.nodes[code]
        lines = tuple(self.tree.indicators.get(code, ()))
        return Sheet(
            node=node,
            level=self.tree.level_of(node),
            above=tuple(reversed(list(self.tree.above(code)))),
            goals=tuple(self._carried(goal, shares, node) for goal, shares in self._shares if code in shares),
            indicators=lines,
            weight=sum((line.weight for line in lines if line.weight is not None), Decimal(0)),
        )

    def codes(self) -> list[str]:
        """Everybody who has a sheet, in the order of the tree: who stands above, then everyone below."""
        found: list[str] = []
        waiting = list(reversed(self.tree.below(None)))
        while waiting:
            here = waiting.pop()
            found.append(here)
            waiting += reversed(self.tree.below(here))
        # of a draft: whoever is not reached from the top still has a sheet
        return found + sorted(self.tree.nodes.keys() - set(found))

    def _carried(self, goal: CascadeGoal, shares: Mapping[str, Decimal], node: CascadeNode) -> Carried:
        whole = Fraction(shares[node.code]) / 100
        for above in self.tree.above(node.code):
            whole *= Fraction(shares.get(above.code, Decimal(0))) / 100
        amount = self._amounts[goal.code].get(node.code)
        return Carried(
            code=goal.code,
            labels=goal.labels,
            share=shares[node.code],
            of_goal=_for_reading(whole * 100),
            amount=Amount(amount, goal.quantity.unit) if amount is not None and goal.quantity else None,
        )


def _for_reading(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _amounts(tree: Tree, goal: CascadeGoal) -> dict[str, Decimal]:
    """Everybody's part of the goal's quantity. The parts below a node sum to its own, to the last digit, where the
    shares sum to 100; of a draft whose shares do not, each part is rounded by itself."""
    if goal.quantity is None:
        return {}
    value = goal.quantity.value
    places = max(goal.quantity.places, -int(value.as_tuple().exponent))
    shares = {carrier.code: carrier.share for carrier in goal.carriers if carrier.code in tree.nodes}
    parts: dict[str, Decimal] = {}
    waiting: list[tuple[str | None, Decimal]] = [(None, value)]
    while waiting:
        above, whole = waiting.pop()
        below = {code: shares[code] for code in tree.below(above) if code in shares}
        for code, part in _parts(whole, below, places).items():
            parts[code] = part
            waiting.append((code, part))
    return parts


def _parts(whole: Decimal, shares: Mapping[str, Decimal], places: int) -> dict[str, Decimal]:
    if sum(shares.values(), Decimal(0)) == ALL and all(share > 0 for share in shares.values()):
        return split(whole, shares, places=places)
    unit = Decimal(1).scaleb(-places)
    return {code: (whole * share / 100).quantize(unit, ROUND_HALF_UP) for code, share in shares.items()}
