"""How long to wait before the next attempt, and which database errors are nobody's fault."""

from datetime import timedelta

from sqlalchemy.exc import DBAPIError

FIRST = timedelta(milliseconds=200)
LONGEST = timedelta(minutes=5)

SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE = "40001", "40P01", "55P03"
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
