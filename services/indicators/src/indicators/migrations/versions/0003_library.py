"""The indicator library, screening rounds, and what assessees left when they moved."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrate import append_only, guard

revision = "0003"
down_revision = "0002"

CODE = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)
ADDED_TO = (
    "indicator_versions",
    "indicator_publications",
    "indicator_withdrawals",
    "screenings",
    "screened_items",
    "screening_decisions",
    "screening_closings",
)


def upgrade() -> None:
    _moves()
    _library()
    _screenings()
    guard("indicators", *ADDED_TO)
    append_only(*ADDED_TO)


def _moves() -> None:
    op.add_column("assessee_versions", sa.Column("criterion", sa.Text))
    op.add_column(
        "assessee_versions",
        sa.Column("moved", postgresql.ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
    )
    op.add_column("assessee_versions", sa.Column("sha256", sa.Text))
    op.add_column("assessee_versions", sa.Column("sm3", sa.Text))
    # what moved follows from the versions that are there; digests do not, for nothing was sent with them
    op.execute(
        """
        UPDATE assessee_versions AS later
        SET moved = array_remove(ARRAY[
            CASE WHEN later.category <> earlier.category THEN 'category' END,
            CASE WHEN later.parent IS DISTINCT FROM earlier.parent THEN 'parent' END
        ], NULL)
        FROM assessee_versions AS earlier
        WHERE earlier.region = later.region AND earlier.code = later.code AND earlier.version = later.version - 1
        """
    )


def _library() -> None:
    op.create_table(
        "indicators",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("last_drafted", sa.Integer, nullable=False),
        sa.Column("last_published", sa.Integer),
    )
    op.create_table(
        "indicator_versions",
        *_version_key(),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["region", "code"], ["indicators.region", "indicators.code"]),
    )
    of_version = ["indicator_versions.region", "indicator_versions.code", "indicator_versions.version"]
    op.create_table(
        "indicator_publications",
        *_version_key(),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("sm3", sa.Text, nullable=False),
        sa.Column("published_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("scheme", CODE),
        sa.Column("scheme_version", sa.Integer),
        sa.ForeignKeyConstraint(["region", "code", "version"], of_version),
    )
    op.create_table(
        "indicator_withdrawals",
        *_version_key(),
        sa.Column("holds_until", sa.Date, nullable=False),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=False),
        sa.Column("screening", CODE),
        sa.ForeignKeyConstraint(["region", "code", "version"], of_version),
    )


def _version_key() -> list[sa.Column[object]]:
    return [
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    ]


def _screenings() -> None:
    op.create_table(
        "screenings",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("labels", postgresql.JSONB, nullable=False),
        sa.Column("subject", postgresql.JSONB, nullable=False),
        sa.Column("screened", postgresql.JSONB, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("run_by", sa.Text, nullable=False),
        sa.Column("run_at", MOMENT, nullable=False),
    )
    op.create_table(
        "screened_items",
        *_item_key(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("labels", postgresql.JSONB, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("library_version", sa.Integer),
        sa.Column("findings", postgresql.JSONB, nullable=False),
        sa.ForeignKeyConstraint(["region", "screening"], ["screenings.region", "screenings.code"]),
        sa.UniqueConstraint("region", "screening", "number"),
    )
    op.create_index("screened_items_by_code", "screened_items", ["region", "kind", "code"])
    op.create_table(
        "screening_decisions",
        *_item_key(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("improved_version", sa.Integer),
        sa.Column("improved_sha256", sa.Text),
        sa.Column("remaining", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["region", "screening", "kind", "code"],
            ["screened_items.region", "screened_items.screening", "screened_items.kind", "screened_items.code"],
        ),
    )
    op.create_table(
        "screening_closings",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("closed_by", sa.Text, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["region", "code"], ["screenings.region", "screenings.code"]),
    )


def _item_key() -> list[sa.Column[object]]:
    return [
        sa.Column("region", CODE, primary_key=True),
        sa.Column("screening", CODE, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
    ]
