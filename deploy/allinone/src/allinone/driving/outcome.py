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
from contracts.budget import LightCrossed, LightRecovered
from contracts.money import money_text

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`lights`: date → level → count. `intercepted` counts payments by reason code, zero counts left out."""

    accepted: int
    intercepted: Counts
    intercepted_ids: list[str]
    accepted_total: Decimal
    lights: dict[str, Counts]
    crossings: int
    recoveries: int
    orders: Counts

    def as_json(self) -> dict[str, Any]:
        return {
            "accepted": self.accepted,
            "intercepted": self.intercepted,
            "intercepted_ids": self.intercepted_ids,
            "accepted_total": money_text(self.accepted_total),
            "lights": self.lights,
            "crossings": self.crossings,
            "recoveries": self.recoveries,
            "orders": self.orders,
        }


async def collect(baton: Baton, sent: Sequence[Sent], *, fiscal_year: str, checkpoints: Sequence[date]) -> Outcome:
    intercepted = [one for one in sent if one.intercepted]
    reasons = Counter(code for one in intercepted for code in one.reason_codes)
    return Outcome(
        accepted=sum(not one.intercepted and not one.refused for one in sent),
        intercepted=_sorted(reasons),
        intercepted_ids=[one.payment.external_ref for one in intercepted],
        accepted_total=await paid_total(baton, fiscal_year=fiscal_year),
        lights={day.isoformat(): await lights(baton, as_of=day) for day in checkpoints},
        crossings=await events(baton, LightCrossed.event_type),
        recoveries=await events(baton, LightRecovered.event_type),
        orders=await orders(baton),
    )


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
