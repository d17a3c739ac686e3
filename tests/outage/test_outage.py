"""What is killed is seen by a real Prometheus on the shipped rules, though nobody asks for anything meanwhile."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from tests.outage.conftest import Four, Ink, One, asking

from chassis import embedded

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

SERVICES = ("budget-monitor", "gateway", "indicators", "scoring")
SEEN_SECONDS = 120
"""A scrape, the minute that a rule waits, an evaluation; and what a busy machine takes."""
QUIET_SECONDS = 120
READY_SECONDS = 15
MOST_A_MINUTE = 10_000
CALLED_SECONDS = 60


def assert_readable(ink: Ink, *, services: int = 1) -> None:
    assert {name: size for name, size in ink.a_minute().items() if size > MOST_A_MINUTE * services} == {}


def family(pid: int) -> list[int]:
    """A process and its children."""
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


class TestNothingKilled:
    async def test_nothing_is_told(self, four: Four, one: One) -> None:
        for prometheus in (four.prometheus, one.prometheus):
            await prometheus.seeing(SERVICES, seconds=QUIET_SECONDS)
            await prometheus.quiet(seconds=QUIET_SECONDS)


class TestAKilledBroker:
    async def test_is_seen_by_every_service_though_no_event_waits(self, four: Four) -> None:
        ink = four.ink
        four.kafka.kill()
        await four.prometheus.firing("BrokerSilent", services=SERVICES, seconds=SEEN_SECONDS)
        assert_readable(ink)
        await four.kafka.start()
        await four.prometheus.quiet(seconds=QUIET_SECONDS)


class TestAKilledService:
    async def test_is_seen_among_four_processes(self, four: Four) -> None:
        (member,) = four.deployment.of("scoring")
        member.kill()
        await four.prometheus.firing("ServiceAbsent", services=["scoring"], seconds=SEEN_SECONDS)
        await four.prometheus.firing("ServiceDown", instance=f"127.0.0.1:{member.port}", seconds=SEEN_SECONDS)
        member.start()
        await member.ready(four.deployment.http)
        await four.prometheus.quiet(seconds=QUIET_SECONDS)


class TestAKilledDatabase:
    async def test_is_seen_from_four_processes_which_go_on_by_themselves(self, four: Four) -> None:
        ink = four.ink
        four.postgres.kill()
        await four.prometheus.firing("DatabaseDown", services=SERVICES, seconds=SEEN_SECONDS)
        assert_readable(ink)

        called = four.ink
        statuses = await asking(four.deployment.doors[0], four.deployment.keys, seconds=CALLED_SECONDS)
        assert set(statuses) == {503}
        assert_readable(called)

        four.postgres = await asyncio.to_thread(embedded.start, four.postgres.data)
        began = time.monotonic()
        await four.deployment.ready()
        assert time.monotonic() - began < READY_SECONDS

    async def test_that_only_hangs_is_seen_too(self, one: One) -> None:
        server = family(embedded.start(one.folder / "data/pg").pid)
        for pid in server:
            os.kill(pid, signal.SIGSTOP)
        try:
            await one.prometheus.firing("DatabaseDown", services=SERVICES, seconds=SEEN_SECONDS)
        finally:
            for pid in server:
                os.kill(pid, signal.SIGCONT)
        await one.prometheus.quiet(seconds=QUIET_SECONDS)

    async def test_is_seen_from_one_process_for_each_of_its_services(self, one: One) -> None:
        ink = one.ink
        embedded.start(one.folder / "data/pg").kill()
        await one.prometheus.firing("DatabaseDown", services=SERVICES, seconds=SEEN_SECONDS)
        assert_readable(ink, services=len(SERVICES))

        called = one.ink
        statuses = await asking(one.member.url, one.folder / "data/keys", seconds=CALLED_SECONDS)
        assert set(statuses) == {503}
        assert_readable(called, services=len(SERVICES))


class TestTheOneProcessKilled:
    async def test_is_seen_for_each_of_its_services(self, one: One) -> None:
        one.member.kill()
        await one.prometheus.firing("ServiceAbsent", services=SERVICES, seconds=SEEN_SECONDS)


class TestTheLogOfAllThis:
    """Nothing that was killed is a fault of ours: no line shows a place in our code."""

    def test_is_json_to_the_last_line(self, four: Four) -> None:
        for member in four.deployment.members:
            assert_told(member.lines())

    def test_of_one_process_is_so_too_but_for_what_its_terminal_is_told(self, one: One) -> None:
        written = one.member.log.read_text().splitlines()
        assert_told([json.loads(line) for line in written if line.startswith("{")])
        remarks = [line for line in written if not line.startswith("{")]
        assert [line.partition(" ")[0] for line in remarks] == ["Starting", "Baton", "Ctrl-C"]


def assert_told(lines: list[dict[str, Any]]) -> None:
    assert lines
    assert all({"service", "timestamp", "level", "event"} <= line.keys() for line in lines)
    assert [line for line in lines if "traceback" in line] == []
