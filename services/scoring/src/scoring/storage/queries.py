"""Reading lists: keyset paged by number, narrowed to the units that the reader may see."""

from collections.abc import Mapping, Set
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, select

from chassis.db import ReadTx
from chassis.paging import After
from scoring.storage.tables import budget_proposals, orders, score_adjustments, talks

LISTS: dict[str, Table] = {
    "orders": orders,
    "talks": talks,
    "adjustments": score_adjustments,
    "proposals": budget_proposals,
}


async def page(
    tx: ReadTx, name: str, *, units: Set[str] | None, filters: Mapping[str, Any], after: After | None, limit: int
) -> list[RowMapping]:
    """One row more than `limit`, in the order in which they came to be; a filter that is None does not narrow."""
    table = LISTS[name]
    conditions: list[ColumnElement[bool]] = [table.c.region == tx.region.code]
    conditions += [table.c[column] == value for column, value in filters.items() if value is not None]
    if units is not None:
        conditions.append(table.c.unit.in_(sorted(units)))
    if after is not None:
        conditions.append(after.beyond(table.c.number))
    return await tx.all(select(table).where(*conditions).order_by(table.c.number).limit(limit + 1))
