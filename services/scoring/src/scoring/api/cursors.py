"""Cursors of this service's lists: the number of the last row seen."""

from typing import Any

from sqlalchemy import RowMapping

from chassis.paging import CursorUnreadable, cursor_of

LARGEST = 2**63 - 1


def number(after: tuple[Any, ...] | None) -> int | None:
    """Raises CursorUnreadable where the cursor belongs to another list."""
    if after is None:
        return None
    if len(after) != 1 or type(after[0]) is not int or not 0 <= after[0] <= LARGEST:
        raise CursorUnreadable(cursor=cursor_of(after)[:80])
    return int(after[0])


def key_of(row: RowMapping) -> list[int]:
    return [row["number"]]
