"""indicators: regions and their time, assessees, monitoring rules. The only source of definitions."""

from fastapi import APIRouter

from chassis.service import Service
from indicators.api import assessees, monitoring_rules, regions, replays, working_calendars

router = APIRouter()
for part in (regions, working_calendars, assessees, monitoring_rules, replays):
    router.include_router(part.router)

service = Service(name="indicators", router=router, migrations="indicators:migrations")
