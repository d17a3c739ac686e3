"""The broker that other tests stand on."""

from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.testing import required
from chassis.testing.kafka import Kafka, KafkaUnavailable, prepare

pytestmark = pytest.mark.kafka


class TestABrokerThatIsKilled:
    async def test_what_it_acknowledged_is_there_when_it_runs_again(
        self, kafka: Kafka, repository: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        broker = prepare(tmp_path_factory.mktemp("own"), repository=repository)
        await broker.start()
        try:
            admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
            await admin.start()
            await admin.create_topics([NewTopic("kept", num_partitions=1, replication_factor=1)])
            await admin.close()
            producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap, acks="all")
            await producer.start()
            await producer.send_and_wait("kept", b"word")
            await producer.stop()
            broker.kill()
            await broker.start()
            consumer = AIOKafkaConsumer(bootstrap_servers=broker.bootstrap)
            await consumer.start()
            consumer.assign([TopicPartition("kept", 0)])
            await consumer.seek_to_beginning()
            assert (await consumer.getone()).value == b"word"
            await consumer.stop()
        finally:
            broker.stop()

    async def test_a_folder_that_holds_data_is_used_again_on_new_ports(
        self, repository: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("again")
        for _ in range(2):
            try:
                broker = prepare(folder, repository=repository)
            except KafkaUnavailable as unavailable:
                required.absent("kafka", str(unavailable))
            await broker.start()
            broker.stop()
