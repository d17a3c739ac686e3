"""Whose turn it is at the moment where a replay stands."""

from alembic import op

from chassis.migrate import add_turns

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    add_turns()


def downgrade() -> None:
    op.drop_column("regions", "turn")
