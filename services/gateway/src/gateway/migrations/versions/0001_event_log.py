"""The event log."""

from alembic import op

from chassis import migrate
from gateway.storage.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    migrate.create_chassis_tables()
    metadata.create_all(op.get_bind(), checkfirst=False)
    migrate.guard("event_log")
    migrate.append_only("event_log")


def downgrade() -> None:
    raise NotImplementedError("what was logged is kept; restore a backup instead")
