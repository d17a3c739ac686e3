"""Feeds: sources of data with their rhythm. / 数据源。"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from budget_monitor.api.shapes import Code, CodeHere, Command, LabelsIn, text_key
from budget_monitor.storage import feeds as storage
from budget_monitor.storage import queries
from budget_monitor.usecases import feeds
from chassis import paging
from chassis.db import ReadTx
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from chassis.refusal import NotFound
from contracts.envelope import Labels

router = APIRouter(route_class=Door, tags=["feeds"])


class RegisterFeed(Command):
    code: Code
    labels: LabelsIn
    rhythm_days: Annotated[int, Field(strict=True, ge=1, le=366)] | None = Field(
        default=None, description="days after which it counts as silent; null: never"
    )


class FeedOut(BaseModel):
    code: str
    labels: Labels
    rhythm_days: int | None
    registered_at: datetime
    last_arrival: datetime | None
    silent: bool
    silent_from: datetime | None
    version: int

    @classmethod
    def of(cls, row: RowMapping, now: datetime) -> "FeedOut":
        feed = storage.feed_of(row)
        return cls(
            code=row["code"],
            labels=row["labels"],
            rhythm_days=row["rhythm_days"],
            registered_at=row["registered_at"],
            last_arrival=row["last_arrival"],
            silent=row["silent"] or feed.is_silent(now),
            silent_from=feed.silent_from(),
            version=row["version"],
        )


@router.post("/feeds", status_code=201, responses=responses(409))
async def register(command: RegisterFeed, tx: CommandTx, response: Response) -> FeedOut:
    """Register a source of data. / 登记数据源。"""
    await feeds.register(tx, code=command.code, labels=command.labels.labels(), rhythm_days=command.rhythm_days)
    return await _shown(tx, command.code, response)


@router.post("/feeds/{code}:arrive", responses=responses(404))
async def arrive(code: CodeHere, tx: CommandTx, response: Response) -> FeedOut:
    """Say that something arrived through the feed. / 登记到数。"""
    await feeds.arrive(tx, code)
    return await _shown(tx, code, response)


@router.get("/feeds/{code}", responses=responses(404))
async def read(code: CodeHere, tx: QueryTx, response: Response) -> FeedOut:
    """One feed, and whether it went silent. / 查看数据源及其是否中断。"""
    return await _shown(tx, code, response)


@router.get("/feeds")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[FeedOut]:
    """Every feed. / 数据源列表。"""
    rows = await queries.feeds_page(tx, cursor, limit)
    return paging.page(rows, limit, key=lambda row: text_key(row, "code"), item=lambda row: FeedOut.of(row, tx.now))


async def _shown(tx: ReadTx, code: str, response: Response) -> FeedOut:
    row = await storage.get(tx, code)
    if row is None:
        raise NotFound(what="feed", id=code, region=tx.region.code)
    etag(response, row["version"])
    return FeedOut.of(row, tx.now)
