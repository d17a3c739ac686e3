"""What the routes read of the library: versions, and which of them was in force on a day as was known on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, Text, and_, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from chassis.db import ReadTx
from chassis.paging import After
from chassis.refusal import NotFound
from indicators.domain.indicator import IndicatorVersion
from indicators.domain.indicator_findings import Known
from indicators.storage.indicator_tables import (
    indicator_publications,
    indicator_versions,
    indicator_withdrawals,
)
from indicators.storage.indicator_tables import indicators as heads
from indicators.storage.indicators import version_of, versions


async def list_indicators(
    tx: ReadTx,
    *,
    kind: str | None,
    dimension: str | None,
    in_force_on: date | None,
    known_on: date | None,
    after: After | None,
    limit: int,
) -> list[IndicatorVersion]:
    """Of each indicator one version, in the order of codes; see `indicator`."""
    shown = _shown(tx, in_force_on=in_force_on, known_on=known_on).subquery()
    content = func.coalesce(shown.c.published_content, shown.c.content)
    statement = select(shown).order_by(shown.c.code).limit(limit)
    for name, wanted in (("kind", kind), ("dimension", dimension)):
        if wanted is not None:
            statement = statement.where(content.op("->>")(name) == wanted)
    if after is not None:
        statement = statement.where(after.beyond(shown.c.code))
    return [version_of(row) for row in await tx.all(_holding(statement, shown, in_force_on))]


async def indicator(
    tx: ReadTx, code: str, *, in_force_on: date | None = None, known_on: date | None = None
) -> IndicatorVersion:
    """The version in force on a day; without that day the newest published one, else the one drafted last.

    `known_on` leaves out what was recorded after that local day, drafts too. Raises NotFound.
    """
    shown = _shown(tx, in_force_on=in_force_on, known_on=known_on).where(indicator_versions.c.code == code).subquery()
    row = await tx.one_or_none(_holding(select(shown), shown, in_force_on))
    if row is None:
        days = ", ".join(str(day) for day in (in_force_on, known_on) if day)
        if days:
            raise NotFound(what="indicator in force", id=f"{code} ({days})", region=tx.region.code)
        raise NotFound(what="indicator", id=code, region=tx.region.code)
    return version_of(row)


async def list_versions(tx: ReadTx, code: str, *, after: After | None, limit: int) -> list[IndicatorVersion]:
    """Newest first."""
    t = indicator_versions.c
    statement = versions().where(t.region == tx.region.code, t.code == code).order_by(t.version.desc()).limit(limit)
    if after is not None:
        statement = statement.where(after.before(t.version))
    return [version_of(row) for row in await tx.all(statement)]


def _shown(tx: ReadTx, *, in_force_on: date | None, known_on: date | None) -> Select[Any]:
    """One version of each indicator: the last word of those that begin on a day or before."""
    v, p = indicator_versions.c, indicator_publications.c
    known_before = None if known_on is None else tx.region.end_of_day(known_on)
    statement = versions(known_before).where(v.region == tx.region.code)
    if in_force_on is None and known_on is None:
        return statement.where(v.version == func.coalesce(heads.c.last_published, heads.c.last_drafted))
    if in_force_on is not None:
        statement = statement.where(v.valid_from <= in_force_on)
    return statement.where(p.version.is_not(None)).ext(distinct_on(v.code)).order_by(v.code, v.version.desc())


def _holding(statement: Select[Any], shown: Any, in_force_on: date | None) -> Select[Any]:
    """Without those that were withdrawn until that day: nothing older comes back in their place."""
    if in_force_on is None:
        return statement
    return statement.where(shown.c.holds_until.is_(None) | (shown.c.holds_until > in_force_on))


async def known(tx: ReadTx) -> dict[str, Known]:
    """Of every indicator that is published and not withdrawn what formulas see of its newest version."""
    p, w = indicator_publications.c, indicator_withdrawals.c
    withdrawn = select(w.version).where(w.region == p.region, w.code == p.code, w.version == p.version).exists()
    zh, formula = p.content["labels"]["zh"].astext.label("zh"), p.content["formula"].astext.label("formula")
    rows = await tx.all(
        select(p.code, zh, formula)
        .join(heads, and_(heads.c.region == p.region, heads.c.code == p.code, heads.c.last_published == p.version))
        .where(p.region == tx.region.code, ~withdrawn)
    )
    return {row["code"]: Known(row["zh"], row["formula"]) for row in rows}


async def newest(tx: ReadTx, codes: Sequence[str] | None = None) -> list[IndicatorVersion]:
    """The newest published version of each indicator that was not withdrawn, of these codes where given."""
    v = indicator_versions.c
    statement = (
        versions()
        .where(v.region == tx.region.code, v.version == heads.c.last_published)
        .where(indicator_withdrawals.c.version.is_(None))
        .order_by(v.code)
    )
    if codes is not None:
        statement = statement.where(v.code == any_(literal(list(codes), ARRAY(Text()))))
    return [version_of(row) for row in await tx.all(statement)]
