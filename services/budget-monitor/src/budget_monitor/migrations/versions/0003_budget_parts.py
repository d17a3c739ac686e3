"""Parts of a large import wait for each other."""

from alembic import op

from chassis.migrate import guard

revision = "0003"
down_revision = "0002"

TABLE = """
CREATE TABLE budget_parts (
    region TEXT COLLATE "C" NOT NULL,
    sent_by TEXT COLLATE "C" NOT NULL,
    import_id TEXT COLLATE "C" NOT NULL,
    number INTEGER NOT NULL,
    "of" INTEGER NOT NULL,
    digest TEXT NOT NULL,
    content JSONB NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (region, sent_by, import_id, number)
)
"""


def upgrade() -> None:
    op.execute(TABLE)
    guard("budget_parts")
