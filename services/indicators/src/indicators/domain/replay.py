"""A replay lets the business clock of a region run through time that is over. It only goes forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.refusal import Refusal

State = Literal["running", "finished"]


@dataclass(frozen=True, slots=True)
class Replay:
    """`position` is the number of the last move of the region's clock, over all of its replays."""

    id: UUID
    number: int
    purpose: str
    state: State
    started_by: str
    started_at: datetime
    clock_at: datetime
    position: int


class LiveDataExists(Refusal):
    code = "live_data_exists"
    kind = "conflict"
    en = (
        "Region {region} runs on the real clock and holds live data; its time cannot be replayed. "
        "Define a region with a replay clock."
    )
    zh = "地区 {region} 使用真实时钟并存有实时数据，不能回放时间。请另设使用回放时钟的地区。"


class ReplayRunning(Refusal):
    code = "replay_running"
    kind = "conflict"
    en = "Replay {replay} is running in region {region}. Finish it before another one starts."
    zh = "地区 {region} 中的回放 {replay} 正在进行。请先结束它再开始新的回放。"


class ReplayFinished(Refusal):
    code = "replay_finished"
    kind = "conflict"
    en = "Replay {replay} is finished; its clock stands at {clock_at}. Start another one to go on."
    zh = "回放 {replay} 已结束，时钟停在 {clock_at}。如需继续请开始新的回放。"


class ReplayNeverBackwards(Refusal):
    code = "replay_never_backwards"
    kind = "invalid"
    en = "The clock stands at {clock_at}; {to} is not later. A clock is never moved back: choose a later instant."
    zh = "时钟现为 {clock_at}，{to} 并不更晚。时钟不能倒拨，请选择更晚的时刻。"


class ReplayNotFollowed(Refusal):
    code = "replay_not_followed"
    kind = "conflict"
    en = "Not every service has followed to {clock_at} (values.services). Nothing was moved; ask again in a moment."
    zh = "尚有服务未跟进到 {clock_at}（见 values.services）。时钟未移动，请稍后再试。"


class ReplayMovedMeanwhile(Refusal):
    code = "replay_moved_meanwhile"
    kind = "conflict"
    en = "Replay {replay} was moved to {clock_at} by another command. Read where it stands and ask again."
    zh = "回放 {replay} 已被其他指令移至 {clock_at}。请查看当前位置后再试。"


@dataclass(frozen=True, slots=True)
class Stop:
    """A moment to which the clock may go, and whose turn it is there: one service's, or (None) everybody's."""

    at: datetime
    turn: str | None = None


FIRST_AT_ONE_MOMENT = ("budget-monitor", "scoring")
"""Lights are looked at before what is judged by them; other services follow in the order of their names."""


def check_to(replay: Replay, to: datetime, *, turn: str | None) -> None:
    """`turn` is whose turn it is where the clock stands: others may still have theirs at the same moment.

    Raises ReplayFinished or ReplayNeverBackwards.
    """
    check_running(replay)
    if to < replay.clock_at or (to == replay.clock_at and turn is None):
        raise ReplayNeverBackwards(clock_at=replay.clock_at, to=to)


def check_running(replay: Replay) -> None:
    """Raises ReplayFinished."""
    if replay.state != "running":
        raise ReplayFinished(replay=replay.id, clock_at=replay.clock_at)


def next_stop(to: datetime, next_due: Mapping[str, datetime | None]) -> Stop:
    """Where the clock may go: to `to`, but never past a moment at which some service has something to do.

    Where several have, one begins and the others have their turn when it has come to rest: who of them is quicker
    must decide nothing.
    """
    at = min([to, *(due for due in next_due.values() if due is not None)])
    waiting = sorted((service for service, due in next_due.items() if due == at), key=_rank)
    return Stop(at, waiting[0] if len(waiting) > 1 else None)


def _rank(service: str) -> tuple[int, str]:
    known = FIRST_AT_ONE_MOMENT
    return (known.index(service) if service in known else len(known), service)
