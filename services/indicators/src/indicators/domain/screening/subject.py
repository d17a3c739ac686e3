"""What a round screens: indicators with the data items and goals around them, and where they are used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import DataItem, Indicator
from contracts.scheme.parts import ByFormula
from contracts.scheme.people import Goal

Kind = Literal["indicator", "data_item"]
Thing = TypeVar("Thing", Indicator, DataItem)


class Item(NamedTuple):
    """An indicator or a data item, by its code: one code may name both."""

    kind: Kind
    code: str

    @property
    def place(self) -> str:
        """Where it stands in what was screened."""
        return f"{self.kind}s[{self.code}]"


def indicator(code: str) -> Item:
    return Item("indicator", code)


def data_item(code: str) -> Item:
    return Item("data_item", code)


@dataclass(frozen=True, slots=True)
class Around:
    """What is around the indicators: who uses them, whom they measure, where values come from.

    `uses` says at which places each item is used, formulas of indicators apart. `formulas` are the others that stand
    at places of their own; what they name is used there. `measured` says how many assessees an indicator measures.
    `sourced` are indicators whose source stands elsewhere than with them.
    """

    uses: Mapping[Item, tuple[str, ...]] = field(default_factory=dict)
    formulas: tuple[tuple[str, str], ...] = ()
    measured: Mapping[str, int] = field(default_factory=dict)
    sourced: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """Indicators and data items by code. `around` is None where nobody knows: then nothing is called unused."""

    indicators: Mapping[str, Indicator]
    data_items: Mapping[str, DataItem]
    around: Around | None


def of_list(
    indicators: Sequence[Indicator],
    data_items: Sequence[DataItem] = (),
    goals: Sequence[Goal] = (),
    *,
    used: Sequence[str] | None = None,
) -> Subject:
    """A bare list. `used` are the indicators that something uses, goals apart; None: nobody knows."""
    around = None
    if used is not None:
        around = Around(uses=_gathered([*((indicator(code), "used") for code in used), *_of_goals(goals)]))
    return Subject(_by_code(indicators), _by_code(data_items), around)


def of_scheme(content: SchemeContent) -> Subject:
    """A scheme as it stands: what its parts, goals and rules use, and how many of its members each one measures."""
    return Subject(_by_code(content.indicators), _by_code(content.data_items), around(content))


def of_library(indicators: Sequence[Indicator], schemes: Mapping[str, SchemeContent]) -> Subject:
    """The library with the schemes in force: their data items, what they use, and whom they measure.

    Of data items that several schemes have under one code, the one of the scheme first in order of codes counts.
    """
    items: dict[str, DataItem] = {}
    uses: list[tuple[Item, str]] = []
    formulas: list[tuple[str, str]] = []
    measured: dict[str, int] = {}
    sourced: set[str] = set()
    for code, content in sorted(schemes.items()):
        items = {**_by_code(content.data_items), **items}
        here = around(content)
        uses += [(item, f"{code}: {place}") for item, places in here.uses.items() for place in places]
        formulas += [(f"{code}: {place}", text) for place, text in here.formulas]
        for name, count in here.measured.items():
            measured[name] = measured.get(name, 0) + count
        sourced |= here.sourced
    return Subject(
        _by_code(indicators),
        items,
        Around(uses=_gathered(uses), formulas=tuple(formulas), measured=measured, sourced=frozenset(sourced)),
    )


def around(content: SchemeContent) -> Around:
    """What a scheme says about its indicators."""
    return Around(
        uses=_gathered(_used(content)),
        formulas=tuple(
            (f"parts[{part.code}].entries[{entry.indicator}].method.formula", entry.method.formula)
            for part in content.parts
            for entry in part.entries
            if isinstance(entry.method, ByFormula)
        ),
        measured=_measured(content),
        sourced=frozenset(one.code for one in content.indicators) if content.sources else frozenset(),
    )


def _by_code(things: Sequence[Thing]) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for thing in things:
        found.setdefault(thing.code, thing)
    return found


def _gathered(uses: Sequence[tuple[Item, str]]) -> dict[Item, tuple[str, ...]]:
    found: dict[Item, list[str]] = {}
    for item, place in uses:
        found.setdefault(item, []).append(place)
    return {item: tuple(places) for item, places in found.items()}


def _measured(content: SchemeContent) -> dict[str, int]:
    """How many members each indicator measures: all but the excepted ones, or those that chose it."""
    excepted: dict[str, int] = {}
    chosen: dict[str, int] = {}
    for member in content.members:
        for code in member.excepted:
            excepted[code] = excepted.get(code, 0) + 1
        for code in member.chosen:
            chosen[code] = chosen.get(code, 0) + 1
    count: dict[str, int] = {}
    for part in content.parts:
        for entry in part.entries:
            code = entry.indicator
            here = chosen.get(code, 0) if part.choice else len(content.members) - excepted.get(code, 0)
            count[code] = max(count.get(code, 0), here)
    return count


def _used(content: SchemeContent) -> list[tuple[Item, str]]:
    return [(item, place) for item, place in _places(content) if item.code]


def _places(content: SchemeContent) -> Iterator[tuple[Item, str]]:
    for part in content.parts:
        for entry in part.entries:
            yield indicator(entry.indicator), f"parts[{part.code}].entries[{entry.indicator}]"
    yield from _of_goals(content.goals)
    for veto in content.vetoes:
        yield indicator(veto.item or ""), f"vetoes[{veto.code}].item"
    for consequence in content.consequences:
        yield indicator(consequence.when.indicator or ""), f"consequences[{consequence.code}].when.indicator"
    for limit in content.time_limits:
        yield indicator(limit.measured_by or ""), f"time_limits[{limit.code}].measured_by"
    for structure in content.pay:
        yield indicator(structure.depends_on or ""), f"pay[{structure.code}].depends_on"


def _of_goals(goals: Sequence[Goal]) -> Iterator[tuple[Item, str]]:
    for goal in goals:
        for code in goal.measures:
            yield indicator(code), f"goals[{goal.code}].measures"
