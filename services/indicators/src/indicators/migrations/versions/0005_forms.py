"""Forms have numbers. Most stand in the content itself; of an assessee, whose fields are columns, it is one more.

And texts that state nothing about their consultation: they cannot be approved, and no number stands for that.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # none: form 1, or no digests at all
    op.add_column("assessee_versions", sa.Column("form", sa.Integer))
    for column in ("rounds", "working_days"):
        op.alter_column("scheme_texts", column, existing_type=sa.Integer, nullable=True)
