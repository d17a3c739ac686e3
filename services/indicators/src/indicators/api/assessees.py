"""Assessees: registered once, amended by version."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, model_validator

from chassis import paging
from chassis.door import CommandTx, Door, IfMatch, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from contracts.envelope import Labels
from indicators.api.texts import CODE, Code, CodeHere, Command, Text
from indicators.domain.assessee import Assessee, Kind
from indicators.storage import queries
from indicators.usecases import assessees

router = APIRouter(route_class=Door, tags=["assessees"])

Filter = Annotated[str | None, Query(pattern=CODE)]


class RegisterAssessee(Command):
    code: Code
    kind: Kind
    category: Code
    parent: Code | None = None
    labels: Labels
    responsible: Labels | None = Field(default=None, description="the office that answers for it, not a name")


class AmendAssessee(Command):
    """What changes; what is left out stays as it is."""

    kind: Kind | None = None
    category: Code | None = None
    parent: Code | None = None
    labels: Labels | None = None
    responsible: Labels | None = None
    valid_from: date
    reason: Text

    @model_validator(mode="after")
    def something_changes(self) -> "AmendAssessee":
        if not self.changes():
            raise ValueError("nothing changes: give at least one of kind, category, parent, labels, responsible")
        for name in ("kind", "category", "labels"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} can be changed, not removed")
        return self

    def changes(self) -> dict[str, Any]:
        """Field → new value, of the fields that were given; null removes a parent or a responsible office."""
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

    @classmethod
    def of(cls, assessee: Assessee) -> "AssesseeOut":
        return cls(**{name: getattr(assessee, name) for name in cls.model_fields})


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
        valid_from=None,
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
) -> Page[AssesseeOut]:
    """The newest version of every assessee. / 考核对象列表（最新版本）。"""
    rows = await queries.list_assessees(tx, category=category, parent=parent, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.code], item=AssesseeOut.of)


@router.get("/assessees/{code}", responses=responses(404))
async def get(
    code: CodeHere,
    tx: QueryTx,
    response: Response,
    as_of: Annotated[date | None, Query(description="the version that held on this day")] = None,
) -> AssesseeOut:
    """One assessee, now or as of a day. / 查看考核对象（当前或某日）。"""
    found = await queries.assessee(tx, code, as_of=as_of)
    etag(response, found.version)
    return AssesseeOut.of(found)


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
