"""/budget-proposals: what lights propose about budgets, and what finance decides."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from chassis import paging
from chassis.door import CommandTx, Door, IfMatch, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from contracts.indicators import ObjectKind
from scoring.api import cursors
from scoring.api.fields import Because, Code
from scoring.domain.proposal import Proposal
from scoring.storage import proposals as rows
from scoring.storage import queries
from scoring.usecases import acting, proposals, reading

router = APIRouter(route_class=Door, tags=["budget-proposals"])
COMMAND = responses(404, 409, 412, 428)

State = Literal["proposed", "adopted", "declined", "withdrawn"]


class ProposalOut(BaseModel):
    id: UUID
    version: int
    order: UUID | None
    case: str
    object_kind: ObjectKind
    object: str
    fiscal_year: str
    unit: str
    level: str
    state: State
    decided_by: str | None
    reason: str | None

    @classmethod
    def of(cls, proposal: Proposal) -> "ProposalOut":
        return cls.model_validate(proposal, from_attributes=True)


@router.get("/budget-proposals")
async def list_proposals(
    tx: QueryTx,
    cursor: Cursor,
    limit: Limit = paging.DEFAULT_LIMIT,
    state: State | None = None,
    unit: Code = None,
    fiscal_year: Code = None,
    order: UUID | None = None,
) -> Page[ProposalOut]:
    """Proposals to adjust budgets of your units. / 预算调整建议列表（本单位范围）。"""
    found = await queries.page(
        tx,
        "proposals",
        units=await acting.visible_units(tx),
        filters={"state": state, "unit": unit, "fiscal_year": fiscal_year, "order_id": order},
        after=cursor,
        limit=limit,
    )
    return paging.page(
        found,
        limit,
        key=cursors.key_of,
        item=lambda row: ProposalOut.of(rows.of_row(row)),
    )


@router.get("/budget-proposals/{proposal}", responses=responses(404))
async def get_proposal(proposal: UUID, tx: QueryTx, response: Response) -> ProposalOut:
    """One proposal. / 查看预算调整建议。"""
    found = await reading.proposal(tx, proposal)
    etag(response, found.version)
    return ProposalOut.of(found)


@router.post("/budget-proposals/{proposal}:adopt", responses=COMMAND)
async def adopt(proposal: UUID, command: Because, tx: CommandTx, version: IfMatch, response: Response) -> ProposalOut:
    """Adopt a proposal. / 采纳预算调整建议。"""
    decided = await proposals.decide(tx, proposal, outcome="adopted", reason=command.reason, read_version=version)
    etag(response, decided.version)
    return ProposalOut.of(decided)


@router.post("/budget-proposals/{proposal}:decline", responses=COMMAND)
async def decline(proposal: UUID, command: Because, tx: CommandTx, version: IfMatch, response: Response) -> ProposalOut:
    """Decline a proposal, with a reason. / 不采纳预算调整建议，说明理由。"""
    decided = await proposals.decide(tx, proposal, outcome="declined", reason=command.reason, read_version=version)
    etag(response, decided.version)
    return ProposalOut.of(decided)
