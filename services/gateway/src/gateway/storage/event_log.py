"""Rows into and out of the event log. A position is never seen before all lower ones are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, Text, cast, func, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import ReadTx
from contracts.envelope import Event
from contracts.regions import RegionDefined
from gateway.storage.tables import event_log

LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.event_log', 0))")
"""Positions are drawn before the commit, so without the lock a reader could see position 8, go on from there, and
never see 7, which commits a moment later. One lock for the whole log and not one a region: a batch of the inbox
holds events of several regions, and two workers taking two locks in different order would stand still. It is
taken once a transaction, and a batch is one transaction."""

POSITION = event_log.c.position
"""What the pages of the log are keyed by."""

COLUMNS = (POSITION, event_log.c.body)

MOST_BYTES = 8_000_000
"""Of one page, but for a first event that is larger by itself: some events carry a scheme of many megabytes."""


APPEND = text(
    """
    INSERT INTO event_log (region, event_id, type, subject, time, recorded_time, actor, roles,
                           correlation_id, causation_id, body, bytes)
    SELECT e->>'region', CAST(e->>'id' AS uuid), e->>'type', e->>'subject', CAST(e->>'time' AS timestamptz),
           CAST(e->>'recordedtime' AS timestamptz), e->>'actor', e->>'actorroles',
           e->>'correlationid', CAST(e->>'causationid' AS uuid), e, octet_length(CAST(e AS text))
    FROM jsonb_array_elements(CAST(:events AS jsonb)) WITH ORDINALITY AS given(e, place)
    ORDER BY place
    ON CONFLICT (event_id) DO NOTHING
    """
)


async def append(connection: AsyncConnection, events: Sequence[Event]) -> None:
    """Adds events at the end of the log, in this order; those that it holds already are left as they are."""
    await connection.execute(LOCK)
    bodies = ",".join(event.model_dump_json(exclude_none=True) for event in events)
    await connection.execute(APPEND, {"events": f"[{bodies}]"})


def _here(tx: ReadTx, *columns: Any) -> Select[Any]:
    # row-level security says the same; the condition lets the planner use the indexes, all of which begin with it
    return select(*(columns or COLUMNS)).where(event_log.c.region == tx.region.code)


async def head(tx: ReadTx) -> int:
    """The last position of the region; 0 in an empty log."""
    return int(await tx.scalar(_here(tx, func.coalesce(func.max(event_log.c.position), 0))))


@dataclass(frozen=True, slots=True)
class Ends:
    """The first and the last position of a region's log; both 0 where it is empty."""

    first: int
    last: int


async def ends(tx: ReadTx) -> Ends:
    first, last = (func.coalesce(end(event_log.c.position), 0) for end in (func.min, func.max))
    row = (await tx.all(_here(tx, first.label("first"), last.label("last"))))[0]
    return Ends(**row)


async def defines(connection: AsyncConnection, region: str) -> bool:
    """Whether the log holds that the region was defined. For a connection that sees every region."""
    defined = select(event_log.c.position).where(
        event_log.c.region == region, event_log.c.type == RegionDefined.event_type
    )
    return await connection.scalar(select(defined.exists())) is True


async def last_position(connection: AsyncConnection) -> int:
    """Over all regions; for the metrics page only."""
    return int(await connection.scalar(text("SELECT pg_sequence_last_value('event_log_position_seq')")) or 0)


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of the log with the bytes of each, and whether `more` follow that were asked for."""

    rows: list[RowMapping]
    more: bool


async def after(tx: ReadTx, position: int, *, types: Collection[str], limit: int) -> Part:
    """Oldest first, at most `limit` rows of at most MOST_BYTES together. No types: all types."""
    size = func.coalesce(event_log.c.bytes, func.octet_length(cast(event_log.c.body, Text))).label("bytes")
    candidates = _here(tx, *COLUMNS, size).where(event_log.c.position > position).order_by(POSITION).limit(limit + 1)
    c = (candidates.where(event_log.c.type.in_(types)) if types else candidates).subquery().c
    so_far = func.sum(c.bytes).over(order_by=c.position)
    s = select(c.position, c.body, c.bytes, so_far.label("so_far"), func.count().over().label("found")).subquery().c
    rows = await tx.all(
        select(s.position, s.body, s.bytes, s.found)
        .where((s.so_far <= MOST_BYTES) | (s.so_far == s.bytes))
        .order_by(s.position)
        .limit(limit)
    )
    return Part(rows, more=bool(rows) and rows[0]["found"] > len(rows))


async def audit(
    tx: ReadTx,
    *,
    types: Collection[str],
    principal: str | None,
    command: str | None,
    since: datetime | None,
    before: int | None,
    limit: int,
) -> list[RowMapping]:
    """Newest first; `since` is the wall clock of the service that decided."""
    statement = _here(tx).where(event_log.c.type.in_(types))
    if principal is not None:
        statement = statement.where(event_log.c.actor == principal)
    if command is not None:
        statement = statement.where(event_log.c.body["data"]["command"].astext == command)
    if since is not None:
        statement = statement.where(event_log.c.recorded_time >= since)
    if before is not None:
        statement = statement.where(event_log.c.position < before)
    return await tx.all(statement.order_by(event_log.c.position.desc()).limit(limit))


CHAIN = text(
    """
    WITH RECURSIVE members AS (
        SELECT event_id, causation_id FROM event_log
        WHERE region = :region AND correlation_id = :case
      UNION
        SELECT e.event_id, e.causation_id FROM members m
        JOIN event_log e ON e.region = :region AND e.causation_id = m.event_id
        WHERE e.correlation_id IS NULL OR e.correlation_id = :case
    ), above AS (
        SELECT causation_id FROM members WHERE causation_id IS NOT NULL
      UNION
        SELECT e.causation_id FROM above a
        JOIN event_log e ON e.region = :region AND e.event_id = a.causation_id
        WHERE e.causation_id IS NOT NULL
    )
    SELECT position, body FROM event_log
    WHERE region = :region
      AND event_id IN (SELECT event_id FROM members UNION SELECT causation_id FROM above)
    ORDER BY position
    LIMIT :limit
    """
)
"""What names the case, what that led to (down, until another case begins), and what led to it (up, and from there
not down again: a moved clock causes much that is none of this case)."""


async def chain(tx: ReadTx, case: str, *, limit: int) -> list[RowMapping]:
    """In the order of the log."""
    return await tx.all(CHAIN, {"region": tx.region.code, "case": case, "limit": limit})


async def with_subjects(tx: ReadTx, subjects: Collection[str], *, types: Collection[str]) -> list[RowMapping]:
    """Every event of these types about these aggregates, in the order of the log."""
    if not subjects:
        return []
    statement = _here(tx).where(event_log.c.subject.in_(subjects), event_log.c.type.in_(types))
    return await tx.all(statement.order_by(event_log.c.position))


async def newest_of_each_subject(tx: ReadTx, types: Sequence[str]) -> list[RowMapping]:
    """The last event of these types of every aggregate: for definitions, what holds now."""
    statement = _here(tx).ext(distinct_on(event_log.c.subject)).where(event_log.c.type.in_(types))
    return await tx.all(statement.order_by(event_log.c.subject, event_log.c.position.desc()))


async def naming_order(tx: ReadTx, orders: Collection[str], *, event_type: str, limit: int) -> list[RowMapping]:
    """Events of one type with a reason that names one of these orders, in the order of the log."""
    if not orders:
        return []
    reasons = event_log.c.body["data"]["reasons"]
    named = or_(*(reasons.contains([{"values": {"order": order}}]) for order in sorted(orders)))
    statement = _here(tx).where(event_log.c.type == event_type, named)
    return await tx.all(statement.order_by(event_log.c.position).limit(limit))
