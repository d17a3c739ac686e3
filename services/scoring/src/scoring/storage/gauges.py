"""Facts for the metrics page. No ids as labels: a scrape stays small."""

from collections.abc import Sequence

from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.storage.tables import budget_proposals, orders, talks


async def gauges(connection: AsyncConnection) -> Sequence[Metric]:
    order_family = GaugeMetricFamily(
        "baton_rectification_orders", "Rectification orders by state.", labels=["state", "overdue", "escalated"]
    )
    t = orders.c
    for row in await connection.execute(
        select(t.state, t.overdue, t.escalated, func.count()).group_by(t.state, t.overdue, t.escalated)
    ):
        order_family.add_metric([row[0], _text(row[1]), _text(row[2])], row[3])
    talk_family = GaugeMetricFamily("baton_talks", "Talks by state.", labels=["state", "overdue"])
    for row in await connection.execute(
        select(talks.c.state, talks.c.overdue, func.count()).group_by(talks.c.state, talks.c.overdue)
    ):
        talk_family.add_metric([row[0], _text(row[1])], row[2])
    proposal_family = GaugeMetricFamily("baton_budget_proposals", "Budget proposals by state.", labels=["state"])
    for row in await connection.execute(
        select(budget_proposals.c.state, func.count()).group_by(budget_proposals.c.state)
    ):
        proposal_family.add_metric([row[0]], row[1])
    return [order_family, talk_family, proposal_family]


def _text(flag: bool) -> str:
    return "true" if flag else "false"
