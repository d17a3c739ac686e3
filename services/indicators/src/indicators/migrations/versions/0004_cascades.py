"""Cascades: versions, their texts, proposals and approvals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrate import append_only, guard

revision = "0004"
down_revision = "0003"

CODE = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)
ADDED_TO = ("cascade_versions", "cascade_texts", "cascade_proposals", "cascade_approvals")


def upgrade() -> None:
    op.create_table(
        "cascades",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("last_drafted", sa.Integer, nullable=False),
        sa.Column("in_force", sa.Integer),
    )
    op.create_table(
        "cascade_versions",
        *_version_key(),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["region", "code"], ["cascades.region", "cascades.code"]),
    )
    op.create_table(
        "cascade_texts",
        *_version_key(),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        _of_version(),
    )
    _proposals()
    op.create_table(
        "cascade_approvals",
        *_version_key(),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("sm3", sa.Text, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("approved_at", MOMENT, nullable=False),
        _of_version(),
    )
    guard("cascades", *ADDED_TO)
    append_only(*ADDED_TO)


def _proposals() -> None:
    op.create_table(
        "cascade_proposals",
        *_version_key(),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("goal", CODE, nullable=False),
        sa.Column("of_node", CODE),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("weights", postgresql.JSONB, nullable=False),
        sa.Column("shares", postgresql.JSONB, nullable=False),
        sa.Column("left_out", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("proposed_by", sa.Text, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        _of_version(),
    )


def _version_key() -> list[sa.Column[object]]:
    return [
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    ]


def _of_version() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["region", "code", "version"],
        ["cascade_versions.region", "cascade_versions.code", "cascade_versions.version"],
    )
