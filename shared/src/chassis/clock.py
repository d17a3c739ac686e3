"""The wall clock, injected: tokens, retries and metrics read it; business time comes from the region."""

from collections.abc import Callable
from datetime import UTC, datetime

WallClock = Callable[[], datetime]


def wall() -> datetime:
    """The time of this machine, aware, in UTC."""
    return datetime.now(UTC)
