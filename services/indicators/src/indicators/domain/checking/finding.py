"""A finding: what keeps something from being published, at which place, with which values, and what would mend it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from contracts.envelope import Labels
from contracts.money import plain_text
from contracts.scheme.words import WORDS

MOST_SHOWN = 200
"""Characters of a value that a sentence repeats: whoever reads it knows by then which one is meant."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that can be wrong, in words. The texts name values in braces, as in `{sum}`.

    `mend_zh` and `mend_en` say what would mend it.
    """

    code: str
    zh: str
    en: str
    mend_zh: str
    mend_en: str

    def found(self, at: str, **values: str | int | Decimal) -> "Finding":
        """That it is so at this place. Decimals are kept as their plain text."""
        return Finding(self, at, {name: _plain(value) for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw at a place. `at` is a path of the content, `values` are plain JSON."""

    flaw: Flaw
    at: str
    values: dict[str, Any] = field(default_factory=dict)
    names: Mapping[str, Labels] = field(default_factory=dict, compare=False)
    """What its values are called where they are codes: value → name. Sentences tell these."""

    @property
    def code(self) -> str:
        return self.flaw.code

    def as_value(self) -> dict[str, Any]:
        """As it stands in an answer: with its texts."""
        zh, en = self._told(zh=True), self._told(zh=False)
        flaw = self.flaw
        return {
            "code": flaw.code,
            "at": self.at,
            "values": self.values,
            "texts": {"zh": _filled(flaw.zh, zh), "en": _filled(flaw.en, en)},
            "mend": {"zh": _filled(flaw.mend_zh, zh), "en": _filled(flaw.mend_en, en)},
        }

    def _told(self, *, zh: bool) -> dict[str, Any]:
        """The values as a sentence says them: names for codes, words for operators."""
        return {name: self._said(name, value, zh=zh) for name, value in self.values.items()}

    def _said(self, name: str, value: Any, *, zh: bool) -> Any:
        if not isinstance(value, str) or name in AS_WRITTEN:
            return shown(value)
        parts = LISTED.split(value)
        if any(part in self.names for part in parts):
            named = [_name(self.names[part], zh=zh) if part in self.names else part for part in parts]
            return shown("".join(named).replace(", ", "、") if zh else "".join(named))
        if name in WORDED:
            return WORDS.get(value, value) if zh else value.replace("_", " ")
        return shown(in_words(value, zh=zh) if name in COMPARED else value)


def _name(labels: Labels, *, zh: bool) -> str:
    return f"“{labels.said('zh' if zh else 'en')}”"


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """The text with its values; a name in quotes is not quoted again."""
    return text.format(**values).replace("““", "“").replace("””", "”")


LISTED = re.compile(r"(, | → )")
AS_WRITTEN = frozenset({"code", "at", "place", "name", "one_code", "other_code", "nearest_code"})
"""Values that are told as they are written: what is looked for in the file."""
COMPARED = frozenset(
    {
        "gap", "common", "band", "bounds", "bound", "operator", "other", "recovery", "value", "value_zh", "value_en",
        "worse_bound", "better_bound",
    }
)  # fmt: skip
"""Values that may hold operators."""
WORDED = frozenset({"measure"})
"""Values that are words of the contract, which officials read in Chinese."""
OPERATORS = {
    "<=": ("不高于", "at most"), ">=": ("不低于", "at least"), "<": ("低于", "below"), ">": ("高于", "above"),
    "=": ("等于", "exactly"),
}  # fmt: skip
OPERATOR = re.compile(r"(<=|>=|<|>|=)(?= ?-?[0-9]|$)")


def in_words(bounds: str, *, zh: bool) -> str:
    """Bounds such as `>= 80, < 90` as people say them."""
    if not OPERATOR.search(bounds):
        return bounds
    said = OPERATOR.sub(lambda found: OPERATORS[found[1]][0 if zh else 1], bounds)
    return said.replace(", ", "、") if zh else said.replace(", ", " and ")


def shown(value: Any) -> Any:
    """A value as a sentence repeats it: a long text is cut."""
    return f"{value[: MOST_SHOWN - 1]}…" if isinstance(value, str) and len(value) > MOST_SHOWN else value


def _plain(value: str | int | Decimal) -> str | int:
    return plain_text(value) if isinstance(value, Decimal) else value
