"""The query of a request is read whole: what a route does not know, or is told twice, is refused and not ignored.

An ignored parameter is another answer than the one that was asked for: a filter on money that a letter switches off,
a trial run that takes effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin
from urllib.parse import unquote_to_bytes

from fastapi import Request
from fastapi.dependencies.models import Dependant

from chassis.refusal import Refusal

ONE_VALUE = ("idempotency-key", "if-match", "last-event-id")
"""Headers that name one thing; others are lists, which may be sent on several lines (RFC 9110, section 5.3)."""


class ParameterUnknown(Refusal):
    code = "parameter_unknown"
    kind = "invalid"
    en = "{path} has no parameter {names}. It has: {known}."
    zh = "{path} 没有参数 {names}。可用参数：{known}。"


class ParameterRepeated(Refusal):
    code = "parameter_repeated"
    kind = "invalid"
    en = "{names} is given more than once, and only one value can hold. Give it once."
    zh = "{names} 出现多次，而只能取一个值。请只给一次。"


class QueryUnreadable(Refusal):
    code = "query_unreadable"
    kind = "malformed"
    en = "The query of {path} is not percent-encoded UTF-8. Encode every character that is not ASCII as UTF-8."
    zh = "{path} 的查询串不是以百分号编码的 UTF-8。请将非 ASCII 字符按 UTF-8 编码。"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters that a route's query may have: name → whether it may be given several times."""

    known: Mapping[str, bool]

    @classmethod
    def of(cls, dependant: Dependant) -> "Parameters":
        return cls(dict(_named(dependant)))

    def check(self, request: Request) -> None:
        """Raises QueryUnreadable, ParameterUnknown, ParameterRepeated."""
        path = request.scope["path"]
        raw: bytes = request.scope["query_string"]
        if not raw.isascii() or not _is_utf8(unquote_to_bytes(raw)):
            raise QueryUnreadable(path=path)
        given = [name for name, _ in request.query_params.multi_items()]
        unknown = sorted({name for name in given if name not in self.known})
        if unknown:
            known = ", ".join(sorted(self.known)) or "–"
            raise ParameterUnknown(path=path, names=", ".join(unknown)[:200] or "–", known=known)
        repeated = sorted({name for name in given if not self.known[name] and given.count(name) > 1})
        repeated += [name for name in ONE_VALUE if len(request.headers.getlist(name)) > 1]
        if repeated:
            raise ParameterRepeated(names=", ".join(repeated))


def _named(dependant: Dependant) -> list[tuple[str, bool]]:
    own = [(field.alias, _is_list(field.field_info.annotation)) for field in dependant.query_params]
    return [*own, *(named for sub in dependant.dependencies for named in _named(sub))]


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return any(_is_list(one) for one in get_args(annotation))
    return (origin or annotation) in (list, set, tuple, frozenset)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
