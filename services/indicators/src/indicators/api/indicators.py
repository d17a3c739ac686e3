"""The indicator library: drafted by one, published by another, dated, and never changed."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from chassis import paging
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from contracts.canonical import number, read
from contracts.scheme.basics import CODE_PATTERN
from contracts.scheme.indicator import IndicatorKind, LibraryIndicator
from contracts.schemes import TakenFrom
from indicators.api.texts import Because, Command, Day, Publish, VersionHere
from indicators.documents import silent
from indicators.domain.indicator import IndicatorVersion, State
from indicators.storage import indicator_queries
from indicators.storage import indicators as stored
from indicators.usecases import indicators

router = APIRouter(route_class=Door, tags=["indicators"])

IndicatorHere = Annotated[str, Path(pattern=CODE_PATTERN)]
InForceOn = Annotated[Day | None, Query(description="the version in force on this day / 某日现行的版本")]
KnownOn = Annotated[Day | None, Query(description="as far as it was published by the end of this day / 截至某日已知")]


class DraftIndicator(Command):
    indicator: LibraryIndicator
    valid_from: Day


class WithdrawIndicator(Because):
    holds_until: Day
    """The first day on which it holds no more."""


class PublicationOut(BaseModel):
    form: int
    sha256: str
    sm3: str
    by: str
    reason: str
    at: datetime
    taken_from: TakenFrom | None


class WithdrawalOut(BaseModel):
    holds_until: Day
    by: str
    reason: str
    at: datetime
    screening: str | None


class IndicatorOut(BaseModel):
    """One version. `indicator` is the canonical form over which the digests were computed."""

    code: str
    version: int
    state: State
    valid_from: Day
    indicator: dict[str, Any]
    by_default: dict[str, Any] = Field(
        description="binds although the indicator does not say it: path, value / 指标没有写明、按系统默认约束的值"
    )
    author: str
    drafted_at: datetime
    publication: PublicationOut | None
    withdrawal: WithdrawalOut | None

    @classmethod
    def of(cls, one: IndicatorVersion) -> "IndicatorOut":
        published, withdrawn = one.publication, one.withdrawal
        return cls(
            code=one.code,
            version=one.version,
            state=one.state,
            valid_from=one.valid_from,
            indicator=one.content,
            by_default=_by_default(one),
            author=one.author,
            drafted_at=one.drafted_at,
            publication=PublicationOut(
                form=number(published.content),
                sha256=published.sha256,
                sm3=published.sm3,
                by=published.by,
                reason=published.reason,
                at=published.at,
                taken_from=TakenFrom(scheme=published.origin.scheme, version=published.origin.version)
                if published.origin
                else None,
            )
            if published
            else None,
            withdrawal=WithdrawalOut(
                holds_until=withdrawn.holds_until,
                by=withdrawn.by,
                reason=withdrawn.reason,
                at=withdrawn.at,
                screening=withdrawn.screening,
            )
            if withdrawn
            else None,
        )


def _by_default(one: IndicatorVersion) -> dict[str, Any]:
    content = read(LibraryIndicator, one.content)
    return silent.by_default(
        content, at=f"indicators[{content.code}]", decided=[assumed.at for assumed in content.assumed]
    )


@router.post("/indicators", status_code=201)
async def draft(command: DraftIndicator, tx: CommandTx, response: Response) -> IndicatorOut:
    """Draft an indicator: its first version, or the next one. / 起草指标（首版或新版本）。"""
    drafted = await indicators.draft(tx, command.indicator, valid_from=command.valid_from)
    etag(response, drafted.version)
    response.headers["Location"] = f"/indicators/{drafted.code}/versions/{drafted.version}"
    return IndicatorOut.of(drafted)


@router.get("/indicators")
async def listing(
    tx: QueryTx,
    cursor: Cursor,
    limit: Limit = paging.DEFAULT_LIMIT,
    kind: IndicatorKind | None = None,
    dimension: Annotated[str | None, Query(pattern=CODE_PATTERN)] = None,
    in_force_on: InForceOn = None,
    known_on: KnownOn = None,
) -> Page[IndicatorOut]:
    """Of every indicator the newest version, published before drafted; or that in force on a day. / 指标库。"""
    rows = await indicator_queries.list_indicators(
        tx,
        kind=kind,
        dimension=dimension,
        in_force_on=in_force_on or known_on,
        known_on=known_on,
        after=cursor,
        limit=limit + 1,
    )
    return paging.page(rows, limit, key=lambda one: [one.code], item=IndicatorOut.of)


@router.get("/indicators/{code}", responses=responses(404))
async def get(
    code: IndicatorHere, tx: QueryTx, in_force_on: InForceOn = None, known_on: KnownOn = None
) -> IndicatorOut:
    """The newest version, published before drafted; or the one in force on a day. / 查看指标（当前或某日现行）。"""
    found = await indicator_queries.indicator(tx, code, in_force_on=in_force_on or known_on, known_on=known_on)
    return IndicatorOut.of(found)


@router.get("/indicators/{code}/versions")
async def versions(
    code: IndicatorHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[IndicatorOut]:
    """Every version, newest first. / 全部版本，由新到旧。"""
    rows = await indicator_queries.list_versions(tx, code, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.version], item=IndicatorOut.of)


@router.get("/indicators/{code}/versions/{version}", responses=responses(404))
async def get_version(code: IndicatorHere, version: VersionHere, tx: QueryTx) -> IndicatorOut:
    """One version. / 查看某一版本。"""
    return IndicatorOut.of(await stored.get(tx, code, version))


@router.post("/indicators/{code}/versions/{version}:publish", responses=responses(404, 409))
async def publish(code: IndicatorHere, version: VersionHere, command: Publish, tx: CommandTx) -> IndicatorOut:
    """Publish a draft that somebody else wrote; every finding is named at once. / 发布他人起草的指标版本。"""
    return IndicatorOut.of(await indicators.publish(tx, code, version, reason=command.reason, english=command.english))


@router.post("/indicators/{code}/versions/{version}:withdraw", responses=responses(404, 409))
async def withdraw(
    code: IndicatorHere, version: VersionHere, command: WithdrawIndicator, tx: CommandTx
) -> IndicatorOut:
    """End the newest published version on a day. / 自某日起撤回最新发布的版本。"""
    ended = await indicators.withdraw(tx, code, version, holds_until=command.holds_until, reason=command.reason)
    return IndicatorOut.of(ended)
