"""A whole fiscal year as it would have happened: payments in order, lights at their checkpoints, orders.

Everything goes through the HTTP API with deterministic keys, so a replay that was interrupted, or met services
that were killed and came back, ends with the same result when it goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from allinone.driving import bodies, definitions, sending
from allinone.driving.client import Baton
from allinone.driving.clockwork import ReplayClock
from allinone.driving.definitions import Calendar
from allinone.driving.progress import Meter, silent
from allinone.driving.sending import Sent
from allinone.files.mapping import DeclaredAssessee, DeclaredFeed, DeclaredFund, RegionFacts
from allinone.files.records import BudgetRecord, PaymentRecord
from allinone.files.rules import RuleFile
from allinone.files.working_days import Given
from allinone.files.years import OfAnotherYear
from indicators.documents.registers.refused import LeftOut


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a replay needs, read and checked before the first request. `other_years` are payments that it leaves
    out, `hidden` is what nobody sees of its workbooks."""

    facts: RegionFacts
    fiscal_year: str
    budget: Sequence[BudgetRecord]
    payments: Sequence[PaymentRecord]
    rules: RuleFile
    assessees: Sequence[DeclaredAssessee] = ()
    funds: Mapping[str, DeclaredFund] = field(default_factory=dict)
    feeds: Sequence[DeclaredFeed] = ()
    working_days: Mapping[int, Given] = field(default_factory=dict)
    other_years: Sequence[OfAnotherYear] = ()
    hidden: Sequence[LeftOut] = ()

    @property
    def by_day(self) -> list[tuple[date, list[PaymentRecord]]]:
        """Payments by value date; within a day in the order of the file."""
        ordered = sorted(self.payments, key=lambda payment: payment.value_date)
        return [(day, list(some)) for day, some in groupby(ordered, key=lambda payment: payment.value_date)]

    @property
    def checkpoints(self) -> list[date]:
        """The days of all rules in the fiscal year, in order."""
        first = Calendar(self.facts).first_day(self.fiscal_year)
        days = {checkpoint.day for rule in self.rules.rules for checkpoint in rule.checkpoints}
        return sorted(_in_year(day, first) for day in days)


def _in_year(day: str, first: date) -> date:
    this = date.fromisoformat(f"{first.year}-{day}")
    return this if this >= first else date.fromisoformat(f"{first.year + 1}-{day}")


async def replay(
    baton: Baton, plan: Plan, *, meter: Meter = silent, unarranged: Callable[[list[int]], None] = lambda _: None
) -> list[Sent]:
    """Plays the year and returns what became of each payment, in order of processing.

    `unarranged` hears of the years whose working days nobody has published yet.
    """
    calendar = Calendar(plan.facts)
    first, after = calendar.first_day(plan.fiscal_year), calendar.first_day_after(plan.fiscal_year)
    days = plan.by_day
    meter("definitions", 0, len(days))
    unarranged(await define(baton, plan))
    clock = await ReplayClock.start(baton, purpose=f"fiscal year {plan.fiscal_year}")
    # the budget refers to units: the service that takes it has to have heard of them
    await clock.come_to_rest()
    baton = clock.one_by_one()
    await definitions.register_feeds(baton, [bodies.feed(one) for one in plan.feeds])
    await sending.budget(baton, plan.budget, plan.funds)
    sent: list[Sent] = []
    for done, (day, payments) in enumerate(days):
        meter(day.isoformat(), done, len(days))
        await clock.advance_to(calendar.start_of(max(day, first)))
        for chunk in sending.chunks(payments):
            sent.extend(await sending.payments(baton, chunk))
    await clock.advance_to(calendar.start_of(after))
    await clock.finish()
    meter("the year is over", len(days), len(days))
    return sent


async def define(baton: Baton, plan: Plan) -> list[int]:
    """Region, working days, units, rules. Returns the years whose working days nobody has published yet."""
    calendar = Calendar(plan.facts)
    first = calendar.first_day(plan.fiscal_year)
    await definitions.define_region(baton, plan.facts, clock_at=calendar.start_of(first))
    unpublished = await definitions.publish_working_days(baton, plan.working_days)
    await definitions.register_assessees(baton, [bodies.assessee(one) for one in plan.assessees])
    await definitions.publish_rules(baton, plan.rules)
    return unpublished
