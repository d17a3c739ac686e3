"""Whether a region has come to rest: everything sent was handled, and nothing is due.

A replay asks every service before it moves its clock on. Counts are compared (each event type: sent by its
producer = stored and handled by every subscriber), and two sweeps in a row must agree: messages still on their way
between two sweeps would make the counts differ (Mattern's four counters).
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import func, select

from chassis import tables
from chassis.db import Database
from chassis.inbox import Inbox


class Following(BaseModel):
    """Where one service stands in one region. `position` is the number of the last clock move it applied."""

    service: str
    region: str
    known: bool
    clock_at: datetime | None
    position: int
    due: int
    next_due: datetime | None
    unsent: int
    waiting: int
    dead: int
    sent: dict[str, int]
    stored: dict[str, int]
    subscribed: list[str]


async def following(database: Database, inbox: Inbox, region: str) -> Following:
    async with database.open() as opened:
        connection = opened.connection
        known = (await connection.execute(select(tables.regions).where(tables.regions.c.code == region))).one_or_none()
        o, i, d = tables.outbox.c, tables.inbox.c, tables.deadlines.c
        sent = await connection.execute(
            select(o.type, func.count(), func.count().filter(o.sent_at.is_(None)))
            .where(o.region == region)
            .group_by(o.type)
        )
        stored = await connection.execute(
            select(i.type, i.state, func.count()).where(i.region == region).group_by(i.type, i.state)
        )
        deadlines = await connection.execute(
            select(d.due_at, d.state).where(d.region == region, d.state.in_(("waiting", "dead"))).order_by(d.due_at)
        )
        sent_rows, stored_rows, deadline_rows = sent.all(), stored.all(), deadlines.all()
    clock_at = known.clock_at if known else None
    now = clock_at or opened.wall
    waiting_deadlines = [row.due_at for row in deadline_rows if row.state == "waiting"]
    by_type: Counter[str] = Counter()
    by_state: Counter[str] = Counter()
    for event_type, state, count in stored_rows:
        by_type[event_type] += count
        by_state[state] += count
    return Following(
        service=database.service,
        region=region,
        known=known is not None,
        clock_at=clock_at,
        position=known.clock_position if known else 0,
        due=sum(due <= now for due in waiting_deadlines),
        next_due=next((due for due in waiting_deadlines if due > now), None),
        unsent=sum(row[2] for row in sent_rows),
        waiting=by_state["waiting"],
        dead=by_state["dead"] + sum(row.state == "dead" for row in deadline_rows),
        sent={row[0]: row[1] for row in sent_rows},
        stored=dict(by_type),
        subscribed=sorted(inbox.subscribed),
    )


def behind(sweep: Sequence[Following]) -> list[str]:
    """The services that have not come to rest in this sweep, with why; empty where all have."""
    sent: Counter[str] = Counter()
    for one in sweep:
        sent.update(one.sent)
    position = max((one.position for one in sweep), default=0)
    late = []
    for one in sweep:
        missing = {kind: sent[kind] - one.stored.get(kind, 0) for kind in one.subscribed}
        missing = {kind: count for kind, count in missing.items() if count}
        why = [
            *([] if one.known else ["region unknown"]),
            *([f"{one.dead} dead rows"] if one.dead else []),
            *([f"clock at move {one.position} of {position}"] if one.position < position else []),
            *([f"{one.due} due"] if one.due else []),
            *([f"{one.unsent} unsent"] if one.unsent else []),
            *([f"{one.waiting} waiting"] if one.waiting else []),
            *([f"{sum(missing.values())} on their way"] if missing else []),
        ]
        if why:
            late.append(f"{one.service}: {', '.join(why)}")
    return late


async def at_rest(
    sweep: Callable[[], Awaitable[Sequence[Following]]],
) -> tuple[list[str], Sequence[Following]]:
    """Sweeps twice; the reasons why the region is not at rest, and the last sweep."""
    first = await sweep()
    if late := behind(first):
        return late, first
    second = await sweep()
    if late := behind(second):
        return late, second
    moved = [
        after.service
        for before, after in zip(first, second, strict=True)
        if (before.sent, before.stored) != (after.sent, after.stored)
    ]
    return [f"{service}: still moving" for service in moved], second
