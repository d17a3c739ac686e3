"""Whose money an actor may touch or see: the own units and their sub-units."""

from collections.abc import Iterable

from budget_monitor.storage import assessees
from chassis import auth
from chassis.db import ReadTx
from chassis.refusal import OutsideYourUnits


async def require(tx: ReadTx, owners: Iterable[str]) -> None:
    """Raises OutsideYourUnits where one of the owners is beyond the actor's units."""
    if tx.actor.units is None:
        return
    parents = await assessees.parents(tx)
    for owner in sorted(set(owners)):
        if not auth.covers(tx.actor, owner, parents):
            raise OutsideYourUnits(unit=owner)


async def covered(tx: ReadTx) -> list[str] | None:
    """The units whose things the actor sees; None is the whole region."""
    if tx.actor.units is None:
        return None
    parents = await assessees.parents(tx)
    return sorted(unit for unit in parents if auth.covers(tx.actor, unit, parents))
