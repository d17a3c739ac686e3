"""Keyset paging: {items, next_cursor}. A cursor is the key of the last row seen, opaque to callers."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

from chassis.refusal import Refusal

Item = TypeVar("Item")
Row = TypeVar("Row")

DEFAULT_LIMIT, MOST = 50, 1000


class CursorUnreadable(Refusal):
    code = "cursor_unreadable"
    kind = "invalid"
    en = "The cursor {cursor} is none of ours. Use next_cursor as you received it, or leave it out to start."
    zh = "游标 {cursor} 无效。请原样使用返回的 next_cursor，或省略以从头开始。"


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next_cursor: str | None


def _after(cursor: Annotated[str | None, Query(max_length=2000)] = None) -> tuple[Any, ...] | None:
    return None if cursor is None else after(cursor)


Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[tuple[Any, ...] | None, Depends(_after)]
"""The key to go on after (a tuple as `page` made it), None at the start."""


def after(cursor: str) -> tuple[Any, ...]:
    """Raises CursorUnreadable."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=="))
    except (ValueError, binascii.Error, UnicodeError) as error:
        raise CursorUnreadable(cursor=cursor[:80]) from error
    if not isinstance(values, list) or not all(isinstance(value, str | int) for value in values):
        raise CursorUnreadable(cursor=cursor[:80])
    return tuple(values)


def cursor_of(key: Sequence[str | int]) -> str:
    text = json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def page(
    rows: Sequence[Row], limit: int, *, key: Callable[[Row], Sequence[str | int]], item: Callable[[Row], Item]
) -> Page[Item]:
    """A page of at most `limit` items. Ask the database for `limit + 1` rows: the extra one says there is more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(items=[item(row) for row in shown], next_cursor=cursor_of(key(shown[-1])) if more else None)
