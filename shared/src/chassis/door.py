"""The HTTP door: who is it, one transaction for one command, the commit before the answer is sent."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from typing import Annotated, Any
from uuid import uuid4, uuid5

import structlog
from fastapi import Depends, Header, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError

from chassis import idempotency, languages, outbox, rights, texts
from chassis.auth import Actor, Unauthenticated, actor_of
from chassis.body import StrictRequest
from chassis.db import Cause, Database, ReadTx, Tx
from chassis.keys import Keys
from chassis.problems import NotAVersion, VersionRequired
from chassis.query import Parameters
from chassis.retry import is_taken, is_transient
from contracts import audit
from contracts.envelope import EVENT_IDS

log = structlog.get_logger()

MOST_TRIES = 3
READING = frozenset({"GET", "HEAD", "OPTIONS"})

AUDIT: dict[str, type[audit.CommandExecuted]] = {
    "indicators": audit.IndicatorsCommandExecuted,
    "scoring": audit.ScoringCommandExecuted,
    "budget-monitor": audit.BudgetMonitorCommandExecuted,
}


class _DryRun(Exception):
    """Undoes a transaction whose answer is wanted and whose effect is not."""

    def __init__(self, response: Response):
        super().__init__()
        self.response = response


def actor_in(request: Request) -> Actor:
    """Who acts, from the service token. Raises Unauthenticated."""
    keys: Keys = request.app.state.keys
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("missing_token")
    return actor_of(token, keys, request.app.state.service.name)


def cause_in(request: Request) -> Cause:
    return Cause(traceparent=request.headers.get("traceparent"))


@asynccontextmanager
async def read_transaction(request: Request) -> AsyncIterator[ReadTx]:
    database: Database = request.app.state.database
    actor = actor_in(request)
    async with database.read(actor.region, actor=actor) as tx:
        yield tx


async def _query_tx(request: Request) -> AsyncIterator[ReadTx]:
    async with read_transaction(request) as tx:
        yield tx


DryRun = Annotated[
    bool,
    Query(
        description="Decide and answer, change nothing: true, t, yes, y, on or 1 / 试算：只作判断，不作更改",
    ),
]
"""Whether the effect of a command is wanted. It is read here and nowhere else."""


# the dependencies are coroutines, though they wait for nothing: FastAPI sends plain functions to a thread each time
async def _command_tx(
    request: Request,
    dry_run: DryRun = False,
    idempotency_key: Annotated[
        str | None,
        Header(description="Repeat a command safely: the same key and body give the stored answer / 幂等键"),
    ] = None,
) -> Tx:
    tx: Tx = request.state.tx
    request.state.dry_run = dry_run
    return tx


async def _founding_tx(tx: Annotated[Tx, Depends(_command_tx)]) -> Tx:
    return tx


async def _if_match(
    if_match: Annotated[str | None, Header(description="The ETag you read / 读取时的 ETag")] = None,
) -> int:
    if if_match is None:
        raise VersionRequired()
    given = if_match.strip().removeprefix("W/").strip('"')
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise NotAVersion(given=if_match)
    return int(given)


async def _actor(request: Request) -> Actor:
    return actor_in(request)


CommandTx = Annotated[Tx, Depends(_command_tx)]
"""The transaction of a command; the door commits it before the answer leaves."""

FoundingTx = Annotated[Tx, Depends(_founding_tx)]
"""Like CommandTx, in a region that this command defines."""

QueryTx = Annotated[ReadTx, Depends(_query_tx, scope="function")]
"""A read-only transaction with one snapshot."""

IfMatch = Annotated[int, Depends(_if_match)]
"""The version that the caller read; 428 where the header is missing."""

ActorHere = Annotated[Actor, Depends(_actor)]
"""Who acts, for a route that opens no transaction of the door."""


class Door(APIRoute):
    """The route class of every service. Reads take a QueryTx; commands a CommandTx.

    Before anything is decided the query is checked and the body read (see `chassis.query`, `chassis.body`).
    A text of a body that must hold something is looked at as `chassis.texts` says, a field that stands for another
    command as `chassis.rights` says.

    A command route runs inside one transaction: the body is read first (a slow caller holds no connection), the
    idempotency key is claimed, the use case runs, the answer is serialised, the audit entry is put, the answer is
    stored beside the effect, and only after the commit is it sent. `dry_run=true` rolls back instead. After a deadlock,
    and where another command took the same key first, it is decided anew on what is there then.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any):
        super().__init__(path, _seeing(endpoint), **settings)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()
        parameters = Parameters.of(self.dependant)
        handle = self._handler(inner)

        async def read(given: Request) -> Response:
            request = StrictRequest(given.scope, given.receive)
            parameters.check(request)
            response = await handle(request)
            languages.said(request, response)
            return response

        return read

    def _handler(
        self, inner: Callable[[Request], Coroutine[Any, Any, Response]]
    ) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        calls = _calls(self.dependant)
        if _command_tx not in calls:
            return inner
        founding = _founding_tx in calls
        template = f"{'|'.join(sorted(self.methods or ()))} {self.path_format}"

        async def command(request: Request) -> Response:
            body = await request.body()
            for tries_left in reversed(range(MOST_TRIES)):
                try:
                    return await _once(request, inner, body, template=template, founding=founding)
                except DBAPIError as error:
                    again = is_taken(error) or (is_transient(error) and not error.connection_invalidated)
                    if tries_left == 0 or not again:
                        raise
                    log.info("command_tried_again", command=template, exc_info=error)
            raise AssertionError("unreachable")

        return command


def _seeing(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The route's function, called only where every text of the body that must hold something does, and by an actor
    who may do what the body asks for."""

    @wraps(endpoint)
    async def seen(**values: Any) -> Any:
        blank = [one for value in values.values() for one in texts.blank_in(value, ("body",))]
        if blank:
            raise RequestValidationError([one.as_error() for one in blank])
        for tx in [value for value in values.values() if isinstance(value, Tx)]:
            for value in values.values():
                tx.actor = rights.narrowed(tx.actor, value)
        return await endpoint(**values)

    return seen


def _calls(dependant: Dependant) -> set[Any]:
    found = {dependant.call}
    for sub in dependant.dependencies:
        found |= _calls(sub)
    return found


async def _once(
    request: Request,
    inner: Callable[[Request], Coroutine[Any, Any, Response]],
    body: bytes,
    *,
    template: str,
    founding: bool,
) -> Response:
    actor = actor_in(request)
    key = request.headers.get("idempotency-key")
    try:
        async with command_transaction(request, actor, founding=founding) as tx:
            if key is not None:
                stored = await idempotency.claim(tx, key, idempotency.fingerprint(request, body))
                if stored is not None:
                    return stored
            response = await inner(request)
            if request.state.dry_run:
                raise _DryRun(response)
            await audit_entry(tx, request, template=template, status=response.status_code, key=key)
            if key is not None:
                await idempotency.remember(tx, key, response)
    except _DryRun as undone:
        undone.response.headers["Baton-Dry-Run"] = "true"
        return undone.response
    return response


@asynccontextmanager
async def command_transaction(request: Request, actor: Actor, *, founding: bool = False) -> AsyncIterator[Tx]:
    """For a command that must ask another service before it decides: open this after the asking."""
    database: Database = request.app.state.database
    async with database.begin(actor.region, actor=actor, cause=cause_in(request), founding=founding) as tx:
        request.state.tx = tx
        yield tx


async def audit_entry(tx: Tx, request: Request, *, template: str, status: int, key: str | None) -> None:
    """Every command that took effect leaves one entry, which names the events that it produced."""
    kind = AUDIT.get(tx.service)
    if kind is None:
        return
    # a retried command is one command: its entry's id follows from its key
    command_id = uuid5(EVENT_IDS, f"{tx.region.code}|{tx.actor.principal}|{key}") if key else uuid4()
    await outbox.put(
        tx,
        kind(
            command=template,
            path=request.scope["path"],
            status=status,
            idempotency_key=key,
            request_id=request.headers.get("x-request-id"),
            events=tuple(tx.produced),
        ),
        aggregate=str(command_id),
        sequence=1,
    )
