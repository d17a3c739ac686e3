"""The tables of this service. What was published is in tables to which rows are only added."""

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.tables import KEEP_FOR_EVER, keep

metadata = MetaData()


def _code(name: str = "code", *, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, Text(collation="C"), nullable=nullable, primary_key=primary_key)


def _moment(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


region_heads = Table(
    "region_heads",
    metadata,
    _code("region", primary_key=True),
    Column("version", Integer, nullable=False),
    info=keep(KEEP_FOR_EVER),
)

working_calendars = Table(
    "working_calendars",
    metadata,
    _code("region", primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("days_off", ARRAY(Date), nullable=False),
    Column("working_weekend_days", ARRAY(Date), nullable=False),
    Column("source", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    _moment("published_at"),
    info=keep(KEEP_FOR_EVER),
)

assessees = Table(
    "assessees",
    metadata,
    _code("region", primary_key=True),
    _code(primary_key=True),
    Column("version", Integer, nullable=False),
    _code("parent", nullable=True),
    ForeignKeyConstraint(["region", "parent"], ["assessees.region", "assessees.code"]),
    Index("assessees_by_parent", "region", "parent"),
    info=keep(KEEP_FOR_EVER),
)

assessee_versions = Table(
    "assessee_versions",
    metadata,
    _code("region", primary_key=True),
    _code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    _code("category"),
    _code("parent", nullable=True),
    Column("labels", JSONB, nullable=False),
    Column("responsible", JSONB(none_as_null=True)),
    Column("valid_from", Date),
    Column("reason", Text),
    Column("recorded_by", Text, nullable=False),
    _moment("recorded_at"),
    ForeignKeyConstraint(["region", "code"], ["assessees.region", "assessees.code"]),
    info=keep(KEEP_FOR_EVER),
)

monitoring_rules = Table(
    "monitoring_rules",
    metadata,
    _code("region", primary_key=True),
    _code(primary_key=True),
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
    _code("region", primary_key=True),
    _code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("author", Text, nullable=False),
    _moment("drafted_at"),
    ForeignKeyConstraint(["region", "code"], ["monitoring_rules.region", "monitoring_rules.code"]),
    info=keep(KEEP_FOR_EVER),
)

_OF_VERSION = ["rule_versions.region", "rule_versions.code", "rule_versions.version"]

rule_publications = Table(
    "rule_publications",
    metadata,
    _code("region", primary_key=True),
    _code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("digest", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _moment("published_at"),
    ForeignKeyConstraint(["region", "code", "version"], _OF_VERSION),
    info=keep(KEEP_FOR_EVER),
)

rule_withdrawals = Table(
    "rule_withdrawals",
    metadata,
    _code("region", primary_key=True),
    _code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("withdrawn_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _moment("withdrawn_at"),
    ForeignKeyConstraint(["region", "code", "version"], _OF_VERSION),
    info=keep(KEEP_FOR_EVER),
)

replays = Table(
    "replays",
    metadata,
    _code("region", primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    _moment("started_at"),
    _moment("clock_at"),
    Column("position", Integer, nullable=False),
    UniqueConstraint("region", "number"),
    Index("replays_one_running", "region", unique=True, postgresql_where=text("state = 'running'")),
    info=keep(KEEP_FOR_EVER),
)
