"""Retention: what need not be kept goes, what still waits stays however old it is."""

from datetime import datetime, timedelta

from sqlalchemy import text

from chassis import purge, tables
from chassis.testing.probe import service as probe
from chassis.testing.world import World, new_region


async def outbox_rows(world: World, region: str) -> int:
    async with world.transaction("probe", region) as tx:
        count: int = await tx.scalar(text("SELECT count(*) FROM outbox"))
    return count


class TestPurge:
    async def test_sent_events_go_after_their_time_and_unsent_ones_never(self, world: World, region: str) -> None:
        one = world.running["probe"]
        async with world.transaction("probe", region) as tx:
            await probe.say(tx, "sent", times=3)
        await world.settle()
        async with world.transaction("probe", region) as tx:
            await probe.say(tx, "unsent", times=2)
        keep: timedelta = tables.outbox.info["keep"]
        later = world.wall() + keep - timedelta(minutes=1)
        try:
            world.set_time(later)
            await purge.purge_table(one.database, tables.outbox)
            assert await outbox_rows(world, region) == 5
            world.set_time(later + timedelta(minutes=2))
            await purge.purge_table(one.database, tables.outbox)
            assert await outbox_rows(world, region) == 2
        finally:
            world.time.clear()
        await world.settle()

    async def test_a_replayed_region_keeps_everything(self, world: World) -> None:
        region = await world.define_region(new_region(), at=datetime.fromisoformat("2020-01-01T00:00:00+00:00"))
        async with world.transaction("probe", region) as tx:
            await probe.say(tx, "kept", times=3)
        await world.settle()
        try:
            world.set_time(world.wall() + timedelta(days=400))
            await purge.purge_table(world.running["probe"].database, tables.outbox)
        finally:
            world.time.clear()
        assert await outbox_rows(world, region) == 3

    async def test_a_table_that_is_kept_for_ever_is_left_alone(self, world: World) -> None:
        assert await purge.purge_table(world.running["probe"].database, tables.regions) == 0
