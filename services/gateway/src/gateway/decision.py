"""May this person do this? Pure: a row of the table, a person, a moment → an actor, or why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chassis.auth import Actor, HeldRole, Person, Scope, Units
from gateway.policy import OF_ONE_UNIT, Row


@dataclass(frozen=True, slots=True)
class Denied:
    """Why not. `roles` are those that the person holds now, `outside` those that it held before or will hold;
    `allowed` are those that the route would let through."""

    code: Literal["role_not_allowed", "role_not_held"]
    roles: tuple[str, ...]
    allowed: tuple[str, ...]
    outside: tuple[HeldRole, ...] = ()


_WIDTH: dict[Scope, int] = {"open": 0, "unit": 1, "region": 2}


def decide(row: Row, person: Person, *, now: datetime, narrowed: frozenset[str] | None) -> Actor | Denied:
    """The actor that the service will see: every role the person holds now that the route allows.

    `narrowed` (from the header Baton-Role) leaves out the others; naming a role that is not held is an error
    of the caller, never a silent fallback to the rest. Neither the route nor the header hides whose head or clerk
    the person is.
    """
    held = [role for role in person.roles if role.held_at(now) and not _without_its_unit(role)]
    names = {role.role for role in held}
    outside = tuple(role for role in person.roles if not role.held_at(now) and role.role not in names)
    if narrowed is not None and not narrowed <= names:
        return Denied("role_not_held", tuple(sorted(names)), tuple(sorted(narrowed)), outside)
    grants: dict[str, Units] = {}
    scope: Scope = "open"
    for role in held:
        if narrowed is not None and role.role not in narrowed:
            continue
        cell = row.scope(role.role)
        if cell == "none" or (cell == "region" and role.unit is not None):
            continue
        grants[role.role] = _joined(grants.get(role.role, frozenset()), role, cell)
        scope = max(scope, cell, key=_WIDTH.__getitem__)
    if not grants:
        allowed = tuple(sorted(name for name, cell in row.scopes if cell != "none"))
        return Denied("role_not_allowed", tuple(sorted(narrowed or names)), allowed, outside)
    return Actor(
        principal=person.principal,
        roles=frozenset(grants),
        units=_union(grants.values()),
        region=person.region,
        grants=tuple(sorted(grants.items())),
        scope=scope,
        belongs_to=frozenset(role.unit for role in held if role.unit is not None and role.role in OF_ONE_UNIT),
    )


def _without_its_unit(role: HeldRole) -> bool:
    return role.unit is None and role.role in OF_ONE_UNIT


def _joined(so_far: Units, role: HeldRole, cell: Scope) -> Units:
    if so_far is None or role.unit is None or cell == "open":
        return None
    return so_far | {role.unit}


def _union(all_units: Iterable[Units]) -> Units:
    union: frozenset[str] = frozenset()
    for units in all_units:
        if units is None:
            return None
        union |= units
    return union
