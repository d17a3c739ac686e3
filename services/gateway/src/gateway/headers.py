"""What goes on to a service and what does not."""

import re
import secrets
from uuid import uuid4

from gateway.upstreams import Headers, without_hop_by_hop

PASSED_ON = frozenset(
    {
        b"accept",
        b"accept-language",
        b"content-type",
        b"content-length",
        b"idempotency-key",
        b"if-match",
        b"if-none-match",
        b"last-event-id",
        b"prefer",
        b"user-agent",
    }
)
"""Everything else stays here: cookies, forged `Forwarded` headers, and above all the caller's own token."""

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


def onward(headers: Headers, *, token: str | None, request: str, trace: str) -> Headers:
    """The headers of the request as the service sees it."""
    kept = [(name, value) for name, value in without_hop_by_hop(headers) if name.lower() in PASSED_ON]
    kept.append((b"host", b"gateway"))
    kept.append((b"x-request-id", request.encode("ascii")))
    kept.append((b"traceparent", trace.encode("ascii")))
    if token is not None:
        kept.append((b"authorization", b"Bearer " + token.encode("ascii")))
    return kept
