"""Paths of places in the two languages: `parts[common].weight` is 组成部分[common].权重."""

import unicodedata
from collections.abc import Iterable

from pydantic import BaseModel

from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents.shapes import Either, Group, Many, Place, Shape, names, places

FIELDS = frozenset({"Reading.decides", "Assumption.at", "Ground.at"})
"""Fields that hold such a path. Files may have it in Chinese; contents have it in English."""


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
    try:
        *before, (name, keys) = paths.steps(path)
    except paths.PathUnknown:
        return ""
    written = [paths.step(*one) for one in before]
    return ".".join([*written, name] if keys else written)


def _renamed(path: str, *, english: bool) -> str:
    renamed: list[str] = []
    models: list[type[BaseModel]] = [SchemeContent]
    try:
        steps = paths.steps(path)
    except paths.PathUnknown:
        return path
    for name, keys in steps:
        place = _place(name, models)
        if place is None:
            return path
        # what is assumed is named by its place: a path within a path
        inner = (
            _renamed(key, english=english) if "Assumption" in map(_name_of, _models(place.shape)) else key
            for key in keys
        )
        renamed.append(paths.step(place.name if english else place.title, inner))
        models = list(_models(place.shape))
    return ".".join(renamed)


def _name_of(model: type[BaseModel]) -> str:
    return model.__name__


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
