"""The chassis's tables; orders with their history, talks, points, proposals, and copies of definitions."""

import importlib.resources

from alembic import op

from chassis.migrate import append_only, create_chassis_tables, guard

revision = "0001"
down_revision = None

TABLES = (
    "rules",
    "assessees",
    "closed_fiscal_years",
    "orders",
    "order_steps",
    "order_crossings",
    "answers",
    "drafts",
    "extensions",
    "talks",
    "score_adjustments",
    "budget_proposals",
)


def upgrade() -> None:
    create_chassis_tables()
    op.execute(importlib.resources.files("scoring").joinpath("migrations/tables_v1.sql").read_text("utf-8"))
    guard(*TABLES)
    append_only("rules", "order_steps", "order_crossings", "answers", "score_adjustments", "closed_fiscal_years")
