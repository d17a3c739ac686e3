"""Rules: a head that is locked, and drafts, publications and withdrawals that are only added."""

from typing import Any

from sqlalchemy import Select, and_, insert, select

from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from indicators.domain.monitoring_rule import Publication, RuleVersion, Withdrawal
from indicators.storage import heads, tables


async def draft(tx: Tx, code: str, content: dict[str, Any], *, author: str | None = None) -> int:
    """Adds the next version of a rule, which may be its first; returns its number.

    `author` is who wrote it, where that is not who acts now.
    """
    version: int = (await heads.draft(tx, tables.monitoring_rules, code))["last_drafted"]
    await tx.execute(
        insert(tables.rule_versions).values(
            region=tx.region.code,
            code=code,
            version=version,
            content=content,
            author=author or tx.actor.principal,
            drafted_at=tx.now,
        )
    )
    return version


async def get_for_update(tx: Tx, code: str, version: int) -> RuleVersion:
    """A version of a rule whose head is locked until the end. Raises NotFound."""
    await heads.lock(tx, tables.monitoring_rules, code)
    return await get(tx, code, version)


async def get(tx: ReadTx, code: str, version: int) -> RuleVersion:
    """Raises NotFound."""
    row = await tx.one_or_none(
        versions().where(
            tables.rule_versions.c.region == tx.region.code,
            tables.rule_versions.c.code == code,
            tables.rule_versions.c.version == version,
        )
    )
    if row is None:
        raise NotFound(what="monitoring rule version", id=f"{code}/{version}", region=tx.region.code)
    return version_of(row)


async def in_force_for_update(tx: Tx, code: str) -> RuleVersion | None:
    """The version of a rule that holds now, its head locked until the end; None where none does."""
    head = tables.monitoring_rules
    version = await tx.scalar(
        select(head.c.in_force).where(head.c.region == tx.region.code, head.c.code == code).with_for_update()
    )
    return None if version is None else await get_for_update(tx, code, version)


async def add_publication(tx: Tx, rule: RuleVersion, publication: Publication) -> int:
    """Stores that a version was published and holds now; returns the rule's version after the change."""
    await tx.execute(
        insert(tables.rule_publications).values(
            region=tx.region.code,
            code=rule.code,
            version=rule.version,
            content=publication.content,
            digest=publication.digest,
            published_by=publication.by,
            reason=publication.reason,
            published_at=publication.at,
        )
    )
    return await heads.move(tx, tables.monitoring_rules, rule.code, last_published=rule.version, in_force=rule.version)


async def add_withdrawal(tx: Tx, rule: RuleVersion, withdrawal: Withdrawal) -> int:
    """Stores that the version in force holds no more; returns the rule's version after the change."""
    await tx.execute(
        insert(tables.rule_withdrawals).values(
            region=tx.region.code,
            code=rule.code,
            version=rule.version,
            withdrawn_by=withdrawal.by,
            reason=withdrawal.reason,
            withdrawn_at=withdrawal.at,
        )
    )
    return await heads.move(tx, tables.monitoring_rules, rule.code, in_force=None)


def versions() -> Select[Any]:
    """Versions with what happened to them, as `version_of` reads them."""
    head, drafted = tables.monitoring_rules, tables.rule_versions
    published, withdrawn = tables.rule_publications, tables.rule_withdrawals
    return select(
        drafted.c.code,
        drafted.c.version,
        drafted.c.content,
        drafted.c.author,
        drafted.c.drafted_at,
        head.c.in_force,
        head.c.last_published,
        published.c.content.label("published_content"),
        published.c.digest,
        published.c.published_by,
        published.c.reason.label("published_reason"),
        published.c.published_at,
        withdrawn.c.withdrawn_by,
        withdrawn.c.reason.label("withdrawn_reason"),
        withdrawn.c.withdrawn_at,
    ).select_from(
        drafted.join(head, and_(head.c.region == drafted.c.region, head.c.code == drafted.c.code))
        .outerjoin(published, _same_version(published))
        .outerjoin(withdrawn, _same_version(withdrawn))
    )


def _same_version(other: Any) -> Any:
    drafted = tables.rule_versions
    return and_(
        other.c.region == drafted.c.region,
        other.c.code == drafted.c.code,
        other.c.version == drafted.c.version,
    )


def version_of(row: Any) -> RuleVersion:
    publication = withdrawal = None
    if row["published_by"] is not None:
        publication = Publication(
            content=row["published_content"],
            digest=row["digest"],
            by=row["published_by"],
            reason=row["published_reason"],
            at=row["published_at"],
        )
    if row["withdrawn_by"] is not None:
        withdrawal = Withdrawal(row["withdrawn_by"], row["withdrawn_reason"], row["withdrawn_at"])
    return RuleVersion(
        code=row["code"],
        version=row["version"],
        drafted=row["content"],
        author=row["author"],
        drafted_at=row["drafted_at"],
        publication=publication,
        withdrawal=withdrawal,
        in_force=row["in_force"],
        last_published=row["last_published"],
    )
