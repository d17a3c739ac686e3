"""This service's copy of the monitoring rules: every version that was ever published."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from budget_monitor.domain.rule import PublishedRule
from budget_monitor.storage import bulk
from budget_monitor.storage.tables import rules as t
from chassis.db import ReadTx, Tx
from contracts.canonical import read
from contracts.indicators import MonitoringRulePublished, RuleContent


async def store(tx: Tx, published: MonitoringRulePublished) -> bool:
    """Keeps a version and retires the one before it; False where this or a later one is known."""
    rule = published.content
    latest = await tx.scalar(
        select(t.c.version)
        .where(t.c.region == tx.region.code, t.c.code == rule.code)
        .order_by(t.c.version.desc())
        .limit(1)
    )
    newest = latest is None or latest < published.version
    await tx.execute(
        insert(t)
        .values(
            region=tx.region.code,
            code=rule.code,
            version=published.version,
            # with its defaults: replicas of before read no form
            content=rule.model_dump(mode="json"),
            digest=published.digest,
            state="published" if newest else "superseded",
            published_at=tx.now,
        )
        .on_conflict_do_nothing()
    )
    if newest:
        await tx.execute(
            update(t)
            .where(
                t.c.region == tx.region.code,
                t.c.code == rule.code,
                t.c.version < published.version,
                t.c.state == "published",
            )
            .values(state="superseded")
        )
    return newest


async def withdraw(tx: Tx, code: str, version: int) -> bool:
    """False where the version was not in force."""
    done = await tx.execute(
        update(t)
        .where(
            t.c.region == tx.region.code,
            t.c.code == code,
            t.c.version == version,
            t.c.state == "published",
        )
        .values(state="withdrawn")
    )
    return done.rowcount == 1


async def in_force(tx: ReadTx, code: str | None = None) -> list[PublishedRule]:
    """The rules in force (at most one version each), in the order of their codes."""
    statement = select(t.c.version, t.c.content).where(t.c.region == tx.region.code, t.c.state == "published")
    if code is not None:
        statement = statement.where(t.c.code == code)
    return [_rule(row) for row in await tx.all(statement.order_by(t.c.code))]


async def versions(tx: ReadTx, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], PublishedRule]:
    """Named versions, in force or not."""
    pairs = set(wanted)
    rows = await tx.all(
        select(t.c.version, t.c.content).where(
            t.c.region == tx.region.code, bulk.among(t.c.code, {code for code, _ in pairs})
        )
    )
    found = (_rule(row) for row in rows)
    return {(rule.code, rule.version): rule for rule in found if (rule.code, rule.version) in pairs}


def _rule(row: object) -> PublishedRule:
    return PublishedRule(row["version"], read(RuleContent, row["content"]))  # type: ignore[index]  # a mapping or a row
