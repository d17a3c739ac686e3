"""The history of an order: every change with who, when, and what its event said. Only ever added to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, insert, select

from chassis.db import ReadTx, Tx
from contracts.scoring import Order as OrderFacts
from scoring.domain.order import By, Step
from scoring.storage.tables import order_steps

SAID_BY_EVERY_EVENT = set(OrderFacts.model_fields)


async def add(tx: Tx, steps: Sequence[Step], *, by: By, at: datetime, events: Sequence[UUID]) -> None:
    rows = [
        {
            "region": tx.region.code,
            "order_id": step.order.id,
            "version": step.order.version,
            "command": step.command,
            "state": step.order.state,
            "round": step.order.round,
            "happened_at": at,
            "principal": by.principal,
            "roles": sorted(by.roles),
            "event": event,
            "details": step.event.model_dump(mode="json", exclude=SAID_BY_EVERY_EVENT),
        }
        for step, event in zip(steps, events, strict=True)
    ]
    await tx.execute(insert(order_steps), rows)


async def of_order(tx: ReadTx, order: UUID) -> list[RowMapping]:
    t = order_steps.c
    return await tx.all(select(order_steps).where(t.region == tx.region.code, t.order_id == order).order_by(t.version))
