"""Tables that every service has. Names carry no schema: the role's search_path is the service's own schema."""

from datetime import timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()

KEEP_FOR_EVER: timedelta | None = None


def keep(rows: timedelta | None, *, by: str | None = None, once: str = "true") -> dict[str, object]:
    """How long a table keeps rows, written beside its definition; the purge job reads it.

    `by` is the column that a row's age is counted from (on the wall clock), `once` the SQL condition that it must
    meet besides (never purge what still waits).
    """
    return {"keep": rows, "by": by, "once": once}


regions = Table(
    "regions",
    metadata,
    Column("code", Text(collation="C"), primary_key=True),
    Column("labels", JSONB, nullable=False),
    Column("currency", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("fiscal_year_start", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("clock_at", DateTime(timezone=True)),
    Column("clock_position", Integer, nullable=False, server_default=text("0")),
    Column("turn", Text),
    info=keep(KEEP_FOR_EVER),
)

working_days = Table(
    "working_days",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("days_off", ARRAY(Date), nullable=False),
    Column("working_weekend_days", ARRAY(Date), nullable=False),
    Column("source", Text, nullable=False),
    info=keep(KEEP_FOR_EVER),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("region", Text(collation="C"), nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Index("outbox_unsent", "id", postgresql_where=text("sent_at IS NULL")),
    Index("outbox_by_type", "region", "type"),
    info=keep(timedelta(days=30), by="recorded_at", once="sent_at IS NOT NULL"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("region", Text(collation="C"), nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_try", DateTime(timezone=True), nullable=False),
    Column("error", Text),
    Column("finished_at", DateTime(timezone=True)),
    Index("inbox_open", "topic", "key", "position", postgresql_where=text("state IN ('waiting', 'dead')")),
    Index("inbox_waiting", "position", postgresql_where=text("state = 'waiting'")),
    Index("inbox_by_type", "region", "type"),
    # longer than any topic keeps its events: a redelivered event must still be known
    info=keep(timedelta(days=120), by="received_at", once="state IN ('done', 'skipped')"),
)

inbox_offsets = Table(
    "inbox_offsets",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("next_offset", BigInteger, nullable=False),
    info=keep(KEEP_FOR_EVER),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("kind", Text(collation="C"), primary_key=True),
    Column("key", Text(collation="C"), primary_key=True),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("data", JSONB, nullable=False),
    Column("case", Text),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_try", DateTime(timezone=True), nullable=False),
    Column("error", Text),
    Index("deadlines_waiting", "region", "due_at", postgresql_where=text("state = 'waiting'")),
    info=keep(KEEP_FOR_EVER),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("principal", Text(collation="C"), primary_key=True),
    Column("key", Text(collation="C"), primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer),
    Column("headers", JSONB),
    Column("body", LargeBinary),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    info=keep(timedelta(days=14), by="recorded_at"),
)

GUARDED = ("working_days", "outbox", "inbox", "deadlines", "idempotency_keys")
"""Tables with a region column: row-level security lets a transaction see its own region's rows only."""
