"""Payments are found by their reference as it is compared, however it was written."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("payments_by_reference_key", "payments", ["region", "reference_key"])
    op.drop_index("payments_by_external_ref", "payments")
