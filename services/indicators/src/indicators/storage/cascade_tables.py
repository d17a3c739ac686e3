"""Tables of cascades. But for the head, rows are only added: who wrote, proposed and approved what."""

from sqlalchemy import Column, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.tables import KEEP_FOR_EVER, keep
from indicators.storage.columns import code, metadata, moment

cascades = Table(
    "cascades",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, nullable=False),
    Column("last_drafted", Integer, nullable=False),
    Column("in_force", Integer),
    info=keep(KEEP_FOR_EVER),
)
"""The only row of a cascade that changes, and the one that is locked."""

cascade_versions = Table(
    "cascade_versions",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("author", Text, nullable=False),
    moment("drafted_at"),
    ForeignKeyConstraint(["region", "code"], ["cascades.region", "cascades.code"]),
    info=keep(KEEP_FOR_EVER),
)

_OF_VERSION = ["cascade_versions.region", "cascade_versions.code", "cascade_versions.version"]

cascade_texts = Table(
    "cascade_texts",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("written_by", Text, nullable=False),
    moment("written_at"),
    ForeignKeyConstraint(["region", "code", "version"], _OF_VERSION),
    info=keep(KEEP_FOR_EVER),
)
"""Every text that a draft had, whole: what was proposed, revised and at last approved can be told apart."""

cascade_proposals = Table(
    "cascade_proposals",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    code("goal"),
    code("of_node", nullable=True),
    Column("basis", Text, nullable=False),
    Column("weights", JSONB, nullable=False),
    Column("shares", JSONB, nullable=False),
    Column("left_out", ARRAY(Text), nullable=False),
    Column("proposed_by", Text, nullable=False),
    moment("proposed_at"),
    ForeignKeyConstraint(["region", "code", "version"], _OF_VERSION),
    info=keep(KEEP_FOR_EVER),
)
"""What was divided by what; `revision` is the text that it led to."""

cascade_approvals = Table(
    "cascade_approvals",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("sm3", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    moment("approved_at"),
    ForeignKeyConstraint(["region", "code", "version"], _OF_VERSION),
    info=keep(KEEP_FOR_EVER),
)
