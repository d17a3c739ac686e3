"""Assessees: registered once, amended by version."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, model_validator

from chassis import paging
from chassis.door import CommandTx, Door, IfMatch, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from contracts.envelope import Labels
from indicators.api.texts import CODE, Code, CodeHere, Command, Day, Text
from indicators.domain.assessee import Assessee, Kind, Moved, Recorded
from indicators.storage import queries
from indicators.usecases import assessees

router = APIRouter(route_class=Door, tags=["assessees"])

Filter = Annotated[str | None, Query(pattern=CODE)]
AsOf = Annotated[Day | None, Query(description="as it held on this day / 某日有效的版本")]
KnownOn = Annotated[Day | None, Query(description="as far as it was recorded by the end of this day / 截至某日已知")]


class RegisterAssessee(Command):
    code: Code
    kind: Kind
    category: Code
    parent: Code | None = None
    criterion: Text | None = Field(default=None, description="by which criterion it stands in its category")
    labels: Labels
    responsible: Labels | None = Field(default=None, description="the office that answers for it, not a name")
    valid_from: Day | None = Field(default=None, description="its first day; none: it holds from the beginning")


class AmendAssessee(Command):
    """What changes; what is left out stays as it is. A criterion left out of a move to another category ends."""

    kind: Kind | None = None
    category: Code | None = None
    criterion: Text | None = None
    parent: Code | None = None
    labels: Labels | None = None
    responsible: Labels | None = None
    valid_from: Day
    reason: Text

    @model_validator(mode="after")
    def something_changes(self) -> "AmendAssessee":
        if not self.changes():
            raise ValueError(
                "nothing changes: give at least one of kind, category, criterion, parent, labels, responsible"
                " / 没有变更内容：kind、category、criterion、parent、labels、responsible 至少填一项"
            )
        for name in ("kind", "category", "labels"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} can be changed, not removed / {name} 可以变更，不可删除")
        return self

    def changes(self) -> dict[str, Any]:
        """Field → new value, of the fields that were given; null removes criterion, parent or responsible office."""
        given = self.model_fields_set - {"valid_from", "reason"}
        return {name: getattr(self, name) for name in sorted(given)}


class AssesseeOut(BaseModel):
    code: str
    version: int
    kind: Kind
    category: str
    parent: str | None
    labels: Labels
    responsible: Labels | None
    valid_from: date | None
    criterion: str | None

    @classmethod
    def of(cls, assessee: Assessee) -> "AssesseeOut":
        return cls(**{name: getattr(assessee, name) for name in AssesseeOut.model_fields})


class AssesseeVersionOut(AssesseeOut):
    """A version with what it left on its first day, and the digests it was sent with."""

    moved: list[Moved]
    reason: str | None
    recorded_by: str
    recorded_at: datetime
    form: int | None
    sha256: str | None
    sm3: str | None

    @classmethod
    def recorded(cls, one: Recorded) -> "AssesseeVersionOut":
        return cls(
            **AssesseeOut.of(one.assessee).model_dump(),
            moved=list(one.moved),
            reason=one.reason,
            recorded_by=one.recorded_by,
            recorded_at=one.recorded_at,
            form=one.form,
            sha256=one.sha256,
            sm3=one.sm3,
        )


@router.post("/assessees", status_code=201, responses=responses(409))
async def register(command: RegisterAssessee, tx: CommandTx, response: Response) -> AssesseeOut:
    """Register who is assessed. / 登记考核对象。"""
    first = Assessee(
        code=command.code,
        version=1,
        kind=command.kind,
        category=command.category,
        parent=command.parent,
        labels=command.labels,
        responsible=command.responsible,
        valid_from=command.valid_from,
        criterion=command.criterion,
    )
    registered = await assessees.register(tx, first)
    etag(response, registered.version)
    response.headers["Location"] = f"/assessees/{registered.code}"
    return AssesseeOut.of(registered)


@router.get("/assessees")
async def listing(
    tx: QueryTx,
    cursor: Cursor,
    limit: Limit = paging.DEFAULT_LIMIT,
    category: Filter = None,
    parent: Filter = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
) -> Page[AssesseeOut]:
    """Every assessee: its newest version, or that of a day. / 考核对象列表（最新版本，或某日版本）。"""
    rows = await queries.list_assessees(
        tx,
        category=category,
        parent=parent,
        as_of=as_of or known_on,
        known_on=known_on,
        after=cursor,
        limit=limit + 1,
    )
    return paging.page(rows, limit, key=lambda one: [one.code], item=AssesseeOut.of)


@router.get("/assessees/{code}", responses=responses(404))
async def get(
    code: CodeHere, tx: QueryTx, response: Response, as_of: AsOf = None, known_on: KnownOn = None
) -> AssesseeOut:
    """One assessee, now or as of a day, as was known on a day. / 查看考核对象（当前，或某日有效、某日已知）。"""
    found = await queries.assessee(tx, code, as_of=as_of or known_on, known_on=known_on)
    etag(response, found.version)
    return AssesseeOut.of(found)


@router.get("/assessees/{code}/versions")
async def versions(
    code: CodeHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[AssesseeVersionOut]:
    """Every version with its moves between categories and parents, newest first. / 全部版本及其分类、上级变动。"""
    rows = await queries.list_assessee_versions(tx, code, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.assessee.version], item=AssesseeVersionOut.recorded)


@router.post("/assessees/{code}:amend", responses=responses(404, 412, 428))
async def amend(
    code: CodeHere, command: AmendAssessee, tx: CommandTx, version: IfMatch, response: Response
) -> AssesseeOut:
    """Change an assessee from a day on; the earlier version stays. / 自某日起修订考核对象，保留历史版本。"""
    amended = await assessees.amend(
        tx,
        code,
        given_version=version,
        changes=command.changes(),
        valid_from=command.valid_from,
        reason=command.reason,
    )
    etag(response, amended.version)
    return AssesseeOut.of(amended)
