"""The largest scheme over HTTP: drafted, checked, published, received; each against what cannot be spared."""

import hashlib
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter, Request
from tests.load.large_scheme import large_scheme
from tests.load.sizes import Sizes

from chassis.door import Door
from chassis.service import Service
from chassis.testing import world as worlds
from chassis.testing.world import World
from indicators.service import service as indicators
from scoring.service import service as scoring

EMPTY = "/schemes/empty-handler"
OFFICE = "assessment_office"
BECAUSE = {"reason": "measuring"}
FLOOR = "`json.dumps` and SHA-256 of the same content"

beside = APIRouter(route_class=Door)


@beside.post(EMPTY)
async def empty(request: Request) -> dict[str, int]:
    return {"bytes": len(await request.body())}


@dataclass(slots=True)
class Step:
    """Seconds of each round, and of the floor of the same round."""

    name: str
    seconds: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def ratio(self) -> float:
        return statistics.median(one / floor for one, floor in zip(self.seconds, self.floors, strict=True))


@dataclass(frozen=True, slots=True)
class Published:
    """What was measured of how large a scheme; `bytes` are those of the request."""

    steps: list[Step]
    indicators: int
    members: int
    bytes: int


async def measure(keys: Path, *, postgres: str, sizes: Sizes) -> Published:
    """In one process, so that nothing but the work itself takes time; each round publishes another scheme."""
    steps: dict[str, Step] = {}
    size = 0
    async with worlds.build(postgres, [_with_empty_handler(), scoring], keys=keys) as world:
        region = await world.define_region(worlds.new_region(), at=worlds.midnight("2026-07-01"))
        for number in range(sizes.scheme_rounds):
            content = large_scheme(f"villages-{number}", indicators=sizes.indicators, members=sizes.members)
            body = json.dumps({"scheme": content}, ensure_ascii=False).encode()
            size = len(body)
            timed = await _round(world, region, content, body)
            for name, seconds in timed.items():
                step = steps.setdefault(name, Step(name))
                step.seconds.append(seconds)
                step.floors.append(timed[FLOOR])
    return Published(list(steps.values()), sizes.indicators, sizes.members, size)


def _with_empty_handler() -> Service:
    router = APIRouter()
    router.include_router(beside)
    router.include_router(indicators.router)
    return replace(indicators, router=router)


async def _round(world: World, region: str, content: dict[str, Any], body: bytes) -> dict[str, float]:
    code = content["code"]
    version = f"/schemes/{code}/versions/1"
    async with AsyncExitStack() as stack:

        async def person(service: str, name: str) -> httpx.AsyncClient:
            client = world.client(service, region, name, roles=[OFFICE])
            client.timeout = httpx.Timeout(600)
            return await stack.enter_async_context(client)

        author, chief = await person("indicators", "author"), await person("indicators", "chief")
        reader = await person("scoring", "reader")
        json_body = {"content-type": "application/json"}

        async def received() -> httpx.Response:
            await world.settle()
            return await reader.get(f"/scheme-copies/{code}")

        return {
            FLOOR: _floor(content),
            "the same body to an empty handler": await _timed(
                lambda: author.post(EMPTY, content=body, headers=json_body)
            ),
            "draft: `POST /schemes`": await _timed(lambda: author.post("/schemes", content=body, headers=json_body)),
            "check: `GET …/lint`": await _timed(lambda: author.get(f"{version}/lint")),
            "`POST …:approve`": await _timed(lambda: chief.post(f"{version}:approve", json=BECAUSE)),
            "publish, checked again: `POST …:publish`": await _timed(
                lambda: chief.post(f"{version}:publish", json=BECAUSE)
            ),
            "relay, inbox, both digests, copy in scoring": await _timed(received),
        }


async def _timed(ask: Callable[[], Awaitable[httpx.Response]]) -> float:
    begun = time.perf_counter()
    answer = await ask()
    seconds = time.perf_counter() - begun
    if not answer.is_success:
        raise RuntimeError(f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:500]}")
    return seconds


def _floor(content: dict[str, Any]) -> float:
    begun = time.perf_counter()
    hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
    return time.perf_counter() - begun
