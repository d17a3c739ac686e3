"""/talks: who is called to one, and recording that it was held."""

from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from chassis import paging
from chassis.door import CommandTx, Door, IfMatch, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from contracts.envelope import Labels
from scoring.api import cursors
from scoring.api.fields import Code, Command, Day, Flag, Reason
from scoring.domain.talk import Talk
from scoring.storage import queries
from scoring.storage import talks as rows
from scoring.usecases import acting, reading, talks

router = APIRouter(route_class=Door, tags=["talks"])

State = Literal["called", "held", "called_off"]


class TalkOut(BaseModel):
    """`held_by` (a role) talks with `person` (a role of the unit), who is `responsible` where registered."""

    id: UUID
    version: int
    kind: Literal["light", "escalation"]
    order: UUID | None
    case: str
    unit: str
    held_by: str
    person: str
    responsible: Labels | None
    due_on: date
    due_provisional: bool
    state: State
    overdue: bool
    held_on: date | None
    recorded_by: str | None
    note: str | None

    @classmethod
    def of(cls, talk: Talk) -> "TalkOut":
        return cls.model_validate(talk, from_attributes=True)


class Record(Command):
    held_on: Day
    note: Reason


@router.get("/talks")
async def list_talks(
    tx: QueryTx,
    cursor: Cursor,
    limit: Limit = paging.DEFAULT_LIMIT,
    state: State | None = None,
    kind: Literal["light", "escalation"] | None = None,
    overdue: Flag = None,
    unit: Code = None,
    order: UUID | None = None,
) -> Page[TalkOut]:
    """Talks with people of your units. / 约谈列表（本单位范围）。"""
    found = await queries.page(
        tx,
        "talks",
        units=await acting.visible_units(tx),
        filters={"state": state, "kind": kind, "overdue": overdue, "unit": unit, "order_id": order},
        after=cursor,
        limit=limit,
    )
    return paging.page(
        found,
        limit,
        key=cursors.key_of,
        item=lambda row: TalkOut.of(rows.of_row(row)),
    )


@router.get("/talks/{talk}", responses=responses(404))
async def get_talk(talk: UUID, tx: QueryTx, response: Response) -> TalkOut:
    """One talk. / 查看约谈。"""
    found = await reading.talk(tx, talk)
    etag(response, found.version)
    return TalkOut.of(found)


@router.post("/talks/{talk}:record", responses=responses(404, 409, 412, 428))
async def record(talk: UUID, command: Record, tx: CommandTx, version: IfMatch, response: Response) -> TalkOut:
    """Record that a talk was held. / 登记约谈情况。"""
    held = await talks.record(tx, talk, held_on=command.held_on, note=command.note, read_version=version)
    etag(response, held.version)
    return TalkOut.of(held)
