"""Tables of regions, assessees, monitoring rules and replays. To what was published, rows are only added."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.tables import KEEP_FOR_EVER, keep
from indicators.storage.columns import code, metadata, moment

region_heads = Table(
    "region_heads",
    metadata,
    code("region", primary_key=True),
    Column("version", Integer, nullable=False),
    info=keep(KEEP_FOR_EVER),
)

working_calendars = Table(
    "working_calendars",
    metadata,
    code("region", primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("days_off", ARRAY(Date), nullable=False),
    Column("working_weekend_days", ARRAY(Date), nullable=False),
    Column("source", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    moment("published_at"),
    info=keep(KEEP_FOR_EVER),
)

assessees = Table(
    "assessees",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, nullable=False),
    code("parent", nullable=True),
    ForeignKeyConstraint(["region", "parent"], ["assessees.region", "assessees.code"]),
    Index("assessees_by_parent", "region", "parent"),
    info=keep(KEEP_FOR_EVER),
)

assessee_versions = Table(
    "assessee_versions",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    code("category"),
    code("parent", nullable=True),
    Column("labels", JSONB, nullable=False),
    Column("responsible", JSONB(none_as_null=True)),
    Column("valid_from", Date),
    Column("criterion", Text),
    Column("moved", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("form", Integer),
    Column("sha256", Text),
    Column("sm3", Text),
    Column("reason", Text),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    ForeignKeyConstraint(["region", "code"], ["assessees.region", "assessees.code"]),
    info=keep(KEEP_FOR_EVER),
)

monitoring_rules = Table(
    "monitoring_rules",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, nullable=False),
    Column("last_drafted", Integer, nullable=False),
    Column("last_published", Integer),
    Column("in_force", Integer),
    info=keep(KEEP_FOR_EVER),
)
"""The only row of a rule that changes: which of its versions was drafted, published last, and holds now."""

rule_versions = Table(
    "rule_versions",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("author", Text, nullable=False),
    moment("drafted_at"),
    ForeignKeyConstraint(["region", "code"], ["monitoring_rules.region", "monitoring_rules.code"]),
    info=keep(KEEP_FOR_EVER),
)

_OF_VERSION = ["rule_versions.region", "rule_versions.code", "rule_versions.version"]

rule_publications = Table(
    "rule_publications",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("digest", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    moment("published_at"),
    ForeignKeyConstraint(["region", "code", "version"], _OF_VERSION),
    info=keep(KEEP_FOR_EVER),
)

rule_withdrawals = Table(
    "rule_withdrawals",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("withdrawn_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    moment("withdrawn_at"),
    ForeignKeyConstraint(["region", "code", "version"], _OF_VERSION),
    info=keep(KEEP_FOR_EVER),
)

replays = Table(
    "replays",
    metadata,
    code("region", primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    moment("started_at"),
    moment("clock_at"),
    Column("position", Integer, nullable=False),
    UniqueConstraint("region", "number"),
    Index("replays_one_running", "region", unique=True, postgresql_where=text("state = 'running'")),
    info=keep(KEEP_FOR_EVER),
)
