"""Lights as they are told of: begun, crossed, recovered, frozen, thawed; and which one an order looks at."""

from datetime import date
from typing import Any

from chassis.db import ReadTx, Tx
from contracts.budget import LightChange, LightCrossed, LightFrozen, LightRecovered, LightsBegan, LightStanding
from contracts.envelope import Event
from scoring.domain import light as domain
from scoring.domain.light import Light
from scoring.domain.order import Order
from scoring.storage import definitions
from scoring.storage import lights as storage


async def on_began(tx: Tx, event: Event) -> None:
    began = event.read(LightsBegan)
    shared = {name: getattr(began, name) for name in ("rule", "object_kind", "fiscal_year")}
    rows = [
        {
            **shared,
            "light": one.light,
            "object": one.object,
            "level": one.level,
            "is_good": one.is_best,
            "frozen": one.frozen,
            "version": one.version,
        }
        for one in began.lights
    ]
    await storage.store(tx, rows)


async def on_frozen(tx: Tx, event: Event) -> None:
    """Nothing can move the light: acceptance and re-checks wait for it no longer."""
    frozen = event.read(LightFrozen)
    await storage.store(tx, [_row(frozen, event, level=frozen.level, is_good=frozen.is_best, frozen=frozen.because)])


async def on_thawed(tx: Tx, event: Event) -> None:
    thawed = event.read(LightStanding)
    await storage.store(tx, [_row(thawed, event, level=thawed.level, is_good=thawed.is_best, frozen=None)])


async def keep_change(tx: Tx, event: Event, change: LightCrossed | LightRecovered) -> None:
    is_good = isinstance(change, LightRecovered) and change.fully
    await storage.store(tx, [_row(change, event, level=change.to_level, is_good=is_good, frozen=None)])


def _row(said: LightStanding | LightChange, event: Event, **standing: Any) -> dict[str, Any]:
    names = ("light", "rule", "object_kind", "object", "fiscal_year")
    return {name: getattr(said, name) for name in names} | standing | {"version": int(event.sequence)}


async def followed(tx: ReadTx, order: Order, *, today: date) -> Light:
    """The light that an order follows."""
    known = await storage.get(tx, order.light)
    frozen = (known is not None and known["frozen"] is not None) or await _is_over(
        tx, order.light_fiscal_year, today=today
    )
    return domain.followed(order, frozen=frozen)


async def at_recheck(tx: ReadTx, order: Order, *, on: date) -> Light:
    """The light that a re-check of the order looks at, on its day."""
    year = tx.region.fiscal_year_of(on)
    row = await storage.of_year(
        tx, rule=order.rule, object_kind=order.object_kind, object_code=order.object, fiscal_year=year
    )
    of_the_year = None
    if row is not None:
        frozen = row["frozen"] is not None or await _is_over(tx, year, today=on)
        of_the_year = Light(row["light"], year, row["level"], row["is_good"], frozen)
    return domain.for_recheck(await followed(tx, order, today=on), of_the_year)


async def _is_over(tx: ReadTx, fiscal_year: str, *, today: date) -> bool:
    """Whether the year is closed, or its days are over: then no payment of today moves its lights."""
    _, last = tx.region.fiscal_year_bounds(fiscal_year)
    return today > last or await definitions.fiscal_year_is_closed(tx, fiscal_year)
