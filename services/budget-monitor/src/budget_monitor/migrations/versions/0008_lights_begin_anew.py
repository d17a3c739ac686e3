"""A light whose order ended while nothing could move it begins anew: a bad level is a crossing when it moves again."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("ALTER TABLE lights ADD COLUMN begins_anew boolean NOT NULL DEFAULT false")
    op.execute(
        "UPDATE lights SET begins_anew = true WHERE open_case IS NULL AND last_case IS NOT NULL"
        " AND (still_because IS NOT NULL OR state = 'no_value')"
    )
