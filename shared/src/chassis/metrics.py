"""The metrics page of a service: counters of this process, and facts of the database read at the scrape."""

import time
from collections.abc import Sequence

import structlog
from fastapi import Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.db import Database
from chassis.service import Service

log = structlog.get_logger()

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it untyped

requests_total = Counter("baton_http_requests_total", "Answers by route and status.", ["service", "route", "status"])
request_seconds = Histogram(
    "baton_http_request_duration_seconds",
    "Time to answer, by route.",
    ["service", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

CHASSIS_FACTS = text(
    """
    SELECT
      (SELECT count(*) FROM outbox WHERE sent_at IS NULL) AS unsent,
      (SELECT extract(epoch FROM CAST(:wall AS timestamptz) - min(recorded_at)) FROM outbox WHERE sent_at IS NULL)
        AS unsent_age,
      (SELECT count(*) FROM inbox WHERE state = 'waiting') AS waiting,
      (SELECT extract(epoch FROM CAST(:wall AS timestamptz) - min(received_at)) FROM inbox WHERE state = 'waiting')
        AS waiting_age,
      (SELECT count(*) FROM inbox WHERE state = 'dead') AS dead_events,
      (SELECT count(*) FROM deadlines WHERE state = 'dead') AS dead_deadlines
    """
)


class _Families(Collector):
    def __init__(self, families: Sequence[Metric]):
        self._families = families

    def collect(self) -> Sequence[Metric]:
        return self._families


def gauge(name: str, text: str, value: float | int | None, *, service: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=["service"])
    family.add_metric([service], 0 if value is None else float(value))
    return family


async def _facts(database: Database, service: Service) -> list[Metric]:
    async with database.open() as opened:
        row = (await opened.connection.execute(CHASSIS_FACTS, {"wall": opened.wall})).one()
        own = list(await service.gauges(opened.connection)) if service.gauges else []
    name = service.name
    dead = GaugeMetricFamily(
        "baton_dead_rows", "Rows set aside until an operator replays or skips them.", labels=["service", "of"]
    )
    dead.add_metric([name, "event"], row.dead_events)
    dead.add_metric([name, "deadline"], row.dead_deadlines)
    return [
        gauge("baton_outbox_unsent", "Events waiting to be sent.", row.unsent, service=name),
        gauge("baton_outbox_oldest_unsent_seconds", "Age of the oldest unsent event.", row.unsent_age, service=name),
        gauge("baton_inbox_waiting", "Events waiting to be handled.", row.waiting, service=name),
        gauge("baton_inbox_oldest_waiting_seconds", "Age of the oldest waiting event.", row.waiting_age, service=name),
        dead,
        *own,
    ]


async def page(request: Request) -> Response:
    """The text format, which promtool reads. Database facts are left out while the database does not answer."""
    body = generate_latest()
    try:
        families = await _facts(request.app.state.database, request.app.state.service)
    except Exception:
        log.warning("facts_not_read", exc_info=True)
    else:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Families(families))
        body += generate_latest(registry)
    return Response(body, media_type=CONTENT_TYPE_LATEST)


class Measured:
    """Pure ASGI middleware: counts and times every answer by matched route, never by the raw path."""

    def __init__(self, app: ASGIApp, *, service: str):
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            requests_total.labels(self._service, route, str(status)).inc()
            request_seconds.labels(self._service, route).observe(time.perf_counter() - start)
