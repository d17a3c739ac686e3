"""The budget monitor on one screen: money, its lights, and the payments that are intercepted."""

from budget_monitor.api.router import router
from budget_monitor.consumers import handlers
from budget_monitor.storage.gauges import gauges
from budget_monitor.usecases import assessees, budget_items, feeds, lights, payment_steps, watching
from chassis.service import Service

service = Service(
    name="budget-monitor",
    router=router,
    migrations="budget_monitor:migrations",
    handlers=handlers,
    deadlines={
        assessees.BEGINS: assessees.version_begins,
        "checkpoint": lights.evaluate_due,
        "budget-version": budget_items.version_begins,
        "feed-silence": feeds.fall_silent,
        "hold-expiry": payment_steps.expire,
        "lights-untold": watching.tell_untold,
    },
    gauges=gauges,
)
