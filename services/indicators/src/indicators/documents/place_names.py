"""Paths of places in the two languages: `parts[common].weight` is 组成部分[common].权重."""

import re
import unicodedata
from collections.abc import Iterable

from pydantic import BaseModel

from contracts.scheme.content import SchemeContent
from indicators.documents.shapes import Either, Group, Many, Place, Shape, names, places

FIELDS = frozenset({"Reading.decides", "Assumption.at"})
"""Fields that hold such a path. Files may have it in Chinese; contents have it in English."""
STEP = re.compile(r"([^\[\].]+)((?:\[[^\[\]]+\])*)\Z")


def chinese(path: str) -> str:
    """The path with the titles that officials read. What is no place of a scheme stays as it is."""
    return _renamed(path, english=False)


def english(path: str) -> str:
    """The path with the names of the contract, as findings have it. What is no place stays as it is."""
    plain = unicodedata.normalize("NFC", path.strip())
    found = _renamed(plain, english=True)
    return path if found == plain else found


def around(path: str) -> str:
    """`parts[a].entries[b]` is around `parts[a].entries[b].weight`, `parts[a].entries` around that."""
    if path.endswith("]"):
        return path[: path.rindex("[")]
    head, _, _ = path.rpartition(".")
    return head


def _renamed(path: str, *, english: bool) -> str:
    steps: list[str] = []
    models: list[type[BaseModel]] = [SchemeContent]
    for step in re.split(r"\.(?![^\[]*\])", path):
        parsed = STEP.match(step)
        place = _place(parsed[1], models) if parsed else None
        if parsed is None or place is None:
            return path
        steps.append((place.name if english else place.title) + parsed[2])
        models = list(_models(place.shape))
    return ".".join(steps)


def _place(name: str, models: Iterable[type[BaseModel]]) -> Place | None:
    return next((places(model)[names(model)[name]] for model in models if name in names(model)), None)


def _models(shape: Shape) -> Iterable[type[BaseModel]]:
    match shape:
        case Many(of=inner):
            return _models(inner)
        case Group(model=model):
            return [model]
        case Either(models=models):
            return models.values()
    return []
