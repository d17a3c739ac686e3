"""Which row of the policy table a request belongs to.

The decoded path is matched, the same text on which the service's own router matches, and the path that is sent
on is that text encoded again: the two can never see different routes in one request. `request.url` is not used,
it is put together from headers that the client writes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.policy import PUBLIC, TABLE, Row

_SLASHES = ("/traces/{case}",)
"""Templates whose parameter may hold slashes: a case names its object, and item codes may hold any character."""


@dataclass(frozen=True, slots=True)
class Found:
    """The row of this path and method, or the methods that the path has instead; neither: no such path."""

    row: Row | None = None
    public: str | None = None
    other_methods: frozenset[str] = frozenset()


def _pattern(template: str) -> re.Pattern[str]:
    inside = r".+" if template in _SLASHES else r"[^/]+"
    parts = re.split(r"\{[a-z_]+\}", template)
    return re.compile(inside.join(re.escape(part) for part in parts))


def _by_specificity(template: str) -> tuple[bool, int]:
    """A verb's template before the bare one: `/payments/{id}:pay` would match `/payments/{id}` too."""
    return (not template.rpartition("}")[2].startswith(":"), template.count("{"))


class Routes:
    """The templates of the table, ordered so that the most specific one matches first."""

    def __init__(self, rows: Iterable[Row] = TABLE, public: Iterable[tuple[str, str]] = PUBLIC):
        self._rows: Mapping[tuple[str, str], Row] = {(row.method, row.template): row for row in rows}
        self._public = frozenset(public)
        self._methods: dict[str, set[str]] = {}
        for method, template in (*self._rows, *self._public):
            self._methods.setdefault(template, set()).add(method)
        self._patterns: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for template in sorted(self._methods, key=_by_specificity):
            first = _first_segment(template)
            self._patterns.setdefault(first, []).append((_pattern(template), template))

    def find(self, method: str, path: str) -> Found:
        """`path` is decoded. HEAD counts as GET."""
        method = "GET" if method == "HEAD" else method
        other: set[str] = set()
        for pattern, template in self._patterns.get(_first_segment(path), ()):
            if pattern.fullmatch(path) is None:
                continue
            if method in self._methods[template]:
                if (method, template) in self._public:
                    return Found(public=template)
                return Found(row=self._rows[method, template])
            other |= self._methods[template]
        return Found(other_methods=frozenset(other))


def _first_segment(path: str) -> str:
    """`/budget-items:import` and `/budget-items/{id}` share their list."""
    return path[1:].partition("/")[0].partition(":")[0]
