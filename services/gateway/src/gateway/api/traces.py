"""GET /traces/{case}: how one case came about and what became of it, across all services."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy import RowMapping

from chassis.auth import covers
from chassis.db import ReadTx
from chassis.door import Door, QueryTx
from chassis.problems import responses
from chassis.refusal import OutsideYourUnits
from contracts.budget import BudgetItemRevised, PaymentIntercepted, PaymentPaid, PaymentRefunded
from contracts.indicators import AssesseeAmended, AssesseeRegistered, MonitoringRulePublished
from gateway.refusals import CaseUnknown
from gateway.storage import event_log
from gateway.trace import chain
from gateway.trace.chain import Logged, Trace

router = APIRouter(route_class=Door, tags=["traces"])

MOST = 2000
ENTRIES_OF = (PaymentPaid.event_type, PaymentRefunded.event_type)
UNITS = (AssesseeRegistered.event_type, AssesseeAmended.event_type)

Case = Annotated[
    str,
    Path(
        min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$",
        description="{rule}:{object kind}:{object}:{fiscal year}:{episode}, as orders and lights name it / 案件编号",
    ),
]  # fmt: skip


@router.get("/traces/{case:path}", responses=responses(404))
async def trace(case: Case, tx: QueryTx) -> Trace:
    """The whole chain of one case across all services, oldest first.

    全链条：规则、支付、执行率、亮灯、整改通知、约谈、答复、验收、暂停与恢复支付、扣分；按时间先后排列。
    """
    events = [_logged(row) for row in await event_log.chain(tx, case, limit=MOST + 1)]
    if not events:
        raise CaseUnknown(case=case[:200], region=tx.region.code)
    await _may_read(tx, events)
    events += await _interceptions(tx, events)
    return chain.build(
        case,
        tx.region.code,
        events[:MOST],
        rules=await _rules(tx, events),
        payments=await _of_subjects(tx, chain.payments_seen(events), ENTRIES_OF),
        revisions=await _revisions(tx, events),
        complete=len(events) <= MOST,
    )


async def _may_read(tx: ReadTx, events: list[Logged]) -> None:
    """A head or clerk reads the cases of the own unit and its sub-units. Raises OutsideYourUnits."""
    if tx.actor.units is None:
        return
    known = [_logged(row).data for row in await event_log.newest_of_each_subject(tx, UNITS)]
    parents = {assessee["code"]: assessee["parent"] for assessee in known}
    unit = chain.unit_of(events)
    if unit is None or not covers(tx.actor, unit, parents):
        raise OutsideYourUnits(unit=unit or "–")


async def _rules(tx: ReadTx, events: list[Logged]) -> list[Logged]:
    cited = chain.rules_cited(events)
    published = await _of_subjects(tx, {code for code, _ in cited}, (MonitoringRulePublished.event_type,))
    return [one for one in published if (one.data["rule"]["code"], one.data["version"]) in cited]


async def _revisions(tx: ReadTx, events: list[Logged]) -> list[Logged]:
    seen = chain.revisions_seen(events)
    revised = await _of_subjects(tx, {item for item, _ in seen}, (BudgetItemRevised.event_type,))
    return [one for one in revised if (one.event["subject"], one.data["version"]) in seen]


async def _interceptions(tx: ReadTx, events: list[Logged]) -> list[Logged]:
    """Payments that a hold of this case's order stopped: they name the order, nothing else ties them to the case."""
    orders = {one.data["order"] for one in events if one.data.get("order")}
    rows = await event_log.naming_order(tx, orders, event_type=PaymentIntercepted.event_type, limit=MOST)
    known = {one.position for one in events}
    return [one for row in rows if (one := _logged(row)).position not in known]


async def _of_subjects(tx: ReadTx, subjects: set[str], types: tuple[str, ...]) -> list[Logged]:
    return [_logged(row) for row in await event_log.with_subjects(tx, subjects, types=types)]


def _logged(row: RowMapping) -> Logged:
    return Logged(position=row["position"], event=row["body"])
