"""Budget items: approved, revised, executed. / 预算项目。"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import RowMapping

from budget_monitor.api.funds import Allocate, RegisterFund, check_years
from budget_monitor.api.shapes import (
    Because,
    Code,
    CodeFilter,
    Command,
    Day,
    DayFilter,
    FiscalYear,
    FiscalYearFilter,
    IdHere,
    ItemCode,
    LabelsIn,
    ReasonOut,
    Text,
    TextFilter,
    reasons_out,
    text_key,
)
from budget_monitor.domain import ids
from budget_monitor.domain.refusals import ExpectedOnTrialOnly
from budget_monitor.storage import budget_items as storage
from budget_monitor.storage import queries
from budget_monitor.usecases import budget_items, budget_parts, execution, scope
from budget_monitor.usecases.budget_items import NewItem, Revision
from budget_monitor.usecases.budget_parts import Content, Part
from chassis import paging
from chassis.db import ReadTx
from chassis.door import CommandTx, Door, IfMatch, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from chassis.refusal import NotFound
from chassis.rights import Right, StandsFor
from contracts.budget import Purpose
from contracts.envelope import Labels
from contracts.money import Money, PositiveMoney, Rate, TotalMoney, UnsignedMoney

router = APIRouter(route_class=Door, tags=["budget items"])

MOST_ITEMS = 2_000
MOST_PARTS = 1_000


STANDS_FOR = StandsFor(
    {True: Right("POST /budget-items/{id}:approve-goal", frozenset({"assessment_office", "finance"}))}
)


class ApproveItem(Command):
    code: ItemCode
    fiscal_year: FiscalYear
    owner: Code
    labels: LabelsIn
    purpose: Purpose
    feed: Code | None = None
    amount: UnsignedMoney = Field(description="the original budget; 0.00 where it will be supplemented")
    goal_approved: Annotated[bool, Field(strict=True), STANDS_FOR]

    def new(self) -> NewItem:
        return NewItem(
            self.code,
            self.fiscal_year,
            self.owner,
            self.labels.labels(),
            self.purpose,
            self.feed,
            self.amount,
            self.goal_approved,
        )


class PartIn(Command):
    """One part of an import that is too large for one request; with the last one to arrive all take effect."""

    import_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
    number: Annotated[int, Field(strict=True, ge=1, le=MOST_PARTS)]
    of: Annotated[int, Field(strict=True, ge=1, le=MOST_PARTS)]

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.number > self.of:
            raise ValueError("number must not be above of / number 不得大于 of")
        return self

    def part(self) -> Part:
        return Part(self.import_id, self.number, self.of)


class Expected(Command):
    """Who and what is going to be registered before the import is made, so that a trial can tell what it would do."""

    assessees: list[Code] = Field(default_factory=list, max_length=MOST_ITEMS)
    feeds: list[Code] = Field(default_factory=list, max_length=MOST_ITEMS)


class ImportBudget(Command):
    items: list[ApproveItem] = Field(default_factory=list, max_length=MOST_ITEMS)
    funds: list[RegisterFund] = Field(default_factory=list, max_length=500)
    allocations: list[Allocate] = Field(default_factory=list, max_length=MOST_ITEMS)
    part: PartIn | None = Field(default=None, description="where left out, this request is the whole import")
    expected: Expected | None = Field(
        default=None, description="with `dry_run` only: what will have been registered by then / 仅用于试算"
    )

    @classmethod
    def joined(cls, contents: Sequence[Content]) -> "ImportBudget":
        """All parts as one; each was within the limits of a request, together they need not be."""
        parts = [cls.model_validate(content) for content in contents]
        return cls.model_construct(
            items=[item for part in parts for item in part.items],
            funds=[fund for part in parts for fund in part.funds],
            allocations=[allocation for part in parts for allocation in part.allocations],
            part=None,
        )


class Imported(BaseModel):
    """How much was new, and how much was there already with the same content; of all parts, with the last one."""

    state: Literal["done", "waiting"] = Field(default="done", description="waiting: for the other parts; no effect yet")
    missing: list[int] = Field(default=[], description="the parts that are waited for")
    items: int
    funds: int
    allocations: int
    known_items: int
    known_funds: int
    ids: dict[str, UUID] = Field(description="item code → id, for the items of this request")
    notes: list[ReasonOut] = Field(default=[], description="what to look at; it blocks nothing / 提示，不阻止办理")

    @classmethod
    def waiting(cls, missing: Sequence[int]) -> Self:
        nothing = dict.fromkeys(("items", "funds", "allocations", "known_items", "known_funds"), 0)
        return cls(state="waiting", missing=list(missing), ids={}, **nothing)


class Adjust(Command):
    difference: Money
    in_force_from: Day | None = Field(default=None, description="today where left out")
    reason: Text
    fund: Code | None = Field(default=None, description="whose allocation changes by the same amount")


class Transfer(Command):
    to: ItemCode
    amount: PositiveMoney
    in_force_from: Day | None = Field(default=None, description="today where left out")
    reason: Text
    fund: Code | None = Field(default=None, description="whose allocation moves along")


class VersionOut(BaseModel):
    number: int
    kind: str
    difference: Money
    in_force_from: date
    reason: str
    counterpart: UUID | None
    decided_at: datetime
    decided_by: str


class ItemOut(BaseModel):
    id: UUID
    code: str
    fiscal_year: str
    owner: str
    labels: Labels
    purpose: Purpose
    feed: str | None
    goal_approved: bool
    original_budget: Money
    current_budget: Money
    paid: Money
    held: Money
    version: int

    @classmethod
    def of(cls, row: RowMapping) -> "ItemOut":
        return cls(**{name: row[name] for name in ItemOut.model_fields})


class ItemWithVersions(ItemOut):
    versions: list[VersionOut]


class ExecutionOut(BaseModel):
    """Rates on both budgets, for showing; the two budgets are never added up."""

    item: UUID
    code: str
    as_of: date
    paid: TotalMoney
    original_budget: TotalMoney
    current_budget: TotalMoney
    original_rate: Rate | None
    current_rate: Rate | None


@router.post("/budget-items", status_code=201, responses=responses(409))
async def approve(command: ApproveItem, tx: CommandTx, response: Response) -> ItemWithVersions:
    """Approve a budget item with its original amount. / 批复预算项目。"""
    await budget_items.approve(tx, [command.new()])
    item = ids.budget_item(tx.region.code, command.fiscal_year, command.code)
    return await _shown(tx, item, response)


@router.post("/budget-items:import", responses=responses(409, 413))
async def import_budget(command: ImportBudget, tx: CommandTx, request: Request) -> Imported:
    """Items, funds and allocations, all or nothing; twice is as once. At most 2,000 items and 2 MB a request; a larger
    budget is sent in parts. / 批量导入，全部成功或全部不入；较大的预算可分部分发送，最后一部分到达时一并生效。"""
    if command.expected is not None and not request.state.dry_run:
        raise ExpectedOnTrialOnly
    expected = command.expected or Expected()
    whole = command
    if command.part is not None:
        gathered = await budget_parts.gather(
            tx, command.part.part(), command.model_dump(mode="json", exclude={"part", "expected"})
        )
        if gathered.missing:
            return Imported.waiting(gathered.missing)
        whole = ImportBudget.joined(gathered.contents)
    await check_years(tx, whole.allocations, {fund.code: fund.fiscal_year for fund in whole.funds})
    done = await budget_items.import_all(
        tx,
        [item.new() for item in whole.items],
        [fund.new() for fund in whole.funds],
        [allocation.new() for allocation in whole.allocations],
        expected=frozenset({*expected.assessees, *expected.feeds}),
    )
    return Imported(
        items=sum(done.items),
        funds=sum(done.funds),
        allocations=len(done.allocations),
        known_items=len(done.items) - sum(done.items),
        known_funds=len(done.funds) - sum(done.funds),
        ids={item.code: ids.budget_item(tx.region.code, item.fiscal_year, item.code) for item in command.items},
        notes=reasons_out(note for one in done.allocations for note in one.notes),
    )


@router.post("/budget-items/{id}:adjust", responses=responses(404, 409, 412, 428))
async def adjust(
    item: IdHere, command: Adjust, tx: CommandTx, version: IfMatch, response: Response
) -> ItemWithVersions:
    """A new version of the budget. / 预算调整。"""
    revision = Revision(command.difference, command.reason, command.in_force_from, command.fund)
    await budget_items.adjust(tx, item, revision, read_version=version)
    return await _shown(tx, item, response)


@router.post("/budget-items/{id}:transfer", responses=responses(404, 409, 412, 428))
async def transfer(
    item: IdHere, command: Transfer, tx: CommandTx, version: IfMatch, response: Response
) -> ItemWithVersions:
    """Move budget to another item of the year. / 预算调剂。"""
    revision = Revision(Decimal(command.amount), command.reason, command.in_force_from, command.fund)
    await budget_items.transfer(tx, item, to=command.to, revision=revision, read_version=version)
    return await _shown(tx, item, response)


@router.post("/budget-items/{id}:approve-goal", responses=responses(404, 409, 412, 428))
async def approve_goal(
    item: IdHere, command: Because, tx: CommandTx, version: IfMatch, response: Response
) -> ItemWithVersions:
    """Approve the performance goal. / 批复绩效目标。"""
    await budget_items.decide_goal(tx, item, approved=True, reason=command.reason, read_version=version)
    return await _shown(tx, item, response)


@router.post("/budget-items/{id}:withdraw-goal", responses=responses(404, 409, 412, 428))
async def withdraw_goal(
    item: IdHere, command: Because, tx: CommandTx, version: IfMatch, response: Response
) -> ItemWithVersions:
    """Withdraw the approval: nothing more is paid. / 撤销绩效目标批复，停止支付。"""
    await budget_items.decide_goal(tx, item, approved=False, reason=command.reason, read_version=version)
    return await _shown(tx, item, response)


@router.get("/budget-items")
async def listing(
    tx: QueryTx,
    cursor: Cursor,
    fiscal_year: FiscalYearFilter = None,
    owner: CodeFilter = None,
    code: TextFilter = None,
    feed: CodeFilter = None,
    limit: Limit = paging.DEFAULT_LIMIT,
) -> Page[ItemOut]:
    """The budget items of your units. / 预算项目列表（本单位范围）。"""
    rows = await queries.budget_items_page(
        tx,
        cursor,
        limit,
        units=await scope.covered(tx),
        fiscal_year=fiscal_year,
        owner=owner,
        code=code,
        feed=feed,
    )
    return paging.page(rows, limit, key=lambda row: text_key(row, "fiscal_year", "code"), item=ItemOut.of)


@router.get("/budget-items/{id}", responses=responses(404))
async def read(item: IdHere, tx: QueryTx, response: Response) -> ItemWithVersions:
    """One budget item with every version of its budget. / 查看预算项目及其全部预算版本。"""
    return await _shown(tx, item, response)


@router.get("/budget-items/{id}/execution", responses=responses(404))
async def executed(item: IdHere, tx: QueryTx, as_of: DayFilter = None) -> ExecutionOut:
    """The execution rate as of a day, on the original and on the budget then in force. / 截至某日的执行率。"""
    row = await _visible(tx, item)
    day = as_of or tx.region.local_date(tx.now)
    found = await execution.of_item(tx, row, day)
    return ExecutionOut(
        item=item,
        code=row["code"],
        as_of=day,
        paid=found.paid,
        original_budget=found.original,
        current_budget=found.current,
        original_rate=execution.rate(found.paid, found.original),
        current_rate=execution.rate(found.paid, found.current),
    )


async def _visible(tx: ReadTx, item: UUID) -> RowMapping:
    row = await storage.get(tx, item)
    await scope.require(tx, [row["owner"]])
    return row


async def _shown(tx: ReadTx, item: UUID, response: Response) -> ItemWithVersions:
    await _visible(tx, item)
    row = await queries.budget_item(tx, item)
    if row is None:
        raise NotFound(what="budget item", id=str(item), region=tx.region.code)
    etag(response, row["version"])
    versions = [
        VersionOut(**{name: version[name] for name in VersionOut.model_fields})
        for version in await storage.versions(tx, item)
    ]
    return ItemWithVersions(**ItemOut.of(row).model_dump(), versions=versions)
