"""Audit entries: events written by the service that decided, or by the gateway for what it refused."""

from typing import Any, ClassVar
from uuid import UUID

from contracts.envelope import EventData


class CommandExecuted(EventData):
    """One command that took effect. The type differs per service so that each owns its own topic."""

    command: str
    path: str
    status: int
    idempotency_key: str | None
    request_id: str | None
    events: tuple[UUID, ...]


class IndicatorsCommandExecuted(CommandExecuted):
    event_type: ClassVar[str] = "indicators.command-executed.v1"


class ScoringCommandExecuted(CommandExecuted):
    event_type: ClassVar[str] = "scoring.command-executed.v1"


class BudgetMonitorCommandExecuted(CommandExecuted):
    event_type: ClassVar[str] = "budget-monitor.command-executed.v1"


class AttemptRefused(EventData):
    """A request that the gateway did not let through."""

    event_type: ClassVar[str] = "gateway.attempt-refused.v1"

    command: str
    path: str
    status: int
    code: str
    request_id: str | None
    values: dict[str, Any]
