"""Feeds: sources of data with an expected rhythm. A feed that misses it is silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Feed:
    """`rhythm_days` None: nothing is expected, so the feed is never silent."""

    code: str
    rhythm_days: int | None
    registered_at: datetime
    last_arrival: datetime | None

    def silent_from(self) -> datetime | None:
        """The instant from which the feed counts as silent unless something arrives before it."""
        if self.rhythm_days is None:
            return None
        return (self.last_arrival or self.registered_at) + timedelta(days=self.rhythm_days)

    def is_silent(self, at: datetime) -> bool:
        silent_from = self.silent_from()
        return silent_from is not None and silent_from <= at
