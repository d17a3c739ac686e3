"""What cancelled orders had brought is called off, as it is since for every order that is cancelled."""

from alembic import op

revision = "0003"
down_revision = "0002"

CALL_OFF = (
    """
    UPDATE talks SET state = 'called_off' FROM orders
    WHERE orders.region = talks.region AND orders.id = talks.order_id
      AND orders.state = 'cancelled' AND talks.state = 'called'
    """,
    """
    DELETE FROM deadlines USING talks
    WHERE talks.region = deadlines.region AND deadlines.kind = 'talk-due' AND deadlines.key = talks.id::text
      AND talks.state = 'called_off'
    """,
    """
    UPDATE budget_proposals AS proposals SET state = 'withdrawn' FROM orders
    WHERE orders.region = proposals.region AND orders.id = proposals.order_id
      AND orders.state = 'cancelled' AND proposals.state = 'proposed'
    """,
    """
    DELETE FROM drafts USING orders
    WHERE orders.region = drafts.region AND orders.id = drafts.order_id AND orders.state = 'cancelled'
    """,
)
"""Their versions stay: nothing is told of it, and who read one before the change may not act on it after."""


def upgrade() -> None:
    for statement in CALL_OFF:
        op.execute(statement)
