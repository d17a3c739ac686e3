"""Which objects a rule watches: lights begin, stand still where no version in force watches them, and move again."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import ids
from budget_monitor.domain import light as domain
from budget_monitor.domain import rule as rules_of
from budget_monitor.domain.light import Still
from budget_monitor.domain.rule import PublishedRule
from budget_monitor.storage import balances, budget_items, fiscal_years, rules
from budget_monitor.storage import lights as storage
from budget_monitor.storage.lights import Touched
from budget_monitor.usecases import fiscal_years as years
from budget_monitor.usecases import light_events, objects, present
from chassis import outbox
from chassis.db import ReadTx, Tx
from chassis.service import Deadline


async def begin(
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


def is_over(tx: ReadTx, fiscal_year: str) -> bool:
    """Whether the days of a year are over: nobody can mend it any more, so no light begins in it."""
    return tx.region.local_date(tx.now) > tx.region.fiscal_year_bounds(fiscal_year)[1]


async def tell_begun(tx: Tx, fiscal_year: str, among: Sequence[PublishedRule]) -> None:
    """Tells of the lights that nobody was told of yet, after they were looked at for the first time."""
    for rule in among:
        rows = await storage.begun(tx, rule.code, fiscal_year)
        if rows:
            await outbox.put_many(tx, light_events.of_begun(rows, rule.content))
            await storage.set_told(tx, [row["id"] for row in rows])


async def begin_funds(tx: Tx, fiscal_year: str) -> None:
    """Funds were registered: those that somebody answers for have lights where a rule watches funds."""
    if is_over(tx, fiscal_year):
        return
    among = [rule for rule in await rules.in_force(tx) if rule.content.measure.object == "fund"]
    await begin(tx, fiscal_year, among)
    year = await fiscal_years.get(tx, fiscal_year)
    if year is None:
        return
    for rule in among:
        await present.look(tx, year, await storage.begun(tx, rule.code, fiscal_year), "watched")
    await tell_begun(tx, fiscal_year, among)


async def follow(tx: Tx, rule: PublishedRule) -> None:
    """What a rule in force watches may have changed: a version was published, or a unit moved to another category.

    In every open year the lights that it leaves out stand still, those that it watches move, and a rule that moves
    between checkpoints looks at once at all of them. A year whose days are over begins no lights, and gets no look.
    """
    for year in await fiscal_years.all_open(tx):
        await balances.lock_all(tx, year["fiscal_year"])
        await settle(tx, year, rule, on=tx.region.local_date(tx.now))
        if tx.region.local_date(tx.now) <= year["last_day"]:
            rows = await storage.lock_of_rule(tx, rule.code, year["fiscal_year"])
            await present.look(tx, year, [row for row in rows if row["still_because"] is None], "watched")
        await tell_begun(tx, year["fiscal_year"], [rule])


async def settle(tx: Tx, year: RowMapping, rule: PublishedRule, *, on: date) -> None:
    """Brings the lights of a rule in a year to what it watches. The balances of the year must be locked."""
    fiscal_year = year["fiscal_year"]
    if on <= year["last_day"]:
        watched = await begin(tx, fiscal_year, [rule])
    else:
        watched = await _watched(tx, fiscal_year, rule)
    rows = await storage.lock_of_rule(tx, rule.code, fiscal_year)
    left_out = [row for row in rows if row["id"] not in watched and row["still_because"] != "left_out"]
    back = [row for row in rows if row["id"] in watched and row["still_because"] is not None]
    await _stand(tx, left_out, "left_out")
    await _stand(tx, back, None)


async def _watched(tx: Tx, fiscal_year: str, rule: PublishedRule) -> set[UUID]:
    found = await objects.watchable(tx, fiscal_year, {rule.content.measure.object})
    return {
        _new(tx, fiscal_year, rule, named)["id"] for named in found if rules_of.watches(rule.content, named.watched)
    }


async def withdraw(tx: Tx, code: str) -> None:
    """The lights of a rule without a version in force stand still."""
    for year in await fiscal_years.all_open(tx):
        await balances.lock_all(tx, year["fiscal_year"])
        rows = await storage.lock_of_rule(tx, code, year["fiscal_year"])
        await _stand(tx, [row for row in rows if row["still_because"] != "rule_withdrawn"], "rule_withdrawn")


async def _stand(tx: Tx, rows: Sequence[RowMapping], because: Still | None) -> None:
    """Tells each light that somebody was told of; a light without a value stays frozen when it may move again."""
    if not rows:
        return
    after = await storage.set_still(tx, [row["id"] for row in rows], because)
    versions = await rules.versions(tx, {(row["rule"], row["rule_version"]) for row in after})
    told = sorted((row for row in after if row["told"]), key=lambda row: str(row["object"]))
    await outbox.put_many(
        tx, [light_events.of_still(row, versions[row["rule"], row["rule_version"]].content) for row in told]
    )


async def tell_untold(tx: Tx, deadline: Deadline) -> None:
    """Once after an upgrade: lights that were made before are told of, and those that no version in force watches
    stand still; budget versions that begin later have their day. Nothing is looked at: what lights show is as it was.
    """
    published = {rule.code: rule for rule in await rules.in_force(tx)}
    today = tx.region.local_date(tx.now)
    for year in await fiscal_years.all_open(tx):
        await balances.lock_all(tx, year["fiscal_year"])
        for version in await budget_items.later_versions(tx, year["fiscal_year"], after=today):
            touched = Touched(year["fiscal_year"], frozenset({version["code"]}), version["in_force_from"])
            await years.await_version(tx, touched, event=None)
        for code in await storage.rules_of_year(tx, year["fiscal_year"]):
            if code in published:
                await settle(tx, year, published[code], on=today)
                await tell_begun(tx, year["fiscal_year"], [published[code]])
                continue
            rows = await storage.lock_of_rule(tx, code, year["fiscal_year"])
            await _stand(tx, rows, "rule_withdrawn")
            versions = await rules.versions(tx, {(row["rule"], row["rule_version"]) for row in rows})
            for rule in versions.values():
                await tell_begun(tx, year["fiscal_year"], [rule])
