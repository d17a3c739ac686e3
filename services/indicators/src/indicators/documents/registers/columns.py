"""What a column of a table is called: as it is written, and as others may have written it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]

UNIT = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Column:
    """`group` is the merged header above it. `also` are other names that stand for it. `only` hides the column in the
    edition of the other language. `number` aligns its cells like numbers.
    """

    key: str
    zh: str
    en: str
    group_zh: str = ""
    group_en: str = ""
    also: tuple[str, ...] = ()
    needed: bool = False
    width: int = 12
    number: bool = False
    only: Language | None = None

    def names(self) -> frozenset[str]:
        """All names that are read as this column, flat."""
        return frozenset(flat(name) for name in (f"{self.group_zh}{self.zh}", f"{self.group_en}{self.en}", *self.also))

    def header(self, language: Language) -> tuple[str, str]:
        """What stands in the two rows of the header; the first is empty where no group is above it."""
        return (self.group_zh, self.zh) if language == "zh" else (self.group_en, self.en)

    def shown(self, language: Language) -> str:
        """The name in a sentence."""
        return f"{self.group_zh}{self.zh}" if language == "zh" else f"{self.group_en} {self.en}".strip()


def flat(name: str) -> str:
    """A name for comparing: no spaces, no unit in brackets, no marks of what must be filled in, in one case."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", name))
    return UNIT.sub("", plain).strip("*:").casefold()


def unit_in(name: str) -> str | None:
    """The unit that a header names in brackets: 万元 in 目标值（万元）."""
    found = UNIT.findall(re.sub(r"\s", "", unicodedata.normalize("NFKC", name)))
    return found[-1] if found else None
