"""The event log."""

import importlib.resources

from alembic import op

from chassis import migrate

revision = "0001"
down_revision = None


def upgrade() -> None:
    migrate.create_chassis_tables()
    op.execute(importlib.resources.files("gateway.migrations").joinpath("event_log_v1.sql").read_text("utf-8"))
    migrate.guard("event_log")
    migrate.append_only("event_log")


def downgrade() -> None:
    raise NotImplementedError("what was logged is kept; restore a backup instead")
