"""Deadlines: what falls due fires once, in order, on the region's own clock."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from chassis import deadlines, following, regions
from chassis.following import Following
from chassis.testing import world as worlds
from chassis.testing.probe import service as probe
from chassis.testing.world import World
from contracts.regions import ClockMoved

START = datetime(2026, 1, 5, tzinfo=UTC)
NOON = START + timedelta(hours=12)


async def replayed(world: World) -> str:
    return await world.define_region(worlds.new_region(), at=START)


async def ring(world: World, region: str, key: str, *, after: timedelta, **data: str) -> None:
    async with world.transaction("probe", region) as tx:
        await deadlines.set(tx, "bell", key, START + after, dict(data))


async def rung(world: World, region: str) -> list[tuple[str, datetime]]:
    async with world.transaction("probe", region) as tx:
        rows = await tx.execute(text("SELECT name, at FROM effects ORDER BY number"))
        return [(row.name, row.at) for row in rows]


class TestReplayClock:
    async def test_nothing_fires_before_its_time(self, world: World) -> None:
        region = await replayed(world)
        await ring(world, region, "later", after=timedelta(hours=2))
        await world.move_clock(region, START + timedelta(hours=1))
        assert await rung(world, region) == []

    async def test_what_is_due_fires_in_order_each_at_its_own_time(self, world: World) -> None:
        region = await replayed(world)
        for hours in (3, 1, 2):
            await ring(world, region, f"at-{hours}", after=timedelta(hours=hours))
        await world.move_clock(region, START + timedelta(hours=9))
        assert await rung(world, region) == [(f"at-{hours}", START + timedelta(hours=hours)) for hours in (1, 2, 3)]

    async def test_a_deadline_set_again_while_it_fires_fires_again_at_the_new_time(self, world: World) -> None:
        region = await replayed(world)
        again = START + timedelta(hours=5)
        await ring(world, region, "twice", after=timedelta(hours=1), again_at=again.isoformat())
        await world.move_clock(region, START + timedelta(hours=3))
        assert [at for _, at in await rung(world, region)] == [START + timedelta(hours=1)]

    async def test_a_cancelled_deadline_never_fires_and_a_moved_one_fires_once(self, world: World) -> None:
        region = await replayed(world)
        await ring(world, region, "cancelled", after=timedelta(hours=1))
        await ring(world, region, "moved", after=timedelta(hours=1))
        await ring(world, region, "moved", after=timedelta(hours=2))
        async with world.transaction("probe", region) as tx:
            await deadlines.cancel(tx, "bell", "cancelled")
        await world.move_clock(region, START + timedelta(hours=9))
        assert await rung(world, region) == [("moved", START + timedelta(hours=2))]


class TestTurns:
    """At one moment one service after the other does what is due."""

    async def move(self, world: World, region: str, position: int, *, turn: str | None) -> None:
        move = ClockMoved(replay="r", position=position, moved_from=START, moved_to=NOON, turn=turn)
        await world.deliver(move, region=region, aggregate=f"{region}:clock", sequence=position, time=NOON)
        await world.settle()

    async def standing(self, world: World, region: str) -> Following:
        one = world.running["probe"]
        return await following.following(one.database, one.inbox, region)

    async def test_what_is_due_at_the_very_moment_waits_for_its_turn_and_what_was_due_before_does_not(
        self, world: World
    ) -> None:
        region = await replayed(world)
        await ring(world, region, "before", after=timedelta(hours=11))
        await ring(world, region, "at-noon", after=timedelta(hours=12))
        await self.move(world, region, 1, turn="somebody-else")
        assert [name for name, _ in await rung(world, region)] == ["before"]
        standing = await self.standing(world, region)
        assert (standing.due, standing.next_due, standing.clock_at) == (0, NOON, NOON)
        await self.move(world, region, 2, turn="probe")
        assert [name for name, _ in await rung(world, region)] == ["before", "at-noon"]
        assert (await self.standing(world, region)).next_due is None

    async def test_is_everybodys_where_the_move_names_nobody(self, world: World) -> None:
        region = await replayed(world)
        await ring(world, region, "at-noon", after=timedelta(hours=12))
        await self.move(world, region, 1, turn=None)
        assert await rung(world, region) == [("at-noon", NOON)]

    async def test_an_older_move_that_arrives_again_takes_no_turn_away(self, world: World) -> None:
        region = await replayed(world)
        await self.move(world, region, 2, turn=None)
        async with world.transaction("probe", region) as tx:
            old = ClockMoved(replay="r", position=1, moved_from=START, moved_to=NOON, turn="somebody-else")
            await regions.move_clock(tx, old)
        async with world.transaction("probe", region) as tx:
            assert (tx.region.turn, tx.now) == (None, NOON)


class TestPoison:
    async def test_a_poisoned_deadline_is_set_aside_and_counted_while_the_others_go_on(self, world: World) -> None:
        region, other = await replayed(world), await replayed(world)
        before = await world.dead("probe")
        await ring(world, region, "poison", after=timedelta(hours=1))
        await ring(world, region, "after-it", after=timedelta(hours=2))
        await ring(world, other, "elsewhere", after=timedelta(hours=1))
        # attempts are spaced by the wall clock: let it pass them
        world.set_time(datetime.now(UTC))
        try:
            await world.move_clock(other, START + timedelta(hours=3))
            for _ in range(4):
                world.set_time(world.wall() + timedelta(minutes=10))
                await world.settle()
            await world.move_clock(region, START + timedelta(hours=1))
            for _ in range(4):
                world.set_time(world.wall() + timedelta(minutes=10))
                await world.settle()
            await world.move_clock(region, START + timedelta(hours=3))
        finally:
            world.time.clear()
        assert [name for name, _ in await rung(world, region)] == ["after-it"]
        assert [name for name, _ in await rung(world, other)] == ["elsewhere"]
        assert await world.dead("probe") == before + 1


class TestRealClock:
    async def test_on_a_real_clock_the_wall_decides(self, world: World, region: str) -> None:
        now = datetime(2030, 6, 1, tzinfo=UTC)
        world.set_time(now)
        try:
            async with world.transaction("probe", region) as tx:
                await deadlines.set(tx, "bell", "soon", now + timedelta(minutes=5))
            await world.settle()
            assert await rung(world, region) == []
            world.set_time(now + timedelta(minutes=6))
            await world.settle()
            assert await rung(world, region) == [("soon", now + timedelta(minutes=6))]
        finally:
            world.time.clear()


class TestFollowing:
    async def test_a_region_is_behind_until_everything_sent_was_handled(self, world: World, region: str) -> None:
        one = world.running["probe"]
        async with world.transaction("probe", region) as tx:
            await probe.say(tx, "n", times=2)
        assert "2 unsent" in following.behind([await following.following(one.database, one.inbox, region)])[0]
        await one.relay.flush()
        assert "2 waiting" in following.behind([await following.following(one.database, one.inbox, region)])[0]
        await world.settle()
        assert following.behind([await following.following(one.database, one.inbox, region)]) == []

    async def test_a_service_that_does_not_know_the_region_is_behind(self, world: World) -> None:
        one = world.running["probe"]
        late = following.behind([await following.following(one.database, one.inbox, "nowhere")])
        assert late == ["probe: region unknown"]
