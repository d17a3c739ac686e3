"""Defining a region: who it is and how its time runs. None of it ever changes."""

from chassis import outbox
from chassis import regions as chassis_regions
from chassis.db import Tx
from contracts.regions import RegionDefined
from indicators.domain import region as region_rules
from indicators.storage import regions


async def define(tx: Tx, defined: RegionDefined) -> None:
    """Defines the region of the caller.

    Raises OtherRegion, CurrencyUnknown, CurrencyTooFine, ZoneUnknown, ClockStartMismatch, FiscalYearStartImpossible,
    RegionExists.
    """
    if defined.code != tx.actor.region:
        raise region_rules.OtherRegion(yours=tx.actor.region, region=defined.code)
    region_rules.check_currency(defined.currency)
    region_rules.check_zone(defined.zone)
    region_rules.check_clock(defined.clock, defined.clock_at)
    region_rules.check_fiscal_year_start(defined.fiscal_year_start)
    if not await chassis_regions.store(tx, defined):
        raise region_rules.RegionExists(region=defined.code)
    await outbox.put(
        tx,
        defined,
        aggregate=defined.code,
        sequence=await regions.next_version(tx),
        time=defined.clock_at,
    )
