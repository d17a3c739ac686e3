"""Keyset paging: {items, next_cursor}. A cursor is the key of the last row seen, opaque to callers."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel
from sqlalchemy import BigInteger, ColumnElement, Integer, Uuid, tuple_

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


@dataclass(frozen=True, slots=True)
class After:
    """Where a page begins. It comes from outside and may hold anything, so nothing can be read from it but the key
    that a list says it has: a cursor of another list would otherwise reach the database with the wrong types.
    """

    cursor: str

    def key(self, *columns: ColumnElement[Any]) -> tuple[Any, ...]:
        """One value for each column of the list's order. Raises CursorUnreadable."""
        values = _decoded(self.cursor)
        try:
            return tuple(_fitting(column, value) for column, value in zip(columns, values, strict=True))
        except ValueError as error:
            raise CursorUnreadable(cursor=self.cursor[:80]) from error

    def beyond(self, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
        """The condition of a list in ascending order of these columns. Raises CursorUnreadable."""
        return tuple_(*columns) > tuple_(*self.key(*columns))

    def before(self, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
        """The condition of a list in descending order of these columns. Raises CursorUnreadable."""
        return tuple_(*columns) < tuple_(*self.key(*columns))


async def _after(cursor: Annotated[str | None, Query(max_length=2000)] = None) -> After | None:
    if cursor is None:
        return None
    _decoded(cursor)
    return After(cursor)


Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[After | None, Depends(_after)]
"""The place to go on after, None at the start."""


def _decoded(cursor: str) -> list[Any]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, UnicodeError, RecursionError) as error:
        raise CursorUnreadable(cursor=cursor[:80]) from error
    if not isinstance(values, list):
        raise CursorUnreadable(cursor=cursor[:80])
    return values


def _fitting(column: ColumnElement[Any], value: Any) -> Any:
    """The value as the column's type holds it. Raises ValueError."""
    kind = column.type
    if isinstance(kind, Integer):
        largest = 2**63 - 1 if isinstance(kind, BigInteger) else 2**31 - 1
        # JSON's true is an int to Python, and no number to PostgreSQL
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= largest:
            raise ValueError("no number that this list counts with")
        return value
    if not isinstance(value, str):
        raise ValueError("no text")
    if isinstance(kind, Uuid):
        return UUID(value)
    value.encode()  # half a surrogate pair is no text
    if "\0" in value:
        raise ValueError("PostgreSQL keeps no NUL")
    return value


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
