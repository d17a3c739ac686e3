"""A proposal divides what one node carries of a goal among the nodes directly below. A person decides about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal

from chassis.refusal import Refusal
from contracts.cascades import Carrier, CascadeContent
from indicators.domain.cascade.split import split
from indicators.domain.cascade.tree import Tree

Basis = Literal["duties", "headcount", "last_year_share"]

ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which goal is divided below which node (None: at the top), and by what.

    `weights` are the weights of duties. `among` narrows the nodes that are thought of; None: all directly below.
    """

    goal: str
    of: str | None
    by: Basis
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    among: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed: the weights that it rests on, shares that sum to 100, and who is left without one."""

    goal: str
    of: str | None
    by: Basis
    weights: Mapping[str, Decimal]
    shares: Mapping[str, Decimal]
    left_out: tuple[str, ...]


class GoalUnknown(Refusal):
    code = "cascade_goal_unknown"
    kind = "invalid"
    en = "The cascade {cascade} has no goal {goal}. Its goals: {known}."
    zh = "目标分解 {cascade} 中没有目标 {goal}。已有目标：{known}。"


class NodeUnknown(Refusal):
    code = "cascade_node_unknown"
    kind = "invalid"
    en = "The cascade {cascade} has no node {node}. Check the code, or add the node in a new draft."
    zh = "目标分解 {cascade} 中没有节点 {node}。请核对编码，或在新草案中添加。"


class GoalNotCarried(Refusal):
    code = "cascade_goal_not_carried"
    kind = "invalid"
    en = "{node} carries nothing of {goal}, so there is nothing to divide below it. Divide the level above first."
    zh = "{node} 未承担目标 {goal}，其下无可分解。请先分解上一层级。"


class NotDirectlyBelow(Refusal):
    code = "cascade_not_directly_below"
    kind = "invalid"
    en = "{nodes} do not stand directly below {of}; a goal goes down one level at a time. Below it stand: {below}."
    zh = "{nodes} 不是 {of} 的直接下级；目标须逐级分解。其直接下级为：{below}。"


BASIS_ZH: Mapping[str, str] = {"duties": "职责", "headcount": "人数", "last_year_share": "上年份额"}


class NothingToDivideBy(Refusal):
    code = "cascade_nothing_to_divide_by"
    kind = "invalid"
    en = "{goal} cannot be divided by {by} below {of}: nobody there has a weight above zero. Choose another basis."
    zh = "{goal} 无法在 {of} 之下按“{by}”分解：没有一个节点的权重大于零。请改用其他依据。"
    words: ClassVar = {"by": BASIS_ZH}


def propose(content: CascadeContent, asked: Asked, *, last_year: CascadeContent | None = None) -> Proposal:
    """Shares that sum to exactly 100 with the cascade's decimals. Nodes whose weight is zero are left out.

    Raises GoalUnknown, NodeUnknown, GoalNotCarried, NotDirectlyBelow, NothingToDivideBy.
    """
    tree = Tree(content)
    _check(tree, asked)
    below = tree.below(asked.of)
    named = set(asked.weights) | (asked.among or set())
    strangers = sorted(named - set(below))
    if strangers:
        raise NotDirectlyBelow(nodes=", ".join(strangers), of=_top(asked.of), below=", ".join(below) or "–")
    asked_of = [code for code in below if asked.among is None or code in asked.among]
    weights = _weights(tree, asked, asked_of, last_year)
    if not any(weights.values()):
        raise NothingToDivideBy(goal=asked.goal, by=asked.by, of=_top(asked.of))
    shares = split(ALL, weights, places=content.places)
    carrying = {code: share for code, share in shares.items() if share}
    left_out = tuple(code for code in below if code not in carrying)
    return Proposal(asked.goal, asked.of, asked.by, weights, carrying, left_out)


def applied(content: CascadeContent, proposals: Iterable[Proposal]) -> CascadeContent:
    """The cascade with the proposed shares in the place of what stood there; everything else stays as it is."""
    parents = {node.code: node.parent for node in content.nodes}
    goals = {goal.code: goal for goal in content.goals}
    for proposal in proposals:
        goal = goals[proposal.goal]
        kept = [one for one in goal.carriers if parents.get(one.code, "") != proposal.of]
        given = [Carrier(code=code, share=share) for code, share in proposal.shares.items()]
        carriers = tuple(sorted([*kept, *given], key=lambda one: one.code))
        goals[proposal.goal] = goal.model_copy(update={"carriers": carriers})
    return content.model_copy(update={"goals": tuple(goals[goal.code] for goal in content.goals)})


def _check(tree: Tree, asked: Asked) -> None:
    cascade = tree.content.code
    if asked.goal not in tree.goals:
        raise GoalUnknown(cascade=cascade, goal=asked.goal, known=", ".join(sorted(tree.goals)) or "–")
    if asked.of is None:
        return
    if asked.of not in tree.nodes:
        raise NodeUnknown(cascade=cascade, node=asked.of)
    if asked.of not in {carrier.code for carrier in tree.goals[asked.goal].carriers}:
        raise GoalNotCarried(node=asked.of, goal=asked.goal)


def _weights(tree: Tree, asked: Asked, codes: list[str], last_year: CascadeContent | None) -> dict[str, Decimal]:
    if asked.by == "duties":
        return {code: asked.weights.get(code, Decimal(0)) for code in codes}
    if asked.by == "headcount":
        return {code: tree.heads(code) for code in codes}
    earlier = _shares_of(last_year, asked) if last_year is not None else {}
    return {code: earlier.get(code, Decimal(0)) for code in codes}


def _shares_of(last_year: CascadeContent, asked: Asked) -> dict[str, Decimal]:
    """What stood below the same node then: a share of another node's part is no measure of this one."""
    tree = Tree(last_year)
    below = set(tree.below(asked.of))
    carriers = tree.goals[asked.goal].carriers if asked.goal in tree.goals else ()
    return {carrier.code: carrier.share for carrier in carriers if carrier.code in below}


def _top(of: str | None) -> str:
    return of or "–"
