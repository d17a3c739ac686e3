"""One evaluation of many lights of a rule: measure, compare, keep, tell. The balances must be locked."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from budget_monitor.domain import light as lights
from budget_monitor.domain.light import NO_VALUE, STALE
from budget_monitor.domain.rate import NothingToDivideBy, Rate
from budget_monitor.storage import feeds
from budget_monitor.storage import lights as storage
from budget_monitor.storage.lights import Evaluated
from budget_monitor.usecases import light_events, objects
from budget_monitor.usecases.looks import Light, Look, Seen, new_case
from budget_monitor.usecases.objects import Money
from chassis import outbox
from chassis.db import Tx


async def evaluate(tx: Tx, fiscal_year: str, watched: Sequence[Light], look: Look) -> dict[UUID, str]:
    """Keeps one evaluation per light, and tells each crossing, each recovery, and what lost or regained its value;
    returns the real levels.

    An object that has vanished (no item left) is passed over.
    """
    if not watched:
        return {}
    rule = look.rule.content
    codes = [light.object for light in watched]
    money = await objects.money(tx, fiscal_year, rule.measure.object, codes, look.paid_until)
    silent = await feeds.silent_at(tx, look.time)
    running = tx.region.local_date(look.time) <= tx.region.fiscal_year_bounds(fiscal_year)[1]
    seen = [
        _see(light, money[light.object], look, silent, running=running) for light in watched if light.object in money
    ]
    changed = [one for one in seen if one.direction is not None]
    open_elsewhere = await _open_elsewhere(tx, changed)
    stood = [light_events.of_standing(one.light, look) for one in seen if _stands_otherwise(one, look)]
    for one in seen:
        _move(one, look, open_elsewhere)
    await storage.keep(tx, [_evaluated(one, look) for one in seen])
    await outbox.put_many(tx, stood)
    if changed:
        await outbox.put_many(tx, await light_events.of_changes(tx, fiscal_year, changed, look))
    return {one.light.id: one.level for one in seen}


async def without_value(tx: Tx, fiscal_year: str, watched: Sequence[Light], look: Look) -> list[Light]:
    """Those of the lights that have a rate and stood without one, or the other way."""
    if not watched:
        return []
    rule = look.rule.content
    codes = [light.object for light in watched]
    money = await objects.money(tx, fiscal_year, rule.measure.object, codes, look.paid_until)
    return [
        light
        for light in watched
        if light.object in money and (_rate_of(money[light.object], look) is None) != (light.state == NO_VALUE)
    ]


def _see(light: Light, money: Money, look: Look, silent: set[str], *, running: bool) -> Seen:
    rule = look.rule.content
    before = light.level if look.before is None else look.before.get(light.id, light.level)
    rate = _rate_of(money, look)
    stale = bool(money.feeds & silent) and (look.may_be_stale is None or light.id in look.may_be_stale)
    level = before
    if rate is not None and not stale and look.checkpoint is not None:
        level = lights.evaluate(rule, look.checkpoint.checkpoint, rate, before=before)
    state = NO_VALUE if rate is None else STALE if stale else level
    # nobody can mend a year that is over, so nobody is asked again; without bands nothing is compared
    anew = light.begins_anew and running and look.checkpoint is not None
    told = lights.compared_with(rule, told=light.level, after=state, begins_anew=anew)
    direction = lights.change(rule, before=told, after=state) if look.moves else None
    return Seen(
        light,
        money,
        rate,
        state,
        level,
        told,
        light.seen_entry,
        light.paid_until,
        light.seen_version,
        direction,
    )


def _rate_of(money: Money, look: Look) -> Rate | None:
    """None where there is nothing to divide by."""
    try:
        return Rate(money.paid, money.original if look.rule.content.measure.budget == "original" else money.current)
    except NothingToDivideBy:
        return None


def _stands_otherwise(seen: Seen, look: Look) -> bool:
    """Whether the light loses its value or has one again, and moves the light to that. Told where it was begun."""
    if not look.moves or (seen.state == NO_VALUE) == (seen.light.state == NO_VALUE):
        return False
    if not seen.light.row["told"]:
        return False
    seen.light.state = seen.state
    seen.light.version += 1
    return True


async def _open_elsewhere(tx: Tx, changed: Sequence[Seen]) -> dict[str, str]:
    """Cases of the same rule and objects that began in another year: orders outlive the year they were issued in."""
    newly = [one.light for one in changed if one.direction == "crossing" and one.light.open_case is None]
    if not newly:
        return {}
    row = newly[0].row
    return await storage.open_cases(
        tx, rule=row["rule"], object_kind=row["object_kind"], objects=[light.object for light in newly]
    )


def _move(seen: Seen, look: Look, open_elsewhere: Mapping[str, str]) -> None:
    """Brings the light to what was seen; a case is born with the first crossing while none is open."""
    light = seen.light
    light.evaluation += 1
    if not look.moves:
        return
    light.state, light.level = seen.state, seen.level
    if seen.state == seen.level and look.checkpoint is not None:
        # a silent feed's rows are counted when it returns: then they are the payments since this evaluation
        light.seen_entry = max(light.seen_entry, seen.money.last_entry)
        light.seen_version = max(light.seen_version, seen.money.last_version)
        light.paid_until = look.paid_until
        light.begins_anew = False
    if seen.direction is None:
        return
    light.version += 1
    if seen.direction == "crossing" and light.open_case is None:
        light.open_case = open_elsewhere.get(light.object)
        if light.open_case is None:
            light.episode += 1
            light.open_case = new_case(light)
        light.last_case = light.open_case
    ends_by_itself = light.row["open_order"] is None and not any(
        lights.opens_an_order(look.rule.content, level.code) for level in look.rule.content.levels
    )
    if ends_by_itself and seen.level == lights.best(look.rule.content):
        light.open_case = None


def _evaluated(seen: Seen, look: Look) -> Evaluated:
    light = seen.light
    return Evaluated(
        light=light.id,
        number=light.evaluation,
        cause=look.cause,
        rule_version=look.rule.version,
        checkpoint=None if look.checkpoint is None else look.checkpoint.on,
        holds_from=look.holds_from,
        paid_until=look.paid_until,
        state=seen.state,
        level=seen.level,
        moves=look.moves,
        changed=seen.direction is not None,
        paid=seen.money.paid,
        original_budget=seen.money.original,
        current_budget=seen.money.current,
        seen_entry=seen.money.last_entry,
        counted_entry=light.seen_entry,
        counted_until=light.paid_until,
        counted_version=light.seen_version,
        episode=light.episode,
        open_case=light.open_case,
        last_case=light.last_case,
        begins_anew=light.begins_anew,
        version=light.version,
    )
