"""Loading an order for a change, and keeping what the change made: row, history, events, ends, deadlines."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from chassis import outbox, problems, regions
from chassis.calendar import WorkingCalendar
from chassis.db import Tx
from contracts.envelope import event_id
from contracts.indicators import RuleContent
from scoring.domain.order import SYSTEM, By, Order, Step
from scoring.storage import definitions, orders
from scoring.storage import steps as history
from scoring.usecases import acting, alarms, ends


@dataclass(frozen=True, slots=True)
class Loaded:
    """An order locked for a change, with what decisions about it need."""

    order: Order
    by: By
    rule: RuleContent
    calendar: WorkingCalendar
    today: date


async def load(tx: Tx, order: UUID, *, read_version: int) -> Loaded:
    """For a command of a person. Raises NotFound, OutsideYourUnits, VersionDiffers."""
    found = await orders.get_for_update(tx, order)
    by = await acting.by_for(tx, found.unit)
    problems.expect_version(read_version, found.version)
    return await _with_rule(tx, found, by)


async def load_for_system(tx: Tx, order: UUID) -> Loaded:
    return await _with_rule(tx, await orders.get_for_update(tx, order), SYSTEM)


async def _with_rule(tx: Tx, order: Order, by: By) -> Loaded:
    return Loaded(
        order=order,
        by=by,
        rule=await definitions.rule(tx, code=order.rule, version=order.rule_version),
        calendar=await regions.working_calendar(tx),
        today=tx.region.local_date(tx.now),
    )


async def keep(
    tx: Tx,
    loaded: Loaded,
    *steps: Step,
    at: datetime | None = None,
    fired: str | None = None,
) -> Order:
    """Stores one or more steps of a loaded order, and ends what they lead out of.

    `at` is the event time where it is not now (a deadline's).
    """
    after = steps[-1].order
    await orders.store(tx, after, read_version=loaded.order.version)
    await _tell(tx, steps, by=loaded.by, at=at)
    before = loaded.order
    for step in steps:
        with because_of(tx, step):
            await ends.end(tx, before, step, by=loaded.by)
        before = step.order
    await alarms.move(tx, loaded.order, after, rule=loaded.rule, calendar=loaded.calendar, fired=fired)
    return after


async def keep_new(tx: Tx, step: Step, *, rule: RuleContent, calendar: WorkingCalendar) -> Order:
    await orders.add(tx, step.order)
    await _tell(tx, [step], by=SYSTEM, at=None)
    await alarms.move(tx, None, step.order, rule=rule, calendar=calendar)
    return step.order


@contextmanager
def because_of(tx: Tx, step: Step) -> Iterator[None]:
    """What is told inside was caused by this step, not by what caused the step: a chain that traces can follow."""
    with outbox.caused_by(tx, _event_of(tx, step)):
        yield


def _event_of(tx: Tx, step: Step) -> UUID:
    return event_id(
        region=tx.region.code,
        event_type=step.event.event_type,
        aggregate=str(step.order.id),
        sequence=step.order.version,
    )


async def _tell(tx: Tx, steps: Sequence[Step], *, by: By, at: datetime | None) -> None:
    """One event a step; a second step of the same change (accepted, so closed) was caused by the first."""
    await _put(tx, steps[0], at=at)
    for earlier, step in pairwise(steps):
        with because_of(tx, earlier):
            await _put(tx, step, at=at)
    await history.add(tx, steps, by=by, at=at or tx.now, events=[_event_of(tx, step) for step in steps])


async def _put(tx: Tx, step: Step, *, at: datetime | None) -> None:
    order = step.order
    await outbox.put(tx, step.event, aggregate=str(order.id), sequence=order.version, case=order.case, time=at)
