"""Copies of what indicators publishes, to the letter. Rows are only added: what was received is never rewritten."""

from sqlalchemy import Column, Date, DateTime, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from chassis.tables import KEEP_FOR_EVER, keep
from scoring.storage.tables import metadata

scheme_copies = Table(
    "scheme_copies",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("sm3", Text, nullable=False),
    Column("assumed", Integer, nullable=False),
    Column("change", JSONB(none_as_null=True)),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("approved_by", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    info=keep(KEEP_FOR_EVER),
)
"""`content` is a canonical form: both digests can be computed from it again."""

scheme_withdrawals = Table(
    "scheme_withdrawals",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    # without a foreign key: it is kept whichever of the two arrives first
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("sha256", Text, nullable=False),
    Column("sm3", Text, nullable=False),
    Column("withdrawn_by", Text, nullable=False),
    Column("withdrawn_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    info=keep(KEEP_FOR_EVER),
)

assessee_copies = Table(
    "assessee_copies",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("category", Text(collation="C"), nullable=False),
    Column("parent", Text(collation="C")),
    # none: it holds from the beginning
    Column("valid_from", Date),
    Column("content", JSONB, nullable=False),
    Column("sha256", Text),
    Column("sm3", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index("assessee_copies_by_category", "region", "category"),
    info=keep(KEEP_FOR_EVER),
)
"""`content` is all that was said of the version, its digests included; these are absent in what was said before
assessees had any."""
