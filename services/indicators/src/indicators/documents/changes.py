"""Changes between two texts of a scheme in words: which line, what it was, what it is."""

from collections.abc import Iterable
from typing import Any

from contracts.scheme import paths
from indicators.documents.located import locate, normal
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
            said = either(f"新增：{_said(newer, change.at)}", f"added: {_said(newer, change.at)}")
        case "removed":
            said = either(f"删去：{_said(older, change.at)}", f"removed: {_said(older, change.at)}")
        case "reordered":
            order = newer.listed([str(name) for name in change.after])
            said = either(f"顺序改为：{order}", f"now in this order: {order}")
        case _:
            was, now = _said(older, change.at, change.before), _said(newer, change.at, change.after)
            said = f"{was} → {now}"
    return f"{newer.path(change.at)}{either('：', ': ')}{said}"


def _said(telling: Telling, path: str, plain: Any = None) -> str:
    """What stands at a path in words; plain where the older text names the place by another number."""
    try:
        found = locate(telling.content, path)
    except paths.PathUnknown:
        return str(plain)
    return telling.value(found.place, found.value, found.field, found.around) or telling.either("（无）", "(nothing)")


def _telling(text: dict[str, Any], language: Language) -> Telling:
    return Telling(normal(scheme_text.read(text)), language)
