"""What operators do in every service: see what was set aside, replay it after the cause is mended, or skip it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import select, update

from chassis import inbox, tables
from chassis.auth import Actor
from chassis.db import POINT_EVERYWHERE, Database, Opened
from chassis.door import ActorHere, CommandTx, Door
from chassis.problems import responses
from chassis.refusal import NotFound


class DeadLetter(BaseModel):
    """An event or a deadline that failed too often. It waits for an operator and holds nothing but its own key."""

    of: Literal["event", "deadline"]
    service: str
    id: str = Field(description="event id, or kind:key of a deadline / 事件编号，或期限的 kind:key")
    region: str
    type: str
    key: str
    attempts: int
    error: str | None


class Released(BaseModel):
    id: str
    outcome: Literal["waiting", "skipped"]


def router(service: str) -> APIRouter:
    """The operators' routes of one service; the gateway lets operators in, and nobody else."""
    routes = APIRouter(route_class=Door, prefix=f"/operations/{service}", tags=["operations"])

    @routes.get("/dead-letters", operation_id=f"list_dead_letters_{service}")
    async def listing(request: Request, actor: ActorHere) -> list[DeadLetter]:
        """What was set aside, and why. / 被搁置的事件与期限及其原因。"""
        database: Database = request.app.state.database
        async with database.open() as opened:
            return await _all(opened, service, actor)

    @routes.post(
        "/dead-letters/{letter}:replay", responses=responses(404), operation_id=f"replay_dead_letter_{service}"
    )
    async def replay(letter: Annotated[str, Field(max_length=400)], tx: CommandTx) -> Released:
        """Handle it once more, after its cause was mended. / 排除原因后重新处理。"""
        await _release(tx, letter, skip=False)
        return Released(id=letter, outcome="waiting")

    @routes.post("/dead-letters/{letter}:skip", responses=responses(404), operation_id=f"skip_dead_letter_{service}")
    async def skip(letter: Annotated[str, Field(max_length=400)], tx: CommandTx) -> Released:
        """Leave it unhandled for good, so that its key goes on. / 永久跳过，使同键的后续事件继续处理。"""
        await _release(tx, letter, skip=True)
        return Released(id=letter, outcome="skipped")

    return routes


async def _all(opened: Opened, service: str, actor: Actor) -> list[DeadLetter]:
    events = [
        DeadLetter(
            of="event",
            service=service,
            id=str(row.event_id),
            region=row.region,
            type=row.type,
            key=row.key,
            attempts=row.attempts,
            error=row.error,
        )
        for row in await inbox.dead_rows(opened)
        # what could not be read belongs to no region, so every operator sees it
        if row.region in (actor.region, inbox.NO_REGION)
    ]
    d = tables.deadlines.c
    rows = await opened.connection.execute(
        select(d.kind, d.key, d.region, d.attempts, d.error)
        .where(d.state == "dead", d.region == actor.region)
        .order_by(d.due_at, d.kind, d.key)
    )
    deadlines = [
        DeadLetter(
            of="deadline",
            service=service,
            id=f"{row.kind}:{row.key}",
            region=row.region,
            type=row.kind,
            key=row.key,
            attempts=row.attempts,
            error=row.error,
        )
        for row in rows
    ]
    return [*events, *deadlines]


async def _release(tx: CommandTx, letter: str, *, skip: bool) -> None:
    try:
        event_id: UUID | None = UUID(letter)
    except ValueError:
        event_id = None
    released = (
        await _release_deadline(tx, letter, skip=skip)
        if event_id is None
        else await _release_event(tx, event_id, skip=skip)
    )
    if not released:
        raise NotFound(what="dead letter", id=letter, region=tx.region.code)


async def _release_event(tx: CommandTx, event_id: UUID, *, skip: bool) -> bool:
    await tx.execute(POINT_EVERYWHERE)
    released = await inbox.release(tx, event_id, skip=skip)
    await tx.point_here()
    return released


async def _release_deadline(tx: CommandTx, letter: str, *, skip: bool) -> bool:
    kind, _, key = letter.partition(":")
    d = tables.deadlines.c
    result = await tx.execute(
        update(tables.deadlines)
        .where(d.region == tx.region.code, d.kind == kind, d.key == key, d.state == "dead")
        .values(state="skipped" if skip else "waiting", attempts=0, next_try=tx.wall)
    )
    return result.rowcount == 1
