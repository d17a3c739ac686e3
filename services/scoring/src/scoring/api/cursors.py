"""Cursors of this service's lists: the number of the last row seen."""

from sqlalchemy import RowMapping


def key_of(row: RowMapping) -> list[int]:
    return [row["number"]]
