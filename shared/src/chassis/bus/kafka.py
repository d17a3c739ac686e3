"""The bus over Apache Kafka: an idempotent producer, and a consumer that starts where its database left off."""

import asyncio
import time
from collections.abc import Sequence

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from prometheus_client import Gauge

from chassis.bus.port import Batch, Message, Receiver
from chassis.bus.topics import create_topics
from chassis.retry import Pause
from chassis.waiting import either
from contracts.topics import LARGEST_BYTES, Topic

log = structlog.get_logger()

POLL_MILLISECONDS = 500
MOST_RECORDS = 500
WATCH_SECONDS = 5.0
STUCK_AFTER_WATCHES = 6

lag = Gauge("baton_consumer_lag_events", "Events in the log not yet stored by this member.", ["service", "topic"])
silence = Gauge(
    "baton_broker_silent_seconds", "Since the broker last answered this process, asked every few seconds.", ["service"]
)


class KafkaBus:
    """One process's bus. Started last, stopped first; each receiver gets a consumer of its own."""

    def __init__(self, bootstrap: str, topics: Sequence[Topic], *, client_id: str, prefix: str = "", replicas: int = 1):
        self._bootstrap = bootstrap
        self._topics = topics
        self._client_id = client_id
        self._prefix = prefix
        self._replicas = replicas
        self._receivers: list[Receiver] = []
        self._producer: AIOKafkaProducer | None = None
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def subscribe(self, receiver: Receiver) -> None:
        self._receivers.append(receiver)

    async def start(self) -> None:
        self._stop.clear()
        await create_topics(self._bootstrap, self._topics, prefix=self._prefix, replicas=self._replicas)
        self._tasks = [asyncio.create_task(self._receive_always(receiver)) for receiver in self._receivers]

    async def stop(self) -> None:
        self._stop.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._drop_producer()

    async def publish(self, messages: Sequence[Message]) -> list[bool]:
        """Sends in waves, one message of each key a wave: what follows a lost message of its key waits."""
        acknowledged = [False] * len(messages)
        waiting: dict[tuple[str, str], list[int]] = {}
        for index, message in enumerate(messages):
            waiting.setdefault((message.topic, message.key), []).append(index)
        queues = [list(reversed(indexes)) for indexes in waiting.values()]
        while queues:
            wave = [queue.pop() for queue in queues]
            answers = await self._send([messages[index] for index in wave])
            for index, answer in zip(wave, answers, strict=True):
                acknowledged[index] = answer
            queues = [queue for queue, answer in zip(queues, answers, strict=True) if answer and queue]
        return acknowledged

    async def _send(self, messages: Sequence[Message]) -> list[bool]:
        try:
            producer = await self._started_producer()
            futures = [
                await producer.send(
                    self._prefix + message.topic,
                    message.body,
                    key=message.key.encode(),
                    headers=[("content-type", b"application/cloudevents+json")],
                )
                for message in messages
            ]
        except (KafkaError, OSError) as error:
            log.warning("publish_failed", exc_info=error)
            await self._drop_producer()
            return [False] * len(messages)
        results = await asyncio.gather(*futures, return_exceptions=True)
        failed = [result for result in results if isinstance(result, BaseException)]
        if failed:
            log.warning("publish_failed", count=len(failed), exc_info=failed[0])
            # an idempotent producer can stay wedged after an error: the next flush builds a new one
            await self._drop_producer()
        return [not isinstance(result, BaseException) for result in results]

    async def _started_producer(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                client_id=self._client_id,
                acks="all",
                enable_idempotence=True,
                linger_ms=0,
                max_batch_size=262_144,
                max_request_size=LARGEST_BYTES,
                request_timeout_ms=20_000,
            )
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer

    async def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                async with asyncio.timeout(5):
                    await producer.stop()
            except (KafkaError, OSError, TimeoutError) as error:
                log.info("producer_not_stopped_cleanly", exc_info=error)

    async def _receive_always(self, receiver: Receiver) -> None:
        """Runs a consumer until stopped; one that fails or stays stuck is replaced."""
        heard = _Heard()
        silence.labels(receiver.group).set_function(heard.ago)
        pause = Pause()
        while not self._stop.is_set():
            try:
                await self._receive(receiver, heard, pause)
            except Exception:
                log.warning("consumer_failed", group=receiver.group, exc_info=True)
                await either(self._stop, None, pause.longer())

    async def _receive(self, receiver: Receiver, heard: "_Heard", pause: Pause) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            group_id=self._prefix + receiver.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=LARGEST_BYTES,
            session_timeout_ms=10_000,
            heartbeat_interval_ms=2_000,
        )
        consumer.subscribe(
            sorted(self._prefix + topic for topic in receiver.topics),
            listener=_SeekToDatabase(consumer, receiver, prefix=self._prefix),
        )
        stuck = asyncio.Event()
        watch: asyncio.Task[None] | None = None
        try:
            await consumer.start()
            pause.over()
            watch = asyncio.create_task(self._watch(consumer, receiver, stuck, heard))
            while not self._stop.is_set() and not stuck.is_set():
                _hold_back(consumer, crowded=receiver.crowded())
                for partition, records in (
                    await consumer.getmany(timeout_ms=POLL_MILLISECONDS, max_records=MOST_RECORDS)
                ).items():
                    await receiver.accept(
                        Batch(
                            topic=partition.topic.removeprefix(self._prefix),
                            partition=partition.partition,
                            bodies=[record.value or b"" for record in records],
                            offsets=[record.offset for record in records],
                        )
                    )
                    await _tell_kafka(consumer, partition, records[-1].offset + 1)
        finally:
            if watch is not None:
                watch.cancel()
                await asyncio.gather(watch, return_exceptions=True)
            await consumer.stop()

    async def _watch(
        self, consumer: AIOKafkaConsumer, receiver: Receiver, stuck: asyncio.Event, heard: "_Heard"
    ) -> None:
        """Notes that the broker answers, measures the lag, and calls a consumer stuck whose position stands still
        below the end of a log."""
        standing: dict[TopicPartition, tuple[int, int]] = {}
        while not stuck.is_set():
            await either(stuck, None, WATCH_SECONDS)
            try:
                async with asyncio.timeout(WATCH_SECONDS):
                    await consumer.topics()  # a member without a partition has nothing else to ask
                    partitions = consumer.assignment()
                    ends = await consumer.end_offsets(partitions) if partitions else {}
                    positions = {p: await consumer.position(p) for p in partitions}
            except (KafkaError, TimeoutError) as error:
                log.info("lag_not_measured", group=receiver.group, exc_info=error)
                continue
            heard.now()
            behind: dict[str, int] = {}
            for partition, end in ends.items():
                position = positions[partition]
                behind[partition.topic] = behind.get(partition.topic, 0) + max(0, end - position)
                before, watches = standing.get(partition, (-1, 0))
                watches = watches + 1 if end > position == before and not receiver.crowded() else 0
                standing[partition] = (position, watches)
                if watches >= STUCK_AFTER_WATCHES:
                    log.warning("consumer_stuck", group=receiver.group, partition=str(partition), position=position)
                    stuck.set()
            for topic, count in behind.items():
                lag.labels(receiver.group, topic).set(count)


class _Heard:
    """When the broker last answered; a process that never heard of it counts from its own start."""

    def __init__(self) -> None:
        self.now()

    def now(self) -> None:
        self._at = time.monotonic()

    def ago(self) -> float:
        return time.monotonic() - self._at


class _SeekToDatabase(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    def __init__(self, consumer: AIOKafkaConsumer, receiver: Receiver, *, prefix: str):
        self._prefix = prefix
        self._consumer = consumer
        self._receiver = receiver

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Nothing to give up: whoever takes over is fenced by the offset row."""

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        for partition in assigned:
            position = await self._receiver.position(partition.topic.removeprefix(self._prefix), partition.partition)
            self._consumer.seek(partition, position or 0)


def _hold_back(consumer: AIOKafkaConsumer, *, crowded: bool) -> None:
    if crowded:
        consumer.pause(*consumer.assignment())
    elif paused := consumer.paused():
        consumer.resume(*paused)


async def _tell_kafka(consumer: AIOKafkaConsumer, partition: TopicPartition, offset: int) -> None:
    """Only for the lag tools; the truth is the offset in the database."""
    try:
        await consumer.commit({partition: offset})
    except (CommitFailedError, IllegalStateError) as error:
        log.info("partition_moved_on", partition=str(partition), exc_info=error)
    except KafkaError as error:
        log.info("offset_not_told", partition=str(partition), exc_info=error)
