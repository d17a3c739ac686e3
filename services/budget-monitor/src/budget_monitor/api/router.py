"""All routes of the service."""

from fastapi import APIRouter

from budget_monitor.api import budget_items, checks, feeds, fiscal_years, funds, ledger, lights, payments

router = APIRouter()
for part in (feeds, fiscal_years, funds, budget_items, checks, payments, lights, ledger):
    router.include_router(part.router)
