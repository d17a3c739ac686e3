"""Assessees: a head that is locked, and versions that are only added."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from contracts.envelope import Labels
from contracts.indicators import Assessee as Said
from indicators.domain.assessee import Assessee, Moved, Recorded
from indicators.storage import tables

COLUMNS = ("code", "version", "kind", "category", "parent", "labels", "responsible", "valid_from", "criterion")


async def parents(tx: ReadTx) -> dict[str, str | None]:
    """Everybody's parent (child → parent), as of now."""
    t = tables.assessees
    rows = await tx.all(select(t.c.code, t.c.parent).where(t.c.region == tx.region.code))
    return {row["code"]: row["parent"] for row in rows}


async def current_for_update(tx: Tx, code: str) -> Assessee:
    """The newest version, its head locked. Raises NotFound."""
    head, versions = tables.assessees, tables.assessee_versions
    version = await tx.scalar(
        select(head.c.version).where(head.c.region == tx.region.code, head.c.code == code).with_for_update()
    )
    if version is None:
        raise NotFound(what="assessee", id=code, region=tx.region.code)
    rows = await tx.execute(
        select(versions).where(
            versions.c.region == tx.region.code, versions.c.code == code, versions.c.version == version
        )
    )
    return assessee_of(rows.mappings().one())


async def known_version(tx: ReadTx, code: str) -> int | None:
    """The newest version of an assessee; None where it is not registered."""
    head = tables.assessees
    version: int | None = await tx.scalar(
        select(head.c.version).where(head.c.region == tx.region.code, head.c.code == code)
    )
    return version


async def add_version(tx: Tx, assessee: Assessee, said: Said, *, moved: Sequence[Moved], reason: str | None) -> None:
    """Stores a new version with the digests of what is said of it, and points the head at it."""
    head = tables.assessees
    mine = {"region": tx.region.code, "code": assessee.code}
    now = {"version": assessee.version, "parent": assessee.parent}
    if assessee.version == 1:
        await tx.execute(insert(head).values(**mine, **now))
    else:
        await tx.execute(
            update(head).where(head.c.region == tx.region.code, head.c.code == assessee.code).values(**now)
        )
    await tx.execute(
        insert(tables.assessee_versions).values(
            **mine,
            **now,
            kind=assessee.kind,
            category=assessee.category,
            labels=assessee.labels.model_dump(),
            responsible=assessee.responsible.model_dump() if assessee.responsible else None,
            valid_from=assessee.valid_from,
            criterion=assessee.criterion,
            moved=list(moved),
            form=said.form,
            sha256=said.sha256,
            sm3=said.sm3,
            reason=reason,
            recorded_by=tx.actor.principal,
            recorded_at=tx.now,
        )
    )


def recorded_of(row: Any) -> Recorded:
    return Recorded(
        assessee=assessee_of(row),
        moved=tuple(row["moved"]),
        **{name: row[name] for name in ("reason", "recorded_by", "recorded_at", "form", "sha256", "sm3")},
    )


def assessee_of(row: Any) -> Assessee:
    values = {name: row[name] for name in COLUMNS}
    values["labels"] = Labels(**row["labels"])
    values["responsible"] = Labels(**row["responsible"]) if row["responsible"] else None
    return Assessee(**values)
