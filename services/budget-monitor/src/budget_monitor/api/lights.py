"""Lights: as they stand, as they stood, as was known. / 红黄绿灯。"""

from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel
from sqlalchemy import RowMapping

from budget_monitor.api.shapes import (
    PRINTABLE,
    RULE_CODE,
    DayFilter,
    FiscalYearFilter,
    IdHere,
    text_key,
)
from budget_monitor.domain.light import NO_VALUE, STALE
from budget_monitor.domain.refusals import LightStateUnknown
from budget_monitor.storage import light_queries as queries
from budget_monitor.usecases import execution, scope
from chassis import paging
from chassis.door import Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import responses
from chassis.refusal import NotFound
from contracts.envelope import Labels, SchemeLabels
from contracts.indicators import BudgetBasis, ObjectKind
from contracts.money import Rate, TotalMoney
from contracts.vocabulary import LEVELS

router = APIRouter(route_class=Door, tags=["lights"])

EVERYWHERE = frozenset({*LEVELS, STALE, NO_VALUE})
"""States that a light may have under any rule, and the levels that rules usually have, also before there is one."""

NO_LEVELS = {
    STALE: SchemeLabels(zh="数据中断", en="no data"),
    NO_VALUE: SchemeLabels(zh="无预算，无执行率", en="no budget, no rate"),
}
"""What a light may show beside the levels of its rule."""

STILL = {
    "rule_withdrawn": Labels(zh="规则已撤销，灯不再变动", en="stands still: its rule was withdrawn"),
    "left_out": Labels(zh="现行规则不再监测，灯不再变动", en="stands still: the version in force leaves it out"),
    "fiscal_year_closed": Labels(zh="年度已关闭，灯不再变动", en="stands still: its fiscal year is closed"),
}


def _of_our_time(instant: datetime) -> datetime:
    if not 1900 <= instant.year <= 2899:
        raise ValueError("the year must lie between 1900 and 2899 / 年份须在 1900 至 2899 之间")
    return instant.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_of_our_time)]


class RatesOut(BaseModel):
    """What was paid until a day, over both budgets; the rule compares on `basis`."""

    paid: TotalMoney
    original_budget: TotalMoney
    current_budget: TotalMoney
    original_rate: Rate | None
    current_rate: Rate | None
    basis: BudgetBasis
    paid_until: date

    @classmethod
    def of(cls, row: RowMapping) -> "RatesOut | None":
        if row["paid"] is None:
            return None
        return cls(
            paid=row["paid"],
            original_budget=row["original_budget"],
            current_budget=row["current_budget"],
            original_rate=execution.rate(row["paid"], row["original_budget"]),
            current_rate=execution.rate(row["paid"], row["current_budget"]),
            basis=row["basis"],
            paid_until=row["paid_until"],
        )


class LightOut(BaseModel):
    """`state` is a level of the rule, `stale` where the feed went silent, or `no_value` where there is no budget to
    divide by. Before the first checkpoint a light stands at its best level, without an evaluation. `stands_still`
    says why nothing moves the light any more."""

    id: UUID
    rule: str
    rule_version: int
    object_kind: ObjectKind
    object: str
    labels: Labels
    owner: str
    fiscal_year: str
    state: str
    state_labels: SchemeLabels
    checkpoint: date | None
    holds_from: date | None
    evaluated_at: datetime | None
    evaluation: int | None
    cause: str | None
    rates: RatesOut | None
    seen_entry: int | None
    episode: int
    open_case: str | None
    open_order: UUID | None
    stands_still: Literal["rule_withdrawn", "left_out", "fiscal_year_closed"] | None
    stands_still_labels: Labels | None

    @classmethod
    def of(cls, row: RowMapping) -> "LightOut":
        labels = {level["code"]: SchemeLabels(**level["labels"]) for level in row["levels"]}
        labels |= NO_LEVELS
        code, still = row["state"], row["stands_still"]
        computed = ("rates", "state_labels", "stands_still_labels")
        return cls(
            **{name: row[name] for name in cls.model_fields if name not in computed},
            stands_still_labels=STILL.get(still),
            rates=RatesOut.of(row),
            state_labels=labels.get(code, SchemeLabels(zh=code, en=code)),
        )


class EvaluationOut(BaseModel):
    number: int
    cause: str
    rule_version: int
    checkpoint: date | None
    holds_from: date
    level: str
    moved: bool
    rates: RatesOut | None
    seen_entry: int
    evaluated_at: datetime

    @classmethod
    def of(cls, row: RowMapping) -> "EvaluationOut":
        fields = {name: row[name] for name in cls.model_fields if name != "rates"}
        return cls(**fields, rates=RatesOut.of(row))


@router.get("/lights")
async def listing(
    tx: QueryTx,
    cursor: Cursor,
    as_of: DayFilter = None,
    known_at: Annotated[Instant | None, Query(description="as was known at this instant")] = None,
    state: Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]{0,39}$")] = None,
    code: Annotated[str | None, Query(alias="object", max_length=200, pattern=PRINTABLE)] = None,
    object_kind: Annotated[ObjectKind | None, Query()] = None,
    rule: Annotated[str | None, Query(pattern=RULE_CODE)] = None,
    fiscal_year: FiscalYearFilter = None,
    limit: Limit = paging.DEFAULT_LIMIT,
) -> Page[LightOut]:
    """As it was on a day, as it was known at an instant; without both, as it is. / 某日状态，或某时所知的状态。"""
    await _is_known(tx, state)
    year = fiscal_year or (tx.region.fiscal_year_of(as_of) if as_of is not None else None)
    rows = await queries.lights_page(
        tx,
        cursor,
        limit,
        units=await scope.covered(tx),
        as_of=as_of,
        known_at=known_at,
        state=state,
        object=code,
        object_kind=object_kind,
        rule=rule,
        fiscal_year=year,
    )
    return paging.page(
        rows,
        limit,
        key=lambda row: text_key(row, "fiscal_year", "rule", "object_kind", "object"),
        item=LightOut.of,
    )


async def _is_known(tx: QueryTx, state: str | None) -> None:
    """Levels are data of rules, so the document cannot list them. Raises LightStateUnknown."""
    if state is None or state in EVERYWHERE:
        return
    known = await queries.levels(tx) | EVERYWHERE
    if state not in known:
        raise LightStateUnknown(given=state, known=", ".join(sorted(known)))


@router.get("/lights/{id}", responses=responses(404))
async def read(light: IdHere, tx: QueryTx) -> LightOut:
    """One light as it stands. / 查看亮灯现状。"""
    return LightOut.of(await _visible(tx, light))


@router.get("/lights/{id}/evaluations", responses=responses(404))
async def evaluations(
    light: IdHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[EvaluationOut]:
    """Every evaluation, oldest first; a late payment adds one and edits none. / 历次评估，只增不改。"""
    await _visible(tx, light)
    rows = await queries.evaluations_page(tx, cursor, limit, light=light)
    return paging.page(rows, limit, key=lambda row: text_key(row, "number"), item=EvaluationOut.of)


async def _visible(tx: QueryTx, light: UUID) -> RowMapping:
    row = await queries.light(tx, light)
    if row is None:
        raise NotFound(what="light", id=str(light), region=tx.region.code)
    await scope.require(tx, [row["owner"]])
    return row
