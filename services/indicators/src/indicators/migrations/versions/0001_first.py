"""Regions, working calendars, assessees, monitoring rules, replays."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrate import append_only, create_chassis_tables, guard

revision = "0001"
down_revision = None

CODE = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "region_heads",
    "working_calendars",
    "assessees",
    "assessee_versions",
    "monitoring_rules",
    "rule_versions",
    "rule_publications",
    "rule_withdrawals",
    "replays",
)


def upgrade() -> None:
    create_chassis_tables()
    _regions()
    _assessees()
    _rules()
    _replays()
    guard(*TABLES)
    append_only("working_calendars", "assessee_versions", "rule_versions", "rule_publications", "rule_withdrawals")


def _regions() -> None:
    op.create_table(
        "region_heads",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "working_calendars",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("days_off", postgresql.ARRAY(sa.Date), nullable=False),
        sa.Column("working_weekend_days", postgresql.ARRAY(sa.Date), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("published_by", sa.Text, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
    )


def _assessees() -> None:
    op.create_table(
        "assessees",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("parent", CODE),
        sa.ForeignKeyConstraint(["region", "parent"], ["assessees.region", "assessees.code"]),
    )
    op.create_index("assessees_by_parent", "assessees", ["region", "parent"])
    op.create_table(
        "assessee_versions",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("category", CODE, nullable=False),
        sa.Column("parent", CODE),
        sa.Column("labels", postgresql.JSONB, nullable=False),
        sa.Column("responsible", postgresql.JSONB),
        sa.Column("valid_from", sa.Date),
        sa.Column("reason", sa.Text),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["region", "code"], ["assessees.region", "assessees.code"]),
    )


def _rules() -> None:
    op.create_table(
        "monitoring_rules",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("last_drafted", sa.Integer, nullable=False),
        sa.Column("last_published", sa.Integer),
        sa.Column("in_force", sa.Integer),
    )
    op.create_table(
        "rule_versions",
        *_version_key(),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["region", "code"], ["monitoring_rules.region", "monitoring_rules.code"]),
    )
    of_version = ["rule_versions.region", "rule_versions.code", "rule_versions.version"]
    op.create_table(
        "rule_publications",
        *_version_key(),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("published_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["region", "code", "version"], of_version),
    )
    op.create_table(
        "rule_withdrawals",
        *_version_key(),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["region", "code", "version"], of_version),
    )


def _version_key() -> list[sa.Column[object]]:
    return [
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    ]


def _replays() -> None:
    op.create_table(
        "replays",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("clock_at", MOMENT, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.UniqueConstraint("region", "number"),
    )
    op.create_index(
        "replays_one_running", "replays", ["region"], unique=True, postgresql_where=sa.text("state = 'running'")
    )
