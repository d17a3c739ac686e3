"""The chassis's tables, notes and effects."""

from alembic import op

from chassis.migrate import add_turns, append_only, create_chassis_tables, guard
from chassis.testing.probe.service import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_chassis_tables()
    add_turns()
    metadata.create_all(op.get_bind(), checkfirst=False)
    guard("notes", "effects")
    append_only("effects")
