"""Changes between two texts of a scheme in words: which line, what it was, what it is."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from contracts import canonical
from contracts.money import plain_text
from contracts.scheme import paths
from indicators.documents import place_names
from indicators.documents.located import locate, normal
from indicators.documents.said import nested
from indicators.documents.telling import Language, Telling
from indicators.domain import scheme_text
from indicators.domain.scheme_changes import Change


def told(changes: Iterable[Change], before: dict[str, Any], after: dict[str, Any], language: Language) -> list[str]:
    """One line for each change between two whole texts, in their order. `before` may be empty: all is added."""
    newer = _telling(after, language)
    older = _telling(before, language) if before else newer
    return [_line(change, older, newer) for change in changes]


def _line(change: Change, older: Telling, newer: Telling) -> str:
    either = newer.either
    match change.kind:
        case "added":
            new = _said(newer, change.at, change.after)
            said = either(f"新增：{new}", f"added: {new}")
        case "removed":
            gone = _said(older, change.at, change.before)
            said = either(f"删去：{gone}", f"removed: {gone}")
        case "reordered":
            order = newer.listed([_name(newer, f"{change.at}[{name}]", str(name)) for name in change.after])
            said = either(f"顺序改为：{order}", f"now in this order: {order}")
        case _:
            was, now = _said(older, change.at, change.before), _said(newer, change.at, change.after)
            said = f"{was} → {now}"
    place = place_names.chinese(change.at) if newer.zh else change.at
    return nested(f"{place}{either('：', ': ')}{said}")


def _said(telling: Telling, path: str, plain: Any) -> str:
    """What stands at a path in words; `plain` is what must stand there.

    Told plainly where this text has something else at the path: items without a name are told by their number, which
    may be another one in the older text.
    """
    try:
        found = locate(telling.content, path)
    except paths.PathUnknown:
        return str(plain)
    if _plain(found.value) != plain:
        return str(plain)
    return telling.value(found.place, found.value, found.field, found.around) or telling.either("（无）", "(nothing)")


def _name(telling: Telling, path: str, code: str) -> str:
    """What the item of a list is called; its code where it has no name."""
    try:
        labels = getattr(locate(telling.content, path).value, "labels", None)
    except paths.PathUnknown:
        return code
    return telling.name(labels) if labels is not None else code


def _plain(value: Any) -> Any:
    """The value as it stands in a whole text."""
    if isinstance(value, BaseModel):
        return canonical.whole(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return plain_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _telling(text: dict[str, Any], language: Language) -> Telling:
    return Telling(normal(scheme_text.read(text)), language)
