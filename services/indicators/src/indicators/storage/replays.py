"""Replays: at most one is running in a region (a unique index says so)."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from indicators.domain.replay import Replay
from indicators.storage import tables


async def get(tx: ReadTx, replay: UUID) -> Replay:
    """Raises NotFound."""
    return await _get(tx, replay)


async def get_for_update(tx: Tx, replay: UUID) -> Replay:
    """Raises NotFound."""
    return await _get(tx, replay, lock=True)


async def running(tx: ReadTx) -> Replay | None:
    t = tables.replays
    row = await tx.one_or_none(select(t).where(t.c.region == tx.region.code, t.c.state == "running"))
    return None if row is None else replay_of(row)


async def next_number(tx: Tx) -> int:
    """The region must be locked."""
    t = tables.replays
    count: int = await tx.scalar(select(func.count()).select_from(t).where(t.c.region == tx.region.code))
    return count + 1


async def add(tx: Tx, replay: Replay) -> None:
    await tx.execute(
        insert(tables.replays).values(
            region=tx.region.code, **{field.name: getattr(replay, field.name) for field in fields(replay)}
        )
    )


async def store(tx: Tx, replay: Replay) -> None:
    """What changes about a replay: where it stands, and that it is over."""
    t = tables.replays
    await tx.execute(
        update(t)
        .where(t.c.region == tx.region.code, t.c.id == replay.id)
        .values(state=replay.state, clock_at=replay.clock_at, position=replay.position)
    )


def replay_of(row: Any) -> Replay:
    return Replay(**{field.name: row[field.name] for field in fields(Replay)})


async def _get(tx: ReadTx, replay: UUID, *, lock: bool = False) -> Replay:
    t = tables.replays
    statement = select(t).where(t.c.region == tx.region.code, t.c.id == replay)
    row = await tx.one_or_none(statement.with_for_update() if lock else statement)
    if row is None:
        raise NotFound(what="replay", id=replay, region=tx.region.code)
    return replay_of(row)
