"""What one entry of the log is to its readers, and which of them are audit entries."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import RowMapping

from contracts.audit import AttemptRefused, CommandExecuted
from contracts.topics import BY_EVENT_TYPE

EXECUTED = tuple(sorted(name for name, (_, model) in BY_EVENT_TYPE.items() if issubclass(model, CommandExecuted)))
REFUSED = (AttemptRefused.event_type,)

LARGEST = 2**63 - 1
"""The largest position that the database can hold; what callers send is compared with it first."""


class LoggedEvent(BaseModel):
    """One event with its place in the log, which is the cursor of the stream."""

    position: int
    event: dict[str, Any]

    @classmethod
    def of(cls, row: RowMapping) -> "LoggedEvent":
        return cls(position=row["position"], event=row["body"])


class AuditEntry(BaseModel):
    """Who did what, or was not let do it. `time` is business time, `recorded_time` the clock on the wall."""

    position: int
    id: UUID
    outcome: Literal["executed", "refused"]
    service: str
    principal: str
    roles: list[str]
    command: str
    path: str
    status: int
    code: str | None
    time: datetime
    recorded_time: datetime
    request_id: str | None
    idempotency_key: str | None
    events: list[UUID]
    values: dict[str, Any]

    @classmethod
    def of(cls, row: RowMapping) -> "AuditEntry":
        event = row["body"]
        data = event["data"]
        return cls(
            position=row["position"],
            id=event["id"],
            outcome="refused" if event["type"] in REFUSED else "executed",
            service=event["source"].rpartition("/")[2],
            principal=event["actor"],
            roles=event["actorroles"].split(),
            command=data["command"],
            path=data["path"],
            status=data["status"],
            code=data.get("code"),
            time=event["time"],
            recorded_time=event["recordedtime"],
            request_id=data.get("request_id"),
            idempotency_key=data.get("idempotency_key"),
            events=data.get("events", []),
            values=data.get("values", {}),
        )
