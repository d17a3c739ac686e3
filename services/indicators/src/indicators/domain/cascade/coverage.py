"""Whether everything is carried: every goal by somebody, no share lost on the way down, everyone with indicators."""

from collections.abc import Iterator, Mapping, Set
from decimal import Decimal

from contracts.cascades import Carrier, CascadeContent, CascadeGoal, CascadeIndicator, CascadeNode
from contracts.scheme.words import WORDS
from indicators.domain.cascade import flaws, structure
from indicators.domain.cascade.tree import Tree
from indicators.domain.checking.finding import Finding

ALL = Decimal(100)
WEIGHTED = frozenset({"common", "individual"})
"""Kinds of indicators that share the sheet; the others add, take or bar."""


def findings(content: CascadeContent) -> list[Finding]:
    """Everything that keeps this cascade from being approved, in the order of the content; empty where nothing does.

    What follows from another finding is not listed: who has no indicators at all lacks none for a goal.
    """
    tree = Tree(content)
    return [
        *structure.of_levels(tree),
        *structure.of_nodes(tree),
        *(found for node in tree.nodes.values() for found in _sheet(tree, node)),
        *structure.of_goals(content),
        *_goals(tree),
        *structure.names("indicators", content.indicators),
        *_indicators(tree),
    ]


def _sheet(tree: Tree, node: CascadeNode) -> Iterator[Finding]:
    """Everyone has indicators, and the weights of a sheet sum to 100."""
    here = f"nodes[{node.code}]"
    lines = tree.indicators.get(node.code, [])
    level = tree.level_of(node)
    if not lines:
        if level is not None and level.measured:
            yield flaws.NODE_WITHOUT_INDICATORS.found(here, node=node.code, zh=node.labels.zh, en=node.labels.en)
        return
    weights = [line.weight for line in lines if line.kind in WEIGHTED]
    if all(weight is not None and 0 < weight <= ALL for weight in weights):
        total = sum((weight for weight in weights if weight is not None), Decimal(0))
        if total != ALL:
            yield flaws.WEIGHTS_DO_NOT_SUM.found(here, node=node.code, sum=total)


def _goals(tree: Tree) -> Iterator[Finding]:
    if not tree.goals:
        yield flaws.NO_GOALS.found("goals")
    served = {goal.parent for goal in tree.goals.values()}
    for goal in tree.goals.values():
        if goal.carriers:
            yield from _carried(tree, goal)
        elif goal.code not in served and tree.nodes:
            names = {"zh": goal.labels.zh, "en": goal.labels.en}
            yield flaws.GOAL_NOT_CARRIED.found(f"goals[{goal.code}].carriers", goal=goal.code, **names)


def _carried(tree: Tree, goal: CascadeGoal) -> Iterator[Finding]:
    """From the top to the last level each division of a goal sums to 100, and each carrier has it from above."""
    here = f"goals[{goal.code}].carriers"
    shares: dict[str, Decimal] = {}
    sound = True
    for index, carrier in enumerate(goal.carriers):
        if carrier.code in shares:
            wrong = [flaws.CODE_REPEATED.found(f"{here}[{index}]", code=carrier.code)]
        else:
            shares[carrier.code] = carrier.share
            wrong = list(_carrier(tree, goal, carrier))
        sound = sound and not wrong
        yield from wrong
    if sound:
        yield from _sums(tree, goal, shares)
        yield from _ends(tree, goal, shares)


def _carrier(tree: Tree, goal: CascadeGoal, carrier: Carrier) -> Iterator[Finding]:
    here = f"goals[{goal.code}].carriers[{carrier.code}]"
    share, places = carrier.share, tree.content.places
    if carrier.code not in tree.nodes:
        yield flaws.CARRIER_UNKNOWN.found(here, goal=goal.code, node=carrier.code)
    elif not 0 < share <= ALL:
        yield flaws.SHARE_OUT_OF_RANGE.found(f"{here}.share", node=carrier.code, share=share)
    elif share != round(share, places):
        yield flaws.SHARE_TOO_FINE.found(f"{here}.share", node=carrier.code, share=share, places=places)


def _sums(tree: Tree, goal: CascadeGoal, shares: Mapping[str, Decimal]) -> Iterator[Finding]:
    here = f"goals[{goal.code}].carriers"
    divided: dict[str | None, Decimal] = {}
    for code, share in shares.items():
        above = tree.nodes[code].parent
        if above is None or above in shares:
            divided[above] = divided.get(above, Decimal(0)) + share
        elif above in tree.nodes:
            yield flaws.CARRIED_FROM_NOWHERE.found(f"{here}[{code}]", goal=goal.code, node=code, parent=above)
    for above, total in divided.items():
        at = here if above is None else f"{here}[{above}]"
        zh, en = ("最高层级", "at the top") if above is None else (f" {above} 之下", f"below {above}")
        values: dict[str, str | Decimal] = {
            "goal": goal.code,
            "of": above or "–",
            "of_zh": zh,
            "of_en": en,
            "sum": total,
        }
        if total < ALL:
            yield flaws.SHARE_LOST.found(at, **values, missing=ALL - total)
        elif total > ALL:
            yield flaws.SHARE_DOUBLED.found(at, **values, over=total - ALL)


def _ends(tree: Tree, goal: CascadeGoal, shares: Mapping[str, Decimal]) -> Iterator[Finding]:
    """A share goes down to the last level, and is measured there."""
    passing = {tree.nodes[code].parent for code in shares}
    for code, share in shares.items():
        at = f"goals[{goal.code}].carriers[{code}]"
        lines = tree.indicators.get(code, [])
        if not tree.is_last(tree.nodes[code]):
            if code not in passing:
                yield flaws.GOAL_STOPS.found(at, goal=goal.code, node=code, share=share)
        elif lines and all(line.goal != goal.code for line in lines):
            yield flaws.SHARE_WITHOUT_MEASURE.found(at, goal=goal.code, node=code, share=share)


def _indicators(tree: Tree) -> Iterator[Finding]:
    owners = {line.code: line.node for line in tree.content.indicators}
    carried = {(goal.code, carrier.code) for goal in tree.goals.values() for carrier in goal.carriers}
    for line in tree.content.indicators:
        here = f"indicators[{line.code}]"
        if line.node not in tree.nodes:
            yield flaws.INDICATOR_OF_UNKNOWN_NODE.found(f"{here}.node", indicator=line.code, node=line.node)
            continue
        yield from _weight(line, here)
        if line.goal is not None and line.goal not in tree.goals:
            yield flaws.INDICATOR_OF_UNKNOWN_GOAL.found(f"{here}.goal", indicator=line.code, goal=line.goal)
        elif line.goal is not None and (line.goal, line.node) not in carried and not _stops(tree, line, carried):
            values = {"indicator": line.code, "goal": line.goal, "node": line.node}
            yield flaws.INDICATOR_WITHOUT_SHARE.found(f"{here}.goal", **values)
        if line.serves is not None:
            yield from _serves(tree, line, line.serves, owners)


def _stops(tree: Tree, line: CascadeIndicator, carried: Set[tuple[str, str]]) -> bool:
    """Whether the goal of the line already stops above: nobody carries it at all, or who does passes it to nobody."""
    goal, above = str(line.goal), tree.nodes[line.node].parent
    if not tree.goals[goal].carriers:
        return True
    beside = tree.below(above)
    return above is not None and (goal, above) in carried and all((goal, code) not in carried for code in beside)


def _weight(line: CascadeIndicator, here: str) -> Iterator[Finding]:
    at = f"{here}.weight"
    if line.kind not in WEIGHTED:
        if line.weight is not None:
            kind_zh = WORDS[line.kind]
            yield flaws.WEIGHT_NOT_EXPECTED.found(at, indicator=line.code, kind=line.kind, kind_zh=kind_zh)
    elif line.weight is None:
        yield flaws.WEIGHT_MISSING.found(at, indicator=line.code)
    elif not 0 < line.weight <= ALL:
        yield flaws.WEIGHT_OUT_OF_RANGE.found(at, indicator=line.code, weight=line.weight)


def _serves(tree: Tree, line: CascadeIndicator, serves: str, owners: Mapping[str, str]) -> Iterator[Finding]:
    at = f"indicators[{line.code}].serves"
    owner = owners.get(serves)
    if owner is None:
        yield flaws.SERVES_UNKNOWN.found(at, indicator=line.code, serves=serves)
    elif owner in tree.nodes and owner not in {above.code for above in tree.above(line.node)}:
        values = {"indicator": line.code, "serves": serves, "owner": owner, "node": line.node}
        yield flaws.SERVES_NOT_ABOVE.found(at, **values)
