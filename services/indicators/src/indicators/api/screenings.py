"""Screening rounds: what is wrong with indicators before anybody is assessed by them, and what was decided."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from chassis import paging
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import responses
from contracts.scheme.basics import CODE_PATTERN
from indicators.api.screening_models import (
    Improve,
    Remove,
    ReportedOut,
    RoundOut,
    Screen,
    ScreenedOut,
    ScreenedWholeOut,
)
from indicators.api.texts import Because
from indicators.domain.screening import round as rounds
from indicators.domain.screening.flaws import FLAWS
from indicators.storage import screening_queries
from indicators.usecases import screenings

router = APIRouter(route_class=Door, tags=["screenings"])

RoundHere = Annotated[str, Path(pattern=CODE_PATTERN)]
NumberHere = Annotated[int, Path(ge=1, le=1_000_000)]
FINDING = f"^({'|'.join(flaw.code for flaw in FLAWS)})$"
ONE = "/screenings/{code}/items/{number}"


@router.post("/screenings", status_code=201, responses=responses(404, 409))
async def run(command: Screen, tx: CommandTx, response: Response) -> ReportedOut:
    """Screen the library, indicators of it, or a version of a scheme. / 开展一轮指标筛查。"""
    here = await screenings.run(tx, command.code, command.labels, command.asked())
    response.headers["Location"] = f"/screenings/{here.code}"
    return ReportedOut.reported(here, rounds.report(await screening_queries.items(tx, here.code)))


@router.get("/screenings")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[RoundOut]:
    """Every round. / 筛查轮次列表。"""
    rows = await screening_queries.list_rounds(tx, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.code], item=RoundOut.of)


@router.get("/screenings/{code}", responses=responses(404))
async def get(code: RoundHere, tx: QueryTx) -> ReportedOut:
    """One round with its report: improved, removed, returned, kept, open. / 一轮筛查及其统计。"""
    here = await screening_queries.get(tx, code)
    return ReportedOut.reported(here, rounds.report(await screening_queries.items(tx, code)))


@router.get("/screenings/{code}/items")
async def items(
    code: RoundHere,
    tx: QueryTx,
    cursor: Cursor,
    limit: Limit = paging.DEFAULT_LIMIT,
    finding: Annotated[str | None, Query(pattern=FINDING, description="with this finding / 有此项问题的")] = None,
    decision: Annotated[
        Literal["improved", "removed", "returned", "kept", "open"] | None,
        Query(description="decided so; open: found and not decided / 处理结果"),
    ] = None,
    author: Annotated[
        str | None, Query(min_length=1, max_length=200, pattern=r"^[^\x00]*$", description="written by / 起草人")
    ] = None,
) -> Page[ScreenedOut]:
    """What was screened, each with its findings and the last decision. / 逐项筛查结果：问题、依据、建议、处理。"""
    rows = await screening_queries.list_items(
        tx, code, finding=finding, decision=decision, author=author, after=cursor, limit=limit + 1
    )
    return paging.page(rows, limit, key=lambda one: [one.number], item=ScreenedOut.of)


@router.get(ONE, responses=responses(404))
async def get_item(code: RoundHere, number: NumberHere, tx: QueryTx) -> ScreenedWholeOut:
    """One item as it was screened, with every decision about it. / 某项筛查时的原文及历次处理。"""
    one = await screening_queries.item(tx, code, number)
    content = await screening_queries.content(tx, one)
    return ScreenedWholeOut.whole(one, content, await screening_queries.decisions(tx, one))


@router.post(f"{ONE}:improve", responses=responses(404, 409))
async def improve(code: RoundHere, number: NumberHere, command: Improve, tx: CommandTx) -> ScreenedOut:
    """A newer version mends it; what is still found about that remains told. / 已完善：写明完善后的版本。"""
    decided = await screenings.improve(tx, code, number, version=command.version, reason=command.reason)
    return ScreenedOut.of(decided)


@router.post(f"{ONE}:remove", responses=responses(404, 409))
async def remove(code: RoundHere, number: NumberHere, command: Remove, tx: CommandTx) -> ScreenedOut:
    """It is removed, from the library too, and keeps its findings for ever. / 删除：同时撤出指标库，问题永久留存。"""
    decided = await screenings.remove(tx, code, number, reason=command.reason, holds_until=command.holds_until)
    return ScreenedOut.of(decided)


@router.post(f"{ONE}:return", responses=responses(404, 409))
async def send_back(code: RoundHere, number: NumberHere, command: Because, tx: CommandTx) -> ScreenedOut:
    """It goes back to its author with the findings. / 连同问题退回起草人。"""
    return ScreenedOut.of(await screenings.decide(tx, code, number, "returned", reason=command.reason))


@router.post(f"{ONE}:keep", responses=responses(404, 409))
async def keep(code: RoundHere, number: NumberHere, command: Because, tx: CommandTx) -> ScreenedOut:
    """It stays as it is although something was found, for this reason. / 虽有问题仍予保留，并说明理由。"""
    return ScreenedOut.of(await screenings.decide(tx, code, number, "kept", reason=command.reason))


@router.post("/screenings/{code}:close", responses=responses(404, 409))
async def close(code: RoundHere, command: Because, tx: CommandTx) -> ReportedOut:
    """Close a round in which every finding has a decision; its report goes out. / 逐项处理完毕后结束本轮。"""
    here = await screenings.close(tx, code, reason=command.reason)
    return ReportedOut.reported(here, rounds.report(await screening_queries.items(tx, code)))


@router.get("/indicators/{code}/screenings")
async def of_indicator(
    code: RoundHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[ScreenedOut]:
    """What each round found about an indicator, and what was decided: for ever. / 历次筛查对某指标的结论。"""
    rows = await screening_queries.list_of_indicator(tx, code, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.screening], item=ScreenedOut.of)
