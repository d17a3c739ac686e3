"""The region as an aggregate: one version for everything that is said about it, so its events have one order."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis import tables as chassis_tables
from chassis.db import Tx
from indicators.storage import tables


async def next_version(tx: Tx) -> int:
    """Locks the region until the end of the transaction and gives the version after this change."""
    heads = tables.region_heads
    statement = insert(heads).values(region=tx.region.code, version=1)
    version: int = await tx.scalar(
        statement.on_conflict_do_update(index_elements=["region"], set_={"version": heads.c.version + 1}).returning(
            heads.c.version
        )
    )
    return version


async def lock(tx: Tx) -> None:
    """One change at a time of what spans a whole region: the hierarchy of assessees, the replay."""
    heads = tables.region_heads
    await tx.execute(insert(heads).values(region=tx.region.code, version=0).on_conflict_do_nothing())
    await tx.execute(select(heads.c.version).where(heads.c.region == tx.region.code).with_for_update())


async def clock_position(tx: Tx) -> int:
    """How often the clock of the region was moved, over all of its replays."""
    regions = chassis_tables.regions
    position: int = await tx.scalar(select(regions.c.clock_position).where(regions.c.code == tx.region.code))
    return position
