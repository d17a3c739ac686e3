"""What a bus promises: bytes by topic and key, at least once, in order within a key."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    key: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one partition in its order. `offsets` is empty on a bus that keeps no positions."""

    topic: str
    partition: int
    bodies: Sequence[bytes]
    offsets: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives: a consumer group, its topics, where it stores what arrives, and where it left off.

    `accept` returns when the batch is committed in the receiver's own database: that is the acknowledgement.
    `position` gives the next offset of a partition, None where nothing was received from it yet.
    `crowded` says that too much waits already; the bus then holds back.
    """

    group: str
    topics: frozenset[str]
    accept: Callable[[Batch], Awaitable[None]]
    position: Callable[[str, int], Awaitable[int | None]]
    crowded: Callable[[], bool] = lambda: False


class Bus(Protocol):
    def subscribe(self, receiver: Receiver) -> None:
        """Registers a receiver; before `start`, or nothing reaches it."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def publish(self, messages: Sequence[Message]) -> list[bool]:
        """Sends messages; says for each whether it was acknowledged.

        Within a key the order is kept: once a message of a key is not acknowledged, no later one is sent.
        """
