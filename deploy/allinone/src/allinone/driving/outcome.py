"""What a replay came to, read back from Baton: nothing here is computed from the input files."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from allinone.driving.client import Baton
from allinone.driving.people import AUDITOR
from allinone.driving.sending import Sent
from allinone.files.outcome import Counts, OfRuleJson, OutcomeJson
from allinone.files.years import OfAnotherYear
from contracts.budget import LightCrossed, LightRecovered
from contracts.money import money_text


@dataclass(frozen=True, slots=True)
class OfRule:
    """How many lights of one rule about one kind of object stood in each state."""

    rule: str
    object_kind: str
    states: Counts


@dataclass(frozen=True, slots=True)
class Outcome:
    """`lights_by_rule`: date → rule and object kind → level → count. `intercepted` counts payments by reason code,
    zero counts left out."""

    accepted: int
    refused: int
    intercepted: Counts
    intercepted_ids: list[str]
    accepted_total: Decimal
    lights_by_rule: dict[str, list[OfRule]]
    crossings: int
    recoveries: int
    orders: Counts
    other_years: Counts

    @property
    def intercepted_payments(self) -> int:
        return len(self.intercepted_ids)

    @property
    def lights(self) -> dict[str, Counts]:
        """Date → level → count over all rules."""
        return {
            day: _sorted(sum((Counter(one.states) for one in rules), Counter()))
            for day, rules in self.lights_by_rule.items()
        }

    def as_json(self) -> dict[str, Any]:
        return OutcomeJson(
            accepted=self.accepted,
            intercepted=self.intercepted,
            intercepted_payments=self.intercepted_payments,
            intercepted_ids=self.intercepted_ids,
            refused=self.refused,
            accepted_total=money_text(self.accepted_total),
            lights=self.lights,
            lights_by_rule={
                day: [OfRuleJson(rule=one.rule, object_kind=one.object_kind, states=one.states) for one in rules]
                for day, rules in self.lights_by_rule.items()
            },
            crossings=self.crossings,
            recoveries=self.recoveries,
            orders=self.orders,
            other_years=self.other_years,
        ).model_dump()


async def collect(
    baton: Baton,
    sent: Sequence[Sent],
    *,
    fiscal_year: str,
    checkpoints: Sequence[date],
    left_out: Sequence[OfAnotherYear] = (),
) -> Outcome:
    """`left_out` are payments of the file that were not sent."""
    intercepted = [one for one in sent if one.intercepted]
    reasons = Counter(code for one in intercepted for code in one.reason_codes)
    return Outcome(
        accepted=sum(not one.intercepted and not one.refused for one in sent),
        refused=sum(one.refused for one in sent),
        intercepted=_sorted(reasons),
        intercepted_ids=[one.payment.external_ref for one in intercepted],
        accepted_total=await paid_total(baton, fiscal_year=fiscal_year),
        lights_by_rule={day.isoformat(): await lights_by_rule(baton, as_of=day) for day in checkpoints},
        crossings=await events(baton, LightCrossed.event_type),
        recoveries=await events(baton, LightRecovered.event_type),
        orders=await orders(baton),
        other_years=_sorted(Counter(one.year for one in left_out)),
    )


async def lights_by_rule(baton: Baton, *, as_of: date) -> list[OfRule]:
    """Of each rule and kind of object, how many lights stood in which state when the local day ended."""
    found = await baton.all("/lights", by=AUDITOR, as_of=as_of.isoformat())
    kinds = Counter((light["rule"], light["object_kind"], light["state"]) for light in found)
    watched = sorted({(rule, kind) for rule, kind, _ in kinds})
    return [
        OfRule(rule, kind, _sorted(Counter({one[2]: n for one, n in kinds.items() if one[:2] == (rule, kind)})))
        for rule, kind in watched
    ]


async def paid_total(baton: Baton, *, fiscal_year: str) -> Decimal:
    items = await baton.all("/budget-items", by=AUDITOR, fiscal_year=fiscal_year)
    return sum((Decimal(item["paid"]) for item in items), Decimal(0))


async def lights(baton: Baton, *, as_of: date) -> Counts:
    """State → how many lights stood so when the local day ended."""
    found = await baton.all("/lights", by=AUDITOR, as_of=as_of.isoformat())
    return _sorted(Counter(light["state"] for light in found))


async def events(baton: Baton, event_type: str) -> int:
    return len(await baton.all("/events", by=AUDITOR, type=event_type))


async def orders(baton: Baton) -> Counts:
    found = await baton.all("/rectification-orders", by=AUDITOR)
    return _sorted(Counter(order["state"] for order in found))


def _sorted(counts: Counter[str]) -> Counts:
    return dict(sorted(counts.items()))
