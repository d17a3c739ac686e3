"""Whose money an actor may touch or see: the own units and their sub-units."""

from collections.abc import Iterable

from budget_monitor.domain.reference import BelongsToNobodyOfYours, UnitNeeded, UnitNotNeeded
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


def sender(tx: ReadTx, named: str | None) -> str | None:
    """The unit that sends a payment: the one for which the route's role is held; None for who speaks for the region.

    Raises UnitNeeded where that could be several, UnitNotNeeded, OutsideYourUnits.
    """
    units = tx.actor.units
    if units is None:
        if named is not None:
            raise UnitNotNeeded(unit=named)
        return None
    if named is not None:
        if named not in units:
            raise OutsideYourUnits(unit=named)
        return named
    if len(units) != 1:
        raise UnitNeeded(units=", ".join(sorted(units)))
    return next(iter(units))


async def require_sight(tx: ReadTx, owners: Iterable[str], sender: str | None) -> None:
    """Raises OutsideYourUnits where the actor may not see a payment or a check.

    It belongs to the units of its items; where nobody has any of them, to the unit that sent it, and where that was
    not kept, to those who see the whole region.
    """
    concerned = set(owners) or ({sender} if sender is not None else set())
    if not concerned and tx.actor.units is not None:
        raise BelongsToNobodyOfYours
    await require(tx, concerned)


async def sees(tx: ReadTx, owners: Iterable[str]) -> bool:
    """Whether all of these units, of which there is at least one, are among the actor's; always for the region."""
    if tx.actor.units is None:
        return True
    parents = await assessees.parents(tx)
    concerned = set(owners)
    return bool(concerned) and all(auth.covers(tx.actor, owner, parents) for owner in concerned)


async def covered(tx: ReadTx) -> list[str] | None:
    """The units whose things the actor sees; None is the whole region."""
    if tx.actor.units is None:
        return None
    parents = await assessees.parents(tx)
    return sorted(unit for unit in parents if auth.covers(tx.actor, unit, parents))
