"""What an indicator lacks by itself: a source, a target, a unit, anchored levels, a view to the size of units."""

from collections.abc import Iterator
from typing import Any

from contracts.money import plain_text
from contracts.scheme.indicator import Indicator, Target
from indicators.domain.checking.finding import Finding
from indicators.domain.screening import flaws
from indicators.domain.screening.formulas import Read
from indicators.domain.screening.subject import Subject, called, indicator

SCORED = ("common", "individual")
"""Kinds that earn their points by a value; the others are counted as they happen."""
SIZED = ("count", "money")
"""Measures that grow with the unit that is measured."""


def findings(one: Indicator, subject: Subject, read: Read) -> Iterator[Finding]:
    at, name = indicator(one.code).place, called(one)
    if (items := _without_source(one, subject, read)) is not None:
        yield Finding(flaws.NO_SOURCE, at, {**name, **_listed(items), "data_items": items})
    if one.needs_target and one.kind in SCORED and not any(_says_something(target) for target in one.targets):
        yield flaws.NO_TARGET.found(at, **name)
    if one.nature == "quantitative" and one.unit is None and one.direction != "yes_no":
        yield flaws.NO_UNIT.found(at, **name)
    if one.nature == "qualitative" and not one.levels and not (subject.around and one.code in subject.around.anchored):
        yield flaws.QUALITATIVE_WITHOUT_LEVELS.found(at, **name)
    if (fixed := _fixed_for_all(one, subject)) is not None:
        yield Finding(flaws.FIXED_TARGET_IGNORES_SIZE, at, {**name, **fixed})


def _listed(items: list[str]) -> dict[str, str]:
    return {"items": "、".join(items) or "无", "items_en": ", ".join(items) or "none"}


def _without_source(one: Indicator, subject: Subject, read: Read) -> list[str] | None:
    """The data items that nobody delivers (none: the indicator has no formula either); None where there is a source.

    What is computed from other indicators has its source with them.
    """
    if one.sources or (subject.around and one.code in subject.around.sourced) or one.code in read.errors:
        return None
    named = read.named.get(one.code, ())
    missing = [
        item.code for item in named if item.kind == "data_item" and subject.data_items[item.code].data_source is None
    ]
    return missing if missing or not named else None


def _says_something(target: Target) -> bool:
    """0 is a target as good as any other; no figure at all is none."""
    figures = (target.value, target.least, target.most, target.step)
    return any(figure is not None for figure in figures) or bool(target.schedule)


def _fixed_for_all(one: Indicator, subject: Subject) -> dict[str, Any] | None:
    """The evidence: one figure above 0 for everybody, of something that grows with the unit and is divided by nothing.

    Where it is known that only one assessee is measured, its size was seen when the target was set; persons have none.
    """
    if one.unit is None or one.unit.measure not in SIZED or one.normaliser is not None:
        return None
    if any(target.member or target.variant for target in one.targets):
        return None
    fixed = [target.value for target in one.targets if target.value]
    if subject.around and one.code in subject.around.of_persons:
        return None
    measured = subject.around.measured.get(one.code) if subject.around else None
    alone = measured == 1 if measured is not None else one.kind == "individual" and one.lead is not None
    if not fixed or alone:
        return None
    unit = one.unit.labels
    return {"value": plain_text(fixed[-1]), "unit_zh": unit.zh, "unit_en": unit.said("en"), "measured": measured}
