"""The scoring service on one screen: rectification orders, talks, score adjustments, budget proposals."""

from chassis.service import Service
from scoring.api.router import router
from scoring.consumers import deadlines, handlers
from scoring.storage.gauges import gauges

service = Service(
    name="scoring",
    router=router,
    migrations="scoring:migrations",
    handlers=handlers,
    deadlines=deadlines,
    gauges=gauges,
)
