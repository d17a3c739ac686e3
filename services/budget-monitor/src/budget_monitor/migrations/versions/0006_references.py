"""References are compared without what cannot be seen, within a feed, a sending unit or the region; notes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis import texts

revision = "0006"
down_revision = "0005"

CODE = sa.Text(collation="C")
PLAIN = "^[!-~]([ -~]*[!-~])?$"
ODD = sa.text("SELECT region, id, external_ref FROM payments WHERE external_ref !~ :plain ORDER BY region, id")
SET = sa.text("UPDATE payments SET reference_key = :key WHERE region = :region AND id = :id")


def upgrade() -> None:
    op.add_column("payments", sa.Column("sender_unit", CODE))
    op.add_column("payments", sa.Column("reference_scope", CODE))
    op.add_column("payments", sa.Column("reference_key", CODE))
    op.execute(
        sa.text(
            "UPDATE payments SET reference_scope = coalesce('feed:' || feed, '-'),"
            " reference_key = CASE WHEN external_ref ~ :plain THEN external_ref END WHERE external_ref IS NOT NULL"
        ).bindparams(plain=PLAIN)
    )
    connection = op.get_bind()
    for region, payment, written in connection.execute(ODD, {"plain": PLAIN}).all():
        connection.execute(SET, {"region": region, "id": payment, "key": texts.visible(written)})
    op.drop_index("payments_external_ref", "payments")
    op.create_index("payments_by_reference", "payments", ["region", "reference_scope", sa.text("lower(reference_key)")])
    op.add_column("decisions", sa.Column("notes", postgresql.JSONB))
    op.add_column("decisions", sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False))
    op.create_index("payments_by_external_ref", "payments", ["region", "external_ref"])
