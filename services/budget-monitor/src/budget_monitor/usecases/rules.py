"""Monitoring rules as `indicators` publishes them: kept by version, their checkpoints set, their lights begun."""

from budget_monitor.domain.rule import PublishedRule
from budget_monitor.storage import fiscal_years as years
from budget_monitor.storage import rules as storage
from budget_monitor.usecases import fiscal_years, watching
from chassis.db import Tx
from contracts.envelope import Event
from contracts.indicators import MonitoringRulePublished, MonitoringRuleWithdrawn


async def keep_published(tx: Tx, event: Event) -> None:
    """A rule published in mid-year looks at the checkpoints that are left; a new version replaces the old one's, and
    what it leaves out stands still. A rule that moves between checkpoints looks at once."""
    published = event.read(MonitoringRulePublished)
    before = await storage.in_force(tx, published.content.code)
    if not await storage.store(tx, published):
        return
    rule = PublishedRule(published.version, published.content)
    for year in await years.all_open(tx):
        for old in before:
            await fiscal_years.cancel_checkpoints(tx, old, year["fiscal_year"])
        await fiscal_years.set_checkpoints(tx, rule, year["fiscal_year"])
    await watching.follow(tx, rule)


async def withdraw(tx: Tx, event: Event) -> None:
    """Its lights stand still from now on."""
    withdrawn = event.read(MonitoringRuleWithdrawn)
    before = await storage.in_force(tx, withdrawn.code)
    if await storage.withdraw(tx, withdrawn.code, withdrawn.version):
        for year in await years.all_open(tx):
            for rule in before:
                await fiscal_years.cancel_checkpoints(tx, rule, year["fiscal_year"])
        await watching.withdraw(tx, withdrawn.code)
