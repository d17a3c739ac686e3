"""Moves the replay clock of a region: on and on to an instant, waiting for the services to follow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import stamina

from allinone.driving.client import Baton, Json
from allinone.driving.people import OPERATOR
from allinone.failures import NotReachable, Refused

FOLLOWING_SECONDS = 180.0
WAIT_SECONDS = 5  # the service looks more often than a client could ask
NOT_FOLLOWED = "replay_not_followed"


class _NotFollowed(Exception):
    pass


@dataclass(slots=True)
class ReplayClock:
    """The clock of one replay as last answered. `at` is business time; `position` counts its moves; `turns` says
    that at this very moment other services have still to do what is due."""

    baton: Baton
    id: str
    at: datetime
    position: int
    running: bool
    turns: bool = False
    patience: float = FOLLOWING_SECONDS

    @classmethod
    async def start(cls, baton: Baton, *, purpose: str) -> "ReplayClock":
        """The replay of this purpose: the one that an interrupted run began, or a new one."""
        for known in await baton.all("/replays", by=OPERATOR):
            if known["purpose"] == purpose:
                return cls._of(baton, known)
        return cls._of(baton, await baton.post("/replays", {"purpose": purpose}, by=OPERATOR))

    @classmethod
    def _of(cls, baton: Baton, answer: Json) -> "ReplayClock":
        return cls(
            baton=baton,
            id=answer["id"],
            at=datetime.fromisoformat(answer["clock_at"]),
            position=answer["position"],
            running=answer["state"] == "running",
            turns=answer["turn"] is not None,
        )

    def one_by_one(self) -> Baton:
        """The door for whoever drives this replay: what it sends comes to rest before it sends the next thing."""
        return _OneByOne(self)

    async def advance_to(self, instant: datetime) -> None:
        """Goes from one due moment to the next until the instant, and waits until every service has followed.

        Does nothing where the clock is past it. Raises NotReachable where the services do not follow within the
        patience.
        """
        while self.running and (self.at < instant or (self.turns and self.at == instant)):
            await self._ask(instant)
        await self.come_to_rest()

    async def come_to_rest(self) -> None:
        """Returns when every service has handled all that follows from the present moment.

        A clock may move only when everything has followed to where it stands, so asking whether it might is enough.
        """
        if self.running:
            await self._ask(self.at + timedelta(seconds=1), dry_run=True)

    async def finish(self) -> None:
        if self.running:
            await self.baton.post(f"/replays/{self.id}:finish", {}, by=OPERATOR)
            self.running = False

    async def _ask(self, to: datetime, *, dry_run: bool = False) -> None:
        try:
            async for attempt in stamina.retry_context(
                on=_NotFollowed,
                attempts=None,
                timeout=self.patience,
                wait_initial=0.04,
                wait_max=0.5,
                wait_jitter=0.02,
            ):
                with attempt:
                    await self._ask_once(to, dry_run=dry_run)
        except _NotFollowed as late:
            raise NotReachable(
                f"The services did not follow the clock to {self.at.isoformat()} in {self.patience:.0f} s: {late} "
                "Look at `baton dead-letters list`; then run this command again, it goes on where it stopped."
            ) from late

    async def _ask_once(self, to: datetime, *, dry_run: bool) -> None:
        try:
            # from which move on: the same target is asked for again after each stop on the way
            answer = await self.baton.post(
                f"/replays/{self.id}:advance",
                {"to": to.isoformat()},
                by=OPERATOR,
                again=str(self.position),
                dry_run=dry_run,
                wait=WAIT_SECONDS,
            )
        except Refused as refused:
            if refused.code == NOT_FOLLOWED:
                raise _NotFollowed(str(refused)) from refused
            raise
        if not dry_run:
            self.at = datetime.fromisoformat(answer["clock_at"])
            self.position, self.turns = answer["position"], answer["turn"] is not None


class _OneByOne(Baton):
    """Where days pass between two commands in life, none passes in a replay: without waiting for what follows from
    the first (an order accepted, so a hold lifted), the second would meet it or not, as the machine happens to run."""

    def __init__(self, clock: ReplayClock) -> None:
        door = clock.baton
        super().__init__(door.http, door.tokens, region=door.region, patience=door.patience)
        self._clock = clock

    async def post(self, path: str, body: Json | None, **how: Any) -> Json:
        answer = await super().post(path, body, **how)
        await self._clock.come_to_rest()
        return answer
