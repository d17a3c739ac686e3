"""How lights stand, as `budget-monitor` told of them last."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from chassis.db import ReadTx, Tx
from scoring.storage.tables import lights

t = lights.c


async def store(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keeps what is newer than what is known of each light: two kinds of events may overtake each other."""
    if not rows:
        return
    statement = insert(lights)
    changes = {name: statement.excluded[name] for name in ("level", "is_good", "frozen", "version")}
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["region", "light"], set_=changes, where=t.version < statement.excluded.version
        ),
        [{"region": tx.region.code, **row} for row in rows],
    )


async def get(tx: ReadTx, light: UUID) -> RowMapping | None:
    return await tx.one_or_none(select(lights).where(t.region == tx.region.code, t.light == light))


async def of_year(tx: ReadTx, *, rule: str, object_kind: str, object_code: str, fiscal_year: str) -> RowMapping | None:
    """The light of an object under a rule in a fiscal year; None where nobody was told of one."""
    return await tx.one_or_none(
        select(lights).where(
            t.region == tx.region.code,
            t.rule == rule,
            t.object_kind == object_kind,
            t.object == object_code,
            t.fiscal_year == fiscal_year,
        )
    )
