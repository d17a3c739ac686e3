"""Lights tell that they began, that they stand still, and which budget versions they have told."""

from alembic import op

revision = "0005"
down_revision = "0004"

LOOK_THROUGH = """
    INSERT INTO deadlines (region, kind, key, due_at, data, state, attempts, next_try)
    SELECT code, 'lights-untold', '0002', coalesce(clock_at, '2000-01-01T00:00Z'), '{}', 'waiting', 0,
           '2000-01-01T00:00Z'
    FROM regions
    ON CONFLICT DO NOTHING
"""
"""Due at once, by either clock: lights that were made before were never told of, and some of them no version in force
watches any more."""


def upgrade() -> None:
    # a number of its own for every version, so that a light can say which it has seen
    op.execute("ALTER TABLE budget_versions ADD COLUMN entry bigint GENERATED ALWAYS AS IDENTITY")
    op.execute("ALTER TABLE lights ADD COLUMN seen_version bigint NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE lights ADD COLUMN still_because text")
    op.execute("ALTER TABLE lights ADD COLUMN still_at timestamp with time zone")
    op.execute("ALTER TABLE lights ADD COLUMN told boolean NOT NULL DEFAULT false")
    op.execute("CREATE INDEX lights_untold ON lights (region, fiscal_year, rule) WHERE NOT told")
    op.execute("UPDATE lights SET seen_version = coalesce((SELECT max(entry) FROM budget_versions), 0)")
    op.execute(LOOK_THROUGH)
