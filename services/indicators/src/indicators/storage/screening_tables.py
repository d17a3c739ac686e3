"""Tables of screening rounds: rows are only added, so that what was found stays found."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.tables import KEEP_FOR_EVER, keep
from indicators.storage.columns import code, metadata, moment

screenings = Table(
    "screenings",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("labels", JSONB, nullable=False),
    Column("subject", JSONB, nullable=False),
    Column("screened", JSONB, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("run_by", Text, nullable=False),
    moment("run_at"),
    info=keep(KEEP_FOR_EVER),
)
"""`subject` says what was to be screened, `screened` is all of it as it was read then; the digest is over that."""

screened_items = Table(
    "screened_items",
    metadata,
    code("region", primary_key=True),
    code("screening", primary_key=True),
    Column("kind", Text, primary_key=True),
    code(primary_key=True),
    Column("number", Integer, nullable=False),
    Column("labels", JSONB, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("library_version", Integer),
    Column("findings", JSONB, nullable=False),
    ForeignKeyConstraint(["region", "screening"], ["screenings.region", "screenings.code"]),
    UniqueConstraint("region", "screening", "number"),
    Index("screened_items_by_code", "region", "kind", "code"),
    info=keep(KEEP_FOR_EVER),
)

screening_decisions = Table(
    "screening_decisions",
    metadata,
    code("region", primary_key=True),
    code("screening", primary_key=True),
    Column("kind", Text, primary_key=True),
    code(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("decision", Text, nullable=False),
    Column("improved_version", Integer),
    Column("improved_sha256", Text),
    Column("remaining", ARRAY(Text), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    moment("decided_at"),
    ForeignKeyConstraint(
        ["region", "screening", "kind", "code"],
        ["screened_items.region", "screened_items.screening", "screened_items.kind", "screened_items.code"],
    ),
    info=keep(KEEP_FOR_EVER),
)
"""The last decision on an item counts: one that was returned may come back improved."""

screening_closings = Table(
    "screening_closings",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("reason", Text, nullable=False),
    Column("closed_by", Text, nullable=False),
    moment("closed_at"),
    ForeignKeyConstraint(["region", "code"], ["screenings.region", "screenings.code"]),
    info=keep(KEEP_FOR_EVER),
)
