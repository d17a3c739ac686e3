"""The page of figures: what was measured, on what, and how to do it again."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.load.checks import Measured
from tests.load.crossings import BARE, Waits
from tests.load.formulas import ROWS, Evaluated
from tests.load.schemes import FLOOR, Published
from tests.load.sizes import Sizes

HEAD = """# Benchmarks

Written by `make bench`, which measures everything anew in a few minutes. Compare the ratios: they come from one run on
one machine; the absolute figures are that machine's.
"""


@dataclass(slots=True)
class Figures:
    """What was measured; what was not is empty. `crossings` has the waits, and the bytes that the bare trip carries."""

    machine: Sequence[tuple[str, str]]
    sizes: Sizes
    checks: Sequence[Measured] = ()
    crossings: tuple[Sequence[Waits], int] = ((), 0)
    formulas: Sequence[Evaluated] = ()
    schemes: Published | None = None


def document(figures: Figures) -> str:
    parts = [
        HEAD,
        *_over_http(figures.checks, figures.sizes),
        *_crossings(*figures.crossings),
        *_formulas(figures.formulas),
        *_schemes(figures.schemes),
        *_machine(figures.machine),
    ]
    return "\n".join(parts)


def _over_http(measured: Sequence[Measured], sizes: Sizes) -> list[str]:
    if not measured:
        return []
    rows = [
        "| "
        + " | ".join(
            [
                one.kind.name,
                f"{one.rate:,.0f}",
                f"{min(one.rates):,.0f}–{max(one.rates):,.0f}",
                "" if one.kind.against is None else f"{one.ratio:.2f} × {_short(one)}",
                f"{one.wait(50) * 1000:.0f}",
                f"{one.wait(99) * 1000:.0f}",
            ]
        )
        + " |"
        for one in measured
    ]
    return [
        f"""## Checks per second, over HTTP

The four services are processes of their own, as in containers, on Kafka; the relay sends and the gateway logs every
event meanwhile. One client holds {sizes.connections} connections; {sizes.items} budget items take turns, each watched
by a rule that moves its light at any time. All rows are measured in each of {len(measured[0].rates)} rounds of
{sizes.seconds:g} s, and a ratio is taken within its round. The empty handler is a route that does nothing in the same
app and process as the checks, behind the same middleware and server; an import counts its payments, not its requests.

| request | per second, median | lowest–highest | ratio, median | p50, ms | p99, ms |
| --- | ---: | ---: | ---: | ---: | ---: |""",
        *rows,
        "",
    ]


def _short(one: Measured) -> str:
    return "direct" if one.kind.through_gateway else "empty"


def _crossings(waits: Sequence[Waits], message_bytes: int) -> list[str]:
    if not waits:
        return []
    (bare,) = [one for one in waits if one.name == BARE]
    rows = [
        f"| {one.name} | {len(one.seconds)} | {one.at(50) * 1000:.1f} | {one.at(99) * 1000:.1f} | "
        + (" | |" if one is bare else f"{one.at(50) / bare.at(50):.1f} × | {one.at(99) / bare.at(99):.1f} × |")
        for one in waits
    ]
    return [
        f"""## Crossing → order

From the commit of a payment that makes a light cross, under a rule that moves between checkpoints, to the answer of
a `GET /rectification-orders` that shows the order: outbox, relay, bus, inbox, worker, commit, and the GET itself. One
at a time, all services in one process. The bare round trip carries {message_bytes:,} bytes, the size of the crossing's
event, from a producer to a consumer on the same broker, and does nothing else.

| what | count | p50, ms | p99, ms | p50 to bare | p99 to bare |
| --- | ---: | ---: | ---: | ---: | ---: |""",
        *rows,
        "",
    ]


def _formulas(evaluated: Sequence[Evaluated]) -> list[str]:
    if not evaluated:
        return []
    rows = [
        f"| {one.kind.name} | `{one.kind.formula}` | {one.rate:,.0f} | {one.rate_by_hand:,.0f} | {one.ratio:.2f} |"
        for one in evaluated
    ]
    return [
        f"""## Formulas

Evaluations per second of a formula that was parsed once, against the same expression written by hand in Python with
`Decimal`, on the same {ROWS} rows of data in one process; both give the same numbers. Median of
{len(evaluated[0].rates)} rounds by turns, a ratio taken within its round. Beyond the expression a formula counts its
steps, keeps to 60 digits, and carries reasons for no value.

| what | formula | per second | by hand | ratio |
| --- | --- | ---: | ---: | ---: |""",
        *rows,
        "",
    ]


def _schemes(published: Published | None) -> list[str]:
    if published is None:
        return []
    rows = [
        f"| {step.name} | {step.median:.2f} | {min(step.seconds):.2f}–{max(step.seconds):.2f} | "
        + (" |" if step.name == FLOOR else f"{step.ratio:.1f} × |")
        for step in published.steps
    ]
    return [
        f"""## A scheme of {published.indicators} indicators for {published.members:,} members

{published.bytes / 1e6:.1f} MB of JSON over the routes of indicators, in one process with scoring; median of
{len(published.steps[0].seconds)} schemes. Every step is divided by {FLOOR}, measured just before it.

| step | seconds, median | lowest–highest | to the floor |
| --- | ---: | ---: | ---: |""",
        *rows,
        "",
    ]


def _machine(machine: Sequence[tuple[str, str]]) -> list[str]:
    return [
        "## The machine",
        "",
        "| | |",
        "| --- | --- |",
        *[f"| {what} | {which} |" for what, which in machine],
        "",
    ]
