"""This service's own copy of what other services define: rules, assessees, closed fiscal years."""

from collections.abc import Iterable

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from chassis.db import ReadTx, Tx
from chassis.refusal import Refusal
from contracts.canonical import read
from contracts.envelope import Labels
from contracts.indicators import Assessee, MonitoringRulePublished, RuleContent
from scoring.storage.tables import assessees, closed_fiscal_years, rules


class RuleNotKnownYet(Refusal):
    """Rules and lights travel on different topics: the rule of a crossing may still be on its way."""

    code = "rule_not_known_yet"
    kind = "unavailable"
    en = "Version {version} of rule {rule} has not arrived here yet. It is tried again; see that it was published."
    zh = "规则 {rule} 第 {version} 版尚未送达，系统将重试。请确认该版本已发布。"


async def add_rule(tx: Tx, published: MonitoringRulePublished) -> None:
    await tx.execute(
        insert(rules)
        .values(
            region=tx.region.code,
            code=published.content.code,
            version=published.version,
            digest=published.digest,
            content=published.rule,
        )
        .on_conflict_do_nothing()
    )


async def rule(tx: ReadTx, *, code: str, version: int) -> RuleContent:
    """The frozen version that an order cites. Raises RuleNotKnownYet."""
    t = rules.c
    content = await tx.scalar(select(t.content).where(t.region == tx.region.code, t.code == code, t.version == version))
    if content is None:
        raise RuleNotKnownYet(rule=code, version=version)
    return read(RuleContent, content)


async def store_assessee(tx: Tx, assessee: Assessee) -> None:
    """Keeps the newest version; an older one that arrives late changes nothing."""
    values = {
        "version": assessee.version,
        "parent": assessee.parent,
        "labels": assessee.labels.model_dump(),
        "responsible": assessee.responsible.model_dump() if assessee.responsible else None,
    }
    statement = insert(assessees).values(region=tx.region.code, code=assessee.code, **values)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["region", "code"], set_=values, where=assessees.c.version < assessee.version
        )
    )


async def responsible_person(tx: ReadTx, unit: str) -> Labels | None:
    """As registered now; None where the unit names nobody, or is not known here."""
    t = assessees.c
    found = await tx.scalar(select(t.responsible).where(t.region == tx.region.code, t.code == unit))
    return Labels.model_validate(found) if found else None


async def covered(tx: ReadTx, units: Iterable[str]) -> frozenset[str]:
    """The units given and everything below them. UNION, not UNION ALL: a cycle of parents ends."""
    granted = cast(sorted(units), ARRAY(Text))
    roots = select(func.unnest(granted).collate("C").label("code")).cte("mine", recursive=True)
    below = select(assessees.c.code).where(assessees.c.region == tx.region.code, assessees.c.parent == roots.c.code)
    mine = roots.union(below)
    return frozenset(row["code"] for row in await tx.all(select(mine.c.code)))


async def close_fiscal_year(tx: Tx, fiscal_year: str) -> None:
    await tx.execute(
        insert(closed_fiscal_years).values(region=tx.region.code, fiscal_year=fiscal_year).on_conflict_do_nothing()
    )


async def fiscal_year_is_closed(tx: ReadTx, fiscal_year: str) -> bool:
    t = closed_fiscal_years.c
    found = await tx.scalar(select(t.fiscal_year).where(t.region == tx.region.code, t.fiscal_year == fiscal_year))
    return found is not None
