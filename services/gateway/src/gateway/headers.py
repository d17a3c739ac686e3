"""What goes on to a service and what does not."""

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


def onward(headers: Headers, *, token: str | None, request: str, trace: str) -> Headers:
    """The headers of the request as the service sees it."""
    kept = [(name, value) for name, value in without_hop_by_hop(headers) if name.lower() in PASSED_ON]
    kept.append((b"host", b"gateway"))
    kept.append((b"x-request-id", request.encode("ascii")))
    kept.append((b"traceparent", trace.encode("ascii")))
    if token is not None:
        kept.append((b"authorization", b"Bearer " + token.encode("ascii")))
    return kept
