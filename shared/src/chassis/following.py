"""Whether a region has come to rest: everything sent was handled, and nothing is due.

A replay asks every service before it moves its clock on. Counts are compared (each event type: sent by its
producer = stored and handled by every subscriber), and two sweeps in a row must agree: messages still on their way
between two sweeps would make the counts differ (Mattern's four counters).
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import text

from chassis.db import Database
from chassis.inbox import Inbox


@dataclass(frozen=True, slots=True)
class Mark:
    """Rows of one service up to which a region was at rest once: the counting may begin after them."""

    outbox: int = 0
    inbox: int = 0


FROM_THE_START = Mark()


class Following(BaseModel):
    """Where one service stands in one region. `position` is the number of the last clock move it applied, `next_due`
    the moment of what it may not do yet: later, or at the clock's own moment where it is another one's turn.

    `sent` and `stored` count by event type, after the mark that was given; `last_sent` and `last_stored` make the
    next mark.
    """

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
    last_sent: int
    last_stored: int

    @property
    def mark(self) -> Mark:
        return Mark(outbox=self.last_sent, inbox=self.last_stored)


# one statement, so one snapshot: what is counted as sent and what is counted as stored belong together
STANDING = text(
    """
    SELECT
      r.code IS NOT NULL AS known, r.clock_at, coalesce(r.clock_position, 0) AS position,
      (SELECT count(*) FROM outbox WHERE region = :region AND sent_at IS NULL) AS unsent,
      (SELECT count(*) FROM inbox WHERE region = :region AND state = 'waiting') AS waiting,
      (SELECT count(*) FROM inbox WHERE region = :region AND state = 'dead')
        + (SELECT count(*) FROM deadlines WHERE region = :region AND state = 'dead') AS dead,
      (SELECT count(*) FROM deadlines WHERE region = :region AND state = 'waiting'
         AND (due_at < now.at OR due_at = now.at AND now.turn)) AS due,
      (SELECT min(due_at) FROM deadlines WHERE region = :region AND state = 'waiting'
         AND (due_at > now.at OR due_at = now.at AND NOT now.turn)) AS next_due,
      (SELECT coalesce(jsonb_object_agg(type, n), '{}') FROM (
         SELECT type, count(*) AS n FROM outbox WHERE region = :region AND id > :outbox GROUP BY type) s) AS sent,
      (SELECT coalesce(jsonb_object_agg(type, n), '{}') FROM (
         SELECT type, count(*) AS n FROM inbox WHERE region = :region AND position > :inbox GROUP BY type) s) AS stored,
      (SELECT coalesce(max(id), 0) FROM outbox) AS last_sent,
      (SELECT coalesce(max(position), 0) FROM inbox) AS last_stored
    FROM (SELECT 1) AS always LEFT JOIN regions r ON r.code = :region
    CROSS JOIN LATERAL (SELECT coalesce(r.clock_at, :wall) AS at, coalesce(r.turn, :service) = :service AS turn) AS now
    """
)


async def following(database: Database, inbox: Inbox, region: str, *, since: Mark = FROM_THE_START) -> Following:
    async with database.open() as opened:
        row = (
            await opened.connection.execute(
                STANDING,
                {
                    "region": region,
                    "wall": opened.wall,
                    "service": database.service,
                    "outbox": since.outbox,
                    "inbox": since.inbox,
                },
            )
        ).one()
    return Following(service=database.service, region=region, subscribed=sorted(inbox.subscribed), **row._mapping)


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
