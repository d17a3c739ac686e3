"""Facts for the metrics page. No ids as labels: a scrape stays small."""

from collections.abc import Sequence

from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budget_monitor.storage.tables import feeds, holds, lights, payments


async def gauges(connection: AsyncConnection) -> Sequence[Metric]:
    light_family = GaugeMetricFamily(
        "baton_lights", "Lights of all years by state (a level of their rule, stale, or no_value).", labels=["state"]
    )
    states = select(lights.c.state, func.count()).group_by(lights.c.state).order_by(lights.c.state)
    for state, count in await connection.execute(states):
        light_family.add_metric([state], count)
    held = GaugeMetricFamily("baton_payments_waiting", "Payments that hold money back, by state.", labels=["state"])
    waiting = (
        select(payments.c.state, func.count())
        .where(payments.c.state.in_(("held", "partly_paid")))
        .group_by(payments.c.state)
    )
    for state, count in await connection.execute(waiting):
        held.add_metric([state], count)
    hold_family = GaugeMetricFamily(
        "baton_rectification_holds", "Rectification holds in force, by kind of object.", labels=["object_kind"]
    )
    in_force = select(holds.c.object_kind, func.count()).where(holds.c.lifted_at.is_(None))
    for kind, count in await connection.execute(in_force.group_by(holds.c.object_kind)):
        hold_family.add_metric([kind], count)
    silent = await connection.scalar(select(func.count()).select_from(feeds).where(feeds.c.silent))
    feed_family = GaugeMetricFamily("baton_feeds_silent", "Feeds that missed their rhythm.", labels=[])
    feed_family.add_metric([], silent or 0)
    return [light_family, held, hold_family, feed_family]
