"""Copies of schemes: added when they arrive, read with what was said of them later."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, and_, select
from sqlalchemy.dialects.postgresql import insert

from chassis.db import ReadTx, Tx
from chassis.paging import After
from chassis.refusal import NotFound
from contracts.canonical import Digests
from contracts.schemes import Change
from scoring.domain.scheme_copy import SchemeCopy, Withdrawal
from scoring.storage.copy_tables import scheme_copies, scheme_withdrawals


async def add(tx: Tx, copy: SchemeCopy, content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Keeps a version; returns its content as the database has it now, None where the version was kept already."""
    statement = insert(scheme_copies).values(
        region=tx.region.code,
        code=copy.code,
        version=copy.version,
        content=content,
        sha256=copy.seal.sha256,
        sm3=copy.seal.sm3,
        assumed=copy.assumed,
        change=copy.change.model_dump(mode="json") if copy.change else None,
        valid_from=copy.valid_from,
        valid_until=copy.valid_until,
        approved_by=copy.approved_by,
        published_by=copy.published_by,
        published_at=copy.published_at,
        reason=copy.reason,
    )
    kept: dict[str, Any] | None = await tx.scalar(statement.on_conflict_do_nothing().returning(scheme_copies.c.content))
    return kept


async def add_withdrawal(tx: Tx, code: str, version: int, withdrawal: Withdrawal) -> None:
    await tx.execute(
        insert(scheme_withdrawals)
        .values(
            region=tx.region.code,
            code=code,
            version=version,
            sha256=withdrawal.seal.sha256,
            sm3=withdrawal.seal.sm3,
            withdrawn_by=withdrawal.by,
            withdrawn_at=withdrawal.at,
            reason=withdrawal.reason,
        )
        .on_conflict_do_nothing()
    )


async def seal(tx: ReadTx, code: str, version: int) -> Digests | None:
    """The digests that a version arrived with; None where it has not arrived."""
    return await _seal(tx, scheme_copies, code, version)


async def withdrawal_seal(tx: ReadTx, code: str, version: int) -> Digests | None:
    """The digests that the withdrawal of a version names; None where it was not withdrawn."""
    return await _seal(tx, scheme_withdrawals, code, version)


async def content(tx: ReadTx, code: str, version: int) -> dict[str, Any]:
    """The content as it was received. Raises NotFound."""
    t = scheme_copies.c
    found: dict[str, Any] | None = await tx.scalar(
        select(t.content).where(t.region == tx.region.code, t.code == code, t.version == version)
    )
    if found is None:
        raise NotFound(what="scheme copy", id=f"{code}/{version}", region=tx.region.code)
    return found


async def codes(tx: ReadTx, *, after: After | None, limit: int) -> list[str]:
    """Schemes of which a version has arrived, in the order of their codes."""
    t = scheme_copies.c
    statement = select(t.code).distinct().where(t.region == tx.region.code).order_by(t.code).limit(limit)
    if after is not None:
        statement = statement.where(after.beyond(t.code))
    return [row["code"] for row in await tx.all(statement)]


async def versions(tx: ReadTx, schemes: Collection[str]) -> dict[str, list[SchemeCopy]]:
    """Code → every version that has arrived, newest first, without contents."""
    c, w = scheme_copies, scheme_withdrawals
    without_content = [column for column in c.c if column.name != "content"]
    said_later = (w.c.sha256, w.c.sm3, w.c.reason)
    rows = await tx.all(
        select(
            *without_content,
            w.c.withdrawn_by,
            w.c.withdrawn_at,
            *(column.label(f"withdrawal_{column.name}") for column in said_later),
        )
        .select_from(c.outerjoin(w, and_(*(w.c[name] == c.c[name] for name in ("region", "code", "version")))))
        .where(c.c.region == tx.region.code, c.c.code.in_(sorted(schemes)))
        .order_by(c.c.code, c.c.version.desc())
    )
    found: dict[str, list[SchemeCopy]] = {code: [] for code in schemes}
    for row in rows:
        found[row["code"]].append(_copy_of(row))
    return found


async def _seal(tx: ReadTx, table: Any, code: str, version: int) -> Digests | None:
    t = table.c
    row = await tx.one_or_none(
        select(t.sha256, t.sm3).where(t.region == tx.region.code, t.code == code, t.version == version)
    )
    return None if row is None else Digests(sha256=row["sha256"], sm3=row["sm3"])


def _copy_of(row: RowMapping) -> SchemeCopy:
    withdrawal = None
    if row["withdrawn_at"] is not None:
        withdrawal = Withdrawal(
            seal=Digests(sha256=row["withdrawal_sha256"], sm3=row["withdrawal_sm3"]),
            by=row["withdrawn_by"],
            reason=row["withdrawal_reason"],
            at=row["withdrawn_at"],
        )
    names = (
        "code", "version", "assumed", "valid_from", "valid_until", "approved_by", "published_by", "published_at",
        "reason",
    )  # fmt: skip
    return SchemeCopy(
        **{name: row[name] for name in names},
        seal=Digests(sha256=row["sha256"], sm3=row["sm3"]),
        change=Change.model_validate(row["change"], extra="ignore") if row["change"] else None,
        withdrawal=withdrawal,
    )
