"""The chassis's tables; budgets, funds, payments and their ledger, lights with their evaluations, holds."""

import importlib.resources

from alembic import op

from chassis.migrate import append_only, create_chassis_tables, guard

revision = "0001"
down_revision = None

TABLES = (
    "allocation_balances",
    "allocations",
    "assessees",
    "budget_items",
    "budget_versions",
    "decisions",
    "evaluations",
    "feeds",
    "fiscal_years",
    "funds",
    "holds",
    "item_balances",
    "ledger",
    "lights",
    "payees",
    "payment_lines",
    "payments",
    "rules",
)


def upgrade() -> None:
    create_chassis_tables()
    folder = importlib.resources.files("budget_monitor").joinpath("migrations")
    op.execute(folder.joinpath("tables_v1.sql").read_text("utf-8"))
    guard(*TABLES)
    append_only("allocations", "budget_versions", "decisions", "evaluations", "ledger", "payees")
