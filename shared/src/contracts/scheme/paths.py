"""Names of places in a scheme: `parts[common].entries[gdp-growth].weight`.

An item of a list is named by what identifies it where it has such a thing, else by its number from 0. Findings,
assumptions, comments, differences and the table of published figures all name places so.
"""

import re
from collections.abc import Iterator
from typing import Any

KEYS = ("code", "indicator", "variant", "due", "trait", "origin", "unit", "at")
"""The members that identify an item of a list; the first that it has."""
KEYS_OF_LIST = {"movers": "value", "checkpoints": "day"}
"""Lists whose items are identified by something else."""

STEP = re.compile(r"([a-z_0-9]+)((?:\[[^\[\]]+\])*)\Z")


class PathUnknown(LookupError):
    """There is no such place in this scheme."""


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
    for step in re.split(r"\.(?![^\[]*\])", path):
        parsed = STEP.match(step)
        if parsed is None or not isinstance(found, dict) or parsed[1] not in found:
            raise PathUnknown(path)
        found = found[parsed[1]]
        for key in re.findall(r"\[([^\[\]]+)\]", parsed[2]):
            found = dict(items(parsed[1], found)).get(key, PathUnknown) if isinstance(found, list) else PathUnknown
            if found is PathUnknown:
                raise PathUnknown(path)
    return found
