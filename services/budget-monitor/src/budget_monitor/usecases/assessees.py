"""Assessees as `indicators` registers and amends them."""

from budget_monitor.storage import assessees as storage
from budget_monitor.storage import rules
from budget_monitor.usecases import watching
from chassis import deadlines
from chassis.db import Tx
from chassis.service import Deadline
from contracts.envelope import Event
from contracts.indicators import Assessee, AssesseeAmended, AssesseeRegistered

BEGINS = "assessee-version"


async def registered(tx: Tx, event: Event) -> None:
    await _keep(tx, event.read(AssesseeRegistered))


async def amended(tx: Tx, event: Event) -> None:
    """A version holds from its first day on: until then its unit stands where it stood, and so do its rights."""
    assessee = event.read(AssesseeAmended)
    if assessee.valid_from <= tx.region.local_date(tx.now):
        await _keep(tx, assessee)
        return
    key = f"{assessee.code}:{assessee.version:09}"
    await deadlines.set(tx, BEGINS, key, tx.region.start_of_day(assessee.valid_from), dict(event.data))


async def version_begins(tx: Tx, deadline: Deadline) -> None:
    await _keep(tx, AssesseeAmended.model_validate(deadline.data, extra="ignore"))


async def _keep(tx: Tx, assessee: Assessee) -> None:
    """A unit that moves to another category leaves the rules of the old one, and comes under those of the new."""
    before = (await storage.known(tx, [assessee.code])).get(assessee.code)
    await storage.store(tx, assessee)
    if before is None or before["version"] >= assessee.version or before["category"] == assessee.category:
        return
    for rule in await rules.in_force(tx):
        if {before["category"], assessee.category} & set(rule.content.applies_to.categories):
            await watching.follow(tx, rule)
