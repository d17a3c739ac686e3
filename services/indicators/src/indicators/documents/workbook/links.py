"""What a cell calls an item of another sheet: 城镇新增就业（new-jobs）. The name alone, or the code, is read as well.

Codes stay and names change, so the code decides where both are given. A name that several items have is refused, and so
is a name that belongs to another item than the code beside it: either could be meant.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from contracts.scheme.basics import MEMBER_PATTERN
from indicators.documents.registers.names import flat
from indicators.documents.workbook.cells import CellWrong, escaped
from indicators.documents.workbook.layout import BETWEEN

NAME_AND_CODE = re.compile(r"(.*)\(([^()]+)\)", re.DOTALL)
MOST_SHOWN = 20
MOST_MIXED = 3
"""Lists deep that names and codes are read in any mixture; no list of a scheme is deeper."""


def both(code: str, name: str) -> str:
    """An item by its name and its code."""
    return f"{name}（{code}）"


def is_code(text: str) -> bool:
    """Whether an item could have this code."""
    return re.fullmatch(MEMBER_PATTERN, text) is not None


def code_in(text: str) -> str:
    """The code where a name and a code are given, else the text itself."""
    pair = NAME_AND_CODE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return pair[2].strip() if pair is not None else text


@dataclass(slots=True)
class Known:
    """The items that a cell may mean: code → their names, as written; and each name, flattened → codes."""

    names: dict[str, list[str]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, code: str, *names: str) -> None:
        """One item; several lists may have items of one code."""
        known = self.names.setdefault(code, [])
        for name in names:
            if name not in known:
                known.append(name)
            called = self.codes.setdefault(flat(name), [])
            if code not in called:
                called.append(code)

    def __or__(self, other: "Known") -> "Known":
        found = Known()
        for code, names in (*self.names.items(), *other.names.items()):
            found.add(code, *names)
        return found

    def written(self, code: str, name: str | None) -> str:
        """What a cell holds for a code: what is read back as nothing else."""
        if name is not None and name.isprintable() and escaped(name) == name:
            return both(code, name)
        try:
            return code if self._meant(code) in (code, None) else both(code, "")
        except CellWrong:
            return both(code, "")

    def read(self, text: str) -> str | None:
        """The code that a cell means; None where no item is called so. Raises CellWrong where two could be meant."""
        plain = unicodedata.normalize("NFKC", text).strip()
        pair = NAME_AND_CODE.fullmatch(plain)
        if pair is not None and pair[2].strip() in self.names:
            return self._checked(pair[2].strip(), pair[1])
        found = self._meant(plain)
        return pair[2].strip() if found is None and pair is not None and is_code(pair[2].strip()) else found

    def shown(self) -> str:
        """Everything that can be meant, the beginning of a long list."""
        told = [both(code, names[0]) if names else code for code, names in self.names.items() if code]
        return "、".join(told[:MOST_SHOWN]) + ("……" if len(told) > MOST_SHOWN else "")

    def _meant(self, plain: str) -> str | None:
        meant = list(dict.fromkeys([*([plain] if plain in self.names else []), *self.codes.get(flat(plain), [])]))
        if len(meant) > 1:
            raise CellWrong("cell_name_ambiguous", given=plain, known="、".join(map(self._said, meant)))
        return meant[0] if meant else None

    def _checked(self, code: str, name: str) -> str:
        others = self.codes.get(flat(name), [])
        if name.strip() and others and code not in others:
            raise CellWrong("cell_name_and_code", name=name.strip(), beside=code, known=self._said(others[0]))
        return code

    def _said(self, code: str) -> str:
        names = self.names[code]
        return both(code, names[0]) if names else code


Step = tuple[str, str | None]
"""The code and the name of one item on the way."""


def way(steps: Sequence[Step]) -> tuple[str, list[str]]:
    """What rows that belong to an item call it: the codes on the way, and every mixture of codes and names."""
    code = BETWEEN.join(code for code, _ in steps)
    if len(steps) > MOST_MIXED:
        return code, []
    ways = product(*(_spellings(step) for step in steps))
    return code, [found for found in map(BETWEEN.join, ways) if found != code]


def _spellings(step: Step) -> Iterable[str]:
    code, name = step
    return (name, code) if name is not None and name != code else (code,)


def merged(known: Mapping[str, Known], lists: Iterable[str]) -> Known:
    """The items of several lists."""
    found = Known()
    for name in lists:
        if name in known:
            found = found | known[name]
    return found


def labelled(steps: Sequence[Step]) -> str | None:
    """The names on the way; None where no item on it has one."""
    if all(name is None for _, name in steps):
        return None
    return BETWEEN.join(name if name is not None else code for code, name in steps)


def of_items(items: Iterable[tuple[str, str, str | None]]) -> dict[str, Known]:
    """List → its items, of list, code and name."""
    found: dict[str, Known] = {}
    for name, code, label in items:
        found.setdefault(name, Known()).add(code, *_named(label))
    return found


def _named(label: str | None) -> Iterator[str]:
    if label is not None and flat(label):
        yield label
