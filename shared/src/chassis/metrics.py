"""The metrics page of a process: its counters, and for each of its services what a scrape asks the database."""

import asyncio
from collections.abc import Sequence

import structlog
from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text

from chassis import readiness
from chassis.db import Database
from chassis.service import Service
from chassis.waiting import within

log = structlog.get_logger()

FACTS_SECONDS = 4.0
"""Below the ten that a scrape may take: a database that hangs must not make the whole page late."""

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
    for metric in own:
        for sample in metric.samples:
            sample.labels.setdefault("service", name)
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


async def _standing(database: Database, service: Service) -> list[Metric]:
    """Of one service: whether it is ready, which stands there whatever happens, and its facts where they are had."""
    found = await readiness.of(database, service, seconds=FACTS_SECONDS)
    standing: list[Metric] = [
        gauge("baton_ready", "1 where the service can do its work.", found.ready, service=service.name),
        gauge("baton_database_up", "1 where its database answers.", found.database_up, service=service.name),
    ]
    if not found.database_up:
        return standing
    try:
        return [*standing, *await within(FACTS_SECONDS, _facts(database, service))]
    except Exception:
        log.warning("facts_not_read", service=service.name, exc_info=True)
        return standing


async def page(request: Request) -> Response:
    """The text format, which promtool reads. It speaks for every service of this process; facts of a database that
    does not answer are left out."""
    of_process: Sequence[tuple[Database, Service]] = request.app.state.speaks_for
    standing = await asyncio.gather(*(_standing(database, service) for database, service in of_process))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(_together(standing)))
    return Response(generate_latest() + generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _together(of_services: Sequence[Sequence[Metric]]) -> list[Metric]:
    """One family of each name: the format knows no second."""
    families: dict[str, Metric] = {}
    for one in (metric for metrics in of_services for metric in metrics):
        if one.name in families:
            families[one.name].samples.extend(one.samples)
        else:
            families[one.name] = one
    return list(families.values())
