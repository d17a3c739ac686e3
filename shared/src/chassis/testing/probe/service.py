"""The smallest service that uses every part of the chassis; its tests are the tests of the chassis.

It notes things (a command), records the events that it hears (an effect per event), and fires deadlines. Names
starting with "poison" always fail, names starting with "flaky" fail until `healed` holds them.
"""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, MetaData, Table, Text, insert, select

from chassis import deadlines, outbox, paging, tables
from chassis.db import Tx
from chassis.door import CommandTx, Door, IfMatch, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, expect_version
from chassis.refusal import NotFound, Refusal
from chassis.service import Deadline, Service
from contracts.envelope import Event, Labels
from contracts.indicators import AssesseeRegistered

metadata = MetaData()

notes = Table(
    "notes",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("name", Text(collation="C"), primary_key=True),
    Column("version", Integer, nullable=False),
    info=tables.keep(tables.KEEP_FOR_EVER),
)
effects = Table(
    "effects",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("region", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    info=tables.keep(tables.KEEP_FOR_EVER),
)

router = APIRouter(route_class=Door)
healed: set[str] = set()


class NoteRefused(Refusal):
    code = "note_refused"
    kind = "conflict"
    en = "The note {name} is refused. Choose a name that does not start with 'refused'."
    zh = "备注 {name} 被拒绝。请换一个不以 refused 开头的名称。"


class NewNote(BaseModel, extra="forbid"):
    name: Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[a-z0-9-]+$")]
    times: Annotated[int, Field(ge=1, le=500)] = 1


class Note(BaseModel):
    name: str
    version: int


@router.post("/notes", status_code=201)
async def note(command: NewNote, tx: CommandTx, response: Response) -> Note:
    if command.name.startswith("refused"):
        raise NoteRefused(name=command.name)
    version = await say(tx, command.name, times=command.times)
    etag(response, version)
    return Note(name=command.name, version=version)


@router.post("/notes/{name}:again")
async def again(name: str, tx: CommandTx, given: IfMatch, response: Response) -> Note:
    row = await tx.one_or_none(select(notes).where(notes.c.name == name).with_for_update())
    if row is None:
        raise NotFound(what="note", id=name, region=tx.region.code)
    expect_version(given, row["version"])
    version = await say(tx, name, times=1)
    etag(response, version)
    return Note(name=name, version=version)


@router.get("/notes")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[Note]:
    statement = select(notes).where(notes.c.region == tx.region.code).order_by(notes.c.name).limit(limit + 1)
    if cursor is not None:
        statement = statement.where(cursor.beyond(notes.c.name))
    rows = await tx.all(statement)
    return paging.page(
        rows, limit, key=lambda row: [row["name"]], item=lambda row: Note(name=row["name"], version=row["version"])
    )


async def say(tx: Tx, name: str, *, times: int) -> int:
    """Writes the note `times` versions on, with an event for each; returns the last version."""
    from sqlalchemy.dialects.postgresql import insert as upsert

    row = upsert(notes).values(region=tx.region.code, name=name, version=times)
    version: int = await tx.scalar(
        row.on_conflict_do_update(
            index_elements=["region", "name"], set_={"version": notes.c.version + times}
        ).returning(notes.c.version)
    )
    for sequence in range(version - times + 1, version + 1):
        await outbox.put(tx, _event(name, sequence), aggregate=name, sequence=sequence)
    return version


def _event(name: str, version: int) -> AssesseeRegistered:
    return AssesseeRegistered(
        code=name,
        version=version,
        kind="organisation",
        category="probe",
        parent=None,
        labels=Labels(zh=name, en=name),
    )


async def hear(tx: Tx, event: Event) -> None:
    heard = event.read(AssesseeRegistered)
    if heard.code.startswith("poison") or (heard.code.startswith("flaky") and heard.code not in healed):
        raise RuntimeError(f"{heard.code} cannot be handled")
    await record(tx, heard.code, heard.version)


async def fire(tx: Tx, deadline: Deadline) -> None:
    if deadline.key.startswith("poison"):
        raise RuntimeError(f"{deadline.key} cannot be handled")
    await record(tx, deadline.key, 0)
    if again_at := deadline.data.get("again_at"):
        await deadlines.set(tx, deadline.kind, deadline.key, datetime.fromisoformat(again_at))


async def record(tx: Tx, name: str, sequence: int) -> None:
    await tx.execute(insert(effects).values(region=tx.region.code, name=name, sequence=sequence, at=tx.now))


async def effects_of(tx: Any, region: str) -> list[tuple[str, int]]:
    rows = await tx.execute(
        select(effects.c.name, effects.c.sequence).where(effects.c.region == region).order_by(effects.c.number)
    )
    return [(row.name, row.sequence) for row in rows]


service = Service(
    name="probe",
    router=router,
    migrations="chassis.testing.probe:migrations",
    handlers={AssesseeRegistered.event_type: hear},
    deadlines={"bell": fire},
)
