"""Who acts on what: the roles that reach a unit, and the units that a reader may see."""

from chassis.db import ReadTx
from chassis.refusal import OutsideYourUnits
from scoring.domain.order import By
from scoring.storage import definitions


async def by_for(tx: ReadTx, unit: str) -> By:
    """The actor with the roles held for this unit or one above it. Raises OutsideYourUnits where there is none."""
    roles = {role for role in tx.actor.roles if await _reaches(tx, role, unit)}
    if not roles:
        raise OutsideYourUnits(unit=unit)
    return By(tx.actor.principal, frozenset(roles), of_the_unit=await _belongs_near(tx, unit))


async def visible_units(tx: ReadTx) -> frozenset[str] | None:
    """None: every unit of the region."""
    return None if tx.actor.units is None else await definitions.covered(tx, tx.actor.units)


async def _reaches(tx: ReadTx, role: str, unit: str) -> bool:
    units = tx.actor.units_of(role)
    return units is None or unit in units or unit in await definitions.covered(tx, units)


async def _belongs_near(tx: ReadTx, unit: str) -> bool:
    """Whether the actor is head or clerk of the unit, or of one above or below it."""
    own = tx.actor.belongs_to
    if not own:
        return False
    return unit in await definitions.covered(tx, own) or bool(own & await definitions.covered(tx, [unit]))
