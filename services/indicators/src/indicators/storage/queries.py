"""What the routes read: no locks, one snapshot, pages in the order of their keys."""

from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from chassis import tables as chassis_tables
from chassis.db import ReadTx
from chassis.paging import After
from chassis.refusal import NotFound
from indicators.domain.assessee import Assessee, Recorded
from indicators.domain.monitoring_rule import RuleVersion
from indicators.domain.replay import Replay
from indicators.storage import assessees, heads, monitoring_rules, replays, tables


async def region(tx: ReadTx) -> RowMapping:
    """The region of the caller; nobody sees another one."""
    t = chassis_tables.regions
    return (await tx.execute(select(t).where(t.c.code == tx.region.code))).mappings().one()


async def regions(tx: ReadTx, *, after: After | None, limit: int) -> list[RowMapping]:
    """The regions that the caller sees: one."""
    t = chassis_tables.regions
    statement = select(t).where(t.c.code == tx.region.code).order_by(t.c.code).limit(limit)
    if after is not None:
        statement = statement.where(after.beyond(t.c.code))
    return await tx.all(statement)


async def working_calendars(tx: ReadTx, *, after: After | None, limit: int) -> list[RowMapping]:
    """Every published version of every year."""
    t = tables.working_calendars
    statement = select(t).where(t.c.region == tx.region.code).order_by(t.c.year, t.c.version).limit(limit)
    if after is not None:
        statement = statement.where(after.beyond(t.c.year, t.c.version))
    return await tx.all(statement)


async def working_calendar(tx: ReadTx, year: int) -> RowMapping:
    """The newest version of a year. Raises NotFound."""
    t = tables.working_calendars
    row = await tx.one_or_none(
        select(t).where(t.c.region == tx.region.code, t.c.year == year).order_by(t.c.version.desc()).limit(1)
    )
    if row is None:
        raise NotFound(what="working calendar", id=year, region=tx.region.code)
    return row


async def list_assessees(
    tx: ReadTx,
    *,
    category: str | None,
    parent: str | None,
    as_of: date | None,
    known_on: date | None,
    after: After | None,
    limit: int,
) -> list[Assessee]:
    """Of each the version that held on a day, as was known on a day; without days the newest."""
    t = tables.assessee_versions
    each = _versions_known(tx, as_of=as_of, known_on=known_on).ext(distinct_on(t.c.code))
    if after is not None:
        each = each.where(after.beyond(t.c.code))
    held = each.order_by(t.c.code, t.c.version.desc()).subquery()
    statement = select(held).order_by(held.c.code).limit(limit)
    if category is not None:
        statement = statement.where(held.c.category == category)
    if parent is not None:
        statement = statement.where(held.c.parent == parent)
    return [assessees.assessee_of(row) for row in await tx.all(statement)]


async def assessee(tx: ReadTx, code: str, *, as_of: date | None, known_on: date | None) -> Assessee:
    """The version that held on a day, as was known on a day; without days the newest. Raises NotFound."""
    t = tables.assessee_versions
    statement = _versions_known(tx, as_of=as_of, known_on=known_on).where(t.c.code == code)
    row = await tx.one_or_none(statement.order_by(t.c.version.desc()).limit(1))
    if row is None:
        raise NotFound(what="assessee", id=code, region=tx.region.code)
    return assessees.assessee_of(row)


async def members_of(tx: ReadTx, category: str, *, on: date) -> dict[str, str | None]:
    """Whoever is registered in a category on a day, and whom each stands under (child → parent)."""
    t = tables.assessee_versions
    each = _versions_known(tx, as_of=on).ext(distinct_on(t.c.code)).order_by(t.c.code, t.c.version.desc()).subquery()
    rows = await tx.all(select(each.c.code, each.c.parent).where(each.c.category == category))
    return {row["code"]: row["parent"] for row in rows}


async def list_assessee_versions(tx: ReadTx, code: str, *, after: After | None, limit: int) -> list[Recorded]:
    """Newest first."""
    t = tables.assessee_versions
    statement = _versions_known(tx).where(t.c.code == code).order_by(t.c.version.desc()).limit(limit)
    if after is not None:
        statement = statement.where(after.before(t.c.version))
    return [assessees.recorded_of(row) for row in await tx.all(statement)]


def _versions_known(tx: ReadTx, *, as_of: date | None = None, known_on: date | None = None) -> Select[Any]:
    """Versions of assessees that hold from `as_of` or before, recorded until the end of the local day `known_on`."""
    t = tables.assessee_versions
    statement = select(t).where(t.c.region == tx.region.code)
    if as_of is not None:
        statement = statement.where(t.c.valid_from.is_(None) | (t.c.valid_from <= as_of))
    if known_on is not None:
        statement = statement.where(t.c.recorded_at < tx.region.end_of_day(known_on))
    return statement


async def list_rules(tx: ReadTx, *, after: After | None, limit: int) -> list[RuleVersion]:
    """Of each rule the version in force, else the one drafted last."""
    drafted, head = tables.rule_versions, tables.monitoring_rules
    shown = (drafted.c.version == head.c.in_force) | (
        head.c.in_force.is_(None) & (drafted.c.version == head.c.last_drafted)
    )
    statement = (
        monitoring_rules.versions()
        .where(drafted.c.region == tx.region.code, shown)
        .order_by(drafted.c.code)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(after.beyond(drafted.c.code))
    return [monitoring_rules.version_of(row) for row in await tx.all(statement)]


async def list_rule_versions(tx: ReadTx, code: str, *, after: After | None, limit: int) -> list[RuleVersion]:
    """Newest first."""
    drafted = tables.rule_versions
    statement = (
        monitoring_rules.versions()
        .where(drafted.c.region == tx.region.code, drafted.c.code == code)
        .order_by(drafted.c.version.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(after.before(drafted.c.version))
    return [monitoring_rules.version_of(row) for row in await tx.all(statement)]


async def rule(tx: ReadTx, code: str) -> RuleVersion:
    """The version in force, else the one drafted last. Raises NotFound."""
    version = await heads.shown(tx, tables.monitoring_rules, code)
    if version is None:
        raise NotFound(what="monitoring rule", id=code, region=tx.region.code)
    return await monitoring_rules.get(tx, code, version)


async def list_replays(tx: ReadTx, *, after: After | None, limit: int) -> list[Replay]:
    """Newest first."""
    t = tables.replays
    statement = select(t).where(t.c.region == tx.region.code).order_by(t.c.number.desc()).limit(limit)
    if after is not None:
        statement = statement.where(after.before(t.c.number))
    return [replays.replay_of(row) for row in await tx.all(statement)]
