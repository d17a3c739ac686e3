"""indicators: regions and their time, assessees, schemes, monitoring rules. The only source of definitions."""

from fastapi import APIRouter

from chassis.service import Service
from indicators.api import (
    assessee_register,
    assessees,
    cascade_sheets,
    cascades,
    formulas,
    indicator_values,
    indicators,
    monitoring_rules,
    regions,
    replays,
    scheme_rounds,
    schemes,
    screenings,
    working_calendars,
)
from indicators.consumers import deadlines

router = APIRouter()
for part in (
    regions,
    working_calendars,
    assessees,
    assessee_register,
    indicators,
    indicator_values,
    screenings,
    formulas,
    schemes,
    scheme_rounds,
    cascades,
    cascade_sheets,
    monitoring_rules,
    replays,
):
    router.include_router(part.router)

service = Service(
    name="indicators",
    router=router,
    migrations="indicators:migrations",
    deadlines=deadlines,
    large_bodies=frozenset({"cascades", "schemes"}),
)
