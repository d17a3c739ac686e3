"""Regions: each caller sees the own one."""

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chassis import paging
from chassis.door import Door, FoundingTx, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import responses
from chassis.refusal import NotFound
from contracts.envelope import Labels
from contracts.regions import RegionDefined
from indicators.api.texts import CodeHere, Command, Instant
from indicators.storage import queries
from indicators.usecases import regions

router = APIRouter(route_class=Door, tags=["regions"])


class DefineRegion(Command):
    code: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$", examples=["linhe"])
    labels: Labels
    currency: str = Field(pattern=r"^[A-Z]{3}$", examples=["CNY"])
    zone: str = Field(max_length=64, examples=["Asia/Shanghai"])
    fiscal_year_start: str = Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", examples=["01-01"])
    clock: Literal["real", "replay"]
    clock_at: Instant | None = Field(default=None, description="where a replay clock starts")


class RegionOut(BaseModel):
    code: str
    labels: Labels
    currency: str
    zone: str
    fiscal_year_start: str
    clock: Literal["real", "replay"]
    clock_at: datetime | None

    @classmethod
    def of(cls, row: Any) -> "RegionOut":
        return cls(**{name: row[name] for name in cls.model_fields})


@router.post("/regions", status_code=201, responses=responses(409))
async def define(command: DefineRegion, tx: FoundingTx, response: Response) -> RegionOut:
    """Define the region of your token; what is said here never changes. / 定义地区，定义后不可更改。"""
    await regions.define(tx, RegionDefined(**command.model_dump()))
    response.headers["Location"] = f"/regions/{command.code}"
    return RegionOut(**command.model_dump())


@router.get("/regions")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[RegionOut]:
    """The regions that you may see: your own. / 您可查看的地区（本地区）。"""
    rows = await queries.regions(tx, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda row: [row["code"]], item=RegionOut.of)


@router.get("/regions/{code}", responses=responses(404))
async def get(code: CodeHere, tx: QueryTx) -> RegionOut:
    """One region. / 查看地区。"""
    if code != tx.region.code:
        raise NotFound(what="region", id=code, region=tx.region.code)
    return RegionOut.of(await queries.region(tx))
