"""When the money of a payment was held: it has not left before."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("payments", sa.Column("held_at", sa.DateTime(timezone=True)))
    # until now every hold expired thirty days after it began
    op.execute(
        "UPDATE payments SET held_at = expires_at - interval '30 days'"
        " WHERE state IN ('held', 'partly_paid') AND expires_at IS NOT NULL"
    )
