"""The same year in one process and in four on a real Kafka: the same decisions, and the same events to the last id."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from allinone import installation
from allinone.county.figures import REGION
from allinone.driving import county, planning, replaying
from allinone.driving.client import Baton
from allinone.driving.people import AUDITOR
from chassis.testing import processes
from chassis.testing.kafka import Kafka

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

LAST_PUBLIC_DAY = date(2012, 10, 31)
"""Two checkpoints, with what follows from each, are enough to compare."""


@dataclass(frozen=True)
class Driver:
    """Somebody who drives a region through a year."""

    region: str
    play: Callable[[Baton], Awaitable[object]]


@dataclass(frozen=True)
class Year:
    """What a year left behind. `decisions`: reference → state and reasons; `events`: id → what it tells."""

    decisions: dict[str, tuple[str, ...]]
    events: dict[str, tuple[str, ...]]


@pytest.fixture(scope="module", params=["demonstration county", "public payments"])
def driver(request: pytest.FixtureRequest, repository: Path) -> Driver:
    if request.param == "demonstration county":
        return Driver(REGION, county.play)
    data, examples = request.getfixturevalue("shared_data"), repository / "examples/gla"
    plan = planning.read(
        data / "gla-budget-2012-13.csv",
        data / "gla-payments-2012-13.csv",
        [examples / "budget-mapping.yaml", examples / "payments-mapping.yaml"],
        examples / "rules.yaml",
    )
    plan = replace(plan, payments=[one for one in plan.payments if one.value_date <= LAST_PUBLIC_DAY])
    return Driver(plan.facts.code, lambda baton: replaying.replay(baton, plan))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def in_one_process(driver: Driver, tmp_path_factory: pytest.TempPathFactory) -> Year:
    async with installation.own(tmp_path_factory.mktemp("one"), durable=False) as place:
        return await driven(driver, place)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def over_kafka(
    driver: Driver, repository: Path, postgres: str, kafka: Kafka, tmp_path_factory: pytest.TempPathFactory
) -> Year:
    deployment = processes.prepare(
        tmp_path_factory.mktemp("four"), repository=repository, postgres=postgres, kafka=kafka.bootstrap
    )
    async with deployment:
        return await driven(driver, installation.Place(deployment.doors[0], deployment.keys))


async def driven(driver: Driver, place: installation.Place) -> Year:
    async with installation.baton(place, driver.region) as baton:
        await driver.play(baton)
        payments = await baton.all("/payments", by=AUDITOR)
        events = [one["event"] for one in await baton.all("/events", by=AUDITOR)]
    return Year(
        {one["external_ref"]: (one["state"], *reasons(one)) for one in payments},
        {event["id"]: told(event) for event in events},
    )


def reasons(payment: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in payment["decision"]["reasons"]]


def told(event: dict[str, Any]) -> tuple[str, ...]:
    """The moment too, but of the command that defines the region: until then it has no clock but the machine's."""
    founding = event["data"].get("command") == "POST /regions"
    return event["type"], event["subject"], "" if founding else event["time"]


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {key: (one.get(key), other.get(key)) for key in one | other if one.get(key) != other.get(key)}


class TestTheSameYear:
    def test_decides_every_payment_alike(self, in_one_process: Year, over_kafka: Year) -> None:
        assert differences(in_one_process.decisions, over_kafka.decisions) == {}
        assert len(over_kafka.decisions) > 1_000

    def test_tells_the_same_events_of_the_same_moments(self, in_one_process: Year, over_kafka: Year) -> None:
        assert differences(in_one_process.events, over_kafka.events) == {}
        assert len(over_kafka.events) > 2_000
