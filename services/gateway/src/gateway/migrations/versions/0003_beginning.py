"""Each installation counts its log from a beginning of its own: a position of another one is seen to be foreign."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

LOGS, EACH = 2**20, 2**32
"""How many beginnings there are, and the room of each; positions stay below 2^53, where every client counts exactly."""


def upgrade() -> None:
    # a log that has begun keeps its numbers: readers hold them
    if op.get_bind().scalar(sa.text("SELECT 1 FROM event_log LIMIT 1")) is None:
        beginning = (1 + secrets.randbelow(LOGS)) * EACH + 1
        op.execute(f"ALTER TABLE event_log ALTER COLUMN position RESTART WITH {beginning}")


def downgrade() -> None:
    raise NotImplementedError("positions that readers hold never come again")
