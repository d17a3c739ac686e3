"""What `scoring` says about orders: whose case is open, and which payments must wait."""

from typing import Literal

from budget_monitor.domain import ids
from budget_monitor.storage import holds, lights
from chassis import outbox
from chassis.db import Tx
from contracts.budget import HoldLifted, HoldPlaced
from contracts.envelope import Event
from contracts.scoring import Order, OrderReachedLastStep


async def opened(tx: Tx, event: Event) -> None:
    """An order was issued (or opened again): crossings of its light belong to its case until it ends."""
    order = event.read(Order)
    light = await lights.lock_object(
        tx,
        rule=order.rule,
        object_kind=order.object_kind,
        code=order.object,
        fiscal_year=order.fiscal_year,
    )
    if light is not None:
        episode = max(light["episode"], ids.episode(order.case))
        await lights.set_case(tx, light["id"], case=order.case, order=order.order, episode=episode)


async def reached_last_step(tx: Tx, event: Event) -> None:
    """The order asks that further payments of its object wait."""
    order = event.read(OrderReachedLastStep)
    known = await holds.lock(tx, order.order)
    if known is not None and known["lifted_at"] is None:
        return
    version = await holds.place(
        tx,
        order.order,
        rule=order.rule,
        object_kind=order.object_kind,
        object=order.object,
        fiscal_year=order.fiscal_year,
        case=order.case,
        spares_wages_and_livelihood=order.hold_spares_wages_and_livelihood,
    )
    placed = HoldPlaced(
        order=order.order,
        object_kind=order.object_kind,
        object=order.object,
        fiscal_year=order.fiscal_year,
        spares_wages_and_livelihood=order.hold_spares_wages_and_livelihood,
    )
    await outbox.put(tx, placed, aggregate=str(order.order), sequence=version, case=order.case)


async def accepted(tx: Tx, event: Event) -> None:
    await _lift(tx, event.read(Order), "accepted")


async def closed(tx: Tx, event: Event) -> None:
    await _end(tx, event, "closed")


async def cancelled(tx: Tx, event: Event) -> None:
    await _end(tx, event, "cancelled")


async def _end(tx: Tx, event: Event, because: Literal["closed", "cancelled"]) -> None:
    order = event.read(Order)
    await lights.end_case(tx, order.case, because)
    await _lift(tx, order, because)


async def _lift(tx: Tx, order: Order, because: Literal["accepted", "closed", "cancelled"]) -> None:
    hold = await holds.lock(tx, order.order)
    if hold is None or hold["lifted_at"] is not None:
        return
    version = await holds.lift(tx, order.order, because)
    lifted = HoldLifted(order=order.order, object_kind=hold["object_kind"], object=hold["object"], because=because)
    await outbox.put(tx, lifted, aggregate=str(order.order), sequence=version, case=order.case)
