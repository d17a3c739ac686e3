"""When lights are looked at: at a checkpoint, when money moved, when a feed went silent or came back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import ids
from budget_monitor.domain import light as domain
from budget_monitor.domain import rule as rules_of
from budget_monitor.domain.light import STALE
from budget_monitor.domain.rule import DatedCheckpoint, PublishedRule
from budget_monitor.storage import balances, fiscal_years, rules
from budget_monitor.storage import lights as storage
from budget_monitor.storage.lights import Touched
from budget_monitor.usecases import evaluations, looks, objects
from budget_monitor.usecases.looks import Cause, Light, Look
from chassis.db import ReadTx, Tx
from chassis.service import Deadline
from contracts.indicators import ObjectKind


async def ensure(
    tx: Tx, fiscal_year: str, among: Sequence[PublishedRule], *, only: Iterable[str] | None = None
) -> set[UUID]:
    """Makes the lights of these rules that are missing in a year, each at its best level; `only` these items
    (and their owners) where somebody knows that nothing else is new. Returns the lights that the rules watch."""
    found = await objects.watchable(tx, fiscal_year, {rule.content.measure.object for rule in among})
    names = None if only is None else set(only)
    rows = [
        _new(tx, fiscal_year, rule, named)
        for rule in among
        for named in found
        if rules_of.watches(rule.content, named.watched)
        and (names is None or named.watched.kind != "budget_item" or named.watched.code in names)
    ]
    await storage.ensure(tx, rows)
    return {row["id"] for row in rows}


def _new(tx: Tx, fiscal_year: str, rule: PublishedRule, named: objects.Named) -> dict[str, Any]:
    watched, best = named.watched, domain.best(rule.content)
    return {
        "id": ids.light(tx.region.code, rule.code, watched.kind, watched.code, fiscal_year),
        "rule": rule.code,
        "rule_version": rule.version,
        "object_kind": watched.kind,
        "object": watched.code,
        "fiscal_year": fiscal_year,
        "owner": watched.owner,
        "labels": named.labels,
        "state": best,
        "level": best,
    }


async def evaluate_due(tx: Tx, deadline: Deadline) -> None:
    """A checkpoint's day is over: all objects of the rule are looked at, by the version in force now."""
    code, fiscal_year = deadline.data["rule"], deadline.data["fiscal_year"]
    day = date.fromisoformat(deadline.data["day"])
    for rule in await rules.in_force(tx, code):
        watched_now = await ensure(tx, fiscal_year, [rule])
        await balances.lock_all(tx, fiscal_year)
        year = await fiscal_years.get(tx, fiscal_year)
        at = None if year is None else rules_of.in_force(rule.content, year["first_day"], day)
        if year is None or year["closed_at"] is not None or at is None or at.on != day:
            return  # frozen, or a later version looks on other days
        rows = await storage.lock_of_rule(tx, code, fiscal_year)
        watched = [Light.of(row) for row in rows if row["id"] in watched_now]
        look = Look(rule, "checkpoint", at, holds_from=at.on, paid_until=at.on, time=deadline.due_at)
        # money that came in between the day's end and now has moved these under the new bands already
        ahead = [light for light in watched if _is_ahead(rule, light, at.on)]
        await evaluations.evaluate(tx, fiscal_year, ahead, replace(look, moves=False))
        rest = [light for light in watched if light not in ahead]
        await evaluations.evaluate(tx, fiscal_year, rest, look)


def _is_ahead(rule: PublishedRule, light: Light, day: date) -> bool:
    told = light.row["holds_from"]
    return rule.content.moves_between_checkpoints and told is not None and told > day


async def items_behind(tx: ReadTx, touched: Touched) -> set[str]:
    """Items that must be locked beside the touched ones: those of departments and funds whose lights may move.

    Ask before locking, so that all are locked at once, in the order of their codes.
    """
    wider = await storage.wider_objects(tx, touched)
    found: set[str] = set()
    kinds: tuple[ObjectKind, ...] = ("department", "fund")
    for kind in kinds:
        codes = [code for of, code in wider if of == kind]
        if codes:
            items = await objects.items_of(tx, touched.fiscal_year, kind, codes)
            found.update(row["code"] for rows in items.values() for row in rows)
    return found


async def reconsider(tx: Tx, touched: Touched, *, latest: date) -> None:
    """Money of the objects moved, with value dates from `touched.since` to `latest`: new evaluations where a
    checkpoint has passed since that day, or where a rule moves its lights between checkpoints."""
    rows = await storage.lock_touched(tx, touched)
    if not rows:
        return
    year = await fiscal_years.get(tx, touched.fiscal_year)
    if year is None or year["closed_at"] is not None:
        return
    published = {rule.code: rule for rule in await rules.in_force(tx)}
    lights = _of_rules_in_force(rows, published)
    moving: list[Light] = []
    fixed: list[Light] = []
    for light in lights:
        moves = published[light.row["rule"]].content.moves_between_checkpoints
        (moving if moves else fixed).append(light)
    await _reconsider_passed(tx, touched, year, moving=moving, fixed=fixed)
    now = _Now(tx.region.local_date(tx.now), tx.now)
    for rule, watched in _by_rule(moving, published):
        at = rules_of.in_force(rule.content, year["first_day"], now.last_passed_day)
        if at is not None:
            look = Look(rule, "movement", at, holds_from=now.today, paid_until=max(now.today, latest), time=tx.now)
            await evaluations.evaluate(tx, touched.fiscal_year, watched, look)
    await _look_again(tx, touched.fiscal_year, year, fixed, "late_row", now)


@dataclass(frozen=True, slots=True)
class _Now:
    today: date
    time: datetime

    @property
    def last_passed_day(self) -> date:
        """A checkpoint's day must be over before its bands are in force."""
        return self.today - timedelta(days=1)


def _by_rule(
    lights: Iterable[Light], published: Mapping[str, PublishedRule]
) -> list[tuple[PublishedRule, list[Light]]]:
    found: dict[str, list[Light]] = defaultdict(list)
    for light in lights:
        found[light.row["rule"]].append(light)
    return [(published[code], watched) for code, watched in sorted(found.items())]


def _of_rules_in_force(rows: Iterable[RowMapping], published: Mapping[str, PublishedRule]) -> list[Light]:
    """Lights of a withdrawn rule, or of another kind of object than the rule now measures, stand still."""
    return [
        Light.of(row)
        for row in rows
        if (rule := published.get(row["rule"])) and rule.content.measure.object == row["object_kind"]
    ]


async def _reconsider_passed(
    tx: Tx, touched: Touched, year: RowMapping, *, moving: Sequence[Light], fixed: Sequence[Light]
) -> None:
    """History anew: every checkpoint that the money concerns gets a further evaluation, but for the one at which
    a light now stands still. Each starts from what is now known of the one before it."""
    present = {light.id: light.row["checkpoint"] for light in fixed}
    lights = [*moving, *fixed]
    known = await storage.at_checkpoints(tx, [light.id for light in lights])
    before: dict[UUID, str] = {}
    steps: dict[tuple[date, str, int], list[Light]] = defaultdict(list)
    stale: set[tuple[date, UUID]] = set()
    for light in lights:
        for row in known.get(light.id, ()):
            at = row["checkpoint"]
            if at < touched.since:
                if row["level"] != STALE:
                    before[light.id] = row["level"]
            elif at != present.get(light.id):
                steps[at, light.row["rule"], row["rule_version"]].append(light)
                if row["level"] == STALE:
                    stale.add((at, light.id))
    versions = await rules.versions(tx, {(code, version) for _, code, version in steps})
    for (day, code, version), watched in sorted(steps.items(), key=lambda step: step[0]):
        rule = versions[code, version]
        at = rules_of.in_force(rule.content, year["first_day"], day)
        if at is None:
            continue
        look = Look(rule, "late_row", at, holds_from=day, paid_until=day, time=tx.now)
        still = frozenset(light for on, light in stale if on == day)
        before |= await evaluations.evaluate(
            tx,
            touched.fiscal_year,
            watched,
            looks.earlier(look, at=at, before=before, stale=still),
        )


async def _look_again(
    tx: Tx, fiscal_year: str, year: RowMapping, lights: Sequence[Light], cause: Cause, now: _Now
) -> None:
    """Lights that stand at a checkpoint, looked at again as of its day, by the version that looked then."""
    groups: dict[tuple[str, int, date, date], list[Light]] = defaultdict(list)
    for light in lights:
        row = light.row
        if row["checkpoint"] is not None:
            # a late row corrects what is told of the days since; a feed that returns is news of today
            about = row["holds_from"] if cause == "late_row" else now.today
            groups[row["rule"], row["rule_version"], row["checkpoint"], about].append(light)
    versions = await rules.versions(tx, {(code, version) for code, version, *_ in groups})
    for (code, version, day, about), watched in sorted(groups.items(), key=lambda group: group[0]):
        rule = versions[code, version]
        at = rules_of.in_force(rule.content, year["first_day"], day)
        if at is not None:
            look = Look(rule, cause, at, holds_from=about, paid_until=day, time=now.time)
            await evaluations.evaluate(tx, fiscal_year, watched, look)


async def feed_changed(tx: Tx, items: Sequence[RowMapping], cause: Cause, time: datetime) -> None:
    """The feed of these items went silent or came back: every light above them turns stale, or real again."""
    by_year: dict[str, list[RowMapping]] = defaultdict(list)
    for item in items:
        by_year[item["fiscal_year"]].append(item)
    for fiscal_year, own in sorted(by_year.items()):
        year = await fiscal_years.get(tx, fiscal_year)
        if year is not None and year["closed_at"] is None:
            await _feed_changed(tx, year, own, cause, _Now(tx.region.local_date(time), time))


async def _feed_changed(tx: Tx, year: RowMapping, items: Sequence[RowMapping], cause: Cause, now: _Now) -> None:
    fiscal_year = year["fiscal_year"]
    owners = {item["owner"] for item in items}
    funds = await objects.funds_of(tx, [item["id"] for item in items])
    published = {rule.code: rule for rule in await rules.in_force(tx)}
    touched = Touched(fiscal_year, frozenset(item["code"] for item in items), year["first_day"])
    behind = set(touched.items)
    for rule in published.values():
        kind = rule.content.measure.object
        codes = {"budget_item": set[str](), "department": owners, "fund": funds}[kind]
        found = await objects.items_of(tx, fiscal_year, kind, sorted(codes))
        behind.update(row["code"] for rows in found.values() for row in rows)
    await balances.lock(tx, fiscal_year, behind)
    lights = _of_rules_in_force(await storage.lock_above(tx, touched), published)
    fixed: list[Light] = []
    for rule, watched in _by_rule(lights, published):
        at = rules_of.in_force(rule.content, year["first_day"], now.last_passed_day)
        if cause == "feed_silent" or at is None or rule.content.moves_between_checkpoints:
            bands = None if cause == "feed_silent" else at  # silence asks no bands
            await _look_now(tx, fiscal_year, rule, watched, cause, bands, now)
        else:
            new = [light for light in watched if light.row["checkpoint"] is None]
            await _look_now(tx, fiscal_year, rule, new, cause, None, now)
            fixed += [light for light in watched if light.row["checkpoint"] is not None]
    await _look_again(tx, fiscal_year, year, fixed, cause, now)


async def _look_now(
    tx: Tx,
    fiscal_year: str,
    rule: PublishedRule,
    watched: Sequence[Light],
    cause: Cause,
    at: DatedCheckpoint | None,
    now: _Now,
) -> None:
    if watched:
        look = Look(rule, cause, at, holds_from=now.today, paid_until=now.today, time=now.time)
        await evaluations.evaluate(tx, fiscal_year, watched, look)
