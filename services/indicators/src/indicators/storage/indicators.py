"""The library: a head that is locked, and drafts, publications and withdrawals that are only added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    RowMapping,
    Select,
    Text,
    and_,
    any_,
    func,
    insert,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from indicators.domain.indicator import IndicatorVersion, Origin, Publication, Withdrawal
from indicators.storage import heads
from indicators.storage.indicator_tables import (
    indicator_publications,
    indicator_versions,
    indicator_withdrawals,
)
from indicators.storage.indicator_tables import indicators as head_table


@dataclass(frozen=True, slots=True)
class Head:
    """Where an indicator stands; `content` is the form of its newest published version, unless it was withdrawn."""

    version: int
    last_drafted: int
    content: dict[str, Any] | None


async def draft(tx: Tx, code: str, content: dict[str, Any], *, valid_from: date) -> int:
    """Adds the next version of an indicator, which may be its first; returns its number."""
    version: int = (await heads.draft(tx, head_table, code))["last_drafted"]
    values = _drafted(tx, code, version, content, valid_from=valid_from, author=tx.actor.principal)
    await tx.execute(insert(indicator_versions).values(**values))
    return version


async def get_for_update(tx: Tx, code: str, version: int) -> IndicatorVersion:
    """A version of an indicator whose head is locked until the end. Raises NotFound."""
    await heads.lock(tx, head_table, code)
    return await get(tx, code, version)


async def get(tx: ReadTx, code: str, version: int) -> IndicatorVersion:
    """Raises NotFound."""
    t = indicator_versions.c
    row = await tx.one_or_none(versions().where(t.region == tx.region.code, t.code == code, t.version == version))
    if row is None:
        raise NotFound(what="indicator version", id=f"{code}/{version}", region=tx.region.code)
    return version_of(row)


async def add_publication(tx: Tx, indicator: IndicatorVersion, publication: Publication) -> int:
    """Stores that a version was published; returns the indicator's own version after the change."""
    await tx.execute(
        insert(indicator_publications).values(**_published(tx, indicator.code, indicator.version, publication))
    )
    return await heads.move(tx, head_table, indicator.code, last_published=indicator.version)


async def add_withdrawal(tx: Tx, indicator: IndicatorVersion, withdrawal: Withdrawal) -> int:
    """Stores that a version holds no more; returns the indicator's own version after the change."""
    await tx.execute(
        insert(indicator_withdrawals).values(
            region=tx.region.code,
            code=indicator.code,
            version=indicator.version,
            holds_until=withdrawal.holds_until,
            withdrawn_by=withdrawal.by,
            reason=withdrawal.reason,
            withdrawn_at=withdrawal.at,
            screening=withdrawal.screening,
        )
    )
    return await heads.move(tx, head_table, indicator.code)


async def heads_for_update(tx: Tx, codes: Sequence[str]) -> dict[str, Head]:
    """Where each of these indicators stands, locked until the end; new ones are given a head.

    In the order of codes, so that two schemes that are published at once wait for each other and never both.
    """
    region = tx.region.code
    ordered = sorted(set(codes))
    if not ordered:
        return {}
    new = [{"region": region, "code": code, "version": 0, "last_drafted": 0} for code in ordered]
    await tx.execute(upsert(head_table).on_conflict_do_nothing(), new)
    locked = await tx.all(
        select(head_table)
        .where(head_table.c.region == region, _among(head_table.c.code, ordered))
        .order_by(head_table.c.code)
        .with_for_update()
    )
    p, w = indicator_publications.c, indicator_withdrawals.c
    withdrawn = select(w.version).where(w.region == p.region, w.code == p.code, w.version == p.version).exists()
    newest = {row["code"]: row["last_published"] for row in locked}
    published = await tx.all(
        select(p.code, p.version, p.content).where(p.region == region, _among(p.code, ordered), ~withdrawn)
    )
    holding = {row["code"]: row["content"] for row in published if row["version"] == newest[row["code"]]}
    return {row["code"]: Head(row["version"], row["last_drafted"], holding.get(row["code"])) for row in locked}


@dataclass(frozen=True, slots=True)
class Taken:
    """A version that is drafted and published in one: it was decided upon with a scheme."""

    code: str
    version: int
    sequence: int
    valid_from: date
    author: str
    publication: Publication


async def add_published(tx: Tx, taken: Sequence[Taken]) -> None:
    """Stores versions with their publications. The heads must be locked."""
    if not taken:
        return
    await tx.execute(
        insert(indicator_versions),
        [
            _drafted(tx, one.code, one.version, one.publication.content, valid_from=one.valid_from, author=one.author)
            for one in taken
        ],
    )
    await tx.execute(
        insert(indicator_publications), [_published(tx, one.code, one.version, one.publication) for one in taken]
    )
    statement = upsert(head_table)
    moved = {name: statement.excluded[name] for name in ("version", "last_drafted", "last_published")}
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["region", "code"], set_=moved),
        [
            {
                "region": tx.region.code,
                "code": one.code,
                "version": one.sequence,
                "last_drafted": one.version,
                "last_published": one.version,
            }
            for one in taken
        ],
    )


def versions(known_before: datetime | None = None) -> Select[Any]:
    """Versions with what happened to them, as `version_of` reads them; of what was recorded before an instant only."""
    v, p, w = indicator_versions, indicator_publications, indicator_withdrawals
    last_published: ColumnElement[Any] = head_table.c.last_published
    if known_before is not None:
        other = p.alias()
        same = and_(other.c.region == v.c.region, other.c.code == v.c.code, other.c.published_at < known_before)
        last_published = select(func.max(other.c.version)).where(same).scalar_subquery().label("last_published")
    return select(
        v,
        last_published,
        p.c.content.label("published_content"),
        p.c.sha256,
        p.c.sm3,
        p.c.published_by,
        p.c.reason.label("published_reason"),
        p.c.published_at,
        p.c.scheme,
        p.c.scheme_version,
        w.c.holds_until,
        w.c.withdrawn_by,
        w.c.reason.label("withdrawn_reason"),
        w.c.withdrawn_at,
        w.c.screening,
    ).select_from(
        v.join(head_table, and_(head_table.c.region == v.c.region, head_table.c.code == v.c.code))
        .outerjoin(p, and_(_same_version(p), _before(p.c.published_at, known_before)))
        .outerjoin(w, and_(_same_version(w), _before(w.c.withdrawn_at, known_before)))
    )


def version_of(row: RowMapping) -> IndicatorVersion:
    publication = withdrawal = None
    if row["published_by"] is not None:
        publication = Publication(
            content=row["published_content"],
            sha256=row["sha256"],
            sm3=row["sm3"],
            by=row["published_by"],
            reason=row["published_reason"],
            at=row["published_at"],
            origin=None if row["scheme"] is None else Origin(row["scheme"], row["scheme_version"]),
        )
    if row["withdrawn_by"] is not None:
        withdrawal = Withdrawal(
            holds_until=row["holds_until"],
            by=row["withdrawn_by"],
            reason=row["withdrawn_reason"],
            at=row["withdrawn_at"],
            screening=row["screening"],
        )
    return IndicatorVersion(
        **{name: row[name] for name in ("code", "version", "valid_from", "author", "drafted_at", "last_published")},
        drafted=row["content"],
        publication=publication,
        withdrawal=withdrawal,
    )


def _among(column: Column[str], codes: Sequence[str]) -> ColumnElement[bool]:
    """As one array: the statement's text, and so its plan, stays the same however many there are."""
    return column == any_(literal(list(codes), ARRAY(Text())))


def _before(recorded: Column[Any], moment: datetime | None) -> ColumnElement[bool]:
    return true() if moment is None else recorded < moment


def _same_version(other: Any) -> Any:
    v = indicator_versions.c
    return and_(other.c.region == v.region, other.c.code == v.code, other.c.version == v.version)


def _drafted(
    tx: Tx, code: str, version: int, content: dict[str, Any], *, valid_from: date, author: str
) -> dict[str, Any]:
    return {
        "region": tx.region.code,
        "code": code,
        "version": version,
        "content": content,
        "valid_from": valid_from,
        "author": author,
        "drafted_at": tx.now,
    }


def _published(tx: Tx, code: str, version: int, publication: Publication) -> dict[str, Any]:
    origin = publication.origin
    return {
        "region": tx.region.code,
        "code": code,
        "version": version,
        "content": publication.content,
        "sha256": publication.sha256,
        "sm3": publication.sm3,
        "published_by": publication.by,
        "reason": publication.reason,
        "published_at": publication.at,
        "scheme": origin.scheme if origin else None,
        "scheme_version": origin.version if origin else None,
    }
