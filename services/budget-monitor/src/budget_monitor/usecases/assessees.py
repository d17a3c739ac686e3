"""Assessees as `indicators` registers and amends them."""

from budget_monitor.storage import assessees as storage
from budget_monitor.storage import rules
from budget_monitor.usecases import watching
from chassis.db import Tx
from contracts.envelope import Event
from contracts.indicators import Assessee


async def keep(tx: Tx, event: Event) -> None:
    """A unit that moves to another category leaves the rules of the old one, and comes under those of the new."""
    assessee = event.read(Assessee)
    before = (await storage.known(tx, [assessee.code])).get(assessee.code)
    await storage.store(tx, assessee)
    if before is None or before["version"] >= assessee.version or before["category"] == assessee.category:
        return
    for rule in await rules.in_force(tx):
        if {before["category"], assessee.category} & set(rule.content.applies_to.categories):
            await watching.follow(tx, rule)
