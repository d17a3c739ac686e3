"""The formulas of what is screened, read once: each name in them replaced by the item that it means."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from formulas.errors import FormulaError
from formulas.language import parse
from formulas.names import Unreadable, Uses, normalised, uses
from formulas.tree import (
    Both,
    Call,
    Chain,
    Compare,
    Either,
    If,
    Look,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Power,
    fold,
)
from indicators.domain.screening.subject import Item, Subject, data_item, indicator

EARLIER = ("PRIOR", "SAME_PERIOD_LAST_YEAR", "PRIOR_YTD", "SAME_PERIOD_LAST_YEAR_YTD")
"""Functions that look at other periods only: nothing is computed from itself through them."""


@dataclass(frozen=True, slots=True)
class Read:
    """Formulas of indicators by code: as trees over items (`Item.place`), or why they cannot be read.

    `named` are the items that a formula names (one that cannot be read: whose names occur in it), `computed_from`
    those of them whose value of the same period it needs.
    `named_elsewhere` are items that formulas outside of indicators name, with the places of these.
    """

    trees: Mapping[str, Node]
    errors: Mapping[str, FormulaError]
    named: Mapping[str, tuple[Item, ...]]
    computed_from: Mapping[str, tuple[Item, ...]]
    named_elsewhere: Mapping[Item, tuple[str, ...]]


def read(subject: Subject) -> Read:
    """Every formula of the subject; a name that nothing here has stays as it was written."""
    items = _items_by_name(subject)
    places = {name: item.place for name, item in items.items()}
    trees: dict[str, Node] = {}
    errors: dict[str, FormulaError] = {}
    named: dict[str, tuple[Item, ...]] = {}
    computed_from: dict[str, tuple[Item, ...]] = {}
    for code, one in subject.indicators.items():
        if one.formula is None:
            continue
        try:
            tree = parse(one.formula).tree
        except FormulaError as error:
            errors[code] = error
            named[code] = _mentioned(one.formula, items)
            continue
        used = uses(tree)
        named[code] = _meant([*used.values, *used.periods, *used.peers], items)
        computed_from[code] = _meant(needed_now(used), items)
        trees[code] = renamed(tree, places)
    return Read(trees, errors, named, computed_from, _elsewhere(subject, items))


def needed_now(used: Uses) -> list[str]:
    """The names whose value of the same period a formula needs: what depends on these is computed after them."""
    now = [name for name, functions in used.periods.items() if not set(functions) <= set(EARLIER)]
    return [*used.values, *now, *used.peers]


def _items_by_name(subject: Subject) -> dict[str, Item]:
    """Normalised name → item. A Chinese name goes before a code, an indicator before a data item."""
    named: list[tuple[str, Item]] = [
        *((one.labels.zh, indicator(code)) for code, one in subject.indicators.items()),
        *((one.labels.zh, data_item(code)) for code, one in subject.data_items.items()),
        *((code, indicator(code)) for code in subject.indicators),
        *((code, data_item(code)) for code in subject.data_items),
    ]
    found: dict[str, Item] = {}
    for name, item in named:
        try:
            found.setdefault(normalised(name), item)
        except Unreadable:
            continue  # a label that no formula can name
    return found


def _meant(names: Iterable[str], items: Mapping[str, Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items[name] for name in names if name in items))


def _mentioned(text: str, items: Mapping[str, Item]) -> tuple[Item, ...]:
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return tuple(dict.fromkeys(item for name, item in items.items() if name in plain))


def _elsewhere(subject: Subject, items: Mapping[str, Item]) -> dict[Item, tuple[str, ...]]:
    found: dict[Item, list[str]] = {}
    for place, text in subject.around.formulas if subject.around else ():
        try:
            used = uses(parse(text).tree)
        except FormulaError:
            continue  # what keeps a scheme from being published is found there
        for item in _meant([*used.values, *used.periods, *used.peers], items):
            found.setdefault(item, []).append(place)
    return {item: tuple(places) for item, places in found.items()}


def renamed(tree: Node, names: Mapping[str, str]) -> Node:
    """The tree with other names: where they are places of items, a code and a Chinese name become one."""

    def made(node: Node, parts: Sequence[Node]) -> Node:
        match node:
            case Name() | Look():
                return replace(node, name=names.get(node.name, node.name))
            case Negate() | Not():
                return replace(node, operand=parts[0])
            case Chain() | Both() | Either():
                return replace(node, operands=tuple(parts))
            case Power():
                return replace(node, base=parts[0], exponent=parts[1])
            case Compare():
                return replace(node, left=parts[0], right=parts[1])
            case If():
                return replace(node, condition=parts[0], then=parts[1], otherwise=parts[2])
            case Call():
                return replace(node, arguments=tuple(parts))
            case Number():
                return node

    return fold(tree, made)
