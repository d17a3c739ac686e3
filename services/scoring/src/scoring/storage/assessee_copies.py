"""Copies of assessees: every version as it arrived, found by the day on which it held."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from contracts.canonical import Digests
from contracts.indicators import Assessee
from contracts.sealing import seal_of
from scoring.storage.copy_tables import assessee_copies


async def add(
    tx: Tx, assessee: Assessee, content: Mapping[str, Any], *, valid_from: date | None, at: datetime
) -> dict[str, Any] | None:
    """Keeps a version; returns its content as the database has it now, None where the version was kept already."""
    statement = insert(assessee_copies).values(
        region=tx.region.code,
        code=assessee.code,
        version=assessee.version,
        category=assessee.category,
        parent=assessee.parent,
        valid_from=valid_from,
        content=content,
        sha256=assessee.sha256,
        sm3=assessee.sm3,
        recorded_at=at,
    )
    kept: dict[str, Any] | None = await tx.scalar(
        statement.on_conflict_do_nothing().returning(assessee_copies.c.content)
    )
    return kept


async def seal(tx: ReadTx, code: str, version: int) -> Digests | None:
    """The digests that a version arrived with; None where it had none, or has not arrived."""
    t = assessee_copies.c
    row = await tx.one_or_none(
        select(t.sha256, t.sm3).where(t.region == tx.region.code, t.code == code, t.version == version)
    )
    return None if row is None else seal_of(dict(row))


async def content(tx: ReadTx, code: str, *, on: date) -> dict[str, Any]:
    """What was said of the version that held on a day: the newest that had begun. Raises NotFound."""
    t = assessee_copies.c
    found: dict[str, Any] | None = await tx.scalar(
        select(t.content)
        .where(t.region == tx.region.code, t.code == code, t.valid_from.is_(None) | (t.valid_from <= on))
        .order_by(t.version.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound(what="assessee copy", id=code, region=tx.region.code)
    return found
