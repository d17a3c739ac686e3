"""Who stands below whom in a cascade. Made for drafts too: what is doubled, unknown or a circle breaks nothing."""

from collections.abc import Iterator
from decimal import Decimal

from contracts.cascades import CascadeContent, CascadeGoal, CascadeIndicator, CascadeNode
from contracts.scheme.people import CascadeLevel


class Tree:
    """The nodes of a cascade by code, by parent and by level. Of two things with one code the first counts."""

    def __init__(self, content: CascadeContent) -> None:
        self.content = content
        self.levels: dict[str, CascadeLevel] = {}
        for level in content.levels:
            self.levels.setdefault(level.code, level)
        self.depth = {code: depth for depth, code in enumerate(self.levels)}
        self.nodes: dict[str, CascadeNode] = {}
        for node in content.nodes:
            self.nodes.setdefault(node.code, node)
        self.children: dict[str | None, list[str]] = {}
        for code in sorted(self.nodes):
            self.children.setdefault(self.nodes[code].parent, []).append(code)
        self.goals: dict[str, CascadeGoal] = {}
        for goal in content.goals:
            self.goals.setdefault(goal.code, goal)
        self.indicators: dict[str, list[CascadeIndicator]] = {}
        for indicator in content.indicators:
            self.indicators.setdefault(indicator.node, []).append(indicator)

    def below(self, code: str | None) -> list[str]:
        """The nodes directly below a node, by code; those of the top where it is None."""
        return self.children.get(code, [])

    def above(self, code: str) -> Iterator[CascadeNode]:
        """The nodes above a node, nearest first. A circle ends where it closes."""
        seen = {code}
        here = self.nodes[code].parent
        while here is not None and here not in seen and here in self.nodes:
            seen.add(here)
            yield self.nodes[here]
            here = self.nodes[here].parent

    def level_of(self, node: CascadeNode) -> CascadeLevel | None:
        return self.levels.get(node.level)

    def is_last(self, node: CascadeNode) -> bool:
        """Whether the node stands on the last level."""
        return self.depth.get(node.level) == len(self.levels) - 1

    def heads(self, code: str) -> Decimal:
        """The headcount of a node: as it says, else how many nodes of the last level stand at or below it."""
        node = self.nodes[code]
        if node.headcount is not None:
            return Decimal(node.headcount)
        counted, waiting, seen = 0, [code], set[str]()
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                counted += self.is_last(self.nodes[here])
                waiting += self.below(here)
        return Decimal(counted)
