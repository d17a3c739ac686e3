"""The migrated schema is the one that the code declares, guarded by region."""

import asyncio

from sqlalchemy import text

from chassis import migrate
from chassis import tables as chassis_tables
from chassis.testing.world import World
from indicators.service import service
from indicators.storage import declared


class TestMigrations:
    async def test_the_migrated_schema_is_the_one_the_code_declares(self, world: World) -> None:
        found = await asyncio.to_thread(
            migrate.differences, world.admin_url, service, chassis_tables.metadata, declared.metadata
        )
        assert found == []

    async def test_every_table_is_guarded_by_region(self, world: World) -> None:
        async with world.running["indicators"].database.open() as opened:
            guarded = set(
                await opened.connection.scalars(
                    text("SELECT tablename FROM pg_policies WHERE schemaname = 'indicators'")
                )
            )
        assert set(declared.metadata.tables) <= guarded

    def test_every_table_says_how_long_it_keeps_its_rows(self) -> None:
        assert all("keep" in table.info for table in declared.metadata.tables.values())
