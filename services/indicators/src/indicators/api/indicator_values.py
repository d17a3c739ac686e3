"""What changes over time about an indicator: targets, weights, thresholds, each with its day and what it rests on."""

from datetime import date
from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.door import Door, QueryTx
from chassis.problems import responses
from contracts.envelope import SchemeLabels
from contracts.money import Percent, plain_text
from contracts.scheme.basics import Bound, LegalBasis
from contracts.scheme.indicator import Target
from indicators.api.indicators import IndicatorHere, InForceOn, KnownOn
from indicators.domain.indicator_values import Binding, TargetInForce, Threshold
from indicators.usecases import indicator_values
from indicators.usecases.indicator_values import Values

router = APIRouter(route_class=Door, tags=["indicators"])


class TargetOut(BaseModel):
    """`since` is the day from which the target holds, `source` what it rests on."""

    target: Target
    since: date
    source: str | None

    @classmethod
    def of(cls, one: TargetInForce) -> "TargetOut":
        return cls(target=one.target, since=one.since, source=one.source)


class VariantOut(BaseModel):
    variant: str
    weight: Percent
    effective: str | None


class WeightOut(BaseModel):
    """How a scheme binds it. `effective` is percent of the total; `method` has the bands by which points are given."""

    scheme: str
    version: int
    since: date
    legal_basis: list[LegalBasis]
    at: str
    part: str
    weight: Percent | None
    effective: str | None
    variants: list[VariantOut]
    method: dict[str, Any]

    @classmethod
    def of(cls, one: Binding) -> "WeightOut":
        return cls(
            **{name: getattr(one, name) for name in ("scheme", "version", "at", "part", "weight", "method")},
            effective=_plain(one.effective),
            since=one.valid_from,
            legal_basis=list(one.legal_basis),
            variants=[
                VariantOut(variant=two.variant, weight=two.weight, effective=_plain(two.effective))
                for two in one.variants
            ],
        )


class ThresholdOut(BaseModel):
    """A bound beyond which a scheme has a consequence."""

    scheme: str
    version: int
    since: date
    legal_basis: list[LegalBasis]
    at: str
    labels: SchemeLabels
    bound: Bound

    @classmethod
    def of(cls, one: Threshold) -> "ThresholdOut":
        told: dict[str, Any] = {name: getattr(one, name) for name in cls.model_fields if name != "legal_basis"}
        return cls(legal_basis=list(one.legal_basis), **told)


class ValuesOut(BaseModel):
    code: str
    version: int
    in_force_on: date
    known_on: date
    targets: list[TargetOut]
    weights: list[WeightOut]
    thresholds: list[ThresholdOut]

    @classmethod
    def of(cls, found: Values) -> "ValuesOut":
        return cls(
            **{name: getattr(found, name) for name in ("code", "version", "in_force_on", "known_on")},
            targets=[TargetOut.of(one) for one in found.targets],
            weights=[WeightOut.of(one) for one in found.weights],
            thresholds=[ThresholdOut.of(one) for one in found.thresholds],
        )


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else plain_text(value)


@router.get("/indicators/{code}/values", responses=responses(404))
async def values(
    code: IndicatorHere, tx: QueryTx, in_force_on: InForceOn = None, known_on: KnownOn = None
) -> ValuesOut:
    """Targets, weights and thresholds of a day, as known on a day. / 某日（按某日所知）现行的目标值、权重与阈值。"""
    return ValuesOut.of(await indicator_values.values(tx, code, in_force_on=in_force_on, known_on=known_on))
