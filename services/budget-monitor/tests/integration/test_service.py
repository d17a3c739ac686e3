"""The service as it is run: its schema, its metrics, what it may not do to its own tables."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from budget_monitor.service import service
from budget_monitor.storage.tables import APPEND_ONLY, metadata
from chassis import migrate, tables
from chassis.testing.world import World


class TestTheSchema:
    async def test_is_what_the_tables_say(self, world: World) -> None:
        found = await asyncio.to_thread(migrate.differences, world.admin_url, service, tables.metadata, metadata)
        assert found == []

    @pytest.mark.parametrize("table", APPEND_ONLY)
    async def test_lets_nobody_edit_what_is_only_ever_added_to(self, table: str, county: Any) -> None:
        for statement in (f'UPDATE "{table}" SET region = region', f'DELETE FROM "{table}"'):  # noqa: S608  # names of our tables
            with pytest.raises(DBAPIError, match="permission denied"):
                await _attempt(county, statement)

    async def test_shows_a_region_its_own_rows_only(self, county: Any, world: World) -> None:
        await county.publish(county.rule())
        await county.budget("A")
        await county.pay(("A", "1.00"))
        elsewhere = await world.define_region(f"{county.region}x")
        async with world.transaction("budget-monitor", elsewhere) as tx:
            for table in metadata.tables:
                assert await tx.scalar(text(f'SELECT count(*) FROM "{table}"')) == 0, table  # noqa: S608  # names of our tables

    def test_is_guarded_in_every_table(self) -> None:
        folder = Path(migrate.__file__).parents[3] / "services/budget-monitor/src/budget_monitor/migrations/versions"
        first = (folder / "0001_first.py").read_text()
        guarded = "".join(path.read_text() for path in folder.glob("0*.py"))
        assert all(f'"{table}"' in guarded for table in metadata.tables)
        assert all(f'"{table}"' in first.split("append_only(")[1] for table in APPEND_ONLY)


class TestTheMetricsPage:
    async def test_counts_decisions_lights_and_holds(self, county: Any) -> None:
        page = await _page(county)
        assert 'baton_payment_decisions_total{about="pay",outcome="intercepted"}' in page
        assert 'baton_payment_interceptions_total{reason="not_enough_available"}' in page
        assert 'baton_payment_check_duration_seconds_count{way="one"}' in page
        assert 'baton_lights{service="budget-monitor",state="green"}' in page
        assert 'baton_payments_waiting{service="budget-monitor",state="held"}' in page
        assert 'baton_rectification_holds{object_kind="budget_item",service="budget-monitor"}' in page
        assert 'baton_feeds_silent{service="budget-monitor"}' in page

    async def test_satisfies_promtool(self, county: Any, promtool: Path) -> None:
        page = await _page(county)
        checked = await asyncio.to_thread(_check_metrics, promtool, page)
        assert checked.returncode == 0, checked.stderr + checked.stdout


def _check_metrics(promtool: Path, page: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([promtool, "check", "metrics"], input=page, text=True, capture_output=True, check=False)


async def _page(county: Any) -> str:
    """The metrics page after a bit of everything."""
    await county.publish(county.rule())
    await county.budget("A", "1.00")
    await county.pay(("A", "2.00"))
    await county.pay(("A", "1.00"), then="hold")
    await county.order_at_last_step("A")
    async with county.client() as client:
        page: str = (await client.get("/metrics")).text
    return page


async def _attempt(county: Any, statement: str) -> None:
    async with county.world.transaction("budget-monitor", county.region) as tx:
        await tx.execute(text(statement))
