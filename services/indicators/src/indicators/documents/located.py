"""What stands at a path of a scheme, with all that is around it."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from contracts import canonical
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents.shapes import Place, places


@dataclass(frozen=True, slots=True)
class Located:
    """A field or an item: `value` stands in the field `place` of the last of `around`, the scheme first."""

    place: Place
    value: Any
    around: tuple[BaseModel, ...]

    @property
    def field(self) -> str:
        return f"{type(self.around[-1]).__name__}.{self.place.name}"


def normal(content: SchemeContent) -> SchemeContent:
    """The scheme in its canonical order: contents of one digest are one."""
    return SchemeContent.model_validate(canonical.whole(content))


def locate(content: SchemeContent, path: str) -> Located:
    """What stands at a path of a scheme in canonical order. Raises PathUnknown."""
    value: Any = content
    around: tuple[BaseModel, ...] = ()
    place: Place | None = None
    for name, keys in paths.steps(path):
        if not isinstance(value, BaseModel) or name not in places(type(value)):
            raise paths.PathUnknown(path)
        around = (*around, value)
        place = places(type(value))[name]
        value = getattr(value, name)
        for key in keys:
            value = _item(name, value, key, path)
    if place is None:
        raise paths.PathUnknown(path)
    return Located(place, value, around)


def _item(name: str, value: Any, key: str, path: str) -> Any:
    if not isinstance(value, tuple):
        raise paths.PathUnknown(path)
    plain = [canonical.whole(item) if isinstance(item, BaseModel) else item for item in value]
    for (known, _), item in zip(paths.items(name, plain), value, strict=True):
        if known == key:
            return item
    raise paths.PathUnknown(path)
