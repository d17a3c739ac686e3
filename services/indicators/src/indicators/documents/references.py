"""Codes in a scheme are told by the names of what they stand for."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from contracts.envelope import SchemeLabels
from contracts.scheme.content import SchemeContent
from indicators.documents.shapes import Group, Many, places

LISTS: dict[str, tuple[str, ...]] = {
    "Member.parent": ("members",),
    "Member.chosen": ("indicators",),
    "Member.excepted": ("indicators",),
    "MemberTrait.trait": ("traits",),
    "MemberTrait.value": ("values",),
    "Goal.measures": ("indicators",),
    "Goal.parent": ("goals",),
    "DataItem.data_source": ("data_sources",),
    "Source.data_source": ("data_sources",),
    "Source.rater_group": ("raters",),
    "Indicator.dimension": ("dimensions",),
    "Indicator.indicator_class": ("indicator_classes",),
    "Indicator.normaliser": ("data_items",),
    "Indicator.lead": ("members",),
    "Indicator.goal": ("goals",),
    "JointUnit.unit": ("members",),
    "Target.member": ("members",),
    "Target.variant": ("values",),
    "Target.step": ("steps",),
    "Entry.indicator": ("indicators",),
    "VariantWeight.variant": ("values",),
    "RaterGroup.dimensions": ("dimensions",),
    "FormItem.dimension": ("dimensions",),
    "AssessmentMode.feeds": ("modes",),
    "Veto.item": ("indicators",),
    "Veto.grade": ("grades",),
    "Veto.consequence": ("consequences",),
    "Quota.grade": ("grades",),
    "Quota.moved_by": ("traits",),
    "QuotaMover.value": ("values", "grades"),
    "Gate.grade": ("grades",),
    "Gate.requires": ("grades",),
    "When.grades": ("grades",),
    "When.indicator": ("indicators",),
    "When.veto": ("vetoes",),
    "When.line": ("lines",),
    "When.risk_model": ("risk_models",),
    "Effect.in_proportion_to": ("readings",),
    "PayStructure.depends_on": ("indicators", "dimensions"),
    "TimeLimit.measured_by": ("indicators",),
    "RiskModel.sources": ("data_sources",),
    "Band.level": ("levels",),
    "Reading.chosen": ("options",),
}
"""Field → the lists in which its code stands, the first that has it."""

NEAREST = frozenset({"levels", "options", "steps", "values"})
"""Lists of which there are several: the one around the code is meant."""


class References:
    """The names of a scheme by list and code."""

    def __init__(self, content: SchemeContent) -> None:
        self._content = content
        self._known: dict[int, dict[str, dict[str, SchemeLabels]]] = {}
        self._all = self._below(content)

    def labels(self, field: str, code: str, around: Sequence[BaseModel]) -> SchemeLabels | None:
        """What a code in this field is called; None where nothing has it, as of other schemes."""
        for name in LISTS.get(field, ()):
            for holder in self._holders(name, field, around):
                if code in (found := holder.get(name, {})):
                    return found[code]
        return None

    def _holders(
        self, name: str, field: str, around: Sequence[BaseModel]
    ) -> Iterator[dict[str, dict[str, SchemeLabels]]]:
        if name in NEAREST:
            trait = self._trait(field, around)
            if trait is not None:
                yield self._below(trait)
                return
            for model in reversed(around):
                if not isinstance(model, SchemeContent):
                    yield self._below(model)
        yield self._all

    def _trait(self, field: str, around: Sequence[BaseModel]) -> BaseModel | None:
        """Two traits may have values of one code: which trait is meant stands beside or around the value."""
        named = {"MemberTrait.value": "trait", "QuotaMover.value": "moved_by"}.get(field)
        wanted = next((getattr(model, named) for model in reversed(around) if named and hasattr(model, named)), None)
        return next((trait for trait in self._content.traits if trait.code == wanted), None)

    def _below(self, model: BaseModel) -> dict[str, dict[str, SchemeLabels]]:
        if id(model) not in self._known:
            found: dict[str, dict[str, SchemeLabels]] = {}
            for name, item in _named(model):
                found.setdefault(name, {}).setdefault(item.code, item.labels)
            self._known[id(model)] = found
        return self._known[id(model)]


def _named(model: BaseModel) -> Iterator[tuple[str, Any]]:
    """List name and item of everything below a model that has a code and a name."""
    for place in places(type(model)).values():
        value = getattr(model, place.name)
        if isinstance(place.shape, Many) and isinstance(place.shape.of, Group):
            for item in value:
                if hasattr(item, "code") and hasattr(item, "labels"):
                    yield place.name, item
                yield from _named(item)
        elif isinstance(value, BaseModel):
            yield from _named(value)
