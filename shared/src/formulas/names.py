"""Names: when two spellings are one name, how a name is written, and which names a formula uses."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from formulas.characters import PLAIN_NAME, is_invisible
from formulas.functions import OVER_TIME, RESERVED, Lookup
from formulas.tree import Look, Name, Node, walk


class Unreadable(ValueError):
    """A text that is no name; `code` says why, `index` is the place in the text."""

    def __init__(self, code: str, index: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.index = index


def normalised(text: str) -> str:
    """The one spelling of a name: NFKC, without spaces at the ends, inner spaces collapsed.

    Raises Unreadable where the text holds an invisible character or a square bracket, or nothing.
    """
    for index, character in enumerate(text):
        if is_invisible(character):
            raise Unreadable("name_has_invisible_character", index)
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not name:
        raise Unreadable("name_empty")
    if "[" in name or "]" in name:
        raise Unreadable("name_in_name")
    if any(is_invisible(character) for character in name):
        raise Unreadable("name_has_invisible_character")
    return name


def written(name: str) -> str:
    """A normalised name as it stands in a formula: in brackets where it is not plain."""
    plain = PLAIN_NAME.fullmatch(name) and name.upper() not in RESERVED
    return name if plain else f"[{name}]"


def names(tree: Node) -> tuple[str, ...]:
    """Every name that the formula uses, normalised, in order of first use."""
    return tuple(dict.fromkeys(node.name for node in walk(tree) if isinstance(node, Name | Look)))


@dataclass(frozen=True, slots=True)
class Uses:
    """How a formula uses each name: `values` by itself; `periods` and `peers` through which functions."""

    values: tuple[str, ...]
    periods: Mapping[str, tuple[Lookup, ...]]
    peers: Mapping[str, tuple[Lookup, ...]]


def uses(tree: Node) -> Uses:
    """Which names are used by themselves, and which period or peer function is applied to which name.

    PEER_RANK compares a name's own value with the peers', so it uses that value too.
    """
    values: dict[str, None] = {}
    periods: dict[str, dict[Lookup, None]] = {}
    peers: dict[str, dict[Lookup, None]] = {}
    for node in walk(tree):
        if isinstance(node, Name):
            values[node.name] = None
        elif isinstance(node, Look):
            applied = periods if node.function in OVER_TIME else peers
            applied.setdefault(node.name, {})[node.function] = None
            if node.function == "PEER_RANK":
                values[node.name] = None
    return Uses(
        tuple(values),
        {name: tuple(functions) for name, functions in periods.items()},
        {name: tuple(functions) for name, functions in peers.items()},
    )
