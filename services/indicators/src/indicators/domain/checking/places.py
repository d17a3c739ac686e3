"""From the numbers that checks count with to the names that officials see: `parts[common].entries[gdp].weight`.

Checks see a scheme in the order in which it was written; in canonical spelling sets are sorted, so that an item
without a code has another number there.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from contracts import canonical
from contracts.envelope import Labels
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent

STEP = re.compile(r"([a-z_0-9]+)(?:\[([0-9]+)\])?")


@dataclass
class Places:
    content: SchemeContent
    _named: dict[str, dict[bytes, list[tuple[str, Any]]]] = field(default_factory=dict)
    """Place of a list → canonical text of each item → its name and text there; equal items have several."""

    @cached_property
    def whole(self) -> dict[str, Any]:
        return canonical.whole(self.content)

    @cached_property
    def all(self) -> frozenset[str]:
        """Every place that there is, of values, objects and lists."""
        known: set[str] = set()
        waiting: list[tuple[str, Any]] = [("", self.whole)]
        while waiting:
            at, inner = waiting.pop()
            known.add(at)
            for name, value in inner.items() if isinstance(inner, dict) else ():
                place = f"{at}.{name}" if at else name
                if isinstance(value, list):
                    known.add(place)
                    waiting.extend((f"{place}[{key}]", item) for key, item in paths.items(name, value))
                else:
                    waiting.append((place, value))
        return frozenset(known)

    def named(self, place: str) -> str:
        """The name of a place that is written with numbers."""
        at, model, plain = "", self.content, self.whole
        steps: list[str] = []
        value: Any = model
        for step in place.split("."):
            name, number = _read(step)
            at = f"{at}.{step}" if at else step
            inner = getattr(value, name)
            plain = plain[name]
            if number is None:
                steps.append(name)
                value = inner
            else:
                key, plain = self._item(at.removesuffix(f"[{number}]"), name, inner, number, plain)
                steps.append(f"{name}[{key}]")
                value = inner[number]
        return ".".join(steps)

    def called(self, place: str) -> tuple[str, str]:
        """A place by the titles of its fields and the names of its items, in Chinese and in English."""
        value: Any = self.content
        zh: list[str] = []
        en: list[str] = []
        for name, keys in paths.steps(place):
            title = type(value).model_fields[name].title or name
            items_zh = items_en = ""
            value = getattr(value, name)
            for key in keys:
                value, said_zh, said_en = _called(value, key)
                items_zh, items_en = f"{items_zh}{said_zh}", f"{items_en} {said_en}"
            zh.append(f"{title}{items_zh}")
            en.append(f"{name.replace('_', ' ')}{items_en}")
        return "的".join(zh), ", ".join(en)

    def order(self, place: str) -> tuple[int, ...]:
        """Sorts places as the scheme has them."""
        sorted_by: list[int] = []
        value: Any = self.content
        for step in place.split("."):
            name, number = _read(step)
            sorted_by.append(list(type(value).model_fields).index(name))
            value = getattr(value, name)
            if number is not None:
                sorted_by.append(number)
                value = value[number]
        return tuple(sorted_by)

    def _item(self, at: str, name: str, inner: tuple[Any, ...], number: int, plain: list[Any]) -> tuple[str, Any]:
        if at not in self._named:
            named: dict[bytes, list[tuple[str, Any]]] = {}
            for key, item in paths.items(name, plain):
                named.setdefault(canonical.canonical_json(item), []).append((key, item))
            self._named[at] = named
        wanted = inner[number]
        text = canonical.canonical_json(canonical.whole(wanted) if isinstance(wanted, BaseModel) else wanted)
        same = self._named[at][text]
        earlier = sum(1 for item in inner[:number] if item == wanted) if len(same) > 1 else 0
        return same[earlier]


def _called(items: Any, key: str) -> tuple[Any, str, str]:
    """The item of a list that has this key, and what it is called."""
    names = (*paths.KEYS, *paths.KEYS_OF_LIST.values())
    for number, item in enumerate(items):
        if str(number) == key or any(getattr(item, name, None) == key for name in names):
            labels = getattr(item, "labels", None)
            if isinstance(labels, Labels):
                return item, f"“{labels.zh}”", f"“{labels.said('en')}”"
            return (item, f"第 {number + 1} 项", f"no. {number + 1}") if str(number) == key else (item, key, key)
    raise paths.PathUnknown(key)


def _read(step: str) -> tuple[str, int | None]:
    read = STEP.fullmatch(step)
    if read is None:
        raise ValueError(f"{step} is no step of a place")
    return read[1], int(read[2]) if read[2] else None
