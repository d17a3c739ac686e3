"""When lights are looked at: at a checkpoint, when money or a budget moved, when a feed went silent or came back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import RowMapping

from budget_monitor.domain import light as domain
from budget_monitor.domain import rule as rules_of
from budget_monitor.domain.history import passed
from budget_monitor.domain.light import NO_VALUE, Cause
from budget_monitor.domain.rule import PublishedRule
from budget_monitor.storage import balances, fiscal_years, rules
from budget_monitor.storage import lights as storage
from budget_monitor.storage.lights import Touched
from budget_monitor.usecases import evaluations, objects, past, present, watching
from budget_monitor.usecases.looks import Light, Look
from budget_monitor.usecases.present import Now
from chassis.db import ReadTx, Tx
from chassis.service import Deadline
from contracts.indicators import ObjectKind


async def evaluate_due(tx: Tx, deadline: Deadline) -> None:
    """A checkpoint's day is over: all objects of the rule are looked at, by the version in force now."""
    code, fiscal_year = deadline.data["rule"], deadline.data["fiscal_year"]
    day = date.fromisoformat(deadline.data["day"])
    for rule in await rules.in_force(tx, code):
        await balances.lock_all(tx, fiscal_year)
        year = await fiscal_years.get(tx, fiscal_year)
        at = None if year is None else rules_of.in_force(rule.content, year["first_day"], day)
        if year is None or year["closed_at"] is not None or at is None or at.on != day:
            return  # frozen, or a later version looks on other days
        await watching.settle(tx, year, rule, on=day)
        rows = await storage.lock_of_rule(tx, code, fiscal_year)
        watched = [Light.of(row) for row in rows if row["still_because"] is None]
        look = Look(rule, "checkpoint", at, holds_from=at.on, paid_until=at.on, time=deadline.due_at)
        # money that came in between the day's end and now has moved these under the new bands already
        ahead = [light for light in watched if _is_ahead(rule, light, at.on)]
        await evaluations.evaluate(tx, fiscal_year, ahead, replace(look, moves=False))
        rest = [light for light in watched if light not in ahead]
        await evaluations.evaluate(tx, fiscal_year, rest, look)
        await watching.tell_begun(tx, fiscal_year, [rule])


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


async def reconsider(tx: Tx, touched: Touched, cause: Cause = "movement") -> None:
    """Money of the objects moved on `touched.days`, or their budgets changed from there on.

    What is about days before today repeats the looks since, each as of its day; then the lights are looked at as
    they are now. Budget versions of a later day wait for it.
    """
    rows = await storage.lock_touched(tx, touched)
    if not rows:
        return
    year = await fiscal_years.get(tx, touched.fiscal_year)
    if year is None or year["closed_at"] is not None:
        return
    now = Now.of(tx)
    published = {rule.code: rule for rule in await rules.in_force(tx)}
    moving: list[Light] = []
    fixed: list[Light] = []
    for light in (Light.of(row) for row in rows if row["rule"] in published):
        moves = published[light.row["rule"]].content.moves_between_checkpoints
        (moving if moves else fixed).append(light)
    late = [light for light in fixed if light.row["checkpoint"] and light.row["checkpoint"] >= touched.since]
    until = {light.id: now.today for light in moving} | {light.id: light.row["holds_from"] for light in late}
    before = None
    if until and touched.since < now.today:
        before = await past.correct(tx, touched, year, until, [*moving, *late])
    await present.look_at(tx, year, moving, cause, now, before=before)
    # what has no value now is not looked at again: only a budget gives it one
    stood = [light for light in late if light.state != NO_VALUE]
    await present.as_it_stood(tx, year, stood, "late_row", now, before=before)
    if touched.budgets:
        await present.look_at(tx, year, fixed, cause, now)


async def feed_changed(tx: Tx, items: Sequence[RowMapping], cause: Cause, time: datetime) -> None:
    """The feed of these items went silent or came back: every light above them turns stale, or real again."""
    by_year: dict[str, list[RowMapping]] = defaultdict(list)
    for item in items:
        by_year[item["fiscal_year"]].append(item)
    for fiscal_year, own in sorted(by_year.items()):
        year = await fiscal_years.get(tx, fiscal_year)
        if year is not None and year["closed_at"] is None:
            await _feed_changed(tx, year, own, cause, Now.of(tx, time))


async def _feed_changed(tx: Tx, year: RowMapping, items: Sequence[RowMapping], cause: Cause, now: Now) -> None:
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
    lights = [Light.of(row) for row in await storage.lock_above(tx, touched)]
    stood: list[Light] = []
    for rule, watched in present.by_rule(lights, published):
        at = passed(rule, year["first_day"], now.today)
        fresh = watched
        if domain.looks(rule.content, cause) == "as_it_stood" and at is not None:
            stood += [light for light in watched if light.row["checkpoint"] is not None]
            fresh = [light for light in watched if light.row["checkpoint"] is None]
            at = None
        bands = None if cause == "feed_silent" else at  # silence asks no bands
        look = Look(rule, cause, bands, holds_from=now.today, paid_until=now.counted(year), time=now.time)
        await evaluations.evaluate(tx, fiscal_year, fresh, look)
    await present.as_it_stood(tx, year, stood, cause, now)
