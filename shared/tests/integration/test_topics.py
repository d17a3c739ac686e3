"""What the topics demand of their copies, on three brokers of which some are killed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from chassis.bus.kafka import KafkaBus
from chassis.bus.port import Message
from chassis.bus.topics import IN_SYNC, create_topics, in_sync
from chassis.testing import kafka as brokers
from chassis.testing import required
from chassis.testing.kafka import Kafka
from contracts.topics import TOPICS

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

TOPIC = TOPICS[0]
ANSWERS = 20
"""Answers in a row that must be alike: of three brokers each has given some."""


@pytest.mark.parametrize(("copies", "demanded"), [(1, 1), (2, 1), (3, 2), (5, 2), (9, 2)])
def test_two_of_three_copies_or_more_must_have_what_is_acknowledged(copies: int, demanded: int) -> None:
    assert in_sync(copies) == demanded


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cluster(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[Kafka]]:
    try:
        nodes = brokers.prepare_cluster(tmp_path_factory.mktemp("cluster"), repository=repository)
    except brokers.KafkaUnavailable as unavailable:
        required.absent("kafka", str(unavailable))
    for node in nodes:
        await node.start()
    yield nodes
    for node in reversed(nodes):
        node.kill()


@pytest.fixture
def prefix() -> str:
    return f"{uuid4().hex[:8]}."


@pytest_asyncio.fixture(loop_scope="session")
async def admin(cluster: list[Kafka]) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=cluster[0].bootstrap)
    await client.start()
    yield client
    await client.close()


async def configured(admin: AIOKafkaAdminClient, name: str) -> dict[str, str]:
    (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    _code, _message, _type, _name, entries = answer.resources[0]
    return {entry[0]: entry[1] for entry in entries or ()}


async def known_everywhere(admin: AIOKafkaAdminClient, name: str, **wanted: str) -> None:
    """Returns when the topic is so at every broker: any of them answers, and not all know of a change at once."""
    alike = 0
    async with asyncio.timeout(60):
        while alike < ANSWERS:
            found = await configured(admin, name)
            (told,) = await admin.describe_topics([name])
            alike = alike + 1 if told["partitions"] and wanted.items() <= found.items() else 0


class TestATopicThatExists:
    async def add(self, admin: AIOKafkaAdminClient, name: str, *, copies: int, **configs: str) -> None:
        given = {key.replace("_", "."): value for key, value in configs.items()}
        await admin.create_topics([NewTopic(name, TOPIC.partitions, copies, topic_configs=given)])
        await known_everywhere(admin, name, **given)

    async def test_demands_what_its_copies_allow_and_keeps_all_else(
        self, cluster: list[Kafka], admin: AIOKafkaAdminClient, prefix: str
    ) -> None:
        await self.add(admin, prefix + TOPIC.name, copies=3, retention_ms="123456789", segment_bytes="7654321")
        await create_topics(cluster[0].bootstrap, [TOPIC], prefix=prefix, replicas=3)
        kept = {"retention.ms": "123456789", "segment.bytes": "7654321"}
        await known_everywhere(admin, prefix + TOPIC.name, **kept, **{IN_SYNC: "2"})

    async def test_of_one_copy_can_still_be_written_to_where_settings_ask_for_three(
        self, cluster: list[Kafka], admin: AIOKafkaAdminClient, prefix: str
    ) -> None:
        await self.add(admin, prefix + TOPIC.name, copies=1)
        bus = KafkaBus(cluster[0].bootstrap, [TOPIC], client_id="test", prefix=prefix, replicas=3)
        await bus.start()
        assert await bus.publish([Message(TOPIC.name, "key", b"{}")]) == [True]
        await bus.stop()
        assert (await configured(admin, prefix + TOPIC.name))[IN_SYNC] == "1"

    async def test_that_demands_more_is_left_so(
        self, cluster: list[Kafka], admin: AIOKafkaAdminClient, prefix: str
    ) -> None:
        await self.add(admin, prefix + TOPIC.name, copies=3, min_insync_replicas="3")
        await create_topics(cluster[0].bootstrap, [TOPIC], prefix=prefix, replicas=3)
        assert (await configured(admin, prefix + TOPIC.name))[IN_SYNC] == "3"


class TestThreeBrokers:
    async def test_nothing_is_acknowledged_that_only_one_of_them_has(self, cluster: list[Kafka], prefix: str) -> None:
        bus = KafkaBus(cluster[0].bootstrap, [TOPIC], client_id="test", prefix=prefix, replicas=3)
        await bus.start()
        try:
            message = Message(TOPIC.name, "key", b"{}")
            assert await bus.publish([message]) == [True]
            cluster[2].kill()
            assert await bus.publish([message]) == [True], "two of three are enough"
            cluster[1].kill()
            publishing = asyncio.create_task(bus.publish([message]))
            done, _ = await asyncio.wait([publishing], timeout=5)
            assert not done, "one broker alone must not say that it is kept"
            await cluster[1].start()
            async with asyncio.timeout(60):
                assert await publishing == [True]
        finally:
            await bus.stop()
