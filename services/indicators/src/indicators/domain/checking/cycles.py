"""Circles in what depends on what, found without recursion: a scheme may have thousands of links in one chain."""

from collections import deque
from collections.abc import Collection, Mapping


def cycles(edges: Mapping[str, Collection[str]]) -> list[list[str]]:
    """One shortest circle from every knot (strongly connected component), as `[a, b, a]`.

    It begins at the first of its members in the order of the mapping. Edges to what is no key are ignored.
    """
    found: list[list[str]] = []
    component = _components(edges)
    told: set[int] = set()
    for start in edges:
        if component[start] not in told:
            circle = _circle(edges, component, start)
            if circle:
                told.add(component[start])
                found.append(circle)
    return found


def _components(edges: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Tarjan's algorithm with a stack of its own."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    component: dict[str, int] = {}
    open_: list[str] = []
    for root in edges:
        if root in numbers:
            continue
        numbers[root] = lowest[root] = len(numbers)
        open_.append(root)
        work = [(root, iter(edges[root]))]
        while work:
            node, following = work[-1]
            for after in following:
                if after not in edges:
                    continue
                if after not in numbers:
                    numbers[after] = lowest[after] = len(numbers)
                    open_.append(after)
                    work.append((after, iter(edges[after])))
                    break
                if after not in component:
                    lowest[node] = min(lowest[node], numbers[after])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[node])
                if lowest[node] == numbers[node]:
                    while node not in component:
                        component[open_.pop()] = numbers[node]
    return component


def _circle(edges: Mapping[str, Collection[str]], component: Mapping[str, int], start: str) -> list[str] | None:
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for after in edges[node]:
            if after == start:
                path = [node]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return [*reversed(path), start]
            if after in edges and component[after] == component[start] and after not in came_from:
                came_from[after] = node
                waiting.append(after)
    return None
