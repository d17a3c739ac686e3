"""Following what other services define: each kept as it was published."""

from chassis import deadlines, regions
from chassis.db import Tx
from chassis.service import Deadline
from contracts.budget import FiscalYearClosed
from contracts.envelope import Event
from contracts.indicators import AssesseeAmended, AssesseeRegistered, MonitoringRulePublished
from scoring.storage import definitions
from scoring.usecases import assessee_copies, escalation

ASSESSEE_BEGINS = "assessee-version"


async def on_rule_published(tx: Tx, event: Event) -> None:
    await definitions.add_rule(tx, event.read(MonitoringRulePublished))


async def on_assessee_registered(tx: Tx, event: Event) -> None:
    registered = event.read(AssesseeRegistered)
    await assessee_copies.keep(tx, event, registered)
    await definitions.store_assessee(tx, registered)


async def on_assessee_amended(tx: Tx, event: Event) -> None:
    """The copy has its version at once; who stands above whom changes on the first day of the version."""
    amended = event.read(AssesseeAmended)
    await assessee_copies.keep(tx, event, amended)
    if amended.valid_from <= tx.region.local_date(tx.now):
        await definitions.store_assessee(tx, amended)
        return
    key = f"{amended.code}:{amended.version:09}"
    await deadlines.set(tx, ASSESSEE_BEGINS, key, tx.region.start_of_day(amended.valid_from), dict(event.data))


async def assessee_version_begins(tx: Tx, deadline: Deadline) -> None:
    await definitions.store_assessee(tx, AssesseeAmended.model_validate(deadline.data, extra="ignore"))


async def on_fiscal_year_closed(tx: Tx, event: Event) -> None:
    """The lights of a closed year freeze: acceptance must not wait for one of them to get better."""
    await definitions.close_fiscal_year(tx, event.read(FiscalYearClosed).fiscal_year)


async def on_working_days_published(tx: Tx, event: Event) -> None:
    """Besides what every service does with it: due dates that were provisional are computed again."""
    await regions.on_working_days_published(tx, event)
    await escalation.settle_due_dates(tx)
