"""/rectification-orders: reading them, and their commands from acknowledgement to acceptance."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response

from chassis import paging
from chassis.door import CommandTx, Door, IfMatch, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from scoring.api import cursors
from scoring.api.fields import Because, Code, Flag
from scoring.api.order_models import (
    Accept,
    AnswerIn,
    AskExtension,
    GrantExtension,
    OrderDetails,
    OrderOut,
    Return,
    State,
    Suspend,
)
from scoring.domain.order import Order
from scoring.storage import orders as rows
from scoring.storage import queries
from scoring.usecases import acting, extensions, objections, orders, reading, suspensions

router = APIRouter(route_class=Door, tags=["rectification-orders"])
COMMAND = responses(404, 409, 412, 428)
WITHOUT_REMARK = Accept()
AS_ASKED = GrantExtension()


@router.get("/rectification-orders")
async def list_orders(
    tx: QueryTx,
    cursor: Cursor,
    limit: Limit = paging.DEFAULT_LIMIT,
    state: State | None = None,
    overdue: Flag = None,
    escalated: Flag = None,
    unit: Code = None,
    rule: Code = None,
    object: Code = None,  # noqa: A002  # the name that the resource gives it
    fiscal_year: Code = None,
    case: Code = None,
) -> Page[OrderOut]:
    """Rectification orders of your units. / 整改通知列表（本单位范围）。"""
    found = await queries.page(
        tx,
        "orders",
        units=await acting.visible_units(tx),
        filters={
            "state": state,
            "overdue": overdue,
            "escalated": escalated,
            "unit": unit,
            "rule": rule,
            "object": object,
            "fiscal_year": fiscal_year,
            "case": case,
        },
        after=cursor,
        limit=limit,
    )
    return paging.page(
        found,
        limit,
        key=cursors.key_of,
        item=lambda row: OrderOut.of(rows.of_row(row)),
    )


@router.get("/rectification-orders/{order}", responses=responses(404))
async def get_order(order: UUID, tx: QueryTx, response: Response) -> OrderDetails:
    """One order with its crossings, answers and history. / 查看整改通知及其亮灯、答复与经过。"""
    found = await reading.order(tx, order)
    etag(response, found.order.version)
    return OrderDetails.with_parts(
        found.order,
        crossings=found.crossings,
        answers=found.answers,
        draft=found.draft,
        extensions=found.extensions,
        history=found.history,
    )


@router.post("/rectification-orders/{order}:acknowledge", responses=COMMAND)
async def acknowledge(order: UUID, tx: CommandTx, version: IfMatch, response: Response) -> OrderOut:
    """Say that the unit has received the order. / 签收整改通知。"""
    return _shown(response, await orders.acknowledge(tx, order, read_version=version))


@router.post("/rectification-orders/{order}:prepare-answer", responses=COMMAND)
async def prepare_answer(
    order: UUID, command: AnswerIn, tx: CommandTx, version: IfMatch, response: Response
) -> OrderOut:
    """Draft an answer for the head to submit. / 拟写答复，由负责人提交。"""
    return _shown(response, await orders.prepare_answer(tx, order, command.answer(), read_version=version))


@router.post("/rectification-orders/{order}:answer", responses=COMMAND)
async def answer(
    order: UUID,
    tx: CommandTx,
    version: IfMatch,
    response: Response,
    command: Annotated[AnswerIn | None, Body(description="Absent: the prepared draft / 省略：提交拟办答复")] = None,
) -> OrderOut:
    """Submit an answer, or the draft that was prepared. / 提交答复或已拟草稿。"""
    given = command.answer() if command else None
    return _shown(response, await orders.answer(tx, order, given, read_version=version))


@router.post("/rectification-orders/{order}:return", responses=COMMAND)
async def give_back(order: UUID, command: Return, tx: CommandTx, version: IfMatch, response: Response) -> OrderOut:
    """Return the answer with a reason and a new term. / 退回答复，说明理由并定新期限。"""
    returned = await orders.give_back(
        tx, order, reason=command.reason, working_days=command.working_days, read_version=version
    )
    return _shown(response, returned)


@router.post("/rectification-orders/{order}:accept", responses=COMMAND)
async def accept(
    order: UUID, tx: CommandTx, version: IfMatch, response: Response, command: Accept = WITHOUT_REMARK
) -> OrderOut:
    """Accept the answer; whoever answered cannot. / 验收答复，答复人不得验收。"""
    accepted = await orders.accept(
        tx, order, reason=command.reason, recheck_on=command.recheck_on, read_version=version
    )
    return _shown(response, accepted)


@router.post("/rectification-orders/{order}:object", responses=COMMAND)
async def object_to(order: UUID, command: Because, tx: CommandTx, version: IfMatch, response: Response) -> OrderOut:
    """Object to the order. / 提出异议。"""
    objected = await objections.raise_objection(tx, order, reason=command.reason, read_version=version)
    return _shown(response, objected)


@router.post("/rectification-orders/{order}:grant-objection", responses=COMMAND)
async def grant_objection(
    order: UUID, command: Because, tx: CommandTx, version: IfMatch, response: Response
) -> OrderOut:
    """Grant the objection: the order is cancelled. / 异议成立，撤销整改通知。"""
    return _shown(response, await objections.grant(tx, order, reason=command.reason, read_version=version))


@router.post("/rectification-orders/{order}:refuse-objection", responses=COMMAND)
async def refuse_objection(
    order: UUID, command: Because, tx: CommandTx, version: IfMatch, response: Response
) -> OrderOut:
    """Refuse the objection: the order goes on. / 异议不成立，整改继续。"""
    return _shown(response, await objections.refuse(tx, order, reason=command.reason, read_version=version))


@router.post("/rectification-orders/{order}:ask-extension", responses=COMMAND)
async def ask_extension(
    order: UUID, command: AskExtension, tx: CommandTx, version: IfMatch, response: Response
) -> OrderOut:
    """Ask for more time. / 申请延期。"""
    asked = await extensions.ask(tx, order, until=command.until, reason=command.reason, read_version=version)
    return _shown(response, asked)


@router.post("/rectification-orders/{order}:grant-extension", responses=COMMAND)
async def grant_extension(
    order: UUID, tx: CommandTx, version: IfMatch, response: Response, command: GrantExtension = AS_ASKED
) -> OrderOut:
    """Grant more time. / 同意延期。"""
    return _shown(response, await extensions.grant(tx, order, until=command.until, read_version=version))


@router.post("/rectification-orders/{order}:refuse-extension", responses=COMMAND)
async def refuse_extension(
    order: UUID, command: Because, tx: CommandTx, version: IfMatch, response: Response
) -> OrderOut:
    """Refuse more time. / 不同意延期。"""
    return _shown(response, await extensions.refuse(tx, order, reason=command.reason, read_version=version))


@router.post("/rectification-orders/{order}:suspend", responses=COMMAND)
async def suspend(order: UUID, command: Suspend, tx: CommandTx, version: IfMatch, response: Response) -> OrderOut:
    """Suspend the order until a day, with a reason. / 中止整改至某日，说明理由。"""
    suspended = await suspensions.suspend(tx, order, reason=command.reason, until=command.until, read_version=version)
    return _shown(response, suspended)


@router.post("/rectification-orders/{order}:resume", responses=COMMAND)
async def resume(order: UUID, tx: CommandTx, version: IfMatch, response: Response) -> OrderOut:
    """Resume a suspended order. / 恢复整改。"""
    return _shown(response, await suspensions.resume(tx, order, read_version=version))


@router.post("/rectification-orders/{order}:cancel", responses=COMMAND)
async def cancel(order: UUID, command: Because, tx: CommandTx, version: IfMatch, response: Response) -> OrderOut:
    """Cancel an order that nobody can answer any more, with what it brought. / 终止无法继续的整改，撤销整改通知。"""
    return _shown(response, await orders.cancel(tx, order, reason=command.reason, read_version=version))


def _shown(response: Response, order: Order) -> OrderOut:
    etag(response, order.version)
    return OrderOut.of(order)
