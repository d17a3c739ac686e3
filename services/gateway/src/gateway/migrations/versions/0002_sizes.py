"""How large each event is, so that a page of the log can be bounded without reading what it would hold."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # not computed for what is there: that would rewrite the log while nobody can add to it
    op.add_column("event_log", sa.Column("bytes", sa.Integer))


def downgrade() -> None:
    op.drop_column("event_log", "bytes")
