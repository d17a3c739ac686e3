"""An evaluation keeps sums over many items: they are wider than the amount of one."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    # more digits before the point: no row is written anew
    for column in ("paid", "original_budget", "current_budget"):
        op.execute(f"ALTER TABLE evaluations ALTER COLUMN {column} TYPE numeric(26, 2)")
