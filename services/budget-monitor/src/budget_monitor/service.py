"""The budget monitor on one screen: money, its lights, and the payments that are intercepted."""

from budget_monitor.api.router import router
from budget_monitor.consumers import handlers
from budget_monitor.storage.gauges import gauges
from budget_monitor.usecases import feeds, lights, payment_steps
from chassis.service import Service

service = Service(
    name="budget-monitor",
    router=router,
    migrations="budget_monitor:migrations",
    handlers=handlers,
    deadlines={
        "checkpoint": lights.evaluate_due,
        "feed-silence": feeds.fall_silent,
        "hold-expiry": payment_steps.expire,
    },
    gauges=gauges,
)
