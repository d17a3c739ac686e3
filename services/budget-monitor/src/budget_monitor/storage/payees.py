"""The sealed register: names of natural persons and the pseudonyms that stand for them everywhere else."""

import secrets
from collections.abc import Iterable

from sqlalchemy import select

from budget_monitor.storage import bulk
from budget_monitor.storage.tables import payees as t
from chassis.db import Tx


async def pseudonyms(tx: Tx, names: Iterable[str]) -> dict[str, str]:
    """Name → pseudonym, drawn at random at the first payment: nothing about the name can be read from it."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    found = await _known(tx, wanted)
    new = [name for name in wanted if name not in found]
    if new:
        drawn = [{"name": name, "pseudonym": f"person-{secrets.token_hex(8)}"} for name in new]
        await bulk.insert(tx, t, drawn, skip_known=True)
        found = await _known(tx, wanted)  # another transaction may have been quicker
    return found


async def _known(tx: Tx, names: list[str]) -> dict[str, str]:
    rows = await tx.all(
        select(t.c.name, t.c.pseudonym).where(t.c.region == tx.region.code, bulk.among(t.c.name, names))
    )
    return {row["name"]: row["pseudonym"] for row in rows}
