"""The gateway on one screen: the door, the log of every event, and three questions to it."""

from fastapi import APIRouter
from prometheus_client.core import Metric
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import metrics
from chassis.service import Service
from gateway.api import audit_entries, documents, events, traces
from gateway.front import Front
from gateway.storage import event_log

router = APIRouter()
for part in (documents, events, audit_entries, traces):
    router.include_router(part.router)


async def gauges(connection: AsyncConnection) -> list[Metric]:
    position = await event_log.last_position(connection)
    return [
        metrics.gauge("baton_event_log_position", "The last position of the event log.", position, service="gateway")
    ]


service = Service(
    name="gateway",
    router=router,
    migrations="gateway:migrations",
    every_event=event_log.append,
    gauges=gauges,
    middleware=Front,
    large_bodies=frozenset({"cascades", "schemes"}),
)
