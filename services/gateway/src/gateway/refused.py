"""An audit entry for every attempt that was not let through."""

from uuid import uuid4

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from chassis import outbox
from chassis.auth import Actor, Person
from chassis.db import Cause, Database
from chassis.problems import status_of
from chassis.refusal import Refusal
from contracts.audit import AttemptRefused
from gateway.asked import Asked
from gateway.rates import Rates
from gateway.refusals import STATUS, RoleNotAllowed, RoleNotHeld, TooManyRequests, WhoAreYou

log = structlog.get_logger()

AUDITED = (WhoAreYou, RoleNotAllowed, RoleNotHeld, TooManyRequests)

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
    entry = AttemptRefused(
        command=asked.command,
        path=asked.scope["path"][:500],
        status=STATUS.get(refusal.code) or status_of(refusal),
        code=refusal.code,
        request_id=asked.request_id,
        values=refusal.values if asked.person else {**refusal.values, "address": asked.address},
    )
    log.info("attempt_refused", code=refusal.code, command=entry.command, principal=who)
    try:
        await _keep(database, entry, asked.person, Cause(traceparent=asked.trace))
    except (SQLAlchemyError, OSError):
        log.error("refusal_not_kept", code=refusal.code, principal=who, exc_info=True)


async def _keep(database: Database, entry: AttemptRefused, person: Person | None, cause: Cause) -> None:
    actor = _actor(person) if person else Actor("anonymous", frozenset(), frozenset(), NOBODYS_REGION)
    # founding: a token can be good for a region that nobody defined yet, or ever
    async with database.begin(actor.region, actor=actor, cause=cause, founding=True) as tx:
        await outbox.put(tx, entry, aggregate=str(uuid4()), sequence=1)


def _actor(person: Person) -> Actor:
    return Actor(
        principal=person.principal,
        roles=frozenset(held.role for held in person.roles),
        units=frozenset(),
        region=person.region,
    )
