"""History anew: what becomes known of earlier days is told of those days, and never of the days before them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import light as domain
from budget_monitor.domain import rule as rules_of
from budget_monitor.domain.history import Past, Point, past
from budget_monitor.domain.light import STALE
from budget_monitor.domain.rule import PublishedRule
from budget_monitor.storage import lights as storage
from budget_monitor.storage import rules
from budget_monitor.storage.lights import Touched
from budget_monitor.usecases import evaluations, looks
from budget_monitor.usecases.looks import Light, Look
from chassis.db import Tx


async def correct(
    tx: Tx, touched: Touched, year: RowMapping, until: Mapping[UUID, date], lights: Sequence[Light]
) -> dict[UUID, str]:
    """Repeats the looks that the money concerns, each light's before its day `until`; each starts from what is now
    known of the one before it. Returns the level of each light before that day."""
    known = await storage.points(tx, [light.id for light in lights])
    points = {
        light.id: [
            Point(row["holds_from"], row["paid_until"], row["checkpoint"], row["rule_version"], row["level"])
            for row in known.get(light.id, ())
        ]
        for light in lights
    }
    named = {(light.row["rule"], point.version) for light in lights for point in points[light.id]}
    versions = await rules.versions(tx, named | {(light.row["rule"], light.row["rule_version"]) for light in lights})
    before: dict[UUID, str] = {}
    steps: dict[tuple[date, str, int, date, date], list[tuple[Light, Point]]] = defaultdict(list)
    for light in lights:
        found = _past_of(light, points[light.id], touched, year, until[light.id], versions)
        rule = versions[light.row["rule"], light.row["rule_version"]].content
        before[light.id] = domain.best(rule) if found.before is None else found.before
        for point in found.again:
            key = (point.day, light.row["rule"], point.version, point.checkpoint, point.paid_until)
            steps[key].append((light, point))
    for (day, code, version, checkpoint, paid_until), watched in sorted(steps.items(), key=lambda step: step[0]):
        rule_then = versions[code, version]
        at = rules_of.in_force(rule_then.content, year["first_day"], checkpoint)
        if at is None:
            continue
        look = Look(rule_then, "late_row", at, holds_from=day, paid_until=paid_until, time=tx.now)
        still = frozenset(light.id for light, point in watched if point.state == STALE)
        before |= await evaluations.evaluate(
            tx, touched.fiscal_year, [light for light, _ in watched], looks.earlier(look, before=before, stale=still)
        )
    return before


def _past_of(
    light: Light,
    known: Sequence[Point],
    touched: Touched,
    year: RowMapping,
    until: date,
    versions: Mapping[tuple[str, int], PublishedRule],
) -> Past:
    return past(
        known,
        since=touched.since,
        until=until,
        days=touched.days,
        first_day=year["first_day"],
        version=lambda number: versions[light.row["rule"], number],
    )
