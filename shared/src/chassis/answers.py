"""Around every request of every service: it is given its ids, counted, timed, and leaves one line in the log."""

import time

import structlog
from prometheus_client import Counter, Histogram, disable_created_metrics
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import tracing
from chassis.repeats import ANSWERED

log = structlog.get_logger()

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it untyped

requests_total = Counter(
    "baton_http_requests_total", "Answers by method, route and status.", ["service", "method", "route", "status"]
)
request_seconds = Histogram(
    "baton_http_request_duration_seconds",
    "Time to answer, by method and route.",
    ["service", "method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
platform_total = Counter(
    "baton_platform_requests_total",
    "Answers to the machines around the services: health, metrics, questions of other services.",
    ["service", "route", "status"],
)

OF_THE_PLATFORM = frozenset({"/livez", "/readyz", "/metrics"})
INTERNAL = "/internal/"

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""A caller may invent others; a metric's label may not."""
LONGEST_PATH = 200


class Answers:
    """Pure ASGI middleware, outermost. By matched route, never by the raw path.

    What machines ask all day long is counted apart and not logged: it would thin out the share of answers that
    failed. A query is not logged, names may be in it.
    """

    def __init__(self, app: ASGIApp, *, service: str):
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, trace = _give_ids(scope)
        start = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with structlog.contextvars.bound_contextvars(service=self._service, request_id=request_id, trace=trace):
            try:
                await self._app(scope, receive, noting)
            finally:
                self._note(scope, status, time.perf_counter() - start)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "unmatched")
        if route in OF_THE_PLATFORM or route.startswith(INTERNAL):
            platform_total.labels(self._service, route, str(status)).inc()
            return
        requests_total.labels(self._service, method, route, str(status)).inc()
        request_seconds.labels(self._service, method, route).observe(seconds)
        tell = log.info if status < 500 else log.warning
        path = scope["path"][:LONGEST_PATH]
        tell(ANSWERED, method=method, path=path, route=route, status=status, ms=round(seconds * 1000, 1))


def _give_ids(scope: Scope) -> tuple[str, str]:
    """Puts valid ids into the request's headers, where every part that follows reads them; returns id and trace."""
    request_id = tracing.request_id(tracing.header(scope, tracing.REQUEST_ID))
    traceparent = tracing.traceparent(tracing.header(scope, tracing.TRACEPARENT))
    ids = (tracing.REQUEST_ID, tracing.TRACEPARENT)
    scope["headers"] = [
        *((name, value) for name, value in scope["headers"] if name not in ids),
        (tracing.REQUEST_ID, request_id.encode("ascii")),
        (tracing.TRACEPARENT, traceparent.encode("ascii")),
    ]
    return request_id, tracing.trace_of(traceparent) or ""
