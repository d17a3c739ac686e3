"""Lights that cross and recover: what they do to orders. Every crossing belongs to exactly one order."""

from chassis import regions
from chassis.calendar import WorkingCalendar
from chassis.db import Tx
from contracts.budget import LightCrossed, LightRecovered
from contracts.envelope import Event
from contracts.indicators import RuleContent
from scoring.domain import crossing as crossings
from scoring.domain import order as issuing
from scoring.domain.order import Order
from scoring.storage import crossings as known
from scoring.storage import definitions, orders, proposals, talks
from scoring.usecases import changes, lights
from scoring.usecases import proposals as proposing
from scoring.usecases import talks as talking


async def on_crossed(tx: Tx, event: Event) -> None:
    """Opens an order, or raises the level of the one that is open; then what the level brings at once."""
    crossing = event.read(LightCrossed)
    await lights.keep_change(tx, event, crossing)
    if await known.is_known(tx, event.id):
        return
    rule = await definitions.rule(tx, code=crossing.rule, version=crossing.rule_version)
    brings = crossings.brings(rule, crossing.to_level)
    calendar = await regions.working_calendar(tx)
    order = await orders.open_for(tx, rule=crossing.rule, object_kind=crossing.object_kind, object_code=crossing.object)
    if order is not None:
        order = await _raise_level(tx, order, crossing, event)
    elif "order" in brings:
        order = await _issue(tx, crossing, event, rule=rule, calendar=calendar)
    if order is not None:
        await known.add(tx, crossing, event=event.id, order=order.id, happened_at=event.time)
    case = order.case if order else event.correlationid or crossings.case_of(crossing)
    # what still waits for this order is not asked for twice
    if "talk" in brings and not (order and await talks.light_talk_waits(tx, order.id)):
        await talking.call(
            tx,
            kind="light",
            because=str(event.id),
            order=order.id if order else None,
            case=case,
            unit=crossing.owner,
            calendar=calendar,
        )
    if "budget_proposal" in brings and not (order and await proposals.waits(tx, order.id)):
        await proposing.make(tx, crossing, cause_event=event.id, order=order.id if order else None, case=case)


async def on_recovered(tx: Tx, event: Event) -> None:
    """Noted on the open order, which still needs its answer. A light that no order follows changes nothing."""
    recovery = event.read(LightRecovered)
    await lights.keep_change(tx, event, recovery)
    order = await orders.open_for(tx, rule=recovery.rule, object_kind=recovery.object_kind, object_code=recovery.object)
    if order is None or order.light != recovery.light or order.light_level == recovery.to_level:
        return
    loaded = await changes.load_for_system(tx, order.id)
    await changes.keep(tx, loaded, crossings.note_recovery(loaded.order, recovery, cause_event=event.id))


async def _issue(
    tx: Tx, crossing: LightCrossed, event: Event, *, rule: RuleContent, calendar: WorkingCalendar
) -> Order:
    """A crossing whose case has closed meanwhile begins the next episode; its causation tells the rest."""
    case, episode = event.correlationid or crossings.case_of(crossing), crossing.episode
    while await orders.case_is_taken(tx, case):
        episode += 1
        case = crossings.case_id(crossing, episode)
    step = issuing.issue(
        crossing,
        cause_event=event.id,
        case=case,
        region=tx.region.code,
        rule=rule,
        at=tx.now,
        today=tx.region.local_date(tx.now),
        calendar=calendar,
    )
    return await changes.keep_new(tx, step, rule=rule, calendar=calendar)


async def _raise_level(tx: Tx, order: Order, crossing: LightCrossed, event: Event) -> Order:
    loaded = await changes.load_for_system(tx, order.id)
    step = crossings.raise_level(loaded.order, crossing, cause_event=event.id, rule=loaded.rule)
    return await changes.keep(tx, loaded, step)
