"""Migrations: they build what the code's tables say, under any number of replicas at once."""

import asyncio

from chassis import migrate, tables
from chassis.testing import world as worlds
from chassis.testing.probe.service import metadata
from chassis.testing.probe.service import service as probe
from chassis.testing.world import World


class TestMigrations:
    async def test_the_migrated_schema_is_the_one_the_code_declares(self, world: World) -> None:
        found = await asyncio.to_thread(migrate.differences, world.admin_url, probe, tables.metadata, metadata)
        assert found == []

    async def test_replicas_that_start_together_migrate_once(self, postgres: str) -> None:
        url = worlds.new_database(postgres)
        prepared = await asyncio.gather(
            *(asyncio.to_thread(migrate.prepare, url, probe, role_prefix="replicas") for _ in range(4))
        )
        assert {one.role for one in prepared} == {"replicas_probe"}

    async def test_every_table_says_how_long_it_keeps_its_rows(self) -> None:
        assert all("keep" in table.info for table in [*tables.metadata.tables.values(), *metadata.tables.values()])
