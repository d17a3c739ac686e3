"""Replays of a region whose clock is a replay clock."""

import re
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from chassis import idempotency, paging
from chassis.auth import Actor
from chassis.db import Database
from chassis.door import (
    ActorHere,
    CommandTx,
    Door,
    DryRun,
    QueryTx,
    audit_entry,
    command_transaction,
    read_transaction,
)
from chassis.paging import Cursor, Limit, Page
from chassis.problems import responses
from indicators.api.texts import Command, Instant, Text
from indicators.domain import replay as replay_rules
from indicators.domain.replay import Replay, ReplayNotFollowed, State, Stop
from indicators.storage import queries
from indicators.storage import replays as stored
from indicators.usecases import replays
from indicators.usecases.following import Everybody

router = APIRouter(route_class=Door, tags=["replays"])

MOST_WAIT_SECONDS = 10.0
WAIT = re.compile(r"\bwait=([0-9]{1,3})\b")

ADVANCE = "POST /replays/{id}:advance"


class StartReplay(Command):
    purpose: Text


class Advance(Command):
    to: Instant


class ReplayOut(BaseModel):
    id: UUID
    number: int
    purpose: str
    state: State
    started_by: str
    started_at: datetime = Field(description="where the clock stood")
    clock_at: datetime
    position: int = Field(description="number of the last move of the region's clock")
    turn: str | None = Field(
        description="the service that does first what is due at this moment; null: all do / 此刻先处理到期事项的服务"
    )

    @classmethod
    def of(cls, replay: Replay, *, turn: str | None) -> "ReplayOut":
        """`turn` is that of the region's clock, which a replay that is over moves no longer."""
        turn = turn if replay.state == "running" else None
        known = {name: getattr(replay, name) for name in ReplayOut.model_fields if name != "turn"}
        return cls(**known, turn=turn)


class AdvancedOut(ReplayOut):
    reached: bool = Field(
        description="false: something is due here, or others have their turn; ask again once all have followed"
    )


@router.post("/replays", status_code=201, responses=responses(409))
async def start(command: StartReplay, tx: CommandTx, response: Response) -> ReplayOut:
    """Start a replay; refused where live data exists. / 开始回放；存有实时数据的地区不可回放。"""
    started = await replays.start(tx, purpose=command.purpose)
    response.headers["Location"] = f"/replays/{started.id}"
    return ReplayOut.of(started, turn=tx.region.turn)


@router.get("/replays")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[ReplayOut]:
    """Replays, newest first. / 回放列表，由新到旧。"""
    rows = await queries.list_replays(tx, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.number], item=partial(ReplayOut.of, turn=tx.region.turn))


@router.get("/replays/{id}", responses=responses(404))
async def get(id: UUID, tx: QueryTx) -> ReplayOut:  # noqa: A002 - the path's own word
    """Where a replay stands. / 查看回放进度。"""
    return ReplayOut.of(await stored.get(tx, id), turn=tx.region.turn)


@router.post("/replays/{id}:advance", response_model=AdvancedOut, responses=responses(404, 409))
async def advance(
    id: UUID,  # noqa: A002 - the path's own word
    command: Advance,
    request: Request,
    actor: ActorHere,
    dry_run: DryRun = False,
    idempotency_key: Annotated[str | None, Header(description="Repeat a command safely / 幂等键")] = None,
    prefer: Annotated[
        str | None,
        Header(description="wait=5: let the services follow for so many seconds, ten at most (RFC 7240) / 等待秒数"),
    ] = None,
) -> Response:
    """Move the clock to the next due moment, at most to `to`, once all have followed. / 推进业务时钟。

    Opens its transactions itself: every service is asked in between, and nothing may be locked meanwhile.
    """
    mark = idempotency.fingerprint(request, await request.body())
    async with read_transaction(request) as tx:
        if idempotency_key is not None:
            known = await idempotency.stored(tx, idempotency_key, mark)
            if known is not None:
                return known
        replay = await stored.get(tx, id)
        replay_rules.check_to(replay, command.to, turn=tx.region.turn)
    stop = await _next_stop(request, actor, replay, command.to, seconds=_wait(prefer))
    if dry_run:
        answer = _answer(replace(replay, clock_at=stop.at, position=replay.position + 1), stop, command.to)
        answer.headers["Baton-Dry-Run"] = "true"
        return answer
    async with command_transaction(request, actor) as tx:
        if idempotency_key is not None:
            known = await idempotency.claim(tx, idempotency_key, mark)
            if known is not None:
                return known
        answer = _answer(await replays.move(tx, replay, to=stop), stop, command.to)
        await audit_entry(tx, request, template=ADVANCE, status=answer.status_code, key=idempotency_key)
        if idempotency_key is not None:
            await idempotency.remember(tx, idempotency_key, answer)
    return answer


def _wait(prefer: str | None) -> float:
    """The seconds of `Prefer: wait=…`; a preference that cannot be read is none (RFC 7240, section 2)."""
    found = WAIT.search(prefer or "")
    return min(float(found[1]), MOST_WAIT_SECONDS) if found else 0.0


async def _next_stop(request: Request, actor: Actor, replay: Replay, to: datetime, *, seconds: float) -> Stop:
    """Raises ReplayNotFollowed, naming who has not followed within so many seconds."""
    database: Database = request.app.state.database
    everybody = Everybody(database, request.app.state.inbox, request.app.state.clients)
    late, standing = await everybody.come_to_rest(actor.region, seconds=seconds)
    if late:
        raise ReplayNotFollowed(clock_at=replay.clock_at, services=late)
    return replay_rules.next_stop(to, {one.service: one.next_due for one in standing})


def _answer(replay: Replay, stop: Stop, to: datetime) -> Response:
    shown = ReplayOut.of(replay, turn=stop.turn)
    advanced = AdvancedOut(**shown.model_dump(), reached=stop == Stop(to))
    return JSONResponse(advanced.model_dump(mode="json"))


@router.post("/replays/{id}:finish", responses=responses(404, 409))
async def finish(id: UUID, tx: CommandTx) -> ReplayOut:  # noqa: A002 - the path's own word
    """End a replay where it stands. / 结束回放。"""
    return ReplayOut.of(await replays.finish(tx, id), turn=tx.region.turn)
