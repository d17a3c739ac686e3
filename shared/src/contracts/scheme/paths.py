"""Names of places in a scheme: `parts[common].entries[gdp-growth].weight`.

An item of a list is named by what identifies it where it has such a thing, else by its number from 0. Findings,
assumptions, comments, differences and the table of published figures all name places so.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

KEYS = ("code", "indicator", "variant", "due", "trait", "origin", "unit", "at")
"""The members that identify an item of a list; the first that it has."""
KEYS_OF_LIST = {"movers": "value", "checkpoints": "day"}
"""Lists whose items are identified by something else."""

_NAME = re.compile(r"[^\[\].]+")


class PathUnknown(LookupError):
    """There is no such place in this scheme."""


def steps(path: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each field on the way with what names the items in it: `parts[a].weight` is `("parts", ("a",)), ("weight", ())`.

    What names an item may be a path itself, as of what is assumed: `assumed[indicators[gdp].targets].why`. Raises
    PathUnknown for what is no path.
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    at = 0
    while True:
        name = _NAME.match(path, at)
        if name is None:
            raise PathUnknown(path)
        at, keys = name.end(), list[str]()
        while path[at : at + 1] == "[":
            end = _closing(path, at)
            keys.append(path[at + 1 : end])
            at = end + 1
        found.append((name[0], tuple(keys)))
        if at == len(path):
            return found
        if path[at] != ".":
            raise PathUnknown(path)
        at += 1


def step(name: str, keys: Iterable[str]) -> str:
    """One field on the way, as it is written."""
    return name + "".join(f"[{key}]" for key in keys)


def _closing(path: str, opened: int) -> int:
    """Where the bracket ends that opens here, brackets within it apart. Raises PathUnknown."""
    depth = 0
    for at in range(opened, len(path)):
        depth += {"[": 1, "]": -1}.get(path[at], 0)
        if depth == 0 and at > opened + 1:
            return at
    raise PathUnknown(path)


def key_of(name: str, index: int, item: Any) -> str:
    """What names the item at this index of the list `name`."""
    if isinstance(item, dict):
        for key in (KEYS_OF_LIST[name],) if name in KEYS_OF_LIST else KEYS:
            if isinstance(item.get(key), str):
                return str(item[key])
    return str(index)


def leaves(form: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Path → value of everything in a canonical form that is no object and no list; of empty lists, the list."""
    if isinstance(form, dict):
        for name, inner in form.items():
            place = f"{at}.{name}" if at else name
            if isinstance(inner, list) and inner:
                for key, item in items(name, inner):
                    yield from leaves(item, f"{place}[{key}]")
            else:
                yield from leaves(inner, place)
    else:
        yield at, form


def items(name: str, inner: list[Any]) -> Iterator[tuple[str, Any]]:
    """The items of a list with their names; of two that have one name, the second is named by its number."""
    seen: set[str] = set()
    for index, item in enumerate(inner):
        key = key_of(name, index, item)
        key = str(index) if key in seen else key
        seen.add(key)
        yield key, item


def value_at(form: dict[str, Any], path: str) -> Any:
    """What stands at a path: a value, a list or an object. Raises PathUnknown."""
    found: Any = form
    for name, keys in steps(path):
        if not isinstance(found, dict) or name not in found:
            raise PathUnknown(path)
        found = found[name]
        for key in keys:
            found = dict(items(name, found)).get(key, PathUnknown) if isinstance(found, list) else PathUnknown
            if found is PathUnknown:
                raise PathUnknown(path)
    return found
