"""How long to wait before the next attempt, and which errors are nobody's fault here."""

import socket
from datetime import timedelta

import httpx
import psycopg
from aiokafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

FIRST = timedelta(milliseconds=200)
LONGEST = timedelta(minutes=5)

SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE = "40001", "40P01", "55P03"
UNIQUE_VIOLATION = "23505"
CONNECTION_CLASSES = ("08", "57P", "53")


def backoff(attempts: int) -> timedelta:
    """Doubling from 200 ms up to 5 min; `attempts` counts those already made."""
    doublings = min(attempts - 1, 20)
    return min(LONGEST, FIRST * (1 << doublings))


def sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def is_transient(error: DBAPIError) -> bool:
    """Whether the same work may succeed when done again: a deadlock, or the server went away."""
    state = sqlstate(error)
    return (
        error.connection_invalidated
        or state in (SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE)
        or state.startswith(CONNECTION_CLASSES)
        # psycopg raises an OperationalError without a state when the connection is gone
        or (not state and type(error.orig).__name__ == "OperationalError")
    )


def is_taken(error: DBAPIError) -> bool:
    """Whether somebody else stored the same key meanwhile: done again, the work sees theirs and answers to it."""
    return sqlstate(error) == UNIQUE_VIOLATION


ELSEWHERE = (
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    psycopg.OperationalError,
    PoolTimeout,
    KafkaError,
    httpx.TransportError,
)


def is_outage(error: BaseException) -> bool:
    """Whether something else is gone: the database, the broker, another service."""
    if isinstance(error, DBAPIError):
        return is_transient(error)
    # asyncio raises the bare class where a name has several addresses and none answers
    return isinstance(error, ELSEWHERE) or type(error) is OSError


class Pause:
    """How long a loop waits that fails again and again, in seconds: doubling from half a second up to five."""

    SHORTEST, LONGEST = 0.5, 5.0

    def __init__(self) -> None:
        self._next = self.SHORTEST

    def longer(self) -> float:
        """The pause to make now; the next one is twice as long."""
        now, self._next = self._next, min(self.LONGEST, self._next * 2)
        return now

    def over(self) -> None:
        """What failed works again."""
        self._next = self.SHORTEST
