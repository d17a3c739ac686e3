"""Cascades: a head that is locked, and versions, texts, proposals and approvals that are only added."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, insert, select

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from contracts.money import plain_text
from indicators.domain.cascade.proposal import Proposal
from indicators.domain.cascade.version import Approval, CascadeVersion
from indicators.storage import cascade_tables as tables
from indicators.storage import heads


async def draft(tx: Tx, code: str, content: dict[str, Any]) -> int:
    """Adds the next version of a cascade, which may be its first; returns its number."""
    version: int = (await heads.draft(tx, tables.cascades, code))["last_drafted"]
    await tx.execute(
        insert(tables.cascade_versions).values(
            region=tx.region.code, code=code, version=version, author=tx.actor.principal, drafted_at=tx.now
        )
    )
    await add_text(tx, code, version, revision=1, content=content)
    return version


async def get_for_update(tx: Tx, code: str, version: int) -> CascadeVersion:
    """A version of a cascade whose head is locked until the end. Raises NotFound."""
    await heads.lock(tx, tables.cascades, code)
    return await get(tx, code, version)


async def get(tx: ReadTx, code: str, version: int) -> CascadeVersion:
    """Raises NotFound."""
    row = await tx.one_or_none(
        versions().where(
            tables.cascade_versions.c.region == tx.region.code,
            tables.cascade_versions.c.code == code,
            tables.cascade_versions.c.version == version,
        )
    )
    if row is None:
        raise NotFound(what="cascade version", id=f"{code}/{version}", region=tx.region.code)
    return version_of(row)


async def add_text(tx: Tx, code: str, version: int, *, revision: int, content: dict[str, Any]) -> None:
    """Stores the next text of a draft."""
    await tx.execute(
        insert(tables.cascade_texts).values(
            region=tx.region.code,
            code=code,
            version=version,
            revision=revision,
            content=content,
            written_by=tx.actor.principal,
            written_at=tx.now,
        )
    )


async def add_proposals(tx: Tx, code: str, version: int, *, revision: int, proposals: Sequence[Proposal]) -> None:
    """Stores what the text of this revision was made from."""
    rows = [
        {
            "region": tx.region.code,
            "code": code,
            "version": version,
            "revision": revision,
            "number": number,
            "goal": one.goal,
            "of_node": one.of,
            "basis": one.by,
            "weights": _plain(one.weights),
            "shares": _plain(one.shares),
            "left_out": list(one.left_out),
            "proposed_by": tx.actor.principal,
            "proposed_at": tx.now,
        }
        for number, one in enumerate(proposals, 1)
    ]
    await tx.execute(insert(tables.cascade_proposals), rows)


async def add_approval(tx: Tx, cascade: CascadeVersion, approval: Approval) -> int:
    """Stores that a version was approved and holds now; returns the cascade's version after the change."""
    await tx.execute(
        insert(tables.cascade_approvals).values(
            region=tx.region.code,
            code=cascade.code,
            version=cascade.version,
            revision=cascade.revision,
            content=approval.content,
            sha256=approval.sha256,
            sm3=approval.sm3,
            approved_by=approval.by,
            reason=approval.reason,
            approved_at=approval.at,
        )
    )
    return await heads.move(tx, tables.cascades, cascade.code, in_force=cascade.version)


def newest_text() -> Any:
    """The revision of the newest text of the version in the statement around it."""
    drafted, text = tables.cascade_versions, tables.cascade_texts.alias()
    return (
        select(func.max(text.c.revision))
        .where(
            text.c.region == drafted.c.region, text.c.code == drafted.c.code, text.c.version == drafted.c.version
        )
        .correlate(drafted)
        .scalar_subquery()
    )  # fmt: skip


def versions() -> Select[Any]:
    """Versions with their newest text and their approval, as `version_of` reads them."""
    head, drafted = tables.cascades, tables.cascade_versions
    text, approved = tables.cascade_texts, tables.cascade_approvals
    return select(
        drafted.c.code,
        drafted.c.version,
        drafted.c.author,
        drafted.c.drafted_at,
        head.c.in_force,
        text.c.revision,
        text.c.content,
        _authors().label("authors"),
        approved.c.content.label("approved_content"),
        approved.c.sha256,
        approved.c.sm3,
        approved.c.approved_by,
        approved.c.reason,
        approved.c.approved_at,
    ).select_from(
        drafted.join(head, and_(head.c.region == drafted.c.region, head.c.code == drafted.c.code))
        .join(text, and_(same_version(text), text.c.revision == newest_text()))
        .outerjoin(approved, same_version(approved))
    )


def _authors() -> Any:
    drafted, text = tables.cascade_versions, tables.cascade_texts.alias()
    return (
        select(func.array_agg(text.c.written_by.distinct()))
        .where(
            text.c.region == drafted.c.region, text.c.code == drafted.c.code, text.c.version == drafted.c.version
        )
        .correlate(drafted)
        .scalar_subquery()
    )  # fmt: skip


def same_version(other: Any) -> Any:
    """The condition that joins a table of what belongs to a version to it."""
    drafted = tables.cascade_versions
    return and_(
        other.c.region == drafted.c.region,
        other.c.code == drafted.c.code,
        other.c.version == drafted.c.version,
    )


def version_of(row: Any) -> CascadeVersion:
    approval = None
    if row["approved_by"] is not None:
        approval = Approval(
            content=row["approved_content"],
            sha256=row["sha256"],
            sm3=row["sm3"],
            by=row["approved_by"],
            reason=row["reason"],
            at=row["approved_at"],
        )
    return CascadeVersion(
        code=row["code"],
        version=row["version"],
        revision=row["revision"],
        drafted=row["content"],
        author=row["author"],
        authors=tuple(sorted(row["authors"])),
        drafted_at=row["drafted_at"],
        approval=approval,
        in_force=row["in_force"],
    )


def _plain(values: Mapping[str, Decimal]) -> dict[str, str]:
    return {code: plain_text(value) for code, value in values.items()}
