"""Checks per second over HTTP: each kind of request against the same app with an empty handler, round by round."""

import itertools
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import httpx
from tests.load import county as counties
from tests.load.client import Driven, Request, drive, percentile
from tests.load.county import County, as_bytes, check, payment
from tests.load.serving import EMPTY, EMPTY_COMMAND
from tests.load.sizes import Sizes

from chassis.auth import Actor, sign_service_token
from chassis.keys import Keys
from chassis.testing import processes
from chassis.testing.processes import Deployment, NotReady

SERVICE = "budget-monitor"
PRINCIPAL = "treasury"
REST_SECONDS = 5
FOUNDING_SECONDS = 60
UNLIMITED = "100000000/minute"


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that is measured. `of_each` are the payments in one request; `against` names what it is divided by."""

    name: str
    path: str
    body: Callable[[], bytes]
    status: int
    answer: bytes
    against: "Kind | None" = None
    of_each: int = 1
    through_gateway: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """Rates are payments (or requests) per second, one of each round; `ratios` likewise, each within its round."""

    kind: Kind
    rates: list[float]
    ratios: list[float]
    waits: list[float]

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    def wait(self, percent: float) -> float:
        return percentile(self.waits, percent)


def kinds(items: Sequence[str], batch: int) -> list[Kind]:
    """What is measured, in the order of a round. A payment is never sent twice."""
    numbers = itertools.count(1)
    turns = itertools.cycle(items)

    def a_check() -> bytes:
        return as_bytes(check(next(turns), "0.01"))

    def a_hold() -> bytes:
        return as_bytes(payment(next(turns), "0.01", "hold", f"hold-{next(numbers)}"))

    def a_batch() -> bytes:
        rows = [payment(next(turns), "0.01", "pay", f"batch-{next(numbers)}") for _ in range(batch)]
        return as_bytes({"payments": rows})

    accepted, held, paid = b'"outcome":"accepted"', b'"state":"held"', b'"state":"paid"'
    empty = Kind("empty handler", EMPTY, a_check, 201, b"")
    command = "empty command: token, transaction, audit entry, commit"
    direct = [
        Kind("`POST /payment-checks`", "/payment-checks", a_check, 201, accepted, empty),
        Kind("`POST /payments`, `then=hold`", "/payments", a_hold, 201, held, empty),
        Kind(f"`POST /payments:import`, {batch} paid each", "/payments:import", a_batch, 200, paid, empty, batch),
    ]
    through = [
        replace(kind, name=f"{kind.name}, through the gateway", against=kind, through_gateway=True) for kind in direct
    ]
    return [empty, Kind(command, EMPTY_COMMAND, a_check, 201, b"", empty), *direct, *through]


async def measure(folder: Path, *, repository: Path, postgres: str, kafka: str, sizes: Sizes) -> list[Measured]:
    """The four services as processes, on a durable PostgreSQL and a real Kafka; everything relays and logs meanwhile.

    Before each measurement the services are given a few seconds to come to rest, so that it does not pay for the
    events of the one before.
    """
    deployment = processes.prepare(
        folder, repository=repository, postgres=postgres, kafka=kafka, log_level="WARNING",
        rate_per_principal=UNLIMITED, rate_per_address=UNLIMITED,
    )  # fmt: skip
    (monitor,) = deployment.of(SERVICE)
    monitor.command = [sys.executable, "-m", "tests.load.serving"]
    items = [f"ITEM {number:03}" for number in range(1, sizes.items + 1)]
    async with deployment, httpx.AsyncClient(base_url=deployment.doors[0], timeout=60) as door:
        county = County(
            f"b-{uuid4().hex[:8]}", door, Keys.load(deployment.keys),
            lambda: deployment.until_at_rest(county.region, seconds=FOUNDING_SECONDS),
        )  # fmt: skip
        await counties.found(county, items)
        wanted = kinds(items, sizes.batch)
        rounds = await _rounds(deployment, county, wanted, sizes)
    return [_summed(kind, rounds) for kind in wanted]


async def _rounds(
    deployment: Deployment, county: County, wanted: Sequence[Kind], sizes: Sizes
) -> list[dict[str, Driven]]:
    """Name → what came back, for each round; the first round warms up and is dropped."""
    (monitor,) = deployment.of(SERVICE)
    actor = Actor(PRINCIPAL, frozenset({"finance"}), None, county.region)
    until = time.monotonic() + sizes.checks_seconds
    rounds: list[dict[str, Driven]] = []
    while len(rounds) <= sizes.rounds:
        if len(rounds) > sizes.least_rounds and time.monotonic() > until:
            break
        found, rested = {}, 0
        for kind in wanted:
            # a service token holds for a minute: each measurement has its own
            service_token = sign_service_token(county.keys, actor, audience=SERVICE)
            token = county.token("finance", PRINCIPAL) if kind.through_gateway else service_token
            found[kind.name] = await drive(
                deployment.doors[0] if kind.through_gateway else monitor.url,
                Request(kind.path, token, kind.body, kind.status, kind.answer),
                connections=sizes.connections,
                seconds=sizes.seconds if rounds else sizes.seconds / 4,
            )
            rested += await _rested(deployment, county.region)
        rates = ", ".join(f"{_rate(kind, found):,.0f}" for kind in wanted)
        print(f"round {len(rounds)}: {rates} a second; at rest after {rested} of {len(wanted)}", flush=True)
        rounds.append(found)
    return rounds[1:]


async def _rested(deployment: Deployment, region: str) -> bool:
    """Whether all events were handled in time; else the next measurement bears what is left, as in a busy hour."""
    try:
        await deployment.until_at_rest(region, seconds=REST_SECONDS)
    except NotReady:
        return False
    return True


def _rate(kind: Kind, found: Mapping[str, Driven]) -> float:
    return found[kind.name].per_second * kind.of_each


def _summed(kind: Kind, rounds: Sequence[Mapping[str, Driven]]) -> Measured:
    against = kind.against or kind
    return Measured(
        kind,
        rates=[_rate(kind, one) for one in rounds],
        ratios=[_rate(kind, one) / _rate(against, one) for one in rounds],
        waits=[wait for one in rounds for wait in one[kind.name].waits],
    )
