"""The service as it is run: its schema, its metrics, what it may not do to its own tables."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from chassis import migrate, tables
from chassis.testing.world import World
from scoring.service import service
from scoring.storage.declared import metadata


class TestTheSchema:
    async def test_is_what_the_tables_say(self, world: World) -> None:
        found = await asyncio.to_thread(migrate.differences, world.admin_url, service, tables.metadata, metadata)
        assert found == []

    @pytest.mark.parametrize(
        "table",
        [
            "rules",
            "order_steps",
            "order_crossings",
            "answers",
            "score_adjustments",
            "closed_fiscal_years",
            "scheme_copies",
            "scheme_withdrawals",
            "assessee_copies",
        ],
    )
    async def test_lets_nobody_edit_what_is_only_ever_added_to(self, table: str, county: Any) -> None:
        rows = metadata.tables[table]
        for statement in (update(rows).values(region=rows.c.region), delete(rows)):
            with pytest.raises(DBAPIError, match="permission denied"):
                await attempt(county, statement)

    async def test_shows_a_region_its_own_rows_only(self, county: Any, world: World) -> None:
        await county.cross("BRIDGES")
        elsewhere = await world.define_region(f"{county.region}x")
        async with world.transaction("scoring", elsewhere) as tx:
            for table in metadata.tables.values():
                assert await tx.scalar(select(func.count()).select_from(table)) == 0, table.name

    async def test_guards_every_table(self, county: Any) -> None:
        async with county.world.transaction("scoring", county.region) as tx:
            guarded = {
                row["relname"] for row in await tx.all(text("SELECT relname FROM pg_class WHERE relrowsecurity"))
            }
        assert set(metadata.tables) <= guarded


class TestTheMetricsPage:
    async def test_counts_orders_by_state_and_overdue(self, county: Any, world: World) -> None:
        await county.cross("BRIDGES", after="red")
        await county.until("2026-03-10T12:00:00")
        async with county.office() as office:
            page = (await office.get("/metrics")).text
        assert 'baton_rectification_orders{escalated="false",overdue="true",service="scoring",state="issued"}' in page
        assert 'baton_talks{overdue="true",service="scoring",state="called"}' in page
        assert 'baton_budget_proposals{service="scoring",state="proposed"}' in page

    async def test_satisfies_promtool(self, county: Any, promtool: Path) -> None:
        await county.cross("BRIDGES", after="red")
        async with county.office() as office:
            page = (await office.get("/metrics")).text
        checked = await asyncio.to_thread(check_metrics, promtool, page)
        assert checked.returncode == 0, checked.stderr + checked.stdout


def check_metrics(promtool: Path, page: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([promtool, "check", "metrics"], input=page, text=True, capture_output=True, check=False)


async def attempt(county: Any, statement: Executable) -> None:
    async with county.world.transaction("scoring", county.region) as tx:
        await tx.execute(statement)
