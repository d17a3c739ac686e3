"""Models as a later version of Baton might have them: every model, at whatever depth, has gained a field."""

import copy
from functools import cache
from types import GenericAlias, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Field, create_model

Model = TypeVar("Model", bound=BaseModel)


@cache
def grown(model: type[Model]) -> type[Model]:
    """The model with one more optional field, and so all models that it holds."""
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        fields[name] = (_grown(field.annotation), copy.copy(field))
    fields["gained"] = (int, Field(default=7, title="新增字段"))
    return create_model(model.__name__, __base__=model, **fields)


def _grown(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return grown(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return Annotated[(_grown(inner[0]), *inner[1:])]
    if origin is tuple:
        return GenericAlias(tuple, tuple(_grown(one) if one is not Ellipsis else one for one in inner))
    if origin in (Union, UnionType):
        return Union[tuple(_grown(one) for one in inner)]  # noqa: UP007 - made at run time
    return annotation
