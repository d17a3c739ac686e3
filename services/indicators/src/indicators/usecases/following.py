"""Asks every service how far it has followed a replay. Never inside a transaction: the client refuses that."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import httpx
from pydantic import ValidationError

from chassis import following
from chassis.clients import Clients
from chassis.db import Database
from chassis.following import FROM_THE_START, Following, Mark
from chassis.inbox import Inbox

SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.01, 0.1


class Unanswered(Exception):
    """Services that gave no usable answer; somebody who is silent has not followed."""

    def __init__(self, services: Sequence[str]) -> None:
        super().__init__(", ".join(services))
        self.services = list(services)


@dataclass(frozen=True, slots=True)
class Everybody:
    """All services that a region's clock moves: this one directly, the others over HTTP."""

    database: Database
    inbox: Inbox
    clients: Clients

    async def at_rest(self, region: str, *, counting_all: bool = True) -> tuple[list[str], Sequence[Following]]:
        """Who has not followed and why (empty: all have), and where each service stands.

        Counting may begin where the region was last seen at rest. A command that was under way then would be
        counted on one side only; so a difference that stays is looked at again by `counting_all`.
        """
        marks = {} if counting_all else _seen_at_rest(self.database).get(region, {})
        try:
            late, standing = await following.at_rest(lambda: self._sweep(region, marks))
        except Unanswered as silent:
            return [f"{service}: no answer" for service in silent.services], []
        if not late:
            _seen_at_rest(self.database)[region] = {one.service: one.mark for one in standing}
        return late, standing

    async def come_to_rest(self, region: str, *, seconds: float) -> tuple[list[str], Sequence[Following]]:
        """The same, asked again until all have followed or so many seconds have passed."""
        until, pause = time.monotonic() + seconds, SHORTEST_PAUSE_SECONDS
        while True:
            last = time.monotonic() + pause > until
            late, standing = await self.at_rest(region, counting_all=last)
            if not late or last:
                return late, standing
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _sweep(self, region: str, marks: Mapping[str, Mark]) -> Sequence[Following]:
        others = [name for name in self.clients.services if name != self.database.service]
        answers = await asyncio.gather(*(self._ask(name, region, marks.get(name, FROM_THE_START)) for name in others))
        silent = [name for name, answer in zip(others, answers, strict=True) if answer is None]
        if silent:
            raise Unanswered(silent)
        since = marks.get(self.database.service, FROM_THE_START)
        own = await following.following(self.database, self.inbox, region, since=since)
        return [own, *(answer for answer in answers if answer is not None)]

    async def _ask(self, service: str, region: str, since: Mark) -> Following | None:
        try:
            answer = await self.clients[service].get(
                "/internal/following", params={"region": region, "outbox": since.outbox, "inbox": since.inbox}
            )
            answer.raise_for_status()
            return Following.model_validate_json(answer.content)
        except (httpx.HTTPError, ValidationError):
            return None


_marks: WeakKeyDictionary[Database, dict[str, dict[str, Mark]]] = WeakKeyDictionary()
"""What this process remembers; another replica simply counts more."""


def _seen_at_rest(database: Database) -> dict[str, dict[str, Mark]]:
    return _marks.setdefault(database, {})
