"""The only door: who are you, may you, how often; then on to the service that owns the resource.

Pure ASGI, around the gateway's own app: its own routes are reached with a service token like everybody else's.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.auth import Actor, Keys, Person, Unauthenticated
from chassis.db import Database
from chassis.problems import BodyTooLarge, MethodNotAllowed, NoSuchRoute, TooMuchArrived, code_of, problem
from chassis.refusal import Refusal, RegionUnknown
from gateway import refused
from gateway.acting import acting
from gateway.asked import Asked
from gateway.decision import Denied, decide
from gateway.forward import OWN, Answer, Review, forward
from gateway.identity import Identity, narrowed
from gateway.rates import Rates
from gateway.refusals import (
    STATUS,
    BodyTooSlow,
    RegionNotHeardYet,
    RoleNotAllowed,
    RoleNotHeld,
    TooManyRequests,
    WhoAreYou,
)
from gateway.routes import Routes
from gateway.settings import GatewaySettings
from gateway.storage import event_log
from gateway.tokens import ServiceTokens
from gateway.upstreams import read_body, upstreams

FOR_MACHINES = frozenset({"/livez", "/readyz", "/metrics"})
"""Never limited: an overloaded door must still say that it lives."""


@dataclass(slots=True)
class Desk:
    """What the door works with, put together once from what the main handed out."""

    settings: GatewaySettings
    identity: Identity
    rates: Rates
    tokens: ServiceTokens
    services: dict[str, ASGIApp]
    wall: Callable[[], datetime]

    @classmethod
    def of(cls, state: Any, own: ASGIApp) -> "Desk":
        settings: GatewaySettings = getattr(state, "gateway_settings", None) or GatewaySettings()
        keys: Keys = state.keys
        if settings.issuer_jwks is not None:
            keys = Keys.load(state.settings.keys, issuer_jwks=settings.issuer_jwks)
        return cls(
            settings=settings,
            identity=Identity(keys, settings.issuer),
            rates=Rates.of(per_address=settings.rate_per_address, per_principal=settings.rate_per_principal),
            tokens=ServiceTokens(keys),
            services={**upstreams(urls=state.settings.upstreams, apps=state.mounts), OWN: own},
            wall=state.wall,
        )


class Front:
    def __init__(self, app: ASGIApp):
        self._app = app
        self._routes = Routes()
        self._desk: Desk | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope["app"].state
        if self._desk is None:
            self._desk = state.desk = Desk.of(state, self._app)
        asked = Asked.of(scope, self._routes)
        if asked.found.public in FOR_MACHINES:
            await self._app(scope, receive, send)
            return
        answer = Answer(send, asked, reviews=_reviews(state.database, asked))
        try:
            await self._admit(self._desk, asked, receive, answer)
        except Refusal as refusal:
            await refused.record(state.database, asked, refusal, rates=self._desk.rates)
            await _say(asked, receive, Answer(send, asked), refusal)

    async def _admit(self, desk: Desk, asked: Asked, receive: Receive, answer: Answer) -> None:
        """Raises Refusal wherever the request stops."""
        await desk.rates.count_address(asked.address)
        if asked.found.public is not None:
            asked.scope["headers"] = asked.onward_headers(None)
            await self._app(asked.scope, receive, answer)
            return
        if asked.found.row is None:
            unknown = MethodNotAllowed if asked.found.other_methods else NoSuchRoute
            raise unknown(method=asked.scope["method"], path=asked.scope["path"][:200])
        now = desk.wall()
        asked.person = _person(desk, asked, now=now)
        await desk.rates.count_principal(asked.person.region, asked.person.principal)
        actor = _decide(asked, asked.person, now=now)
        await forward(
            asked,
            desk.services,
            token=desk.tokens.token(actor, audience=asked.row.service, now=int(now.timestamp())),
            body=await _body(asked, receive, seconds=desk.settings.body_seconds),
            receive=receive,
            answer=answer,
            seconds=desk.settings.upstream_seconds,
        )


def _person(desk: Desk, asked: Asked, *, now: datetime) -> Person:
    try:
        return desk.identity.person(asked.header(b"authorization") or "", now=int(now.timestamp()))
    except Unauthenticated as error:
        raise WhoAreYou(why=error.code, issuer=desk.settings.issuer) from error


def _decide(asked: Asked, person: Person, *, now: datetime) -> Actor:
    wanted = narrowed(asked.header(b"baton-role"))
    decided = decide(asked.row, person, now=now, narrowed=wanted)
    if isinstance(decided, Denied):
        refusal = RoleNotHeld if decided.code == "role_not_held" else RoleNotAllowed
        said, said_zh = acting(decided.roles, decided.outside, now=now)
        raise refusal(
            route=asked.row.name,
            roles=", ".join(decided.roles),
            allowed=", ".join(decided.allowed),
            acting=said,
            acting_zh=said_zh,
        )
    return decided


async def _body(asked: Asked, receive: Receive, *, seconds: float) -> bytes:
    """The whole body, before a service is asked: a slow caller holds nothing but its own connection."""
    try:
        async with asyncio.timeout(seconds):
            return await read_body(receive)
    except TimeoutError as error:
        raise BodyTooSlow(seconds=seconds) from error
    except TooMuchArrived as error:  # from the limit around this door
        raise BodyTooLarge(limit=error.limit) from error


async def _say(asked: Asked, receive: Receive, answer: Answer, refusal: Refusal) -> None:
    await _problem(asked, refusal)(asked.scope, receive, answer)


def _reviews(database: Database, asked: Asked) -> dict[int, Review]:
    return {
        403: partial(refused.record_of_service, database, asked),
        404: partial(_not_heard_yet, database, asked),
    }


async def _not_heard_yet(database: Database, asked: Asked, body: bytes) -> Response | None:
    """A region that the log holds is defined: the service that does not know it will hear of it in a moment."""
    if asked.person is None or code_of(body) != RegionUnknown.code:
        return None
    region = asked.person.region
    async with database.open() as opened:
        defined = await event_log.defines(opened.connection, region)
    return _problem(asked, RegionNotHeardYet(region=region, service=asked.row.service)) if defined else None


def _problem(asked: Asked, refusal: Refusal) -> Response:
    extra: dict[str, str] = {}
    if isinstance(refusal, TooManyRequests):
        extra["Retry-After"] = str(refusal.values["seconds"])
    if isinstance(refusal, MethodNotAllowed):
        extra["Allow"] = ", ".join(sorted(asked.found.other_methods))
    # without the caller's Host header: one that is no host would make an error of the refusal
    scope = {**asked.scope, "headers": asked.onward_headers(None)}
    return problem(Request(scope), refusal, headers=extra, status=STATUS.get(refusal.code))
