"""Finds what a row means by a code, by a name, or by both; where they disagree, the row is refused."""

import re
import unicodedata
from collections.abc import Mapping

from contracts.envelope import Labels
from indicators.documents.registers import cells
from indicators.documents.registers.refused import CellRefused
from indicators.documents.registers.rows import Row


class Names:
    """Everything of one kind, by code and by name."""

    def __init__(self, labels: Mapping[str, Labels]) -> None:
        self.labels = labels
        self.called: dict[str, list[str]] = {}
        for code, one in labels.items():
            for name in dict.fromkeys(map(flat, (*one.texts, code))):
                self.called.setdefault(name, []).append(code)

    def find(self, row: Row, code_key: str, name_key: str, *, unknown: str) -> str | None:
        """The code that the row means; None where it is refused, or says nothing."""
        code = row.read_or(code_key, cells.member_code, None)
        name = row.read_or(name_key, cells.text, None)
        if code is not None:
            return self._checked(row, code, name, code_key, name_key, unknown)
        if name is None:
            return None
        found = self.called.get(flat(name), [])
        if len(found) == 1:
            return found[0]
        reason = CellRefused("name_ambiguous", codes=", ".join(sorted(found))) if found else CellRefused(unknown)
        row.refuse(name_key, reason)
        return None

    def _checked(
        self, row: Row, code: str, name: str | None, code_key: str, name_key: str, unknown: str
    ) -> str | None:  # fmt: skip
        if code not in self.labels:
            row.refuse(code_key, CellRefused(unknown))
            return None
        known = self.labels[code]
        if name is not None and flat(name) not in map(flat, known.texts):
            row.refuse(name_key, CellRefused("name_differs", found=code, wanted=known.zh))
        return code


def flat(name: str) -> str:
    """A name for comparing: full-width signs as ASCII, no spaces, small letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()
