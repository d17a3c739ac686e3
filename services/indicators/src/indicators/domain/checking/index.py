"""A scheme with what its checks look up: every model in it with its place, and which codes there are of each kind.

Within the checks a place is written with numbers, as in `parts[0].entries[3].weight`; `places` gives them names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel

from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import Indicator
from contracts.scheme.parts import Choice, Entry, Part
from contracts.scheme.people import Member
from contracts.scheme.rules import REQUIREMENTS

EARNING = ("common", "individual")
"""Kinds of parts that share the total."""

At = str
Node = tuple[At, BaseModel]


@dataclass(frozen=True)
class Index:
    """A scheme, and what is found in it by code. Of two things with one code the first is found."""

    content: SchemeContent

    @cached_property
    def nodes(self) -> list[Node]:
        """Every model of the scheme with its place; lights are left out, their checks have places of their own."""
        return [(at, model) for at, model in nodes("", self.content) if not at.startswith("lights[")]

    @cached_property
    def indicators(self) -> dict[str, tuple[At, Indicator]]:
        first: dict[str, tuple[At, Indicator]] = {}
        for n, indicator in enumerate(self.content.indicators):
            first.setdefault(indicator.code, (f"indicators[{n}]", indicator))
        return first

    @cached_property
    def members(self) -> dict[str, tuple[int, Member]]:
        """Code → its number in the list, and the member."""
        first: dict[str, tuple[int, Member]] = {}
        for n, member in enumerate(self.content.members):
            first.setdefault(member.code, (n, member))
        return first

    @cached_property
    def values_of_traits(self) -> dict[str, frozenset[str]]:
        """Trait → its values."""
        return {trait.code: frozenset(value.code for value in trait.values) for trait in self.content.traits}

    @cached_property
    def traits_of_values(self) -> dict[str, list[str]]:
        """Value → the traits that have it: one, where the value may name a variant."""
        found: dict[str, list[str]] = {}
        for trait, values in self.values_of_traits.items():
            for value in values:
                found.setdefault(value, []).append(trait)
        return found

    @cached_property
    def codes(self) -> dict[str, frozenset[str]]:
        """Kind of thing → the codes that there are of it."""
        content = self.content
        listed: dict[str, tuple[Any, ...]] = {
            "indicator": content.indicators,
            "data_item": content.data_items,
            "dimension": content.dimensions,
            "indicator_class": content.indicator_classes,
            "goal": content.goals,
            "data_source": content.data_sources,
            "rater_group": content.raters,
            "grade": content.grades,
            "consequence": content.consequences,
            "veto": content.vetoes,
            "line": content.lines,
            "mode": content.modes,
            "member": content.members,
            "reading": content.readings,
            "trait": content.traits,
        }
        known = {kind: frozenset(thing.code for thing in things) for kind, things in listed.items()}
        measured = known["indicator"] | known["dimension"]
        return {
            **known,
            "variant": frozenset(self.traits_of_values),
            "requirement": REQUIREMENTS,
            "decider": measured,
        }

    @cached_property
    def earning_parts(self) -> list[tuple[At, Part]]:
        """The parts that share the total."""
        return [(f"parts[{n}]", part) for n, part in enumerate(self.content.parts) if part.kind in EARNING]

    @cached_property
    def _sheet(self) -> list[Part]:
        """The parts that make a sheet: those that give points, or all where none does."""
        return [part for _, part in self.earning_parts] or list(self.content.parts)

    @cached_property
    def fixed_entries(self) -> frozenset[str]:
        """Indicators that every member has on its sheet unless it is excepted."""
        return frozenset(entry.indicator for part in self._sheet if part.choice is None for entry in part.entries)

    @cached_property
    def chosen_entries(self) -> frozenset[str]:
        """Indicators that a member has on its sheet when it chose them."""
        return frozenset(entry.indicator for part in self._sheet if part.choice is not None for entry in part.entries)

    @cached_property
    def choices(self) -> list[tuple[Part, Choice, frozenset[str]]]:
        """Parts that can be chosen from as they stand, with their indicators."""
        return [
            (part, part.choice, frozenset(entry.indicator for entry in part.entries))
            for part in self.content.parts
            if part.choice is not None and part.choice.least <= min(part.choice.most, len(part.entries))
        ]

    @cached_property
    def open_to_choice(self) -> frozenset[str]:
        """Indicators of all parts that are chosen from."""
        return frozenset(
            entry.indicator for part in self.content.parts if part.choice is not None for entry in part.entries
        )

    @cached_property
    def members_with(self) -> dict[str, set[str]]:
        """Value of a trait → members that have it."""
        found: dict[str, set[str]] = {}
        for member in self.content.members:
            for trait in member.traits:
                found.setdefault(trait.value, set()).add(member.code)
        return found

    @cached_property
    def excepted_from(self) -> dict[str, set[str]]:
        """Indicator → members to which it does not apply."""
        return self._members_by("excepted")

    @cached_property
    def choosers_of(self) -> dict[str, set[str]]:
        """Indicator → members that chose it."""
        return self._members_by("chosen")

    def members_measured_by(self, indicator: str) -> set[str]:
        """Members on whose sheet an indicator stands with some weight, or without one where its part has none."""
        found: set[str] = set()
        for part in self.content.parts:
            for entry in part.entries:
                if entry.indicator == indicator:
                    all_of_part = self.codes["member"] if part.choice is None else self.choosers_of.get(indicator, ())
                    found |= set(all_of_part) - self._weightless(entry)
        return found - self.excepted_from.get(indicator, set())

    def _weightless(self, entry: Entry) -> set[str]:
        without: set[str] = set(self.codes["member"]) if entry.weight == 0 else set()
        for variant in entry.variants:
            members = self.members_with.get(variant.variant, set())
            without = without | members if variant.weight == 0 else without - members
        return without

    def _members_by(self, field: Literal["excepted", "chosen"]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for member in self.content.members:
            for code in getattr(member, field):
                found.setdefault(code, set()).add(member.code)
        return found


def nodes(at: At, model: BaseModel) -> Iterator[Node]:
    """A model and every model in it, each with its place."""
    yield at, model
    for name in type(model).model_fields:
        inner = getattr(model, name)
        if isinstance(inner, BaseModel):
            yield from nodes(f"{at}.{name}" if at else name, inner)
        elif isinstance(inner, tuple) and inner and isinstance(inner[0], BaseModel):
            place = f"{at}.{name}" if at else name
            for n, item in enumerate(inner):
                yield from nodes(f"{place}[{n}]", item)
