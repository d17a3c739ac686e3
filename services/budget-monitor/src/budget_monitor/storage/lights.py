"""Lights, and the evaluations that moved them (or did not). Evaluations are only ever added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import RowMapping, literal, select, text, update

from budget_monitor.domain.light import NO_VALUE, Still
from budget_monitor.storage import bulk
from budget_monitor.storage.tables import evaluations
from budget_monitor.storage.tables import lights as t
from chassis.db import ReadTx, Tx


async def ensure(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Makes the lights that do not exist yet; those that do stay as they are."""
    await bulk.insert(tx, t, rows, skip_known=True)


async def lock_of_rule(tx: Tx, rule: str, fiscal_year: str) -> list[RowMapping]:
    """All lights of a rule in a year, locked in the order of their objects."""
    return await tx.all(
        select(t)
        .where(t.c.region == tx.region.code, t.c.fiscal_year == fiscal_year, t.c.rule == rule)
        .order_by(t.c.object)
        .with_for_update()
    )


async def rules_of_year(tx: ReadTx, fiscal_year: str) -> list[str]:
    """The rules that have lights in a year, in force or not."""
    rows = await tx.all(
        select(t.c.rule)
        .where(t.c.region == tx.region.code, t.c.fiscal_year == fiscal_year)
        .distinct()
        .order_by(t.c.rule)
    )
    return [row["rule"] for row in rows]


@dataclass(frozen=True, slots=True)
class Touched:
    """Budget items of a fiscal year whose money changes, the first day that the change is about, and all its days.

    `budgets` where what changes is a budget, and not only what was paid.
    """

    fiscal_year: str
    items: frozenset[str]
    since: date
    days: frozenset[date] = frozenset()
    budgets: bool = False


# one statement each: they are asked with every payment, and mostly find nothing
OF_DEPARTMENT = """
    (l.object_kind = 'department' AND l.object IN (SELECT i.owner FROM budget_items i
      WHERE i.region = :region AND i.fiscal_year = :fiscal_year AND i.code = ANY(CAST(:items AS text[]))))
"""
OF_FUND = """
    (l.object_kind = 'fund' AND l.object IN (SELECT a.fund FROM allocation_balances a
      WHERE a.region = :region AND a.fiscal_year = :fiscal_year AND a.item_code = ANY(CAST(:items AS text[]))))
"""
OF_ITEM = "(l.object_kind = 'budget_item' AND l.object = ANY(CAST(:items AS text[])))"
MOVED = """
    l.still_because IS NULL AND (:budgets OR l.checkpoint >= :since OR l.rule IN (
      SELECT r.code FROM rules r WHERE r.region = :region AND r.state = 'published'
        AND r.content->>'moves_between_checkpoints' = 'true'))
"""
OF_YEAR = "l.region = :region AND l.fiscal_year = :fiscal_year"
IN_ORDER = "ORDER BY l.rule, l.object_kind, l.object FOR UPDATE OF l"

WIDER = text(
    f"SELECT l.object_kind, l.object FROM lights l WHERE {OF_YEAR} AND ({OF_DEPARTMENT} OR {OF_FUND}) AND {MOVED}"  # noqa: S608 - our own constants
)
ABOVE = f"SELECT l.* FROM lights l WHERE {OF_YEAR} AND ({OF_ITEM} OR {OF_DEPARTMENT} OR {OF_FUND})"  # noqa: S608 - constants
LOCK_TOUCHED = text(f"{ABOVE} AND {MOVED} {IN_ORDER}")
LOCK_ABOVE = text(f"{ABOVE} AND l.still_because IS NULL {IN_ORDER}")


def _of(tx: ReadTx, touched: Touched) -> dict[str, Any]:
    return {
        "region": tx.region.code,
        "fiscal_year": touched.fiscal_year,
        "items": sorted(touched.items),
        "since": touched.since,
        "budgets": touched.budgets,
    }


async def wider_objects(tx: ReadTx, touched: Touched) -> set[tuple[str, str]]:
    """(kind, code) of departments and funds whose lights the change may move: all their items must be locked."""
    return {(row["object_kind"], row["object"]) for row in await tx.all(WIDER, _of(tx, touched))}


async def lock_touched(tx: Tx, touched: Touched) -> list[RowMapping]:
    """The lights that the change may move, locked: its first day lies at or before their last checkpoint, or
    their rule moves them between checkpoints."""
    return await tx.all(LOCK_TOUCHED, _of(tx, touched))


async def lock_above(tx: Tx, touched: Touched) -> list[RowMapping]:
    """Every light above the items, whatever the day (their feed went silent, or came back)."""
    parameters = _of(tx, touched)
    del parameters["since"], parameters["budgets"]
    return await tx.all(LOCK_ABOVE, parameters)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One evaluation to keep. `moves` says whether it is the light's present state or about an earlier day.

    `seen_entry` is the last entry that it saw; `counted_entry` and `counted_until` are up to where the light has
    told its payments (a stale light has not told those that it saw).
    """

    light: UUID
    number: int
    cause: str
    rule_version: int
    checkpoint: date | None
    holds_from: date
    paid_until: date | None
    state: str
    level: str
    moves: bool
    changed: bool
    paid: Decimal | None
    original_budget: Decimal | None
    current_budget: Decimal | None
    seen_entry: int
    counted_entry: int
    counted_until: date | None
    counted_version: int
    episode: int
    open_case: str | None
    last_case: str | None
    begins_anew: bool
    version: int


MOVE = text(
    """
    UPDATE lights l SET state = g.state, level = g.level,
      rule_version = CASE WHEN g.checkpoint IS NULL THEN l.rule_version ELSE g.rule_version END,
      checkpoint = coalesce(g.checkpoint, l.checkpoint), paid_until = g.paid_until,
      holds_from = g.holds_from,
      evaluation = g.number, seen_entry = g.seen_entry, evaluated_at = CAST(:now AS timestamptz),
      seen_version = g.seen_version, episode = g.episode, open_case = g.open_case, last_case = g.last_case,
      version = g.version, begins_anew = g.begins_anew
    FROM unnest(CAST(:lights AS uuid[]), CAST(:states AS text[]), CAST(:levels AS text[]),
      CAST(:rule_versions AS int[]), CAST(:checkpoints AS date[]), CAST(:paid_untils AS date[]),
      CAST(:numbers AS int[]), CAST(:seen_entries AS bigint[]), CAST(:episodes AS int[]),
      CAST(:open_cases AS text[]), CAST(:versions AS int[]), CAST(:holds_from AS date[]),
      CAST(:last_cases AS text[]), CAST(:seen_versions AS bigint[]), CAST(:begins_anew AS boolean[]))
      AS g(light, state, level, rule_version, checkpoint, paid_until, number, seen_entry, episode,
           open_case, version, holds_from, last_case, seen_version, begins_anew)
    WHERE l.region = :region AND l.id = g.light
    """
)
NUMBER = text(
    "UPDATE lights l SET evaluation = g.number"
    " FROM unnest(CAST(:lights AS uuid[]), CAST(:numbers AS int[])) AS g(light, number)"
    " WHERE l.region = :region AND l.id = g.light"
)


async def keep(tx: Tx, found: Sequence[Evaluated]) -> None:
    """Adds the evaluations and brings their lights to where they are now."""
    await bulk.insert(
        tx,
        evaluations,
        [
            {
                "light": one.light,
                "number": one.number,
                "cause": one.cause,
                "rule_version": one.rule_version,
                "checkpoint": one.checkpoint,
                "holds_from": one.holds_from,
                "paid_until": one.paid_until,
                "level": one.state,
                "moved": one.changed,
                "paid": one.paid,
                "original_budget": one.original_budget,
                "current_budget": one.current_budget,
                "seen_entry": one.seen_entry,
                "evaluated_at": tx.now,
            }
            for one in found
        ],
    )
    now = [one for one in found if one.moves]
    earlier = [one for one in found if not one.moves]
    if earlier:
        await tx.execute(
            NUMBER,
            {
                "region": tx.region.code,
                "lights": [one.light for one in earlier],
                "numbers": [one.number for one in earlier],
            },
        )
    if now:
        await tx.execute(
            MOVE,
            {
                "region": tx.region.code,
                "now": tx.now,
                "lights": [one.light for one in now],
                "states": [one.state for one in now],
                "levels": [one.level for one in now],
                "rule_versions": [one.rule_version for one in now],
                "checkpoints": [one.checkpoint for one in now],
                "paid_untils": [one.counted_until for one in now],
                "numbers": [one.number for one in now],
                "seen_entries": [one.counted_entry for one in now],
                "seen_versions": [one.counted_version for one in now],
                "episodes": [one.episode for one in now],
                "open_cases": [one.open_case for one in now],
                "last_cases": [one.last_case for one in now],
                "begins_anew": [one.begins_anew for one in now],
                "versions": [one.version for one in now],
                "holds_from": [one.holds_from for one in now],
            },
        )


POINTS = text(
    """
    SELECT DISTINCT ON (e.light, e.holds_from)
      e.light, e.holds_from, e.paid_until, e.checkpoint, e.rule_version, e.level
    FROM evaluations e
    WHERE e.region = :region AND e.light = ANY(:lights) AND e.checkpoint IS NOT NULL
    ORDER BY e.light, e.holds_from, e.number DESC
    """
)


async def points(tx: ReadTx, lights: Iterable[UUID]) -> dict[UUID, list[RowMapping]]:
    """What is known of each light on every day on which it was looked at under bands, oldest first: the latest
    evaluation about each day."""
    found: dict[UUID, list[RowMapping]] = {}
    for row in await tx.all(POINTS, {"region": tx.region.code, "lights": list(lights)}):
        found.setdefault(row["light"], []).append(row)
    return found


async def begun(tx: Tx, rule: str, fiscal_year: str) -> list[RowMapping]:
    """The lights of a rule in a year that nobody was told of yet, locked."""
    return await tx.all(
        select(t)
        .where(t.c.region == tx.region.code, t.c.fiscal_year == fiscal_year, t.c.rule == rule, ~t.c.told)
        .order_by(t.c.object_kind, t.c.object)
        .with_for_update()
    )


async def set_told(tx: Tx, lights: Iterable[UUID]) -> None:
    await tx.execute(update(t).where(t.c.region == tx.region.code, bulk.among(t.c.id, list(lights))).values(told=True))


async def set_still(tx: Tx, lights: Iterable[UUID], because: Still | None) -> list[RowMapping]:
    """Stands lights still, or (None) lets them move again; returns them as they are now."""
    at = None if because is None else tx.now
    return await tx.all(
        update(t)
        .where(t.c.region == tx.region.code, bulk.among(t.c.id, list(lights)))
        .values(still_because=because, still_at=at, version=t.c.version + 1)
        .returning(t)
    )


async def open_cases(tx: ReadTx, *, rule: str, object_kind: str, objects: Iterable[str]) -> dict[str, str]:
    """Object → the case that is open for it under a rule, in whatever fiscal year it began."""
    rows = await tx.all(
        select(t.c.object, t.c.open_case)
        .where(
            t.c.region == tx.region.code,
            t.c.open_case.is_not(None),
            t.c.rule == rule,
            t.c.object_kind == object_kind,
            bulk.among(t.c.object, sorted(objects)),
        )
        .order_by(t.c.fiscal_year)
    )
    return {row["object"]: row["open_case"] for row in rows}


async def end_case(tx: Tx, case: str, because: Literal["closed", "cancelled"]) -> None:
    """The order of a case has ended. A light that nothing can move begins anew when something can; also one that could
    be moved again before its order was closed. A cancelled order is one that should not have been, or has nobody left
    to answer it: a light that moves is told of with its next crossing."""
    anew = literal(because == "closed") | t.c.still_because.is_not(None) | (t.c.state == NO_VALUE)
    await tx.execute(
        update(t)
        .where(t.c.region == tx.region.code, t.c.open_case == case)
        .values(open_case=None, open_order=None, begins_anew=anew)
    )


async def lock_object(tx: Tx, *, rule: str, object_kind: str, code: str, fiscal_year: str) -> RowMapping | None:
    return await tx.one_or_none(
        select(t)
        .where(
            t.c.region == tx.region.code,
            t.c.rule == rule,
            t.c.object_kind == object_kind,
            t.c.object == code,
            t.c.fiscal_year == fiscal_year,
        )
        .with_for_update()
    )


async def set_case(tx: Tx, light: UUID, *, case: str, order: UUID, episode: int) -> None:
    await tx.execute(
        update(t)
        .where(t.c.region == tx.region.code, t.c.id == light)
        .values(open_case=case, last_case=case, open_order=order, episode=episode, begins_anew=False)
    )
