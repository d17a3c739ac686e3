"""One request as the door knows it: it grows from a path to a person."""

from dataclasses import dataclass

from starlette.types import Scope

from chassis import tracing
from chassis.auth import Person
from chassis.tracing import header
from gateway import headers
from gateway.policy import Row
from gateway.routes import Found, Routes
from gateway.upstreams import Headers


@dataclass(frozen=True, slots=True)
class Matched:
    """What the metrics read of a matched route."""

    path: str


@dataclass(slots=True)
class Asked:
    """`request_id` and `trace` (a traceparent) are those that the request was given at the very outside."""

    scope: Scope
    found: Found
    request_id: str
    trace: str
    address: str
    person: Person | None = None

    @classmethod
    def of(cls, scope: Scope, routes: Routes) -> "Asked":
        found = routes.find(scope["method"], scope["path"])
        if found.row is not None:
            scope["route"] = Matched(found.row.template)
        client = scope.get("client")
        return cls(
            scope=scope,
            found=found,
            request_id=header(scope, tracing.REQUEST_ID) or "",
            trace=header(scope, tracing.TRACEPARENT) or "",
            address=client[0] if client else "unknown",
        )

    @property
    def row(self) -> Row:
        assert self.found.row is not None  # noqa: S101  # public and unknown paths were answered before
        return self.found.row

    @property
    def command(self) -> str:
        """The route as the policy table names it, else what was asked for."""
        return self.found.row.name if self.found.row else f"{self.scope['method']} {self.scope['path'][:200]}"

    def header(self, name: bytes) -> str | None:
        return header(self.scope, name)

    def onward_headers(self, token: str | None) -> Headers:
        return headers.onward(self.scope["headers"], token=token, request=self.request_id, trace=self.trace)
