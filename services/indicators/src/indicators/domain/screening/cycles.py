"""Indicators that are computed from themselves, each with its path."""

from collections import deque
from collections.abc import Iterable, Mapping


def cycles(edges: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Node → the shortest path from it back to itself, for every node that has one.

    `edges` lead from what is computed to what it is computed from. Only what leads into a cycle is walked twice.
    """
    graph = {node: tuple(dict.fromkeys(inner for inner in found if inner in edges)) for node, found in edges.items()}
    remaining = _without_ends(graph)
    return {node: path for node in graph if node in remaining and (path := _back(node, graph, remaining))}


def _without_ends(graph: Mapping[str, tuple[str, ...]]) -> set[str]:
    """What is left when everything that leads nowhere is taken away, again and again: empty without a cycle."""
    leads_to = {node: len(inner) for node, inner in graph.items()}
    above: dict[str, list[str]] = {node: [] for node in graph}
    for node, inner in graph.items():
        for other in inner:
            above[other].append(node)
    ends = [node for node, count in leads_to.items() if count == 0]
    left = set(graph)
    while ends:
        end = ends.pop()
        left.discard(end)
        for node in above[end]:
            leads_to[node] -= 1
            if leads_to[node] == 0:
                ends.append(node)
    return left


def _back(start: str, graph: Mapping[str, tuple[str, ...]], within: set[str]) -> list[str]:
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for inner in graph[node]:
            if inner == start:
                path = [node]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return [*reversed(path), start]
            if inner in within and inner not in came_from:
                came_from[inner] = node
                waiting.append(inner)
    return []
