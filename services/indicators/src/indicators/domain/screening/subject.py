"""What a round screens: indicators with the data items and goals around them, and where they are used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import DataItem, Indicator
from contracts.scheme.parts import ByFormula, ByRating
from contracts.scheme.people import Goal, RaterGroup

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


def called(one: Indicator | DataItem) -> dict[str, str]:
    """What sentences call it."""
    return {"name": one.labels.zh, "name_en": one.labels.said("en")}


@dataclass(frozen=True, slots=True)
class Around:
    """What is around the indicators: who uses them, whom they measure, where values come from.

    `uses` says at which places each item is used, formulas of indicators apart. `formulas` are the others that stand
    at places of their own; what they name is used there. `measured` says how many assessees an indicator measures.
    `sourced` are indicators whose source stands elsewhere than with them: with the scheme, or with those who rate them.
    `anchored` are those that are rated by a form whose questions have levels. `of_persons` are those that measure
    persons only: what is asked of one person does not grow with a unit.
    """

    uses: Mapping[Item, tuple[str, ...]] = field(default_factory=dict)
    formulas: tuple[tuple[str, str], ...] = ()
    measured: Mapping[str, int] = field(default_factory=dict)
    sourced: frozenset[str] = frozenset()
    anchored: frozenset[str] = frozenset()
    of_persons: frozenset[str] = frozenset()


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
    anchored: set[str] = set()
    of_persons: set[str] = set()
    of_units: set[str] = set()
    for code, content in sorted(schemes.items()):
        items = {**_by_code(content.data_items), **items}
        here = around(content)
        uses += [(item, f"{code}: {place}") for item, places in here.uses.items() for place in places]
        formulas += [(f"{code}: {place}", text) for place, text in here.formulas]
        for name, count in here.measured.items():
            measured[name] = measured.get(name, 0) + count
        sourced |= here.sourced
        anchored |= here.anchored
        of_persons |= here.of_persons
        of_units |= set(here.measured) - here.of_persons
    return Subject(
        _by_code(indicators),
        items,
        Around(
            uses=_gathered(uses),
            formulas=tuple(formulas),
            measured=measured,
            sourced=frozenset(sourced),
            anchored=frozenset(anchored),
            of_persons=frozenset(of_persons - of_units),
        ),
    )


def around(content: SchemeContent) -> Around:
    """What a scheme says about its indicators."""
    raters = _raters(content)
    measured = _measured(content)
    return Around(
        uses=_gathered(_used(content)),
        formulas=tuple(
            (f"parts[{part.code}].entries[{entry.indicator}].method.formula", entry.method.formula)
            for part in content.parts
            for entry in part.entries
            if isinstance(entry.method, ByFormula)
        ),
        measured=measured,
        sourced=frozenset(one.code for one in content.indicators if content.sources or raters.get(one.code)),
        anchored=frozenset(one.code for one in content.indicators if _anchored(one, raters.get(one.code, []))),
        of_persons=frozenset(measured) if _persons_only(content) else frozenset(),
    )


def _raters(content: SchemeContent) -> dict[str, list[RaterGroup]]:
    """Who rates each indicator that is scored by rating; those whose dimension is nobody's have no raters."""
    dimensions = {one.code: one.dimension for one in content.indicators}
    rated = {entry.indicator for part in content.parts for entry in part.entries if isinstance(entry.method, ByRating)}
    return {
        code: [group for group in content.raters if not group.dimensions or dimensions.get(code) in group.dimensions]
        for code in rated
    }


def _anchored(one: Indicator, raters: Sequence[RaterGroup]) -> bool:
    """Whether all who rate it have a form with levels for it."""
    return bool(raters) and all(
        any(question.levels and question.dimension in (None, one.dimension) for question in group.form)
        for group in raters
    )


def _persons_only(content: SchemeContent) -> bool:
    return all(kind == "person" for kind in (content.category.kind, *(one.kind for one in content.members)) if kind)


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
