"""One sheet per person: as JSON, as a workbook, as a page to print."""

import asyncio
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel

from chassis.door import Door, QueryTx
from chassis.languages import Language, Speaking
from chassis.problems import responses
from contracts.cascades import CascadeIndicator, CascadeNode
from contracts.envelope import Labels, SchemeLabels
from contracts.money import Number, Percent, Rate
from contracts.scheme.basics import MEMBER_PATTERN
from indicators.api.texts import CodeHere, VersionHere
from indicators.documents import sheet_page, sheets
from indicators.domain.cascade.sheet import Carried, Sheet
from indicators.domain.cascade.version import CascadeVersion, State
from indicators.usecases import cascade_sheets
from indicators.usecases.cascade_sheets import Read

router = APIRouter(route_class=Door, tags=["cascades"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html"
BINARY = {"schema": {"type": "string", "format": "binary"}}
AS_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: BINARY, HTML: {"schema": {"type": "string"}}}}}

HERE = "/cascades/{code}/versions/{version}"
Format = Annotated[
    Literal["json", "xlsx", "html"], Query(alias="format", description="xlsx: a workbook; html: a page to print")
]
MemberHere = Annotated[str, Path(pattern=MEMBER_PATTERN)]


class AmountOut(BaseModel):
    value: Number
    unit: Labels


class CarriedOut(BaseModel):
    """`share` is percent of the node above's part; `of_goal` percent of the whole goal, rounded for reading."""

    goal: str
    labels: Labels
    share: Percent
    of_goal: Rate
    amount: AmountOut | None

    @classmethod
    def of(cls, carried: Carried) -> "CarriedOut":
        amount = AmountOut(value=carried.amount.value, unit=carried.amount.unit) if carried.amount else None
        return cls(
            goal=carried.code, labels=carried.labels, share=carried.share, of_goal=carried.of_goal, amount=amount
        )


class SheetOut(BaseModel):
    """One sheet. `above` are the nodes above, uppermost first; `weight` is the sum of the weights."""

    cascade: str
    version: int
    state: State
    period: str
    approved_at: datetime | None
    node: CascadeNode
    level: SchemeLabels | None
    above: list[str]
    goals: list[CarriedOut]
    indicators: list[CascadeIndicator]
    weight: Number

    @classmethod
    def of(cls, version: CascadeVersion, sheet: Sheet) -> "SheetOut":
        return cls(
            cascade=version.code,
            version=version.version,
            state=version.state,
            period=version.content["period"],
            approved_at=version.approval.at if version.approval else None,
            node=sheet.node,
            level=sheet.level.labels if sheet.level else None,
            above=[node.code for node in sheet.above],
            goals=[CarriedOut.of(goal) for goal in sheet.goals],
            indicators=list(sheet.indicators),
            weight=sheet.weight,
        )


class SheetListed(BaseModel):
    """Whose sheet there is, with how much on it."""

    node: str
    labels: Labels
    level: str
    parent: str | None
    goals: int
    indicators: int
    weight: Number

    @classmethod
    def of(cls, sheet: Sheet) -> "SheetListed":
        return cls(
            node=sheet.node.code,
            labels=sheet.node.labels,
            level=sheet.node.level,
            parent=sheet.node.parent,
            goals=len(sheet.goals),
            indicators=len(sheet.indicators),
            weight=Decimal(sheet.weight),
        )


class SheetsOut(BaseModel):
    """The sheets that the reader may see, those above before those below."""

    cascade: str
    version: int
    state: State
    sheets: list[SheetListed]


@router.get(f"{HERE}/sheets", response_model=SheetsOut, responses={**AS_FILE, **responses(404)})
async def every(
    code: CodeHere, version: VersionHere, tx: QueryTx, language: Speaking, wanted: Format = "json"
) -> SheetsOut | Response:
    """Whose sheets there are, or all of them as a workbook or a page. / 指标表清单，或整册表格与打印页。"""
    read = await cascade_sheets.every(tx, code, version)
    if wanted != "json":
        return await _file(read, wanted, language, name=f"{code}-{version}")
    listed = [SheetListed.of(sheet) for sheet in read.sheets]
    return SheetsOut(cascade=code, version=version, state=read.version.state, sheets=listed)


@router.get(f"{HERE}/sheets/{{member}}", response_model=SheetOut, responses={**AS_FILE, **responses(404)})
async def one(
    code: CodeHere,
    version: VersionHere,
    member: MemberHere,
    tx: QueryTx,
    language: Speaking,
    wanted: Format = "json",
) -> SheetOut | Response:
    """One person's (or department's) sheet. / 个人（或部门）指标表。"""
    read = await cascade_sheets.one(tx, code, version, member)
    if wanted != "json":
        return await _file(read, wanted, language, name=f"{code}-{version}-{member}")
    return SheetOut.of(read.version, read.sheets[0])


async def _file(read: Read, wanted: Literal["xlsx", "html"], language: Language, *, name: str) -> Response:
    """Made in a thread: a whole bureau's workbook takes a second, in which others must be served."""
    found = read.version
    approved = found.approval
    version = sheets.Version(
        content=found.cascade,
        number=found.version,
        state=found.state,
        digest=approved.sha256 if approved else None,
        at=approved.at if approved else found.drafted_at,
    )
    if wanted == "html":
        text = await asyncio.to_thread(partial(sheet_page.page, version, read.sheets, language))
        return Response(
            text, media_type=HTML, headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        )
    content = await asyncio.to_thread(partial(sheets.workbook, version, read.sheets, language))
    return Response(
        content, media_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"}
    )
