"""The execution rate of one item as of a day, for reading."""

from datetime import date
from decimal import Decimal

from sqlalchemy import RowMapping

from budget_monitor.domain.rate import NothingToDivideBy
from budget_monitor.domain.rate import Rate as Exact
from budget_monitor.usecases import objects
from budget_monitor.usecases.objects import Money
from chassis.db import ReadTx


async def of_item(tx: ReadTx, item: RowMapping, as_of: date) -> Money:
    found = await objects.money(tx, item["fiscal_year"], "budget_item", [item["code"]], as_of)
    return found[item["code"]]


def rate(paid: Decimal, budget: Decimal) -> Decimal | None:
    """In percent with four decimals, for showing; None where there is no budget."""
    try:
        return Decimal(Exact(paid, budget).percent())
    except NothingToDivideBy:
        return None
