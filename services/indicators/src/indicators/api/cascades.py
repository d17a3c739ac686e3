"""Cascades: drafted, divided by proposals, approved by somebody else; a version never changes after."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chassis import paging
from chassis.door import CommandTx, Door, IfMatch, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from contracts.canonical import number
from contracts.cascades import CascadeContent, CascadeScheme
from contracts.envelope import Labels
from contracts.money import Number, Percent
from contracts.scheme.basics import Code, MemberCode
from indicators.api.texts import Because, CodeHere, Command, VersionHere
from indicators.domain.cascade.proposal import Asked, Basis, Proposal
from indicators.domain.cascade.version import CascadeVersion, State
from indicators.storage import cascade_queries
from indicators.storage import cascades as stored
from indicators.storage.cascade_queries import Listed, Proposed
from indicators.usecases import cascades
from indicators.usecases.cascades import Split

router = APIRouter(route_class=Door, tags=["cascades"])

HERE = "/cascades/{code}/versions/{version}"


class ApprovalOut(BaseModel):
    form: int
    sha256: str
    sm3: str
    by: str
    reason: str
    at: datetime


class CascadeOut(BaseModel):
    """One version. `cascade` is the JSON over which the digests were computed."""

    code: str
    version: int
    revision: int
    state: State
    cascade: dict[str, Any]
    author: str
    authors: list[str]
    drafted_at: datetime
    approval: ApprovalOut | None

    @classmethod
    def of(cls, version: CascadeVersion) -> "CascadeOut":
        approved = version.approval
        return cls(
            code=version.code,
            version=version.version,
            revision=version.revision,
            state=version.state,
            cascade=version.content,
            author=version.author,
            authors=list(version.authors),
            drafted_at=version.drafted_at,
            approval=ApprovalOut(
                form=number(approved.content),
                sha256=approved.sha256,
                sm3=approved.sm3,
                by=approved.by,
                reason=approved.reason,
                at=approved.at,
            )
            if approved
            else None,
        )


class CascadeListed(BaseModel):
    code: str
    version: int
    revision: int
    state: State
    labels: Labels
    period: str
    drafted_by: str
    drafted_at: datetime

    @classmethod
    def of(cls, listed: Listed) -> "CascadeListed":
        return cls(**{name: getattr(listed, name) for name in cls.model_fields})


class NodeWeight(Command):
    node: MemberCode
    weight: Annotated[Number, Field(ge=0)]


class SplitAsked(Command):
    """One division: of a goal, below a node (none: at the top), by duties, headcount or last year's share."""

    goal: Code
    of: MemberCode | None = None
    by: Basis
    weights: list[NodeWeight] = Field(default=[], max_length=10_000, description="of duties; nobody else has one")
    among: list[MemberCode] | None = Field(default=None, max_length=10_000, description="none: all directly below")
    last_year: CascadeScheme | None = Field(default=None, description="code and version of an approved cascade")

    def as_split(self) -> Split:
        asked = Asked(
            goal=self.goal,
            of=self.of,
            by=self.by,
            weights={one.node: one.weight for one in self.weights},
            among=None if self.among is None else frozenset(self.among),
        )
        return Split(asked, self.last_year)


class Propose(Command):
    splits: list[SplitAsked] = Field(min_length=1, max_length=5000, description="made one after the other")


class NodeShare(BaseModel):
    node: str
    weight: Number
    share: Percent | None


class ProposalOut(BaseModel):
    """Shares sum to exactly 100. `left_out` stand directly below and carry nothing."""

    goal: str
    of: str | None
    by: Basis
    shares: list[NodeShare]
    left_out: list[str]

    @classmethod
    def of_proposal(cls, proposal: Proposal) -> "ProposalOut":
        shares = [
            NodeShare(node=node, weight=weight, share=proposal.shares.get(node))
            for node, weight in sorted(proposal.weights.items())
        ]
        return cls(goal=proposal.goal, of=proposal.of, by=proposal.by, shares=shares, left_out=list(proposal.left_out))


class ProposalsOut(BaseModel):
    """What was proposed, and the revision of the draft that has it."""

    revision: int
    proposals: list[ProposalOut]


class ProposedOut(BaseModel):
    revision: int
    number: int
    proposal: ProposalOut
    proposed_by: str
    proposed_at: datetime

    @classmethod
    def of(cls, proposed: Proposed) -> "ProposedOut":
        return cls(
            revision=proposed.revision,
            number=proposed.number,
            proposal=ProposalOut.of_proposal(proposed.proposal),
            proposed_by=proposed.by,
            proposed_at=proposed.at,
        )


class CoverageOut(BaseModel):
    """Everything that keeps the version from being approved, each with its place and what would mend it."""

    revision: int
    complete: bool
    findings: list[dict[str, Any]]


@router.post("/cascades", status_code=201)
async def draft(command: CascadeContent, tx: CommandTx, response: Response) -> CascadeOut:
    """Draft a cascade: its first version, or the next one. / 起草目标分解（首版或新版本）。"""
    drafted = await cascades.draft(tx, command)
    etag(response, drafted.revision)
    response.headers["Location"] = f"/cascades/{drafted.code}/versions/{drafted.version}"
    return CascadeOut.of(drafted)


@router.get("/cascades")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[CascadeListed]:
    """Of every cascade the version in force, else the newest draft. / 目标分解列表（现行版本，否则最新草案）。"""
    rows = await cascade_queries.list_cascades(tx, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.code], item=CascadeListed.of)


@router.get("/cascades/{code}", responses=responses(404))
async def get(code: CodeHere, tx: QueryTx, response: Response) -> CascadeOut:
    """The version in force, else the newest draft. / 现行版本，否则最新草案。"""
    found = await cascade_queries.cascade(tx, code)
    etag(response, found.revision)
    return CascadeOut.of(found)


@router.get("/cascades/{code}/versions")
async def versions(
    code: CodeHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[CascadeListed]:
    """Every version, newest first. / 全部版本，由新到旧。"""
    rows = await cascade_queries.list_versions(tx, code, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.version], item=CascadeListed.of)


@router.get(HERE, responses=responses(404))
async def get_version(code: CodeHere, version: VersionHere, tx: QueryTx, response: Response) -> CascadeOut:
    """One version. / 查看某一版本。"""
    found = await stored.get(tx, code, version)
    etag(response, found.revision)
    return CascadeOut.of(found)


@router.get(f"{HERE}/coverage", responses=responses(404))
async def check(code: CodeHere, version: VersionHere, tx: QueryTx) -> CoverageOut:
    """What is not carried, and who has no indicators. / 覆盖检查：未承担的目标、没有指标的人员、流失的份额。"""
    found = await stored.get(tx, code, version)
    findings = await cascades.findings(tx, found.cascade)
    values = [finding.as_value() for finding in findings]
    return CoverageOut(revision=found.revision, complete=not findings, findings=values)


@router.get(f"{HERE}/proposals")
async def proposals(
    code: CodeHere, version: VersionHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[ProposedOut]:
    """What was proposed for a version, newest first. / 某一版本的分解建议，由新到旧。"""
    rows = await cascade_queries.list_proposals(tx, code, version, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.revision, one.number], item=ProposedOut.of)


@router.post(f"{HERE}:propose", responses=responses(404, 409))
async def propose(
    code: CodeHere, version: VersionHere, command: Propose, tx: CommandTx, response: Response
) -> ProposalsOut:
    """Divide goals by duties, headcount or last year's share. / 按职责、人数或上年份额提出分解建议。"""
    draft, made = await cascades.propose(tx, code, version, [split.as_split() for split in command.splits])
    etag(response, draft.revision)
    return ProposalsOut(revision=draft.revision, proposals=[ProposalOut.of_proposal(one) for one in made])


@router.post(f"{HERE}:revise", responses=responses(404, 409, 412, 428))
async def revise(
    code: CodeHere,
    version: VersionHere,
    command: CascadeContent,
    tx: CommandTx,
    revision: IfMatch,
    response: Response,
) -> CascadeOut:
    """Another text of a draft. / 修改草案全文。"""
    revised = await cascades.revise(tx, code, version, given_revision=revision, content=command)
    etag(response, revised.revision)
    return CascadeOut.of(revised)


@router.post(f"{HERE}:approve", responses=responses(404, 409, 412, 428))
async def approve(
    code: CodeHere, version: VersionHere, command: Because, tx: CommandTx, revision: IfMatch, response: Response
) -> CascadeOut:
    """Approve a draft that others wrote; every finding is named at once. / 批准他人起草的目标分解。"""
    approved = await cascades.approve(tx, code, version, given_revision=revision, reason=command.reason)
    etag(response, approved.revision)
    return CascadeOut.of(approved)
