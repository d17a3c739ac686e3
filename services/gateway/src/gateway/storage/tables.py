"""The gateway keeps one table: every event of every service, in the order in which it learned of them."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from chassis import tables as chassis_tables

metadata = MetaData()

event_log = Table(
    "event_log",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("type", Text(collation="C"), nullable=False),
    Column("subject", Text(collation="C"), nullable=False),
    Column("time", DateTime(timezone=True), nullable=False),
    Column("recorded_time", DateTime(timezone=True), nullable=False),
    Column("actor", Text(collation="C"), nullable=False),
    Column("roles", Text, nullable=False),
    Column("correlation_id", Text(collation="C")),
    Column("causation_id", Uuid),
    Column("body", JSONB, nullable=False),
    # of the body as text; unknown in rows from before it was kept, which have small bodies
    Column("bytes", Integer),
    Index("event_log_by_type", "region", "type", "position"),
    Index("event_log_by_subject", "region", "subject", "position"),
    Index("event_log_by_actor", "region", "actor", "position"),
    Index(
        "event_log_by_case",
        "region",
        "correlation_id",
        "position",
        postgresql_where=text("correlation_id IS NOT NULL"),
    ),
    Index("event_log_by_cause", "region", "causation_id", postgresql_where=text("causation_id IS NOT NULL")),
    # audit entries live here, and what integrators missed
    info=chassis_tables.keep(chassis_tables.KEEP_FOR_EVER),
)
"""Append only: the service's own role may add rows and read them."""
