"""The ids by which one request is found in every log: its own, and that of the trace it is part of."""

import re
import secrets
from uuid import uuid4

import structlog
from starlette.types import Scope

REQUEST_ID = b"x-request-id"
TRACEPARENT = b"traceparent"

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,100}")


def request_id(given: str | None) -> str:
    """The caller's id where it is a plain word, else a new one: it goes into logs and headers."""
    return given if given is not None and _REQUEST_ID.fullmatch(given) else uuid4().hex


def traceparent(given: str | None) -> str:
    """The trace goes on with a span of ours (W3C Trace Context); a new one begins where none is given."""
    match = _TRACEPARENT.fullmatch(given or "")
    span = secrets.token_hex(8)
    if match is None or set(match[1]) == {"0"} or set(match[2]) == {"0"}:
        return f"00-{secrets.token_hex(16)}-{span}-01"
    return f"00-{match[1]}-{span}-{match[3]}"


def trace_of(traceparent: str | None) -> str | None:
    """The trace id in the header, None where it is no such header."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    return match[1] if match else None


def of_this_request() -> dict[str, str]:
    """The headers with which a question to another service goes on with the present request; empty outside of one."""
    bound = structlog.contextvars.get_contextvars()
    if "request_id" not in bound:
        return {}
    traceparent = f"00-{bound['trace']}-{secrets.token_hex(8)}-01"
    return {REQUEST_ID.decode(): bound["request_id"], TRACEPARENT.decode(): traceparent}


def header(scope: Scope, name: bytes) -> str | None:
    """The header of that (lower-case) name. Lines of one name are one list (RFC 9110, section 5.3), so a header that
    may not be one cannot be read when it is sent twice."""
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return ", ".join(lines) if lines else None
