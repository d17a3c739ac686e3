"""Schemes: drafted, revised, approved and published by different people; a published version never changes."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse

from chassis import paging
from chassis.db import ReadTx
from chassis.door import CommandTx, Door, IfMatch, QueryTx
from chassis.languages import Speaking
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from indicators.api.scheme_models import (
    DiffOut,
    Draft,
    LintOut,
    Revision,
    SchemeHere,
    SchemeOut,
    SchemeVersionOut,
)
from indicators.api.texts import Because, Day, Publish, VersionHere
from indicators.documents.explain import explain as in_words
from indicators.domain.scheme import SchemeVersion
from indicators.storage import schemes as stored
from indicators.usecases import scheme_reading, schemes
from indicators.usecases.schemes import Asked, today

router = APIRouter(route_class=Door, tags=["schemes"])

ONE = "/schemes/{code}/versions/{version}"
TextNumber = Annotated[int | None, Query(ge=1, le=1_000_000, description="one of the version's texts / 第几稿")]


@router.post("/schemes", status_code=201, responses=responses(409))
async def draft(command: Draft, tx: CommandTx, response: Response) -> SchemeVersionOut:
    """Draft a scheme: its first version, or an amendment with its reason. / 起草方案（首版，或附理由的修订）。"""
    asked = Asked(command.change.size, command.change.reason) if command.change else None
    drafted = await schemes.draft(tx, command.scheme, asked)
    response.headers["Location"] = f"/schemes/{drafted.code}/versions/{drafted.version}"
    return _told(drafted, tx, response)


@router.get("/schemes")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[SchemeVersionOut]:
    """Of every scheme the version in force today, else the newest draft. / 方案列表（现行版本，否则最新草案）。"""
    rows = await scheme_reading.listed(tx, after=cursor, limit=limit + 1)
    return _page(rows, tx, limit, by_version=False)


@router.get("/schemes/{code}", responses=responses(404))
async def get(
    code: SchemeHere,
    tx: QueryTx,
    response: Response,
    in_force_on: Annotated[Day | None, Query(description="the version in force on this day / 某日生效的版本")] = None,
    known_on: Annotated[
        Day | None, Query(description="as it was known at the end of this day / 按某日终了时所知")
    ] = None,
) -> SchemeOut:
    """The version in force on a day, as known on a day; else of today, or a draft. / 某日（按某日所知）的现行版本。"""
    return await _whole(tx, await scheme_reading.shown(tx, code, on=in_force_on, known_on=known_on), response)


@router.get("/schemes/{code}/versions")
async def versions(
    code: SchemeHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[SchemeVersionOut]:
    """Every version, newest first. / 全部版本，由新到旧。"""
    rows = await scheme_reading.versions(tx, code, after=cursor, limit=limit + 1)
    return _page(rows, tx, limit, by_version=True)


@router.get(ONE, responses=responses(404))
async def get_version(
    code: SchemeHere, version: VersionHere, tx: QueryTx, response: Response, text: TextNumber = None
) -> SchemeOut:
    """One version with its newest text, or an earlier one. / 查看某一版本（最新稿或指定稿）。"""
    return await _whole(tx, await stored.get(tx, code, version), response, text)


@router.post(f"{ONE}:revise", responses=responses(404, 409, 428))
async def revise(
    code: SchemeHere, version: VersionHere, command: Revision, tx: CommandTx, read: IfMatch, response: Response
) -> SchemeVersionOut:
    """The next text of a version that is not approved; If-Match names the one that was read. / 修改尚未审定的文本。"""
    return _told(await schemes.revise(tx, code, version, command.scheme, read=read), tx, response)


@router.post(f"{ONE}:approve", responses=responses(404, 409))
async def approve(
    code: SchemeHere, version: VersionHere, command: Because, tx: CommandTx, response: Response
) -> SchemeVersionOut:
    """Approve what somebody else wrote and members have seen. / 审定他人起草且已征求意见的文本。"""
    return _told(await schemes.approve(tx, code, version, reason=command.reason), tx, response)


@router.post(f"{ONE}:return", responses=responses(404, 409))
async def send_back(
    code: SchemeHere, version: VersionHere, command: Because, tx: CommandTx, response: Response
) -> SchemeVersionOut:
    """Make a draft of it again; its consultation begins anew. / 退回起草，重新征求意见。"""
    return _told(await schemes.send_back(tx, code, version, reason=command.reason), tx, response)


@router.post(f"{ONE}:publish", responses=responses(404, 409))
async def publish(
    code: SchemeHere, version: VersionHere, command: Publish, tx: CommandTx, response: Response
) -> SchemeVersionOut:
    """Publish what was approved; every finding is named at once. / 发布已审定的版本，一次列出全部问题。"""
    return _told(await schemes.publish(tx, code, version, reason=command.reason, english=command.english), tx, response)


@router.post(f"{ONE}:withdraw", responses=responses(404, 409))
async def withdraw(
    code: SchemeHere, version: VersionHere, command: Because, tx: CommandTx, response: Response
) -> SchemeVersionOut:
    """Withdraw a published version; what it took the place of holds again. / 撤回已发布的版本，恢复此前版本。"""
    return _told(await schemes.withdraw(tx, code, version, reason=command.reason), tx, response)


@router.get(f"{ONE}/diff", responses=responses(404))
async def diff(
    code: SchemeHere,
    version: VersionHere,
    tx: QueryTx,
    against: Annotated[
        int | None,
        Query(ge=1, le=1_000_000, description="another version; none: the one it amends, or the one before / 对比版本"),
    ] = None,
) -> DiffOut:
    """What differs from another version, line by line. / 与另一版本逐条对照。"""
    return DiffOut.of(code, version, await scheme_reading.diff(tx, code, version, against=against))


@router.get(f"{ONE}/lint", responses=responses(404))
async def lint(
    code: SchemeHere,
    version: VersionHere,
    tx: QueryTx,
    english: Annotated[
        bool, Query(description="ask for the English of every text, as publishing does / 按发布要求检查英文")
    ] = False,
) -> LintOut:
    """Everything that keeps it from being published, and what is assumed. / 全部问题与推定事项。"""
    return LintOut.of(code, version, await scheme_reading.lint(tx, code, version, english=english))


@router.get(f"{ONE}/explain", response_class=PlainTextResponse, responses=responses(404))
async def explain(
    code: SchemeHere,
    version: VersionHere,
    tx: QueryTx,
    language: Speaking,
    assumed: Annotated[bool, Query(description="only what nobody published, and why / 仅列推定事项")] = False,
) -> str:
    """The newest text in plain Chinese or English. / 以平白语言说明方案。"""
    content, beside = await scheme_reading.content_with_named(tx, code, version)
    return in_words(content, language, assumed=assumed, beside=beside)


def _told(version: SchemeVersion, tx: ReadTx, response: Response) -> SchemeVersionOut:
    etag(response, version.text.number)
    return SchemeVersionOut.of(version, today=today(tx))


async def _whole(tx: ReadTx, version: SchemeVersion, response: Response, text: int | None = None) -> SchemeOut:
    etag(response, version.text.number)
    form = await scheme_reading.form(tx, version, text)
    return SchemeOut.with_text(version, text or version.text.number, form, today=today(tx))


def _page(rows: list[SchemeVersion], tx: ReadTx, limit: int, *, by_version: bool) -> Page[SchemeVersionOut]:
    return paging.page(
        rows,
        limit,
        key=lambda one: [one.version if by_version else one.code],
        item=lambda one: SchemeVersionOut.of(one, today=today(tx)),
    )
