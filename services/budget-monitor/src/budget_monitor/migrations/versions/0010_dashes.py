"""References that differ in their dashes, or in how many spaces stand beside each other, are one."""

import sqlalchemy as sa
from alembic import op

from chassis import texts

revision = "0010"
down_revision = "0009"

ODD = sa.text("SELECT region, id, reference_key FROM payments WHERE reference_key ~ '[^ -~]|  '")
SET = sa.text("UPDATE payments SET reference_key = :key WHERE region = :region AND id = :id")


def upgrade() -> None:
    connection = op.get_bind()
    for region, payment, before in connection.execute(ODD).all():
        if (key := texts.visible(before)) != before:
            connection.execute(SET, {"region": region, "id": payment, "key": key})
