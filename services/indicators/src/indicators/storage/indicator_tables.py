"""Tables of the indicator library. But for the head, rows are only added."""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from chassis.tables import KEEP_FOR_EVER, keep
from indicators.storage.columns import code, metadata, moment

indicators = Table(
    "indicators",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, nullable=False),
    Column("last_drafted", Integer, nullable=False),
    Column("last_published", Integer),
    info=keep(KEEP_FOR_EVER),
)
"""The only row of an indicator that changes, and the one that is locked."""

indicator_versions = Table(
    "indicator_versions",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("author", Text, nullable=False),
    moment("drafted_at"),
    ForeignKeyConstraint(["region", "code"], ["indicators.region", "indicators.code"]),
    info=keep(KEEP_FOR_EVER),
)

_OF_VERSION = ["indicator_versions.region", "indicator_versions.code", "indicator_versions.version"]

indicator_publications = Table(
    "indicator_publications",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("sm3", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    moment("published_at"),
    code("scheme", nullable=True),
    Column("scheme_version", Integer),
    ForeignKeyConstraint(["region", "code", "version"], _OF_VERSION),
    info=keep(KEEP_FOR_EVER),
)
"""`scheme` and `scheme_version` name where the version came from, if not from a draft of the library."""

indicator_withdrawals = Table(
    "indicator_withdrawals",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("holds_until", Date, nullable=False),
    Column("withdrawn_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    moment("withdrawn_at"),
    code("screening", nullable=True),
    ForeignKeyConstraint(["region", "code", "version"], _OF_VERSION),
    info=keep(KEEP_FOR_EVER),
)
