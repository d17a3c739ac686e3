"""What the routes read: no locks, one snapshot, pages in the order of their keys."""

from datetime import date

from sqlalchemy import RowMapping, and_, select

from chassis import tables as chassis_tables
from chassis.db import ReadTx
from chassis.paging import After
from chassis.refusal import NotFound
from indicators.domain.assessee import Assessee
from indicators.domain.monitoring_rule import RuleVersion
from indicators.domain.replay import Replay
from indicators.storage import assessees, monitoring_rules, replays, tables


async def region(tx: ReadTx) -> RowMapping:
    """The region of the caller; nobody sees another one."""
    t = chassis_tables.regions
    return (await tx.execute(select(t).where(t.c.code == tx.region.code))).mappings().one()


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
    tx: ReadTx, *, category: str | None, parent: str | None, after: After | None, limit: int
) -> list[Assessee]:
    """The newest version of each."""
    head, versions = tables.assessees, tables.assessee_versions
    statement = (
        select(versions)
        .join(
            head,
            and_(
                head.c.region == versions.c.region,
                head.c.code == versions.c.code,
                head.c.version == versions.c.version,
            ),
        )
        .where(versions.c.region == tx.region.code)
        .order_by(versions.c.code)
        .limit(limit)
    )
    if category is not None:
        statement = statement.where(versions.c.category == category)
    if parent is not None:
        statement = statement.where(versions.c.parent == parent)
    if after is not None:
        statement = statement.where(after.beyond(versions.c.code))
    return [assessees.assessee_of(row) for row in await tx.all(statement)]


async def assessee(tx: ReadTx, code: str, *, as_of: date | None) -> Assessee:
    """The newest version, or the one that held on a day. Raises NotFound."""
    t = tables.assessee_versions
    statement = select(t).where(t.c.region == tx.region.code, t.c.code == code)
    if as_of is not None:
        statement = statement.where(t.c.valid_from.is_(None) | (t.c.valid_from <= as_of))
    row = await tx.one_or_none(statement.order_by(t.c.version.desc()).limit(1))
    if row is None:
        raise NotFound(what="assessee", id=code, region=tx.region.code)
    return assessees.assessee_of(row)


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
    head = tables.monitoring_rules
    row = await tx.one_or_none(
        select(head.c.in_force, head.c.last_drafted).where(head.c.region == tx.region.code, head.c.code == code)
    )
    if row is None:
        raise NotFound(what="monitoring rule", id=code, region=tx.region.code)
    return await rule_version(tx, code, row["in_force"] or row["last_drafted"])


async def rule_version(tx: ReadTx, code: str, version: int) -> RuleVersion:
    """Raises NotFound."""
    drafted = tables.rule_versions
    row = await tx.one_or_none(
        monitoring_rules.versions().where(
            drafted.c.region == tx.region.code, drafted.c.code == code, drafted.c.version == version
        )
    )
    if row is None:
        raise NotFound(what="monitoring rule version", id=f"{code}/{version}", region=tx.region.code)
    return monitoring_rules.version_of(row)


async def list_replays(tx: ReadTx, *, after: After | None, limit: int) -> list[Replay]:
    """Newest first."""
    t = tables.replays
    statement = select(t).where(t.c.region == tx.region.code).order_by(t.c.number.desc()).limit(limit)
    if after is not None:
        statement = statement.where(after.before(t.c.number))
    return [replays.replay_of(row) for row in await tx.all(statement)]
