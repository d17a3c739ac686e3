"""Whether a cascade fits together: codes, levels, who stands above whom. What is carried is `coverage`'s matter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from chassis.texts import is_blank
from contracts.cascades import CascadeContent, CascadeNode
from contracts.envelope import Labels
from indicators.domain.cascade import flaws
from indicators.domain.cascade.tree import Tree
from indicators.domain.checking.finding import Finding


class _Coded(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def labels(self) -> Labels: ...


def of_levels(tree: Tree) -> Iterator[Finding]:
    """Levels that are doubled, unnamed, or have nobody on them."""
    levels = tree.content.levels
    yield from names("levels", levels)
    inhabited = {node.level for node in tree.content.nodes}
    for level in levels:
        if level.code not in inhabited:
            yield flaws.LEVEL_EMPTY.found(f"levels[{level.code}]", zh=level.labels.zh, en=level.labels.said("en"))


def of_nodes(tree: Tree) -> Iterator[Finding]:
    """Nodes that are doubled or unnamed, on no level, or without a fitting parent."""
    yield from names("nodes", tree.content.nodes)
    inside: set[str] = set()
    for path in circles({code: node.parent for code, node in tree.nodes.items()}):
        inside.update(path)
        yield flaws.PARENTS_IN_CIRCLE.found(f"nodes[{path[0]}].parent", path=" → ".join(path))
    for node in tree.nodes.values():
        if node.code not in inside:
            yield from _place(tree, node)


def _place(tree: Tree, node: CascadeNode) -> Iterator[Finding]:
    here = f"nodes[{node.code}]"
    depth = tree.depth.get(node.level)
    if depth is None:
        known = ", ".join(tree.depth)
        yield flaws.LEVEL_UNKNOWN.found(f"{here}.level", node=node.code, level=node.level, known=known)
    elif node.parent is None:
        if depth > 0:
            yield flaws.PARENT_MISSING.found(f"{here}.parent", node=node.code)
    elif node.parent not in tree.nodes:
        yield flaws.PARENT_UNKNOWN.found(f"{here}.parent", node=node.code, parent=node.parent)
    elif tree.depth.get(tree.nodes[node.parent].level, -1) >= depth:
        yield flaws.PARENT_NOT_ABOVE.found(f"{here}.parent", node=node.code, parent=node.parent)


def of_goals(content: CascadeContent) -> Iterator[Finding]:
    """Goals that are doubled or unnamed, or that serve what there is not, or themselves."""
    yield from names("goals", content.goals)
    parents = {goal.code: goal.parent for goal in content.goals}
    for path in circles(parents):
        yield flaws.GOALS_IN_CIRCLE.found(f"goals[{path[0]}].parent", path=" → ".join(path))
    for goal in content.goals:
        if goal.parent is not None and goal.parent not in parents:
            yield flaws.GOAL_PARENT_UNKNOWN.found(f"goals[{goal.code}].parent", goal=goal.code, parent=goal.parent)


def names(where: str, things: Sequence[_Coded]) -> Iterator[Finding]:
    """Codes that stand twice, and labels that say nothing."""
    seen: set[str] = set()
    for index, one in enumerate(things):
        if one.code in seen:
            yield flaws.CODE_REPEATED.found(f"{where}[{index}]", code=one.code)
        elif not _says_something(one.labels):
            yield flaws.TEXT_BLANK.found(f"{where}[{one.code}].labels")
        seen.add(one.code)


def _says_something(labels: Labels) -> bool:
    return all(not is_blank(text) and text.isprintable() for text in labels.texts)


def circles(parents: Mapping[str, str | None]) -> list[list[str]]:
    """Every circle of child → parent as its path, beginning and ending with its smallest code."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in sorted(parents):
        path: list[str] = []
        here: str | None = start
        while here is not None and here in parents and here not in done:
            done.add(here)
            path.append(here)
            here = parents[here]
        if here in path:
            circle = path[path.index(here) :]
            turn = circle.index(min(circle))
            circle = circle[turn:] + circle[:turn]
            found.append([*circle, circle[0]])
    return found
