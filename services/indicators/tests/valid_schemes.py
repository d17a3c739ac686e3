"""Schemes that can be published, of any shape: weights, shares and bands are cut exactly."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from contracts.money import plain_text

JSON = dict[str, Any]


def without_english(plain: Any) -> Any:
    """The same content without its English, as an office writes it that has none."""
    if isinstance(plain, dict):
        inner = {name: without_english(value) for name, value in plain.items()}
        return {"zh": inner["zh"]} if set(inner) == {"zh", "en"} else inner
    return [without_english(one) for one in plain] if isinstance(plain, list) else plain


def labels(text: str) -> JSON:
    return {"zh": f"文{text}", "en": text}


def named(code: str, **rest: Any) -> JSON:
    return {"code": code, "labels": labels(code), **rest}


@st.composite
def cuts(draw: st.DrawFn, count: int, *, total: int = 100, places: int = 2) -> list[str]:
    """So many decimals above zero that sum to the total exactly."""
    unit = 10**places
    at = st.integers(1, total * unit - 1)
    inner = sorted(draw(st.lists(at, min_size=count - 1, max_size=count - 1, unique=True)))
    ends = [0, *inner, total * unit]
    return [plain_text(Decimal(high - low) / unit) for low, high in pairwise(ends)]


@st.composite
def valid_schemes(draw: st.DrawFn) -> JSON:
    """The JSON of a scheme with one to three earning parts, kinds of members, sources, raters, grades and quotas.

    Some have no English.
    """
    parts, indicators = draw(earning_parts())
    total = draw(st.sampled_from(["100", "1000", "1500", "0.5"]))
    grades = draw(bands(total))
    raters = draw(st.integers(0, 4))
    members = [
        named(f"m{n}", traits=[{"trait": "kind", "value": draw(st.sampled_from(["a", "b"]))}])
        for n in range(draw(st.integers(0, 6)))
    ]
    shares = {f"d{n}": Decimal(0) for n in range(3)}
    for part in parts:
        for entry in part["entries"]:
            dimension = next(one["dimension"] for one in indicators if one["code"] == entry["indicator"])
            shares[dimension] += Decimal(part["weight"]) * Decimal(entry["weight"]) / 100
    quota = draw(st.integers(0, 100))
    scheme = named(
        "made",
        category=named("c", kind="organisation"),
        legal_basis=[{"title": "rule"}],
        valid_from="2026-01-01",
        consultation={"rounds": 0},
        total=total,
        traits=[named("kind", values=[named("a"), named("b")])],
        members=members,
        dimensions=[named(code, share=plain_text(share)) for code, share in shares.items()],
        indicators=indicators,
        parts=[*parts, named("bonus", kind="bonus", cap="5")],
        raters=[
            named(f"r{n}", role="peer", weight=weight)
            for n, weight in enumerate(draw(cuts(raters)) if raters else [])
        ],
        grades=grades,
        quotas=[named("q", grade="g0", share=str(quota), base="members")],
    )  # fmt: skip
    return draw(st.sampled_from([scheme, without_english(scheme)]))


@st.composite
def earning_parts(draw: st.DrawFn) -> tuple[list[JSON], list[JSON]]:
    """Parts whose weights sum to 100, with the indicators in them."""
    parts: list[JSON] = []
    indicators: list[JSON] = []
    for p, weight in enumerate(draw(cuts(draw(st.integers(1, 3)), places=0))):
        count = draw(st.integers(1, 5))
        weights, others = draw(cuts(count)), draw(cuts(count))
        varied = draw(st.booleans())
        entries = []
        for n in range(count):
            code = f"i{p}-{n}"
            variants = [{"variant": "a", "weight": others[n]}] if varied else []
            entries.append({"indicator": code, "weight": weights[n], "variants": variants})
            indicators.append(draw(measured(code)))
        parts.append(named(f"p{p}", kind="common" if p % 2 else "individual", weight=weight, entries=entries))
    return parts, indicators


@st.composite
def measured(draw: st.DrawFn, code: str) -> JSON:
    """An indicator with a target, its sources and its units."""
    sources = draw(st.integers(0, 3))
    joint = draw(st.integers(0, 2))
    units = draw(cuts(joint + 1))
    quarters = draw(st.lists(st.integers(1, 999), min_size=4, max_size=4))
    schedule = [{"due": f"Q{n}", "value": str(value)} for n, value in enumerate(quarters, 1)]
    return named(
        code,
        kind="common",
        dimension=draw(st.sampled_from(["d0", "d1", "d2"])),
        sources=[
            named(f"s{n}", kind="report", share=share) for n, share in enumerate(draw(cuts(sources)) if sources else [])
        ],
        lead="lead",
        lead_share=units[0],
        joint=[{"unit": f"u{n}", "share": share} for n, share in enumerate(units[1:])],
        schedulable=True,
        targets=[{"value": str(sum(quarters)), "schedule": schedule}],
    )


@st.composite
def bands(draw: st.DrawFn, total: str) -> list[JSON]:
    """Grades, best first, that meet: the upper operator of each goes with the lower one of the next."""
    count = draw(st.integers(2, 6))
    at = st.integers(1, int(Decimal(total) * 1000) - 1)
    bounds = sorted(draw(st.lists(at, min_size=count - 1, max_size=count - 1, unique=True)), reverse=True)
    grades = [named(f"g{n}") for n in range(count)]
    for n, bound in enumerate(bounds):
        lower = draw(st.sampled_from([">=", ">"]))
        value = plain_text(Decimal(bound) / 1000)
        grades[n]["lower"] = {"operator": lower, "value": value}
        grades[n + 1]["upper"] = {"operator": "<" if lower == ">=" else "<=", "value": value}
    return grades
