"""Heads of versioned things: one row for each, locked while one of its versions is drafted, published or withdrawn."""

from sqlalchemy import RowMapping, Table, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.db import ReadTx, Tx


async def draft(tx: Tx, heads: Table, code: str) -> RowMapping:
    """Counts one more draft of a thing, which may be its first, and locks its head; returns the head as it is now."""
    statement = insert(heads).values(region=tx.region.code, code=code, version=1, last_drafted=1)
    rows = await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["region", "code"],
            set_={"version": heads.c.version + 1, "last_drafted": heads.c.last_drafted + 1},
        ).returning(heads)
    )
    return rows.mappings().one()


async def lock(tx: Tx, heads: Table, code: str) -> None:
    """Locks a head until the end.

    Read what it protects in statements of their own: only what is read after the lock was waited for is protected.
    """
    await tx.execute(
        select(heads.c.version).where(heads.c.region == tx.region.code, heads.c.code == code).with_for_update()
    )


async def move(tx: Tx, heads: Table, code: str, **now: int | None) -> int:
    """Writes where a thing stands now; returns its own version after the change."""
    version: int = await tx.scalar(
        update(heads)
        .where(heads.c.region == tx.region.code, heads.c.code == code)
        .values(version=heads.c.version + 1, **now)
        .returning(heads.c.version)
    )
    return version


async def shown(tx: ReadTx, heads: Table, code: str) -> int | None:
    """The version in force, else the one drafted last; None where there is no such thing."""
    row = await tx.one_or_none(
        select(heads.c.in_force, heads.c.last_drafted).where(heads.c.region == tx.region.code, heads.c.code == code)
    )
    return None if row is None else row["in_force"] or row["last_drafted"]
