"""What a field of a body asks for needs the right of the command that it stands for.

The declaration stands at the field; the door reads it before the route is called, and leaves to the actor only the
roles, and the units of those roles, that may give that command too. The gateway's table of rights is the truth: a
test compares each declaration with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from chassis.auth import Actor, Units
from chassis.refusal import Refusal


class RightMissing(Refusal):
    code = "right_missing"
    kind = "forbidden"
    en = "{field} = {value} asks for what {command} does, which is for {allowed}. Leave it out, or ask one of these."
    zh = "{field} = {value} 等同于 {command}，仅限 {allowed}。请去掉该项，或请上述角色办理。"


@dataclass(frozen=True, slots=True)
class Right:
    """A command, by its method and template, and the roles that may give it."""

    command: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class StandsFor:
    """Metadata of a field: by its value, the command that it stands for."""

    commands: Mapping[Any, Right]

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        found = handler(schema)
        told = {_told(value): right.command for value, right in self.commands.items()}
        return {**found, "x-baton-stands-for": told}


def narrowed(actor: Actor, body: Any) -> Actor:
    """The actor with the roles that may do everything that a body asks for. Raises RightMissing."""
    for field, value, right in asked_for(body):
        roles = actor.roles & right.roles
        if not roles:
            allowed = ", ".join(sorted(right.roles))
            raise RightMissing(field=field, value=_told(value), command=right.command, allowed=allowed)
        grants = tuple((role, units) for role, units in actor.grants if role in roles)
        units = _union([units for _, units in grants]) if actor.grants else actor.units
        actor = replace(actor, roles=roles, grants=grants, units=units)
    return actor


def asked_for(body: Any) -> Iterator[tuple[str, Any, Right]]:
    """Name, value and right of every field of a body that stands for a command, at any depth."""
    if isinstance(body, BaseModel):
        if not _stands(type(body)):
            return
        for name, told, said in _fields(type(body)):
            value = getattr(body, name)
            if said is not None and value in said.commands:
                yield told, value, said.commands[value]
            yield from asked_for(value)
    elif isinstance(body, list | tuple):
        for one in body:
            yield from asked_for(one)


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, StandsFor | None], ...]:
    return tuple(
        (name, field.alias or name, next((one for one in field.metadata if isinstance(one, StandsFor)), None))
        for name, field in model.model_fields.items()
    )


@cache
def _stands(model: type[BaseModel]) -> bool:
    """Whether any field of the model, or of a model in it, stands for a command."""
    if any(said is not None for _, _, said in _fields(model)):
        return True
    inner = {found for field in model.model_fields.values() for found in _models(field.annotation)}
    return any(_stands(found) for found in inner - {model})


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _models(get_args(annotation)[0])
    else:
        for inner in get_args(annotation):
            yield from _models(inner)


def _union(all_units: list[Units]) -> Units:
    found: frozenset[str] = frozenset()
    for units in all_units:
        if units is None:
            return None
        found |= units
    return found


def _told(value: Any) -> str:
    """As JSON writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
