"""A finding: what keeps something from being published, at which place, with which values, and what would mend it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from contracts.money import plain_text

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

    @property
    def code(self) -> str:
        return self.flaw.code

    def as_value(self) -> dict[str, Any]:
        """As it stands in an answer: with its texts."""
        flaw, values = self.flaw, {name: shown(value) for name, value in self.values.items()}
        return {
            "code": flaw.code,
            "at": self.at,
            "values": self.values,
            "texts": {"zh": flaw.zh.format(**values), "en": flaw.en.format(**values)},
            "mend": {"zh": flaw.mend_zh.format(**values), "en": flaw.mend_en.format(**values)},
        }


def shown(value: Any) -> Any:
    """A value as a sentence repeats it: a long text is cut."""
    return f"{value[: MOST_SHOWN - 1]}…" if isinstance(value, str) and len(value) > MOST_SHOWN else value


def _plain(value: str | int | Decimal) -> str | int:
    return plain_text(value) if isinstance(value, Decimal) else value
