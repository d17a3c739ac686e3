"""What changes over time about an indicator: which targets, weights and thresholds were in force on a day, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Any

from contracts import canonical
from contracts.envelope import SchemeLabels
from contracts.scheme.basics import Bound, LegalBasis
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import Indicator, Target

EXACT = Context(prec=60)
"""Wide enough for the product of two percentages."""


@dataclass(frozen=True, slots=True)
class TargetInForce:
    """A target with the day from which it holds, and what it rests on."""

    target: Target
    since: date
    source: str | None


@dataclass(frozen=True, slots=True)
class VariantInForce:
    variant: str
    weight: Decimal
    effective: Decimal | None


@dataclass(frozen=True, slots=True)
class Binding:
    """How one version of a scheme binds an indicator: its weight within the part, and how a value becomes points.

    `effective` is percent of the total: the part's weight times its own. None where the part has no weight.
    """

    scheme: str
    version: int
    valid_from: date
    legal_basis: tuple[LegalBasis, ...]
    at: str
    part: str
    weight: Decimal | None
    effective: Decimal | None
    variants: tuple[VariantInForce, ...]
    method: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound that the value must not cross without a consequence, from a day on, and what it rests on."""

    scheme: str
    version: int
    since: date
    legal_basis: tuple[LegalBasis, ...]
    at: str
    labels: SchemeLabels
    bound: Bound


def targets(indicator: Indicator, *, valid_from: date, on: date) -> list[TargetInForce]:
    """Of each period, assessee and kind of assessee the target that began last, as the indicator lists them.

    A target without a first day holds from that of the version; one without a source rests on what the indicator
    rests on.
    """
    rests_on = indicator.rests_on.title if indicator.rests_on else None
    found: dict[tuple[str | None, ...], TargetInForce] = {}
    for target in indicator.targets:
        here = TargetInForce(target, target.since or valid_from, target.source or rests_on)
        key = (target.period, target.member, target.variant)
        earlier = found.get(key)
        if here.since <= on and (earlier is None or earlier.since <= here.since):
            found[key] = here
    return list(found.values())


def bindings(content: SchemeContent, version: int, code: str) -> Iterator[Binding]:
    """Every place at which a version of a scheme gives an indicator a weight or a method."""
    for part in content.parts:
        for entry in part.entries:
            if entry.indicator == code:
                yield Binding(
                    scheme=content.code,
                    version=version,
                    valid_from=content.valid_from,
                    legal_basis=content.legal_basis,
                    at=f"parts[{part.code}].entries[{code}]",
                    part=part.code,
                    weight=entry.weight,
                    effective=_effective(part.weight, entry.weight),
                    variants=tuple(
                        VariantInForce(one.variant, one.weight, _effective(part.weight, one.weight))
                        for one in entry.variants
                    ),
                    method=canonical.whole(entry.method),
                )


def thresholds(content: SchemeContent, version: int, code: str, *, on: date) -> Iterator[Threshold]:
    """Every consequence that has begun and follows from the value of an indicator."""
    for one in content.consequences:
        since = one.since or content.valid_from
        if one.when.indicator == code and one.when.value is not None and since <= on:
            yield Threshold(
                scheme=content.code,
                version=version,
                since=since,
                legal_basis=content.legal_basis,
                at=f"consequences[{one.code}]",
                labels=one.labels,
                bound=one.when.value,
            )


def _effective(part: Decimal | None, own: Decimal | None) -> Decimal | None:
    if part is None or own is None:
        return None
    return EXACT.multiply(part, own).scaleb(-2, context=EXACT)
