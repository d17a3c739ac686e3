import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from chassis import outbox, paging
from chassis.auth import HeldRole
from chassis.db import Tx
from chassis.outbox import Happened
from chassis.run import Server
from chassis.testing import world as worlds
from chassis.testing.world import World
from contracts.budget import FeedReturned, FeedWentSilent
from gateway.service import service
from gateway.storage import event_log

INTEGRATOR = HeldRole("integrator")
SILENT, RETURNED = FeedWentSilent.event_type, FeedReturned.event_type


async def happen(world: World, region: str, *codes: str) -> None:
    for code in codes:
        await world.deliver(FeedWentSilent(code=code, last_arrival=None), region=region, aggregate=code, sequence=1)
    await world.settle()


async def weigh(world: World, region: str, *sizes: int, first: int = 0) -> None:
    """Events of so many letters, and the bytes around them."""
    for number, size in enumerate(sizes, start=first):
        silent = FeedWentSilent(code="x" * size, last_arrival=None)
        await world.deliver(silent, region=region, aggregate=str(number), sequence=1)
    await world.settle()


async def pages(door: Any, *, limit: int = 1000) -> list[list[str]]:
    """What each page of the log holds, from the first to the last."""
    found, cursor = [], ""
    async with door.client(INTEGRATOR) as client:
        while True:
            page = (await client.get(f"/events?type={SILENT}&limit={limit}{cursor}")).raise_for_status().json()
            found.append([one["event"]["data"]["code"] for one in page["items"]])
            if page["next_cursor"] is None:
                return found
            cursor = f"&cursor={page['next_cursor']}"


def forget_sizes(admin_url: str, region: str) -> None:
    """The rows as a replica of the code before would have added them."""
    engine = create_engine(make_url(admin_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE gateway.event_log SET bytes = NULL WHERE region = :region"), {"region": region})
    engine.dispose()


@pytest.fixture
def address(world: World, served: Any, with_settings: Any) -> Any:
    """The gateway behind a real socket: streams do not go through the transport of a test client."""
    running = world.running["gateway"]
    with_settings(stream_poll_seconds=0.01, stream_heartbeat_seconds=0.05)

    @asynccontextmanager
    async def serving() -> AsyncIterator[str]:
        running.stop.clear()
        async with served(running.app) as url:
            yield url
            running.stop.set()
        running.stop.clear()

    return serving


@asynccontextmanager
async def reading(url: str, token: str, path: str, **headers: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    asked = {"authorization": f"Bearer {token}", "accept": "text/event-stream", **headers}
    async with (
        httpx.AsyncClient(base_url=url, timeout=20) as client,
        client.stream("GET", path, headers=asked) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        assert await anext(lines) == ": connected"
        yield _events(lines)


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[dict[str, Any]]:
    fields: dict[str, str] = {}
    async for line in lines:
        if line.startswith(":"):
            yield {"comment": line[1:].strip()}
        elif line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            yield {"position": int(fields["id"]), "event": fields["event"], **json.loads(fields["data"])}
            fields = {}


async def some(events: AsyncIterator[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async for event in events:
        if "comment" not in event:
            found.append(event)
        if len(found) == count:
            break
    return found


class TestPages:
    async def test_every_event_stands_once_oldest_first(self, door: Any, world: World, region: str) -> None:
        await happen(world, region, "a", "b", "c")
        await happen(world, region, "a")
        async with door.client(INTEGRATOR) as client:
            first = (await client.get("/events", params={"limit": 2, "type": SILENT})).json()
            second = (await client.get("/events", params={"cursor": first["next_cursor"], "type": SILENT})).json()
        assert [one["event"]["subject"] for one in first["items"] + second["items"]] == ["a", "b", "c"]
        assert second["next_cursor"] is None

    async def test_another_regions_events_are_not_there(self, door: Any, world: World, region: str) -> None:
        other = await world.define_region(worlds.new_region())
        await happen(world, other, "theirs")
        async with door.client(INTEGRATOR) as client:
            page = (await client.get("/events")).json()
        assert {one["event"]["region"] for one in page["items"]} == {region}

    @pytest.mark.parametrize(
        ("query", "code"),
        [("type=nonsense", "event_type_unknown"), ("after=-1", "invalid_request"), ("cursor=xx", "cursor_unreadable")],
    )
    async def test_what_cannot_be_meant_is_refused(self, door: Any, query: str, code: str) -> None:
        async with door.client(INTEGRATOR) as client:
            answer = await client.get(f"/events?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, code)

    async def test_heads_and_clerks_have_no_stream(self, door: Any) -> None:
        async with door.client(HeldRole("unit_head", "education")) as client:
            assert (await client.get("/events")).status_code == 403


class TestPositionsThatAreNotOfThisLog:
    async def _asked(self, door: Any, query: str, **headers: str) -> httpx.Response:
        async with door.client(INTEGRATOR) as client:
            answer: httpx.Response = await client.get(f"/events{query}", headers=headers)
        return answer

    async def _ends(self, door: Any) -> tuple[int, int]:
        positions = [one["position"] for one in (await self._asked(door, "?limit=1000")).json()["items"]]
        return positions[0], positions[-1]

    @pytest.mark.parametrize("beyond", [1, 2, 2**62])
    async def test_a_stream_from_beyond_the_end_is_refused_with_the_last_position(
        self, door: Any, world: World, region: str, beyond: int
    ) -> None:
        await happen(world, region, "a")
        _, last = await self._ends(door)
        streaming = {"accept": "text/event-stream"}
        answers = [
            await self._asked(door, "", **streaming, **{"last-event-id": str(last + beyond)}),
            await self._asked(door, f"?after={last + beyond}", **streaming),
            await self._asked(door, f"?after={last + beyond}"),
            await self._asked(door, f"?cursor={paging.cursor_of([last + beyond])}"),
        ]
        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (410, "position_beyond_the_log")
            assert answer.json()["values"] == {"position": last + beyond, "last": last}

    async def test_the_last_position_and_the_beginning_are_none_of_them(self, door: Any) -> None:
        first, last = await self._ends(door)
        for position in (0, first - 1, first, last):
            assert (await self._asked(door, f"?after={position}")).status_code == 200

    async def test_a_position_of_another_installation_is_known_as_such(self, door: Any) -> None:
        first, last = await self._ends(door)
        for foreign in (1, 999_999, first - 2):
            for query, headers in ((f"?after={foreign}", {}), ("", {"last-event-id": str(foreign)})):
                answer = await self._asked(door, query, accept="text/event-stream", **headers)
                assert (answer.status_code, answer.json()["code"]) == (410, "position_of_another_log")
                assert answer.json()["values"] == {"position": foreign, "first": first, "last": last}

    async def test_two_installations_begin_apart_and_count_so_that_every_client_can(
        self, postgres: str, world: World, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        async with worlds.build(postgres, [service], keys=tmp_path_factory.mktemp("keys")) as other:
            firsts = []
            for one in (world, other):
                region = await one.define_region(worlds.new_region())
                async with one.transaction("gateway", region) as tx:
                    firsts.append((await event_log.ends(tx)).first)
        assert abs(firsts[0] - firsts[1]) > 2**31
        assert all(2**32 < first < 2**53 for first in firsts)


class TestLargeEvents:
    async def test_a_page_ends_where_its_events_would_be_too_many_bytes(
        self, door: Any, world: World, region: str
    ) -> None:
        await weigh(world, region, *[3_000_000] * 5)
        assert [len(page) for page in await pages(door)] == [2, 2, 1]

    async def test_one_that_is_larger_than_a_page_stands_alone_on_its_page(
        self, door: Any, world: World, region: str
    ) -> None:
        await weigh(world, region, 1, 9_000_000, 1)
        assert [[len(code) for code in page] for page in await pages(door)] == [[1], [9_000_000], [1]]

    async def test_small_ones_fill_their_page_to_the_last(self, door: Any, world: World, region: str) -> None:
        await weigh(world, region, *[1] * 5)
        assert [len(page) for page in await pages(door, limit=2)] == [2, 2, 1]
        assert [len(page) for page in await pages(door, limit=5)] == [5]

    async def test_those_from_before_sizes_were_kept_count_as_much(self, door: Any, world: World, region: str) -> None:
        await weigh(world, region, *[3_000_000] * 3)
        await asyncio.to_thread(forget_sizes, world.admin_url, region)
        assert [len(page) for page in await pages(door)] == [2, 1]

    async def test_a_stream_brings_all_of_them(self, door: Any, world: World, region: str, address: Any) -> None:
        await weigh(world, region, *[3_000_000] * 3)
        async with (
            address() as url,
            reading(url, door.token("erp", INTEGRATOR), f"/events?after=0&type={SILENT}") as events,
        ):
            assert [one["subject"] for one in await some(events, 3)] == ["0", "1", "2"]
            await weigh(world, region, *[3_000_000] * 4, first=3)
            assert [one["subject"] for one in await some(events, 4)] == ["3", "4", "5", "6"]


class TestStream:
    async def test_what_was_missed_comes_first_and_then_what_happens(
        self, door: Any, world: World, region: str, address: Any
    ) -> None:
        await happen(world, region, "a", "b")
        async with (
            address() as url,
            reading(url, door.token("erp", INTEGRATOR), f"/events?after=0&type={SILENT}") as events,
        ):
            assert [one["subject"] for one in await some(events, 2)] == ["a", "b"]
            await happen(world, region, "c")
            (live,) = await some(events, 1)
        assert (live["subject"], live["event"]) == ("c", SILENT)

    async def test_a_reader_comes_back_with_its_last_event_id_and_misses_nothing(
        self, door: Any, world: World, region: str, address: Any
    ) -> None:
        await happen(world, region, "a", "b", "c")
        token = door.token("erp", INTEGRATOR)
        async with address() as url:
            async with reading(url, token, f"/events?after=0&type={SILENT}") as events:
                (first,) = await some(events, 1)
            await happen(world, region, "d")
            back = {"last-event-id": str(first["position"])}
            async with reading(url, token, f"/events?after=0&type={SILENT}", **back) as events:
                assert [one["subject"] for one in await some(events, 3)] == ["b", "c", "d"]

    async def test_only_the_types_asked_for_arrive(self, door: Any, world: World, region: str, address: Any) -> None:
        async with (
            address() as url,
            reading(url, door.token("erp", INTEGRATOR), f"/events?type={RETURNED}") as events,
        ):
            await happen(world, region, "a")
            returned = FeedReturned(code="a", arrived_at=world.wall())
            await world.deliver(returned, region=region, aggregate="a", sequence=2)
            await world.settle()
            (only,) = await some(events, 1)
        assert only["event"] == RETURNED

    async def test_without_a_position_it_begins_now(self, door: Any, world: World, region: str, address: Any) -> None:
        await happen(world, region, "before")
        async with address() as url, reading(url, door.token("erp", INTEGRATOR), "/events") as events:
            await happen(world, region, "after")
            assert (await some(events, 1))[0]["subject"] == "after"

    async def test_silence_is_broken_by_heartbeats(self, door: Any, address: Any) -> None:
        async with address() as url, reading(url, door.token("erp", INTEGRATOR), "/events") as events:
            assert (await anext(events))["comment"] == "ping"

    async def test_a_reader_far_behind_reads_the_table_and_catches_up(
        self, door: Any, world: World, region: str, address: Any, with_settings: Any
    ) -> None:
        with_settings(stream_poll_seconds=0.01, stream_queue=2)
        token = door.token("erp", INTEGRATOR)
        async with (
            address() as url,
            reading(url, token, "/events") as live,
            reading(url, token, f"/events?after=0&type={SILENT}") as late,
        ):
            await happen(world, region, *"abcdefgh")
            assert "".join([one["subject"] for one in await some(late, 8)]) == "abcdefgh"
            assert "".join([one["subject"] for one in await some(live, 8)]) == "abcdefgh"

    async def test_it_ends_when_the_service_stops(self, door: Any, world: World, address: Any) -> None:
        async with address() as url, reading(url, door.token("erp", INTEGRATOR), "/events") as events:
            world.running["gateway"].stop.set()
            rest = [one async for one in events]
        assert all("comment" in one for one in rest)

    async def test_a_server_that_ends_does_not_wait_for_its_readers(
        self, door: Any, world: World, with_settings: Any
    ) -> None:
        with_settings()
        running = world.running["gateway"]
        running.stop.clear()
        listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(running.app, log_config=None, lifespan="off", timeout_graceful_shutdown=60)
        server = Server(config, running.stop)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with reading(url, door.token("erp", INTEGRATOR), "/events") as events:
            server.should_exit = True
            assert all([True async for _ in events])
        async with asyncio.timeout(20):
            await serving
        running.stop.clear()

    async def test_more_readers_than_allowed_are_told_so(self, door: Any, address: Any, with_settings: Any) -> None:
        with_settings(most_streams=1)
        token = door.token("erp", INTEGRATOR)
        headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
        async with address() as url, reading(url, token, "/events"), httpx.AsyncClient(base_url=url) as second:
            answer = await second.get("/events", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (503, "too_many_streams")


class TestPositions:
    async def test_a_later_one_is_never_seen_before_an_earlier_one(self, world: World, region: str) -> None:
        """Two writers at once: the second waits for the first, though each could have drawn its number."""

        async def row(tx: Tx, code: str) -> None:
            happened = Happened(FeedWentSilent(code=code, last_arrival=None), aggregate=code, sequence=1)
            await event_log.append(tx.connection, [outbox.envelope(tx, happened)])

        async def second() -> None:
            async with world.transaction("gateway", region) as tx:
                await row(tx, "second")

        async with world.transaction("gateway", region) as tx:
            await row(tx, "first")
            waiting = asyncio.create_task(second())
            done, _ = await asyncio.wait([waiting], timeout=0.2)
            assert not done
        await waiting
        async with world.transaction("gateway", region) as tx:
            rows = (await event_log.after(tx, 0, types=[SILENT], limit=10)).rows
        assert [one["body"]["subject"] for one in rows] == ["first", "second"]

    async def test_an_event_that_cannot_be_kept_is_set_back_alone(self, world: World, region: str) -> None:
        """PostgreSQL keeps no NUL in a text; the events that came with it are kept, in their order."""
        for code in ("a", "b\x00", "c"):
            silent = FeedWentSilent(code=code, last_arrival=None)
            await world.deliver(silent, region=region, aggregate=f"feed-{code[0]}", sequence=1)
        await world.settle()
        async with world.transaction("gateway", region) as tx:
            rows = (await event_log.after(tx, 0, types=[SILENT], limit=10)).rows
            await tx.execute(text("DELETE FROM inbox WHERE region = :region AND state = 'waiting'"), {"region": region})
        assert [one["body"]["data"]["code"] for one in rows] == ["a", "c"]

    async def test_the_log_can_be_added_to_and_not_changed(self, world: World, region: str) -> None:
        for statement in ("UPDATE event_log SET actor = 'nobody'", "DELETE FROM event_log"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                async with world.transaction("gateway", region) as tx:
                    await tx.execute(text(statement))
