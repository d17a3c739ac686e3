"""Replays: started where no live data is, moved from one due moment to the next once everybody has followed."""

from dataclasses import replace
from uuid import UUID, uuid5

from chassis import outbox
from chassis import regions as chassis_regions
from chassis.db import Tx
from contracts.regions import ClockMoved
from indicators.domain import replay as replay_rules
from indicators.domain.replay import LiveDataExists, Replay, ReplayMovedMeanwhile, ReplayRunning, Stop
from indicators.storage import regions, replays

REPLAY_IDS = UUID("c9a3b1de-6f0c-5f3e-8f64-6b3f2b8f0a17")


async def start(tx: Tx, *, purpose: str) -> Replay:
    """Raises LiveDataExists where the region's clock is real, ReplayRunning where one is under way."""
    if tx.region.clock_at is None:
        raise LiveDataExists(region=tx.region.code)
    await regions.lock(tx)
    running = await replays.running(tx)
    if running is not None:
        raise ReplayRunning(replay=running.id, region=tx.region.code)
    number = await replays.next_number(tx)
    started = Replay(
        id=uuid5(REPLAY_IDS, f"{tx.region.code}|{number}"),
        number=number,
        purpose=purpose,
        state="running",
        started_by=tx.actor.principal,
        started_at=tx.region.clock_at,
        clock_at=tx.region.clock_at,
        position=await regions.clock_position(tx),
    )
    await replays.add(tx, started)
    return started


async def move(tx: Tx, replay: Replay, *, to: Stop) -> Replay:
    """Moves the clock of the region. `replay` is what was read before every service was asked.

    Raises ReplayMovedMeanwhile where that is no longer so, ReplayFinished, ReplayNeverBackwards.
    """
    current = await replays.get_for_update(tx, replay.id)
    if current.position != replay.position:
        raise ReplayMovedMeanwhile(replay=current.id, clock_at=current.clock_at)
    replay_rules.check_to(current, to.at, turn=tx.region.turn)
    moved = replace(current, clock_at=to.at, position=current.position + 1)
    said = ClockMoved(
        replay=str(moved.id),
        position=moved.position,
        moved_from=current.clock_at,
        moved_to=moved.clock_at,
        turn=to.turn,
    )
    await replays.store(tx, moved)
    await chassis_regions.move_clock(tx, said)
    await outbox.put(tx, said, aggregate=tx.region.code, sequence=await regions.next_version(tx), time=moved.clock_at)
    return moved


async def finish(tx: Tx, replay: UUID) -> Replay:
    """Ends a replay where it stands; who had not had a turn there has it now. Raises NotFound, ReplayFinished."""
    current = await replays.get_for_update(tx, replay)
    replay_rules.check_running(current)
    if tx.region.turn is not None:
        current = await move(tx, current, to=Stop(current.clock_at))
    finished = replace(current, state="finished")
    await replays.store(tx, finished)
    return finished
