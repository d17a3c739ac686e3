"""Following what other services define: each kept as it was published."""

from chassis import regions
from chassis.db import Tx
from contracts.budget import FiscalYearClosed
from contracts.envelope import Event
from contracts.indicators import AssesseeAmended, AssesseeRegistered, MonitoringRulePublished
from scoring.storage import definitions
from scoring.usecases import assessee_copies, escalation


async def on_rule_published(tx: Tx, event: Event) -> None:
    await definitions.add_rule(tx, event.read(MonitoringRulePublished))


async def on_assessee_registered(tx: Tx, event: Event) -> None:
    await _follow(tx, event, event.read(AssesseeRegistered))


async def on_assessee_amended(tx: Tx, event: Event) -> None:
    await _follow(tx, event, event.read(AssesseeAmended))


async def on_fiscal_year_closed(tx: Tx, event: Event) -> None:
    """The lights of a closed year freeze: acceptance must not wait for one of them to get better."""
    await definitions.close_fiscal_year(tx, event.read(FiscalYearClosed).fiscal_year)


async def on_working_days_published(tx: Tx, event: Event) -> None:
    """Besides what every service does with it: due dates that were provisional are computed again."""
    await regions.on_working_days_published(tx, event)
    await escalation.settle_due_dates(tx)


async def _follow(tx: Tx, event: Event, assessee: AssesseeRegistered | AssesseeAmended) -> None:
    await assessee_copies.keep(tx, event, assessee)
    await definitions.store_assessee(tx, assessee)
