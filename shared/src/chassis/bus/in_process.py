"""The bus of one process: publishing stores the message at every receiver, and never runs a handler."""

from collections.abc import Sequence

import structlog

from chassis.bus.port import Batch, Message, Receiver

log = structlog.get_logger()


class InProcessBus:
    def __init__(self) -> None:
        self._receivers: list[Receiver] = []

    def subscribe(self, receiver: Receiver) -> None:
        self._receivers.append(receiver)

    async def start(self) -> None:
        """Nothing to start: receivers are reached directly."""

    async def stop(self) -> None:
        """Nothing to stop: what was acknowledged is in the receivers' databases."""

    async def publish(self, messages: Sequence[Message]) -> list[bool]:
        acknowledged = [True] * len(messages)
        by_topic: dict[str, list[int]] = {}
        for index, message in enumerate(messages):
            by_topic.setdefault(message.topic, []).append(index)
        for topic, indexes in by_topic.items():
            batch = Batch(topic=topic, partition=0, bodies=[messages[i].body for i in indexes])
            if not await self._deliver(batch):
                for index in indexes:
                    acknowledged[index] = False
        return acknowledged

    async def _deliver(self, batch: Batch) -> bool:
        """A topic that one receiver could not store is sent again to all: those that have it ignore it."""
        for receiver in self._receivers:
            if batch.topic in receiver.topics:
                try:
                    await receiver.accept(batch)
                except Exception:
                    log.warning("delivery_failed", group=receiver.group, topic=batch.topic, exc_info=True)
                    return False
        return True
