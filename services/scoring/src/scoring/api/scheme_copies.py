"""/scheme-copies: the schemes as this service received them, to be compared with what indicators says."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel
from sqlalchemy import Integer, column

from chassis import paging
from chassis.door import Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import responses
from contracts.canonical import number
from contracts.scheme.basics import CODE_PATTERN
from contracts.schemes import Change
from scoring.api.fields import Seal
from scoring.domain.scheme_copy import State, Withdrawal
from scoring.usecases import scheme_copies
from scoring.usecases.scheme_copies import Shown, ShownWhole

router = APIRouter(route_class=Door, tags=["copies"])

SchemeHere = Annotated[str, Path(pattern=CODE_PATTERN)]
VersionHere = Annotated[int, Path(ge=1, le=1_000_000)]
VERSION = column("version", Integer)


class WithdrawalOut(BaseModel):
    by: str
    reason: str
    at: datetime

    @classmethod
    def of(cls, withdrawal: Withdrawal) -> "WithdrawalOut":
        return cls(by=withdrawal.by, reason=withdrawal.reason, at=withdrawal.at)


class SchemeCopyOut(BaseModel):
    """One version as it was received; `sha256` and `sm3` are the digests that it arrived with."""

    code: str
    version: int
    state: State
    sha256: str
    sm3: str
    assumed: int
    change: Change | None
    valid_from: date
    valid_until: date | None
    superseded_from: date | None
    approved_by: str
    published_by: str
    published_at: datetime
    reason: str
    withdrawal: WithdrawalOut | None

    @classmethod
    def of(cls, shown: Shown) -> "SchemeCopyOut":
        return cls(**_told(shown))


class SchemeCopyWhole(SchemeCopyOut):
    """With its content. `recomputed` are the digests of this very content, computed for this answer.

    What has its default is left out of it; `form` is the number of the form that says which defaults these are.
    """

    form: int
    scheme: dict[str, Any]
    recomputed: Seal

    @classmethod
    def with_content(cls, whole: ShownWhole) -> "SchemeCopyWhole":
        return cls(
            **_told(whole.shown), form=number(whole.content), scheme=whole.content, recomputed=Seal.of(whole.recomputed)
        )


@router.get("/scheme-copies")
async def list_copies(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[SchemeCopyOut]:
    """Of every scheme received the version in force today, else the newest. / 已收到的方案（现行或最新版本）。"""
    found = await scheme_copies.listed(tx, after=cursor, limit=limit + 1)
    return paging.page(found, limit, key=lambda one: [one.copy.code], item=SchemeCopyOut.of)


@router.get("/scheme-copies/{code}", responses=responses(404))
async def list_versions(
    code: SchemeHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[SchemeCopyOut]:
    """Every version received of a scheme, newest first. / 已收到的方案全部版本，由新到旧。"""
    before = cursor.key(VERSION)[0] if cursor else None
    found = await scheme_copies.versions(tx, code, before=before, limit=limit + 1)
    return paging.page(found, limit, key=lambda one: [one.copy.version], item=SchemeCopyOut.of)


@router.get("/scheme-copies/{code}/versions/{version}", responses=responses(404))
async def get_version(code: SchemeHere, version: VersionHere, tx: QueryTx) -> SchemeCopyWhole:
    """One version with its content and the digests computed from it now. / 某一版本的内容与当场重算的摘要。"""
    return SchemeCopyWhole.with_content(await scheme_copies.whole(tx, code, version))


def _told(shown: Shown) -> dict[str, Any]:
    copy = shown.copy
    names = (
        "code", "version", "assumed", "change", "valid_from", "valid_until", "approved_by", "published_by",
        "published_at", "reason",
    )  # fmt: skip
    return {
        **{name: getattr(copy, name) for name in names},
        "state": shown.state,
        "superseded_from": shown.superseded_from,
        "sha256": copy.seal.sha256,
        "sm3": copy.seal.sm3,
        "withdrawal": WithdrawalOut.of(copy.withdrawal) if copy.withdrawal else None,
    }
