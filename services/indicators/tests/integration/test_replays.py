"""Replays: from one due moment to the next, only once everybody has followed, never back, never over live data."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from starlette.types import Receive, Scope, Send

from chassis import deadlines
from chassis.testing.probe.service import effects_of
from chassis.testing.world import World
from contracts.regions import ClockMoved
from indicators.domain.replay import Stop
from indicators.storage import replays as stored
from indicators.usecases import replays

Person = Callable[[str], httpx.AsyncClient]
JANUARY_10, MARCH_1, APRIL_1 = (f"2024-{day}T00:00:00Z" for day in ("01-10", "03-01", "04-01"))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest_asyncio.fixture(loop_scope="session")
async def replay(world: World, county: httpx.AsyncClient) -> str:
    answer = await county.post("/replays", json={"purpose": "2024 as it would have been"})
    assert answer.status_code == 201, answer.text
    await world.settle()
    identity: str = answer.json()["id"]
    return identity


async def advance(client: httpx.AsyncClient, replay: str, to: str, **headers: str) -> httpx.Response:
    return await client.post(f"/replays/{replay}:advance", json={"to": to}, headers=headers)


async def ring(world: World, region: str, name: str, at: str) -> None:
    """Something falls due in the other service."""
    async with world.transaction("probe", region) as tx:
        await deadlines.set(tx, "bell", name, instant(at))


async def _broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise ConnectionError("the machine is gone")


class TestStarting:
    async def test_is_refused_where_live_data_exists(
        self, world: World, as_person: Person, region: str, definition: dict[str, Any]
    ) -> None:
        real = {**definition, "clock": "real", "clock_at": None}
        assert (await as_person("operator").post("/regions", json=real)).status_code == 201
        answer = await as_person("operator").post("/replays", json={"purpose": "what if"})
        assert (answer.status_code, answer.json()["code"]) == (409, "live_data_exists")
        assert (await as_person("operator").get("/replays")).json()["items"] == []
        assert await world.events("indicators", region, ClockMoved.event_type) == []

    async def test_one_at_a_time(self, county: httpx.AsyncClient, replay: str) -> None:
        answers = await asyncio.gather(*(county.post("/replays", json={"purpose": "more"}) for _ in range(3)))
        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(409, "replay_running")}

    async def test_stands_where_the_clock_of_the_region_stands(self, county: httpx.AsyncClient, replay: str) -> None:
        shown = (await county.get(f"/replays/{replay}")).json()
        assert (shown["state"], shown["started_at"], shown["clock_at"]) == (
            "running", "2023-12-31T16:00:00Z", "2023-12-31T16:00:00Z",
        )  # fmt: skip


class TestAdvancing:
    async def test_goes_to_the_asked_instant_where_nothing_is_due_and_everybody_follows(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        answer = await advance(county, replay, APRIL_1)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["clock_at"], answer.json()["reached"]) == (APRIL_1, True)
        await world.settle()
        for service in ("indicators", "probe"):
            async with world.transaction(service, region) as tx:
                assert tx.now == instant(APRIL_1)
        (event,) = await world.events("indicators", region, ClockMoved.event_type)
        assert event.time == instant(APRIL_1)
        said = event.read(ClockMoved)
        assert (said.replay, said.moved_to, said.position) == (replay, instant(APRIL_1), 1)

    async def test_stops_at_every_due_moment_of_any_service_in_order(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        await ring(world, region, "later", MARCH_1)
        await ring(world, region, "sooner", JANUARY_10)
        stops: list[str] = []
        while not stops or stops[-1] != APRIL_1:
            answer = await advance(county, replay, APRIL_1)
            assert answer.status_code == 200, answer.text
            stops.append(answer.json()["clock_at"])
            await world.settle()
        assert stops == [JANUARY_10, MARCH_1, APRIL_1]
        async with world.transaction("probe", region) as tx:
            assert [name for name, _ in await effects_of(tx, region)] == ["sooner", "later"]

    async def test_waits_until_all_have_followed_and_says_who_has_not(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        await ring(world, region, "bell", JANUARY_10)
        await advance(county, replay, APRIL_1)
        waiting = await advance(county, replay, APRIL_1)
        problem = waiting.json()
        assert (waiting.status_code, problem["code"]) == (409, "replay_not_followed")
        assert any(service.startswith("probe:") for service in problem["values"]["services"]), problem
        assert (await county.get(f"/replays/{replay}")).json()["clock_at"] == JANUARY_10
        # the move has arrived, but what it makes due has not been done
        await world.running["indicators"].relay.flush()
        while await world.running["probe"].inbox.work() or await world.running["indicators"].inbox.work():
            pass
        problem = (await advance(county, replay, APRIL_1)).json()
        assert [service for service in problem["values"]["services"] if "1 due" in service] == ["probe: 1 due"]
        await world.settle()
        assert (await advance(county, replay, APRIL_1)).status_code == 200

    async def test_a_deadline_that_cannot_be_done_holds_the_replay_until_somebody_looks(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        await ring(world, region, "poison", JANUARY_10)
        await advance(county, replay, JANUARY_10)
        world.set_time(datetime.now(UTC))
        try:
            for _ in range(3):
                await world.settle()
                world.set_time(world.wall().replace(year=world.wall().year + 1))
        finally:
            world.time.clear()
        answer = await advance(county, replay, APRIL_1)
        assert (answer.status_code, answer.json()["values"]["services"]) == (409, ["probe: 1 dead rows"])

    async def test_a_service_that_does_not_answer_has_not_followed(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        world.clients.add_apps({"probe": _broken})
        try:
            answer = await advance(county, replay, APRIL_1)
        finally:
            world.clients.add_apps({"probe": world.running["probe"].app})
        assert (answer.status_code, answer.json()["values"]["services"]) == (409, ["probe: no answer"])

    @pytest.mark.parametrize("to", ["2023-12-31T16:00:00Z", "2020-01-01T00:00:00Z"])
    async def test_never_goes_back(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str, to: str
    ) -> None:
        answer = await advance(county, replay, to)
        assert (answer.status_code, answer.json()["code"]) == (422, "replay_never_backwards")
        assert await world.events("indicators", region, ClockMoved.event_type) == []

    async def test_two_commands_at_once_move_the_clock_once(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        answers = await asyncio.gather(*(advance(county, replay, APRIL_1) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
        assert len(await world.events("indicators", region, ClockMoved.event_type)) == 1

    async def test_the_same_key_sent_again_is_answered_again_and_moves_nothing(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        await ring(world, region, "bell", JANUARY_10)
        first = await advance(county, replay, APRIL_1, **{"idempotency-key": "a1"})
        await world.settle()
        again = await advance(county, replay, APRIL_1, **{"idempotency-key": "a1"})
        assert (first.status_code, first.json()["clock_at"]) == (200, JANUARY_10)
        assert first.content == again.content
        assert again.headers["idempotency-replayed"] == "true"
        other = await advance(county, replay, MARCH_1, **{"idempotency-key": "a1"})
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert len(await world.events("indicators", region, ClockMoved.event_type)) == 1

    async def test_a_dry_run_says_where_it_would_stop(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        await ring(world, region, "bell", JANUARY_10)
        answer = await county.post(f"/replays/{replay}:advance?dry_run=true", json={"to": APRIL_1})
        assert (answer.status_code, answer.json()["clock_at"], answer.json()["reached"]) == (200, JANUARY_10, False)
        assert answer.headers["baton-dry-run"] == "true"
        assert await world.events("indicators", region, ClockMoved.event_type) == []

    async def test_is_asked_for_the_same_moment_again_while_others_have_their_turn(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        await ring(world, region, "bell", JANUARY_10)
        async with world.transaction("indicators", region) as tx:
            here = await stored.get(tx, UUID(replay))
            await replays.move(tx, here, to=Stop(instant(JANUARY_10), turn="indicators"))
        await world.settle()
        answer = (await advance(county, replay, JANUARY_10)).json()
        assert (answer["clock_at"], answer["turn"], answer["reached"], answer["position"]) == (
            JANUARY_10, None, True, 2,
        )  # fmt: skip
        await world.settle()
        async with world.transaction("probe", region) as tx:
            assert [name for name, _ in await effects_of(tx, region)] == ["bell"]
        back = await advance(county, replay, JANUARY_10)
        assert (back.status_code, back.json()["code"]) == (422, "replay_never_backwards")

    async def test_a_move_leaves_an_audit_entry_that_names_it(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        await advance(county, replay, APRIL_1)
        (moved,) = await world.events("indicators", region, ClockMoved.event_type)
        entry = (await world.events("indicators", region, "indicators.command-executed.v1"))[-1]
        assert entry.data["command"] == "POST /replays/{id}:advance"
        assert entry.data["events"] == [str(moved.id)]
        assert entry.actor == "operator"


class TestFinishing:
    async def test_leaves_the_clock_where_it_stands_and_the_next_one_goes_on(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        await advance(county, replay, MARCH_1)
        await world.settle()
        finished = await county.post(f"/replays/{replay}:finish")
        assert (finished.status_code, finished.json()["state"]) == (200, "finished")
        for answer in (await county.post(f"/replays/{replay}:finish"), await advance(county, replay, APRIL_1)):
            assert (answer.status_code, answer.json()["code"]) == (409, "replay_finished")
        second = (await county.post("/replays", json={"purpose": "spring"})).json()
        await world.settle()
        assert (second["number"], second["clock_at"]) == (2, MARCH_1)
        assert (await advance(county, second["id"], APRIL_1)).json()["position"] == 2
        listed = (await county.get("/replays")).json()["items"]
        assert [(one["number"], one["state"]) for one in listed] == [(2, "running"), (1, "finished")]

    async def test_gives_those_a_turn_who_had_none_at_that_moment(
        self, world: World, county: httpx.AsyncClient, region: str, replay: str
    ) -> None:
        await ring(world, region, "bell", JANUARY_10)
        async with world.transaction("indicators", region) as tx:
            here = await stored.get(tx, UUID(replay))
            await replays.move(tx, here, to=Stop(instant(JANUARY_10), turn="indicators"))
        await world.settle()
        assert (await county.get(f"/replays/{replay}")).json()["turn"] == "indicators"
        async with world.transaction("probe", region) as tx:
            assert await effects_of(tx, region) == []
        finished = (await county.post(f"/replays/{replay}:finish")).json()
        assert (finished["state"], finished["clock_at"], finished["turn"]) == ("finished", JANUARY_10, None)
        await world.settle()
        async with world.transaction("probe", region) as tx:
            assert [name for name, _ in await effects_of(tx, region)] == ["bell"]

    async def test_of_a_replay_that_is_not_there(self, county: httpx.AsyncClient) -> None:
        nowhere = "/replays/7f3c9c1e-0000-4000-8000-000000000000"
        assert (await county.post(f"{nowhere}:finish")).status_code == 404
        assert (await county.post(f"{nowhere}:advance", json={"to": APRIL_1})).status_code == 404
        assert (await county.get(nowhere)).status_code == 404
