"""What stands where in a scheme: the fields of the contract models, as a reader or writer of files sees them.

Packs, workbooks and explanations walk these shapes, so that a field added to a contract is read, written and told
without a line of code here.
"""

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from contracts.money import Percent
from contracts.scheme.words import word


@dataclass(frozen=True, slots=True)
class Text:
    """Letters as they stand."""


@dataclass(frozen=True, slots=True)
class Number:
    """An exact decimal. `percent`: it is a percentage by its type, so that 6% is 6."""

    percent: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Yes or no: 是 or 否."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, year-month-day."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these values, each of which has a Chinese word; `field` says where (`Model.field`)."""

    values: tuple[str, ...]
    field: str = ""

    def word(self, value: str) -> str:
        return word(value, self.field)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields of one model."""

    model: type[BaseModel]


@dataclass(frozen=True, slots=True)
class Either:
    """Fields of one of several models; the field `tag` says of which."""

    tag: str
    models: Mapping[str, type[BaseModel]]


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    of: "Shape"


Shape = Text | Number | Whole | Truth | Day | Choice | Group | Either | Many


@dataclass(frozen=True, slots=True)
class Place:
    """One field of a model: its name in the contract, the Chinese name that officials read, and its shape."""

    name: str
    title: str
    shape: Shape
    info: FieldInfo

    @property
    def required(self) -> bool:
        return self.info.is_required()

    @property
    def default(self) -> Any:
        return self.info.get_default(call_default_factory=True)


@lru_cache(maxsize=512)
def places(model: type[BaseModel]) -> Mapping[str, Place]:
    """The fields of a model by their names, in the order in which they stand in it."""
    return {
        name: Place(name, info.title or name, _of_field(_of_info(info), model, name), info)
        for name, info in model.model_fields.items()
    }


@lru_cache(maxsize=512)
def names(model: type[BaseModel]) -> Mapping[str, str]:
    """What a file may call a field → its name: the Chinese title, and the name itself."""
    found = {place.title: place.name for place in places(model).values()}
    return {**{name: name for name in places(model)}, **found}


def _of_info(info: FieldInfo) -> Shape:
    shape = _shape(info.annotation, info.discriminator)
    return Number(percent=True) if isinstance(shape, Number) and _is_percent(info.metadata) else shape


def _is_percent(marks: Iterable[Any]) -> bool:
    return any(mark is known for mark in marks for known in typing.get_args(Percent)[1:])


def _of_field(shape: Shape, model: type[BaseModel], name: str) -> Shape:
    return replace(shape, field=f"{model.__name__}.{name}") if isinstance(shape, Choice) else shape


_PLAIN: dict[Any, Shape] = {str: Text(), Decimal: Number(), int: Whole(), bool: Truth(), date: Day()}


def _shape(annotation: Any, discriminator: Any = None) -> Shape:
    origin = typing.get_origin(annotation)
    inner = typing.get_args(annotation)
    if origin is typing.Annotated:
        marks = [mark.discriminator for mark in inner[1:] if isinstance(mark, FieldInfo) and mark.discriminator]
        if _is_percent(inner[1:]):
            return Number(percent=True)
        return _shape(inner[0], *marks)
    if origin is Literal:
        return Choice(tuple(str(value) for value in inner))
    if origin is tuple:
        return Many(_shape(inner[0]))
    if origin in (typing.Union, types.UnionType):
        given = [part for part in inner if part is not types.NoneType]
        return _either(given, str(discriminator)) if len(given) > 1 else _shape(given[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Group(annotation)
    return _PLAIN[annotation]


def _either(models: list[type[BaseModel]], tag: str) -> Either:
    return Either(tag, {typing.get_args(model.model_fields[tag].annotation)[0]: model for model in models})
