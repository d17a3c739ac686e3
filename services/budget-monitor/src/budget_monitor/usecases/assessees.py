"""Assessees as `indicators` registers and amends them."""

from budget_monitor.storage import assessees as storage
from chassis.db import Tx
from contracts.envelope import Event
from contracts.indicators import Assessee


async def keep(tx: Tx, event: Event) -> None:
    await storage.store(tx, event.read(Assessee))
