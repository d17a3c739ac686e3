"""One formula looked at by itself: what it says, what it needs, what it yields; or what is wrong with it, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from contracts.envelope import SchemeLabels
from contracts.scheme.indicator import DataItem, Indicator
from formulas import language, names, types
from formulas.errors import FormulaError
from formulas.limits import LONGEST
from formulas.names import Unreadable, Uses
from formulas.normal import normal_form
from formulas.printing import printed, wording
from formulas.speech import Language
from formulas.tree import Look, Name, Node, walk
from formulas.types import Symbol
from indicators.domain.checking.formulas import NAME_AMBIGUOUS, symbol_of
from indicators.domain.screening.formulas import renamed
from indicators.domain.screening.subject import Item, Kind


@dataclass(frozen=True, slots=True)
class Thing:
    """An indicator or data item that a name can mean."""

    kind: Kind
    code: str
    labels: SchemeLabels


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What names mean: their symbols, and the things that they name where they name things.

    `open`: a name that is not listed is a number of which nothing else is known.
    """

    symbols: Mapping[str, Symbol]
    things: Mapping[str, tuple[Thing, ...]]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Dependency:
    """A name that a formula needs: by itself (`value`), or through functions of periods and peers."""

    name: str
    uses: tuple[str, ...]
    means: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. Of a text that is no formula only the error; of one that does not fit, no kind and no unit."""

    formula: str | None = None
    wording: Mapping[Language, str] | None = None
    dependencies: tuple[Dependency, ...] = ()
    normal_form: str | None = None
    kind: Literal["number", "truth"] | None = None
    unit: str | None = None
    error: dict[str, Any] | None = None


ANYTHING = Vocabulary({}, {}, open=True)


def of_symbols(symbols: Mapping[str, Symbol]) -> Vocabulary:
    """Names as somebody gives them. Raises Unreadable where one of them is no name."""
    return Vocabulary({names.normalised(name): symbol for name, symbol in symbols.items()}, {})


def of_things(indicators: Iterable[Indicator], data_items: Iterable[DataItem]) -> Vocabulary:
    """Chinese names and codes of indicators and data items; of two of one kind and code the first counts."""
    symbols: dict[str, Symbol] = {}
    things: dict[str, dict[tuple[str, str], Thing]] = {}
    listed: list[Indicator | DataItem] = [*indicators, *data_items]
    for one in listed:
        thing = Thing("indicator" if isinstance(one, Indicator) else "data_item", one.code, one.labels)
        for text in (one.labels.zh, one.code):
            try:
                name = names.normalised(text)
            except Unreadable:
                continue  # no formula can name it so
            symbols.setdefault(name, symbol_of(one))
            things.setdefault(name, {}).setdefault((thing.kind, thing.code), thing)
    return Vocabulary(symbols, {name: tuple(found.values()) for name, found in things.items()})


def check(text: str, vocabulary: Vocabulary) -> Checked:
    """Never raises, whatever the text: what is wrong is part of the answer."""
    try:
        tree = language.parse(text).tree
    except FormulaError as error:
        return Checked(error=_placed(error, text))
    needed = names.names(tree)
    read = Checked(
        formula=printed(tree),
        wording=_wording(tree, vocabulary),
        dependencies=_dependencies(names.uses(tree), needed, vocabulary),
        normal_form=normal_form(_by_place(tree, vocabulary)),
    )
    ambiguous = _ambiguous(tree, vocabulary)
    if ambiguous is not None:
        return _told(read, error=ambiguous)
    symbols = {name: Symbol() for name in needed} if vocabulary.open else vocabulary.symbols
    try:
        found = types.check(tree, symbols)
    except FormulaError as refused:
        return _told(read, error=_with_names_like_it(refused, text, vocabulary))
    return _told(read, kind=found.kind, unit=found.unit)


def _placed(refused: FormulaError, text: str) -> dict[str, Any]:
    """A text that is too long has its place too: the first character beyond the limit."""
    error = refused.as_value()
    if refused.line is None:
        within = text[:LONGEST] if len(text) > LONGEST else ""
        error["line"] = within.count("\n") + 1
        error["column"] = len(within) - within.rfind("\n")
    return error


def _with_names_like_it(refused: FormulaError, text: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """Of an unknown name, the known ones that are written almost so are what was expected."""
    error = _placed(refused, text)
    if refused.code == "name_undefined":
        error["expected"] = get_close_matches(refused.values["name"], sorted(vocabulary.symbols))
    return error


def _told(read: Checked, **more: Any) -> Checked:
    known = {name: getattr(read, name) for name in ("formula", "wording", "dependencies", "normal_form")}
    return Checked(**known, **more)


def _wording(tree: Node, vocabulary: Vocabulary) -> dict[Language, str]:
    """In each language with the names of that language, where a name means one thing."""
    one = {name: things[0] for name, things in vocabulary.things.items() if len(things) == 1}
    zh = renamed(tree, {name: thing.labels.zh for name, thing in one.items()})
    en = renamed(tree, {name: thing.labels.said("en") for name, thing in one.items()})
    return {"zh": wording(zh, "zh"), "en": wording(en, "en")}


def _by_place(tree: Node, vocabulary: Vocabulary) -> Node:
    """A code and a Chinese name of one thing become one name, as in screening: equal meaning has one normal form."""
    one = {name: things[0] for name, things in vocabulary.things.items() if len(things) == 1}
    return renamed(tree, {name: Item(thing.kind, thing.code).place for name, thing in one.items()})


def _dependencies(used: Uses, needed: Iterable[str], vocabulary: Vocabulary) -> tuple[Dependency, ...]:
    return tuple(
        Dependency(
            name=name,
            uses=(*(["value"] if name in used.values else []), *used.periods.get(name, ()), *used.peers.get(name, ())),
            means=vocabulary.things.get(name, ()),
        )
        for name in needed
    )


def _ambiguous(tree: Node, vocabulary: Vocabulary) -> dict[str, Any] | None:
    """The leftmost name that could mean several things."""
    found = [
        (node.at, node.name)
        for node in walk(tree)
        if isinstance(node, Name | Look) and node.at and len(vocabulary.things.get(node.name, ())) > 1
    ]
    if not found:
        return None
    at, name = min(found, key=lambda one: (one[0].line, one[0].column))
    codes = sorted({thing.code for thing in vocabulary.things[name]})
    said = NAME_AMBIGUOUS.found("", name=name, things=", ".join(codes)).as_value()
    return {
        "category": "type",
        "code": "name_ambiguous",
        "line": at.line,
        "column": at.column,
        "expected": codes,
        "texts": said["texts"],
    }
