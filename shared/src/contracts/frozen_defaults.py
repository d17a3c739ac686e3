"""What each form leaves out: the defaults of its number, frozen.

A form (`canonical.form`) leaves out what has its default, so that a model may gain fields without changing the form of
a content that does not use them. Which value a left-out field has must then never change: `forms/<number>.json` lists
model → field → default of each number. A table may gain rows; a row never changes. A default that does change makes a
new number (`python -m contracts.freezing`). Form 1 wrote every default out and has no table.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, model_validator

FORM = 2
"""The number of the form in which contents are written now."""
NUMBER = "form"
"""The member of a form that holds its number. A form without one is of number 1."""
FOLDER = Path(__file__).parent / "forms"

Table = Mapping[str, Mapping[str, Any]]
"""Model → field → default, as the form spells it."""


@cache
def table(number: int) -> Table:
    """The frozen defaults of a number; of form 1 there are none."""
    if number == 1:
        return {}
    found: Table = json.loads((FOLDER / f"{number}.json").read_text(encoding="utf-8"))
    return found


class OfItsForm(BaseModel):
    """Reads a content from its form: what the form left out has the default of the form's number, not today's."""

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, data: Any) -> Any:
        if not isinstance(data, dict) or NUMBER not in data:
            return data
        content = data if NUMBER in cls.model_fields else {key: data[key] for key in data if key != NUMBER}
        number = data[NUMBER]
        if number is None or (type(number) is int and number == FORM):
            return content
        if type(number) is not int or not 1 <= number < FORM:
            raise ValueError(f"form {number} is not known here; known are 1 to {FORM}")
        return filled(cls, content, number)


def filled(model: type[BaseModel], data: Any, number: int) -> Any:
    """The content with what a form of this number left out; of form 1, which left out nothing, as it is.

    A field that a model gained later has the default of the first number that knows it.
    """
    if not isinstance(data, dict):
        return data
    whole = {**_defaults(model, number), **data}
    return {
        name: _inner(tuple(_models(field.annotation)), whole[name], number)
        for name, field in model.model_fields.items()
        if name in whole
    } | {name: value for name, value in whole.items() if name not in model.model_fields}


def _defaults(model: type[BaseModel], number: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for known in range(FORM, number - 1, -1):
        rows = table(known).get(model.__name__, {})
        found |= {name: rows[name] for name in rows if name in model.model_fields}
    return found


def _inner(models: tuple[type[BaseModel], ...], value: Any, number: int) -> Any:
    if isinstance(value, list | tuple):
        return [_inner(models, item, number) for item in value]
    of = next((model for model in models if len(models) == 1 or _is_of(model, value)), None)
    return value if of is None else filled(of, value, number)


def _is_of(model: type[BaseModel], value: Any) -> bool:
    """Whether the value is of this one of several models: by the field that has one value only."""
    return isinstance(value, dict) and all(
        value.get(name) == get_args(field.annotation)[0]
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1
    )


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models that a field holds, at whatever depth of lists and alternatives."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) is Annotated:
        return _models(get_args(annotation)[0])
    if get_origin(annotation) in (tuple, list, Union, UnionType):
        return [model for inner in get_args(annotation) for model in _models(inner)]
    return []


def reachable(*models: type[BaseModel]) -> list[type[BaseModel]]:
    """These models and all that their fields hold."""
    found: dict[type[BaseModel], None] = {}
    waiting = list(models)
    while waiting:
        model = waiting.pop()
        if model not in found:
            found[model] = None
            waiting.extend(inner for field in model.model_fields.values() for inner in _models(field.annotation))
    return list(found)
