"""Lights for reading: as they stand, as they stood on a day, as was known at an instant."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, text

from budget_monitor.storage.tables import evaluations, lights
from chassis.db import ReadTx
from chassis.paging import After

LEVELS = text(
    "SELECT DISTINCT level->>'code' AS code FROM rules, jsonb_array_elements(content->'levels') AS level"
    " WHERE region = :region"
)


async def levels(tx: ReadTx) -> set[str]:
    """The codes of every level of every rule of the region."""
    return {row["code"] for row in await tx.all(LEVELS, {"region": tx.region.code})}


LIGHTS = """
    SELECT l.id, l.rule, l.object_kind, l.object, l.labels, l.owner, l.fiscal_year, l.episode, l.open_case,
      l.open_order, l.version, coalesce(e.rule_version, l.rule_version) AS rule_version,
      coalesce(e.level, r.content->'levels'->-1->>'code') AS state,
      e.number AS evaluation, e.cause, e.checkpoint, e.holds_from, e.paid_until, e.paid, e.original_budget,
      e.current_budget, e.seen_entry, e.evaluated_at, r.content->'measure'->>'budget' AS basis,
      r.content->'levels' AS levels,
      CASE WHEN y.closed_at <= :until THEN 'fiscal_year_closed' WHEN l.still_at <= :until THEN l.still_because END
        AS stands_still
    FROM lights l
    LEFT JOIN fiscal_years y ON y.region = l.region AND y.fiscal_year = l.fiscal_year
    JOIN rules r ON r.region = l.region AND r.code = l.rule AND r.version = l.rule_version
    LEFT JOIN LATERAL (
      SELECT * FROM evaluations e
      WHERE e.region = l.region AND e.light = l.id
        AND (CAST(:as_of AS date) IS NULL OR e.holds_from <= CAST(:as_of AS date))
        AND (CAST(:known_at AS timestamptz) IS NULL OR e.evaluated_at <= CAST(:known_at AS timestamptz))
      ORDER BY e.holds_from DESC, e.number DESC LIMIT 1
    ) e ON true
    WHERE l.region = :region
"""
ONE_LIGHT = text(LIGHTS + " AND l.id = :id")
LIGHTS_PAGE = text(
    LIGHTS
    + """
      AND (CAST(:fiscal_year AS text) IS NULL OR l.fiscal_year = :fiscal_year)
      AND (CAST(:rule AS text) IS NULL OR l.rule = :rule)
      AND (CAST(:object_kind AS text) IS NULL OR l.object_kind = :object_kind)
      AND (CAST(:object AS text) IS NULL OR l.object = :object)
      AND (CAST(:units AS text[]) IS NULL OR l.owner = ANY(CAST(:units AS text[])))
      AND (CAST(:state AS text) IS NULL OR coalesce(e.level, r.content->'levels'->-1->>'code') = :state)
      AND (CAST(:after_year AS text) IS NULL OR (l.fiscal_year, l.rule, l.object_kind, l.object)
        > (:after_year COLLATE "C", :after_rule COLLATE "C", :after_kind COLLATE "C", :after_object COLLATE "C"))
    ORDER BY l.fiscal_year, l.rule, l.object_kind, l.object LIMIT :most
    """
)


async def lights_page(
    tx: ReadTx,
    after: After | None,
    limit: int,
    *,
    units: list[str] | None,
    as_of: date | None,
    known_at: datetime | None,
    **filters: Any,
) -> list[RowMapping]:
    """Lights as they stand, or as they stood on a day, or as was known at an instant."""
    t = lights.c
    keys = (t.fiscal_year, t.rule, t.object_kind, t.object)
    year, rule, kind, code = (None,) * 4 if after is None else after.key(*keys)
    parameters = {
        "region": tx.region.code,
        "as_of": as_of,
        "known_at": known_at,
        "until": _until(tx, as_of, known_at),
        "units": units,
        "after_year": year,
        "after_rule": rule,
        "after_kind": kind,
        "after_object": code,
        "most": limit + 1,
        **{name: filters.get(name) for name in ("fiscal_year", "rule", "object_kind", "object", "state")},
    }
    return await tx.all(LIGHTS_PAGE, parameters)


def _until(tx: ReadTx, as_of: date | None, known_at: datetime | None) -> datetime:
    """The moment that is asked about: what stood still later moved then."""
    moments = [known_at] if known_at is not None else []
    if as_of is not None:
        moments.append(tx.region.end_of_day(as_of))
    return min([tx.now, *moments])


async def light(tx: ReadTx, light_id: Any) -> RowMapping | None:
    parameters = {
        "region": tx.region.code,
        "as_of": None,
        "known_at": None,
        "until": _until(tx, None, None),
        "id": light_id,
    }
    return await tx.one_or_none(ONE_LIGHT, parameters)


EVALUATIONS = text(
    """
    SELECT e.*, r.content->'measure'->>'budget' AS basis
    FROM evaluations e JOIN lights l ON l.region = e.region AND l.id = e.light
    JOIN rules r ON r.region = e.region AND r.code = l.rule AND r.version = e.rule_version
    WHERE e.region = :region AND e.light = :light AND e.number > :after
    ORDER BY e.number LIMIT :most
    """
)


async def evaluations_page(tx: ReadTx, after: After | None, limit: int, *, light: Any) -> list[RowMapping]:
    (number,) = (0,) if after is None else after.key(evaluations.c.number)
    parameters = {"region": tx.region.code, "light": light, "after": number, "most": limit + 1}
    return await tx.all(EVALUATIONS, parameters)
