"""How lights stand, as they are told of: also those that never crossed a bound."""

import sqlalchemy as sa
from alembic import op

from chassis.migrate import guard

revision = "0005"
down_revision = "0004"

CODE = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "lights",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("light", sa.Uuid, primary_key=True),
        sa.Column("rule", CODE, nullable=False),
        sa.Column("object_kind", CODE, nullable=False),
        sa.Column("object", CODE, nullable=False),
        sa.Column("fiscal_year", CODE, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("is_good", sa.Boolean, nullable=False),
        sa.Column("frozen", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("lights_of_object", "lights", ["region", "rule", "object_kind", "object", "fiscal_year"])
    guard("lights")
