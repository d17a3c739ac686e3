"""An audit entry for every attempt that was not let through."""

from typing import Any
from uuid import uuid4

import structlog
from prometheus_client import Counter
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from chassis import outbox
from chassis.auth import Actor, Person
from chassis.db import Cause, Database
from chassis.problems import Problem, status_of
from chassis.refusal import Refusal
from contracts.audit import AttemptRefused
from gateway.asked import Asked
from gateway.rates import Rates
from gateway.refusals import STATUS, RoleNotAllowed, RoleNotHeld, TooManyRequests, WhoAreYou

log = structlog.get_logger()

AUDITED = (WhoAreYou, RoleNotAllowed, RoleNotHeld, TooManyRequests)

FORBIDDEN = 403

NOBODYS_REGION = "-"
"""Where attempts go that prove no region: no region can have this code, so no region's readers see them."""

refused_total = Counter("baton_gateway_refused_total", "Requests that the door did not let through.", ["code"])


async def record(database: Database, asked: Asked, refusal: Refusal, *, rates: Rates) -> None:
    """Kept before the refusal is answered. Never turns a refusal into a failure: without a database it is logged."""
    refused_total.labels(refusal.code).inc()
    if not isinstance(refusal, AUDITED):
        return
    who = f"{asked.person.region}/{asked.person.principal}" if asked.person else asked.address
    if isinstance(refusal, TooManyRequests | WhoAreYou):
        flood = isinstance(refusal, TooManyRequests)
        if not await rates.worth_an_entry(f"{refusal.code} {who}", flood=flood):
            return
    status = STATUS.get(refusal.code) or status_of(refusal)
    values = refusal.values if asked.person else {**refusal.values, "address": asked.address}
    await _keep(database, asked, status=status, code=refusal.code, values=values)


async def record_of_service(database: Database, asked: Asked, body: bytes) -> None:
    """The same for what a service refused as forbidden; `body` is its problem."""
    try:
        problem = Problem.model_validate_json(body)
    except ValidationError:
        # a HEAD is answered without a body
        code, values = "forbidden", dict[str, Any]()
    else:
        code, values = problem.code, problem.values
    refused_total.labels(code).inc()
    await _keep(database, asked, status=FORBIDDEN, code=code, values=values)


async def _keep(database: Database, asked: Asked, *, status: int, code: str, values: dict[str, Any]) -> None:
    entry = AttemptRefused(
        command=asked.command,
        path=asked.scope["path"][:500],
        status=status,
        code=code,
        request_id=asked.request_id,
        values=values,
    )
    person = asked.person
    actor = _actor(person) if person else Actor("anonymous", frozenset(), frozenset(), NOBODYS_REGION)
    log.info("attempt_refused", code=code, command=entry.command, principal=actor.principal)
    try:
        # founding: a token can be good for a region that nobody defined yet, or ever
        async with database.begin(actor.region, actor=actor, cause=Cause(traceparent=asked.trace), founding=True) as tx:
            await outbox.put(tx, entry, aggregate=str(uuid4()), sequence=1)
    except (SQLAlchemyError, OSError):
        log.error("refusal_not_kept", code=code, principal=actor.principal, exc_info=True)


def _actor(person: Person) -> Actor:
    return Actor(
        principal=person.principal,
        roles=frozenset(held.role for held in person.roles),
        units=frozenset(),
        region=person.region,
    )
