"""Events leave only through here: rows written in the transaction that decides, sent after it committed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from chassis import tables
from chassis.db import Tx
from contracts.envelope import Event, EventData, event_id, schema_uri
from contracts.topics import topic_of


@dataclass(frozen=True, slots=True)
class Happened:
    """One event to put: its data, the aggregate it is about, and the aggregate's version after it."""

    data: EventData
    aggregate: str
    sequence: int
    case: str | None = None
    time: datetime | None = None


async def put(
    tx: Tx,
    data: EventData,
    *,
    aggregate: str,
    sequence: int,
    case: str | None = None,
    time: datetime | None = None,
) -> UUID:
    """Writes one event; returns its id. See `put_many`."""
    (only,) = await put_many(tx, [Happened(data, aggregate, sequence, case, time)])
    return only


async def put_many(tx: Tx, happened: Sequence[Happened]) -> list[UUID]:
    """Writes events to be sent after the commit, in this order; returns their ids.

    Call it after the aggregates are locked: row ids drawn earlier would disagree with the order of commits.
    Each (type, aggregate, sequence) may be said once; saying it again raises IntegrityError.
    """
    if not happened:
        return []
    events = [envelope(tx, one) for one in happened]
    await tx.execute(insert(tables.outbox), [_row(event) for event in events])
    ids = [event.id for event in events]
    tx.produced.extend(ids)
    return ids


@contextmanager
def caused_by(tx: Tx, event: UUID | None) -> Iterator[None]:
    """What is told inside was directly caused by this event, not by what caused the event; None leaves it so."""
    outer = tx.cause
    tx.cause = outer if event is None else replace(outer, causation=event)
    try:
        yield
    finally:
        tx.cause = outer


def _row(event: Event) -> dict[str, object]:
    return {
        "event_id": event.id,
        "region": event.region,
        "topic": topic_of(event.type).name,
        "key": event.partitionkey,
        "type": event.type,
        "recorded_at": event.recordedtime,
        "body": event.to_bytes(),
    }


def envelope(tx: Tx, happened: Happened) -> Event:
    """The CloudEvent of what happened in this transaction."""
    event_type = happened.data.event_type
    return Event(
        id=event_id(
            region=tx.region.code, event_type=event_type, aggregate=happened.aggregate, sequence=happened.sequence
        ),
        source=f"/services/{tx.service}",
        type=event_type,
        subject=happened.aggregate,
        time=happened.time or tx.now,
        recordedtime=tx.wall,
        dataschema=schema_uri(event_type, tx.schema_base),
        partitionkey=f"{tx.region.code}/{happened.aggregate}",
        sequence=f"{happened.sequence:012d}",
        region=tx.region.code,
        actor=tx.actor.principal,
        actorroles=" ".join(sorted(tx.actor.roles)),
        traceparent=tx.cause.traceparent,
        correlationid=happened.case or tx.cause.correlation,
        causationid=tx.cause.causation,
        data=happened.data.said(),
    )
