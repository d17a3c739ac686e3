"""Schemes: a head that is locked, and rows about versions that are only added."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, and_, insert, select, tuple_

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from contracts.schemes import Change
from indicators.domain.scheme import Approval, Publication, SchemeVersion, SentBack, Withdrawal, Written
from indicators.domain.scheme_force import Standing
from indicators.storage import heads, scheme_rounds
from indicators.storage.scheme_tables import (
    scheme_approvals,
    scheme_publications,
    scheme_returns,
    scheme_texts,
    scheme_versions,
    scheme_withdrawals,
    schemes,
)

Key = tuple[str, int]
"""Code and version."""


async def next_version(tx: Tx, code: str) -> tuple[int, int | None]:
    """Locks a scheme, which may be a new one; the number of its next version, and the one published last."""
    head = await heads.draft(tx, schemes, code)
    return head["last_drafted"], head["last_published"]


async def add_version(tx: Tx, code: str, version: int, change: Change | None) -> None:
    await _add(
        tx,
        scheme_versions,
        (code, version),
        author=tx.actor.principal,
        drafted_at=tx.now,
        change=change.model_dump(mode="json") if change else None,
    )


async def add_text(tx: Tx, key: Key, text: Written, content: Mapping[str, Any]) -> None:
    """`content` is the canonical form that the digests of the text are of."""
    await _add(
        tx,
        scheme_texts,
        key,
        number=text.number,
        content=content,
        sha256=text.sha256,
        sm3=text.sm3,
        assumed=text.assumed,
        rounds=text.rounds,
        working_days=text.working_days,
        written_by=text.by,
        written_at=text.at,
    )


async def add_approval(tx: Tx, key: Key, approval: Approval) -> None:
    await _add(
        tx,
        scheme_approvals,
        key,
        number=approval.number,
        text=approval.text,
        reason=approval.reason,
        approved_by=approval.by,
        approved_at=approval.at,
    )


async def add_return(tx: Tx, key: Key, sent_back: SentBack) -> None:
    await _add(
        tx,
        scheme_returns,
        key,
        number=sent_back.number,
        rounds=sent_back.rounds,
        approvals=sent_back.approvals,
        reason=sent_back.reason,
        returned_by=sent_back.by,
        returned_at=sent_back.at,
    )


async def add_publication(tx: Tx, key: Key, publication: Publication) -> int:
    """Stores that a version was published; returns the scheme's version after the change."""
    await _add(
        tx,
        scheme_publications,
        key,
        text=publication.text,
        sha256=publication.sha256,
        sm3=publication.sm3,
        assumed=publication.assumed,
        valid_from=publication.valid_from,
        valid_until=publication.valid_until,
        reason=publication.reason,
        approved_by=publication.approved_by,
        published_by=publication.by,
        published_at=publication.at,
    )
    return await heads.move(tx, schemes, key[0], last_published=key[1])


async def add_withdrawal(tx: Tx, key: Key, withdrawal: Withdrawal) -> int:
    """Stores that a version was withdrawn; returns the scheme's version after the change."""
    await _add(
        tx,
        scheme_withdrawals,
        key,
        reason=withdrawal.reason,
        withdrawn_by=withdrawal.by,
        withdrawn_at=withdrawal.at,
    )
    return await heads.move(tx, schemes, key[0])


async def get_for_update(tx: Tx, code: str, version: int) -> SchemeVersion:
    """A version of a scheme whose head is locked until the end. Raises NotFound."""
    await heads.lock(tx, schemes, code)
    return await get(tx, code, version)


async def get(tx: ReadTx, code: str, version: int) -> SchemeVersion:
    """Raises NotFound."""
    found = await load(tx, [(code, version)])
    if not found:
        raise NotFound(what="scheme version", id=f"{code}/{version}", region=tx.region.code)
    return found[0]


async def content(tx: ReadTx, key: Key, text: int) -> dict[str, Any]:
    """The canonical form of one text. Raises NotFound."""
    t = scheme_texts
    found = await tx.scalar(select(t.c.content).where(here(tx, t, [key]), t.c.number == text))
    if found is None:
        raise NotFound(what="scheme text", id=f"{key[0]}/{key[1]}/{text}", region=tx.region.code)
    form: dict[str, Any] = found
    return form


async def standings(tx: ReadTx, codes: Collection[str]) -> dict[str, list[Standing]]:
    """Code → its published versions, by which it is decided what is in force."""
    p, w = scheme_publications, scheme_withdrawals
    rows = await tx.all(
        select(p.c.code, p.c.version, p.c.valid_from, p.c.valid_until, p.c.published_at, w.c.withdrawn_at)
        .select_from(p.outerjoin(w, and_(*(w.c[name] == p.c[name] for name in ("region", "code", "version")))))
        .where(p.c.region == tx.region.code, p.c.code.in_(sorted(codes)))
        .order_by(p.c.code, p.c.version)
    )
    found: dict[str, list[Standing]] = {code: [] for code in codes}
    for row in rows:
        values = dict(row)
        found[values.pop("code")].append(Standing(**values))
    return found


async def load(tx: ReadTx, keys: Collection[Key]) -> list[SchemeVersion]:
    """The versions that exist, with what happened to them, in the order of the keys."""
    if not keys:
        return []
    t = scheme_versions
    rows = {
        (row["code"], row["version"]): row
        for row in await tx.all(
            select(t, schemes.c.last_published)
            .join(schemes, and_(schemes.c.region == t.c.region, schemes.c.code == t.c.code))
            .where(here(tx, t, keys))
        )
    }
    without_content = [column for column in scheme_texts.c if column.name != "content"]
    texts = _by_key(
        await tx.all(select(*without_content).where(here(tx, scheme_texts, keys)).order_by(scheme_texts.c.number))
    )
    rounds = await scheme_rounds.rounds(tx, keys)
    approvals = await _ordered(tx, scheme_approvals, keys)
    returns = await _ordered(tx, scheme_returns, keys)
    publications = _by_key(await tx.all(select(scheme_publications).where(here(tx, scheme_publications, keys))))
    withdrawals = _by_key(await tx.all(select(scheme_withdrawals).where(here(tx, scheme_withdrawals, keys))))
    standing = await standings(tx, {code for code, _ in keys})
    return [
        SchemeVersion(
            code=key[0],
            version=key[1],
            author=row["author"],
            drafted_at=row["drafted_at"],
            change=Change.model_validate(row["change"]) if row["change"] else None,
            texts=tuple(_written(one) for one in texts[key]),
            rounds=tuple(rounds.get(key, ())),
            approvals=tuple(
                Approval(one["number"], one["text"], one["approved_by"], one["reason"], one["approved_at"])
                for one in approvals.get(key, ())
            ),
            sent_back=tuple(
                SentBack(
                    one["number"],
                    one["rounds"],
                    one["approvals"],
                    one["returned_by"],
                    one["reason"],
                    one["returned_at"],
                )
                for one in returns.get(key, ())
            ),
            publication=next((_publication(one) for one in publications.get(key, ())), None),
            withdrawal=next(
                (
                    Withdrawal(one["withdrawn_by"], one["reason"], one["withdrawn_at"])
                    for one in withdrawals.get(key, ())
                ),
                None,
            ),
            last_published=row["last_published"],
            superseded_from=min(
                (one.valid_from for one in standing[key[0]] if one.version > key[1] and one.withdrawn_at is None),
                default=None,
            ),
        )
        for key in keys
        if (row := rows.get(key)) is not None
    ]


def here(tx: ReadTx, table: Table, keys: Collection[Key]) -> ColumnElement[bool]:
    """The condition of rows about these versions."""
    return and_(table.c.region == tx.region.code, tuple_(table.c.code, table.c.version).in_(list(keys)))


async def _ordered(tx: ReadTx, table: Table, keys: Collection[Key]) -> dict[Key, list[RowMapping]]:
    return _by_key(await tx.all(select(table).where(here(tx, table, keys)).order_by(table.c.number)))


def _by_key(rows: Iterable[RowMapping]) -> dict[Key, list[RowMapping]]:
    found: dict[Key, list[RowMapping]] = {}
    for row in rows:
        found.setdefault((row["code"], row["version"]), []).append(row)
    return found


def _written(row: RowMapping) -> Written:
    return Written(
        **{name: row[name] for name in ("number", "sha256", "sm3", "assumed", "rounds", "working_days")},
        by=row["written_by"],
        at=row["written_at"],
    )


def _publication(row: RowMapping) -> Publication:
    names = ("text", "sha256", "sm3", "assumed", "valid_from", "valid_until", "reason", "approved_by")
    return Publication(**{name: row[name] for name in names}, by=row["published_by"], at=row["published_at"])


async def _add(tx: Tx, table: Table, key: Key, **values: Any) -> None:
    await tx.execute(insert(table).values(region=tx.region.code, code=key[0], version=key[1], **values))
