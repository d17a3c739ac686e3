"""Parts of an import that wait for the others. A part is stored word for word and has no effect of its own."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, text

from budget_monitor.storage import bulk
from budget_monitor.storage.tables import budget_parts as t
from chassis.db import Tx

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' budget part ' || :what, 0))")


async def lock(tx: Tx, import_id: str) -> None:
    """Two parts of one import never arrive at the same moment: each would miss the other and nobody be the last."""
    await tx.execute(_LOCK, {"what": f"{tx.region.code} {tx.actor.principal} {import_id}"})


async def known(tx: Tx, import_id: str) -> dict[int, dict[str, Any]]:
    """Number → count, digest and content of the parts that wait, of this import by this actor."""
    rows = await tx.all(select(t).where(*_of(tx, import_id)).order_by(t.c.number))
    return {row["number"]: dict(row) for row in rows}


async def add(tx: Tx, import_id: str, number: int, *, of: int, digest: str, content: Mapping[str, Any]) -> None:
    row = {
        "sent_by": tx.actor.principal,
        "import_id": import_id,
        "number": number,
        "of": of,
        "digest": digest,
        "content": content,
        "received_at": tx.wall,
    }
    await bulk.insert(tx, t, [row])


async def remove(tx: Tx, import_id: str) -> None:
    await tx.execute(delete(t).where(*_of(tx, import_id)))


def _of(tx: Tx, import_id: str) -> tuple[Any, ...]:
    return (t.c.region == tx.region.code, t.c.sent_by == tx.actor.principal, t.c.import_id == import_id)
