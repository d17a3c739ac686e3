"""Reading sheets: whoever sees the whole region sees all, a head or clerk those of the own unit."""

from dataclasses import dataclass

from chassis import auth
from chassis.db import ReadTx
from indicators.domain.cascade.sheet import Sheet, Sheets
from indicators.domain.cascade.version import CascadeVersion
from indicators.storage import cascades as stored
from indicators.usecases import cascades


@dataclass(frozen=True, slots=True)
class Read:
    """Sheets with the version that they are of."""

    version: CascadeVersion
    sheets: tuple[Sheet, ...]


async def one(tx: ReadTx, code: str, version: int, member: str) -> Read:
    """The sheet of one node. Raises NotFound, NoSheet, OutsideYourUnits."""
    found = await stored.get(tx, code, version)
    content = found.cascade
    sheet = Sheets(content).of(member)
    await cascades.require(tx, content, [member])
    return Read(found, (sheet,))


async def every(tx: ReadTx, code: str, version: int) -> Read:
    """All sheets that the reader may see, those above before those below. Raises NotFound."""
    found = await stored.get(tx, code, version)
    content = found.cascade
    sheets = Sheets(content)
    codes = sheets.codes()
    if tx.actor.units is not None:
        above = await cascades.parents(tx, content)
        codes = [one for one in codes if auth.covers(tx.actor, one, above)]
    return Read(found, tuple(sheets.of(one) for one in codes))
