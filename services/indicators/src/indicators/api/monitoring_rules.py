"""Monitoring rules: drafted, published by somebody else, withdrawn; a version never changes."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chassis import paging
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from contracts.canonical import number
from contracts.indicators import RuleContent
from indicators.api.texts import Because, Publish, RuleCodeHere, VersionHere
from indicators.documents import silent
from indicators.domain.monitoring_rule import RuleVersion, State
from indicators.storage import monitoring_rules as stored
from indicators.storage import queries
from indicators.usecases import monitoring_rules

router = APIRouter(route_class=Door, tags=["monitoring rules"])


class PublicationOut(BaseModel):
    form: int
    digest: str
    by: str
    reason: str
    at: datetime


class WithdrawalOut(BaseModel):
    by: str
    reason: str
    at: datetime


class RuleOut(BaseModel):
    """One version. `rule` is the JSON over which the digest was computed."""

    code: str
    version: int
    state: State
    rule: dict[str, Any]
    by_default: dict[str, Any] = Field(
        description="what binds although the rule does not say it: path and value / 规则没有写明、按系统默认约束的值"
    )
    author: str
    drafted_at: datetime
    publication: PublicationOut | None
    withdrawal: WithdrawalOut | None

    @classmethod
    def of(cls, version: RuleVersion) -> "RuleOut":
        published, withdrawn = version.publication, version.withdrawal
        return cls(
            code=version.code,
            version=version.version,
            state=version.state,
            rule=version.content,
            by_default=silent.by_default(version.rule),
            author=version.author,
            drafted_at=version.drafted_at,
            publication=PublicationOut(
                form=number(published.content),
                digest=published.digest,
                by=published.by,
                reason=published.reason,
                at=published.at,
            )
            if published
            else None,
            withdrawal=WithdrawalOut(by=withdrawn.by, reason=withdrawn.reason, at=withdrawn.at) if withdrawn else None,
        )


@router.post("/monitoring-rules", status_code=201)
async def draft(command: RuleContent, tx: CommandTx, response: Response) -> RuleOut:
    """Draft a rule: its first version, or the next one. / 起草规则（首版或新版本）。"""
    drafted = await monitoring_rules.draft(tx, command)
    etag(response, drafted.version)
    response.headers["Location"] = f"/monitoring-rules/{drafted.code}/versions/{drafted.version}"
    return RuleOut.of(drafted)


@router.get("/monitoring-rules")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[RuleOut]:
    """Of every rule the version in force, else the newest draft. / 规则列表（现行版本，否则最新草案）。"""
    rows = await queries.list_rules(tx, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.code], item=RuleOut.of)


@router.get("/monitoring-rules/{code}", responses=responses(404))
async def get(code: RuleCodeHere, tx: QueryTx) -> RuleOut:
    """The version in force, else the newest draft. / 现行版本，否则最新草案。"""
    return RuleOut.of(await queries.rule(tx, code))


@router.get("/monitoring-rules/{code}/versions")
async def versions(
    code: RuleCodeHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[RuleOut]:
    """Every version, newest first. / 全部版本，由新到旧。"""
    rows = await queries.list_rule_versions(tx, code, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.version], item=RuleOut.of)


@router.get("/monitoring-rules/{code}/versions/{version}", responses=responses(404))
async def get_version(code: RuleCodeHere, version: VersionHere, tx: QueryTx) -> RuleOut:
    """One version. / 查看某一版本。"""
    return RuleOut.of(await stored.get(tx, code, version))


@router.post("/monitoring-rules/{code}/versions/{version}:publish", responses=responses(404, 409))
async def publish(code: RuleCodeHere, version: VersionHere, command: Publish, tx: CommandTx) -> RuleOut:
    """Publish a draft that somebody else wrote; every finding is named at once. / 发布他人起草的版本。"""
    return RuleOut.of(await monitoring_rules.publish(tx, code, version, reason=command.reason, english=command.english))


@router.post("/monitoring-rules/{code}/versions/{version}:withdraw", responses=responses(404, 409))
async def withdraw(code: RuleCodeHere, version: VersionHere, command: Because, tx: CommandTx) -> RuleOut:
    """Withdraw the version in force. / 撤回现行版本。"""
    return RuleOut.of(await monitoring_rules.withdraw(tx, code, version, reason=command.reason))
