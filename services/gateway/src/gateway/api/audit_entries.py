"""GET /audit-entries: every command that took effect and every attempt that was refused, newest first."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from chassis import paging
from chassis.door import Door, QueryTx
from chassis.paging import Limit, Page
from gateway.event_entry import EXECUTED, REFUSED, AuditEntry
from gateway.storage import event_log

router = APIRouter(route_class=Door, tags=["audit"])

PRINTABLE = r"^[^\x00-\x1f]*$"
TYPES = {None: (*EXECUTED, *REFUSED), "executed": EXECUTED, "refused": REFUSED}


@router.get("/audit-entries")
async def audit_entries(
    tx: QueryTx,
    principal: Annotated[str | None, Query(max_length=200, pattern=PRINTABLE, description="who acted / 操作人")] = None,
    command: Annotated[
        str | None,
        Query(max_length=200, pattern=PRINTABLE, description="method and template of its route / 指令，即接口模板"),
    ] = None,
    since: Annotated[AwareDatetime | None, Query(description="recorded at or after / 记录时间起")] = None,
    outcome: Annotated[Literal["executed", "refused"] | None, Query(description="took effect or not / 结果")] = None,
    cursor: paging.Cursor = None,
    limit: Limit = paging.DEFAULT_LIMIT,
) -> Page[AuditEntry]:
    """Every command that took effect and every attempt that was refused, newest first.

    审计记录：每条已生效的指令与每次被拒绝的尝试，新的在前。
    """
    rows = await event_log.audit(
        tx,
        types=TYPES[outcome],
        principal=principal,
        command=command,
        since=since,
        before=cursor.key(event_log.POSITION)[0] if cursor else None,
        limit=limit + 1,
    )
    return paging.page(rows, limit, key=lambda row: (row["position"],), item=AuditEntry.of)
