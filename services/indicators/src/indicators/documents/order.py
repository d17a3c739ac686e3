"""The order in which lists are told: that of the law, never that of codes.

What stands in a list of its own is told as it was written: parts, grades, levels. Sets have no order in the canonical
form. Where a pack was written in one it is kept; what names something else follows that: grades best first, months
by the calendar, indicators as they stand in the parts.
"""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel

from contracts import canonical
from contracts.scheme.content import SchemeContent
from contracts.scheme.parts import Emphasis
from indicators.documents.references import LISTS, NEAREST
from indicators.documents.shapes import Choice, Group, Many, Place, places

LAST = 1_000_000
MONTHS_OF = {
    **{f"{month:02}": (month, month) for month in range(1, 13)},
    **{f"Q{quarter}": (3 * quarter - 2, 3 * quarter) for quarter in range(1, 5)},
    "H1": (1, 6),
    "H2": (7, 12),
}
NAMES = {"VariantWeight": "variant", "MemberTrait": "trait", "QuotaMover": "value", "JointUnit": "unit"}
"""Items that are named by something else of the scheme, and the field that names it."""


class Order:
    """Sorts what one scheme lists. `elsewhere` is the order of what other schemes list, by their code."""

    def __init__(self, content: SchemeContent, elsewhere: Callable[[str], Sequence[str]]) -> None:
        self._content = content
        self._elsewhere = elsewhere
        self._scored = _positions(entry.indicator for part in content.parts for entry in part.entries)
        self._grades = _positions(grade.code for grade in content.grades)

    def told(self, field: str, place: Place, items: tuple[Any, ...], around: Sequence[BaseModel]) -> tuple[Any, ...]:
        """The items of a field in the order in which they are told; `around` ends with the group that has the field."""
        mark = next((one for one in place.info.metadata if isinstance(one, canonical.AsSet)), None)
        if mark is None or len(items) < 2 or not isinstance(place.shape, Many):
            return items
        inner = place.shape.of
        if isinstance(inner, Choice):
            return tuple(sorted(items, key=inner.values.index))
        if isinstance(inner, Group):
            return self._of_groups(field, mark.by[0] if mark.by else "", items, around)
        if all(isinstance(item, int) for item in items):
            return tuple(sorted(items))
        known = self._listed(field, around)
        return tuple(sorted(items, key=lambda item: known.get(item, LAST)))

    def _of_groups(self, field: str, by: str, items: tuple[Any, ...], around: Sequence[BaseModel]) -> tuple[Any, ...]:
        if field == "SchemeContent.indicators":
            return tuple(sorted(items, key=lambda one: self._scored.get(one.code, LAST)))
        if by == "due":
            return tuple(sorted(items, key=lambda one: MONTHS_OF[one.due][::-1]))
        if by == "origin":
            shape = places(Emphasis)["origin"].shape
            origins = shape.values if isinstance(shape, Choice) else ()
            return tuple(sorted(items, key=lambda one: origins.index(one.origin)))
        model = type(items[0]).__name__
        if model in NAMES:
            known = self._listed(f"{model}.{NAMES[model]}", around)
            return tuple(sorted(items, key=lambda one: known.get(getattr(one, NAMES[model]), LAST)))
        codes = [getattr(item, by, "") for item in items]
        if field == "SchemeContent.consequences" and codes == sorted(codes):
            # as it is stored, by code: nobody chose that order
            return tuple(sorted(items, key=self._by_grade))
        return items

    def _by_grade(self, consequence: Any) -> int:
        return min((self._grades.get(grade, LAST) for grade in consequence.when.grades), default=LAST)

    def _listed(self, field: str, around: Sequence[BaseModel]) -> dict[str, int]:
        """Code → its place in the list in which codes of this field stand."""
        found: list[str] = []
        moved_by = next((one.moved_by for one in reversed(around) if hasattr(one, "moved_by")), None)
        if field == "QuotaMover.value" and moved_by is not None:
            trait = next((trait for trait in self._content.traits if trait.code == moved_by), None)
            return _positions([value.code for value in trait.values] if trait else self._elsewhere(moved_by))
        for name in LISTS.get(field, ()):
            if name in NEAREST:
                found += [value.code for trait in self._content.traits for value in trait.values]
            elif name == "indicators":
                found += [*self._scored, *(one.code for one in self._content.indicators)]
            else:
                found += [one.code for one in getattr(self._content, name, ())]
        return _positions(found)


def _positions(codes: Any) -> dict[str, int]:
    first: dict[str, int] = {}
    for at, code in enumerate(codes):
        first.setdefault(code, at)
    return first
