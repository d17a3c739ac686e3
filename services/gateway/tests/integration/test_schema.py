from chassis import migrate, tables
from chassis.testing.world import World
from gateway.service import service
from gateway.storage.tables import metadata


class TestMigrations:
    def test_lead_to_the_tables_that_the_code_declares(self, world: World) -> None:
        assert migrate.differences(world.admin_url, service, tables.metadata, metadata) == []
