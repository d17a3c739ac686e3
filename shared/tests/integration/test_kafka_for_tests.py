"""The broker that other tests stand on."""

import socket
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.testing import required
from chassis.testing.kafka import Kafka, KafkaUnavailable, prepare
from chassis.testing.processes import free_ports

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


class TestABrokerAtAPortOfItsOwn:
    async def test_is_found_again_by_services_that_were_started_before(
        self, repository: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder, (port,) = tmp_path_factory.mktemp("same"), free_ports(1)
        for _ in range(2):
            try:
                broker = prepare(folder, repository=repository, port=port)
            except KafkaUnavailable as unavailable:
                required.absent("kafka", str(unavailable))
            assert broker.bootstrap == f"127.0.0.1:{port}"
            await broker.start()
            broker.kill()

    def test_says_so_where_somebody_listens_there_already(self, repository: Path, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(KafkaUnavailable, match=f"127.0.0.1:{port} cannot be used.*PORT="):
                prepare(tmp_path, repository=repository, port=port)

    def test_says_so_where_that_is_no_port(self, repository: Path, tmp_path: Path) -> None:
        with pytest.raises(KafkaUnavailable, match="cannot be used"):
            prepare(tmp_path, repository=repository, port=70_000)
