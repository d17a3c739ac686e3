"""This service's copy of the assessees: who owns what, and who stands above whom."""

from collections.abc import Iterable

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from budget_monitor.storage import bulk
from budget_monitor.storage.tables import assessees as t
from chassis.db import ReadTx, Tx
from contracts.indicators import Assessee


async def store(tx: Tx, assessee: Assessee) -> None:
    """Keeps the version, unless a newer one is known."""
    values = {
        "version": assessee.version,
        "kind": assessee.kind,
        "category": assessee.category,
        "parent": assessee.parent,
        "labels": assessee.labels.model_dump(),
    }
    statement = insert(t).values(region=tx.region.code, code=assessee.code, **values)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["region", "code"], set_=values, where=t.c.version < assessee.version
        )
    )


async def known(tx: ReadTx, codes: Iterable[str]) -> dict[str, RowMapping]:
    rows = await tx.all(select(t).where(t.c.region == tx.region.code, bulk.among(t.c.code, sorted(set(codes)))))
    return {row["code"]: row for row in rows}


async def parents(tx: ReadTx) -> dict[str, str | None]:
    rows = await tx.all(select(t.c.code, t.c.parent).where(t.c.region == tx.region.code))
    return {row["code"]: row["parent"] for row in rows}
