"""Two processes of every service at once: the same result, nothing doubled, the order within each key kept."""

import json
from collections import defaultdict
from itertools import cycle, pairwise

import httpx
import pytest
from tests.chaos.conftest import Machine, Played, play

from allinone.driving.replaying import Plan

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


class InTurn(httpx.AsyncBaseTransport):
    """Each request goes to the next of several doors, as behind a load balancer."""

    def __init__(self, doors: list[str]) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self._doors = cycle(map(httpx.URL, doors))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        door = next(self._doors)
        request.url = request.url.copy_with(host=door.host, port=door.port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class TestTwoReplicasOfEveryService:
    async def test_the_year_ends_as_with_one(self, machine: Machine, plan: Plan, calm: Played) -> None:
        async with machine.deploy("twins", replicas=2) as deployment:
            played = await play(deployment, plan, transport=InTurn(deployment.doors))
            assert played.line == calm.line
            assert played.events == calm.events
            for service in deployment.services:
                handled: dict[str, list[str]] = defaultdict(list)
                for key, body in deployment.rows(
                    service, "SELECT key, body FROM inbox WHERE finished_at IS NOT NULL ORDER BY finished_at, position"
                ):
                    event = json.loads(bytes(body))
                    handled[f"{event['type']} {key}"].append(event["sequence"])
                disordered = {key: seen for key, seen in handled.items() if any(a >= b for a, b in pairwise(seen))}
                assert disordered == {}, f"{service} handled events of one key out of order"
