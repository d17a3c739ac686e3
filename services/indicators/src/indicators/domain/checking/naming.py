"""What the codes in a finding's values are called: sentences tell names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from contracts.envelope import SchemeLabels
from contracts.scheme.content import SchemeContent

LISTS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicators",), "part": ("parts",), "of": ("parts", "indicators", "members"), "member": ("members",),
    "grade": ("grades",), "one": ("grades", "indicators"), "other": ("grades", "indicators"),
    "before": ("grades", "levels", "bands"), "component": ("components",), "bands": ("bands",), "band": ("bands",),
    "level": ("levels",), "veto": ("vetoes",), "consequence": ("consequences",), "fixture": ("timetable",),
    "quota": ("quotas",), "line": ("lines",), "warning": ("lines",), "group": ("raters",), "dimension": ("dimensions",),
    "goal": ("goals",), "item": ("data_items", "indicators"), "variant": ("values",), "trait": ("traits",),
    "traits": ("traits",), "values": ("values", "grades"), "things": ("indicators", "data_items"),
    "path": ("indicators", "goals", "modes", "members"), "chosen": ("options",), "unit": ("members",),
    "step": ("steps",), "nearest": ("members", "traits"), "scheme": (), "mode": ("modes",),
    "worse": ("levels",), "better": ("levels",),
    "worse_result": ("consequences", "grades"), "better_result": ("consequences", "grades"),
}  # fmt: skip
"""Value of a finding → the lists whose things it may name by code, the likeliest first."""
LISTED = re.compile(r", | → ")


class Names:
    """The things of a scheme or a rule by list and code, and the schemes beside it."""

    def __init__(self, content: BaseModel, beside: Mapping[str, SchemeContent]) -> None:
        self._content = content
        self._beside = beside
        self._known: dict[str, dict[str, SchemeLabels]] | None = None

    def of(self, values: Mapping[str, Any]) -> dict[str, SchemeLabels]:
        """What the values of a finding are called, by value; empty where they are no codes."""
        found: dict[str, SchemeLabels] = {}
        for key, value in values.items():
            for code in LISTED.split(value) if isinstance(value, str) and key in LISTS else ():
                labels = self._called(key, code)
                if labels is not None:
                    found[code] = labels
        return found

    def _called(self, key: str, code: str) -> SchemeLabels | None:
        if self._known is None:
            self._known = {}
            for name, at, labels in _named(self._content):
                self._known.setdefault(name, {}).setdefault(at, labels)
        for name in LISTS[key]:
            if code in self._known.get(name, {}):
                return self._known[name][code]
        if code in self._beside and key in ("scheme", "path", "nearest"):
            return self._beside[code].labels
        return None


def _named(model: BaseModel) -> Iterator[tuple[str, str, SchemeLabels]]:
    """List, code and name of everything in a model."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        for item in value if isinstance(value, tuple) else (value,):
            if not isinstance(item, BaseModel):
                continue
            code, labels = getattr(item, "code", None), getattr(item, "labels", None)
            if isinstance(code, str) and isinstance(labels, SchemeLabels):
                yield name, code, labels
            yield from _named(item)
