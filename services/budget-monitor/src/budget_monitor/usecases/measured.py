"""What is counted while deciding. Amounts and ids are never labels."""

from prometheus_client import Counter, Histogram

decisions_total = Counter(
    "baton_payment_decisions_total",
    "Decisions about payments and payment checks, by what was asked and how it came out.",
    ["about", "outcome"],
)
interceptions_total = Counter(
    "baton_payment_interceptions_total", "Reasons for which payments were intercepted, by code.", ["reason"]
)
check_seconds = Histogram(
    "baton_payment_check_duration_seconds",
    "Time from the request to its decision, written but not yet committed; per request, a batch is one.",
    ["way"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)


def decided(about: str, reason_codes: list[str]) -> None:
    decisions_total.labels(about, "intercepted" if reason_codes else "accepted").inc()
    for code in sorted(set(reason_codes)):
        interceptions_total.labels(code).inc()
