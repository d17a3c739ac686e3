import base64
import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import BigInteger, Column, Integer, Text, Uuid

from chassis.paging import After, CursorUnreadable, cursor_of

CODE, NUMBER, SMALL, ID = Column("code", Text), Column("entry", BigInteger), Column("year", Integer), Column("id", Uuid)
KEY = UUID("4f1c1c8e-6a51-4a6d-8c55-0f5d0c0f8a11")


def after(*values: Any) -> After:
    """A well-formed cursor with these values, as somebody could make it up."""
    return After(base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("="))


class TestAfter:
    def test_gives_back_the_key_of_the_last_row(self) -> None:
        assert After(cursor_of(["道路 A", 7, str(KEY)])).key(CODE, NUMBER, ID) == ("道路 A", 7, KEY)

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            (CODE, 7),
            (CODE, None),
            (CODE, "a\0b"),
            (CODE, "\ud800"),
            (CODE, ["a"]),
            (NUMBER, "7"),
            (NUMBER, True),
            (NUMBER, 7.0),
            (NUMBER, -1),
            (NUMBER, 2**63),
            (SMALL, 2**31),
            (ID, "4f1c"),
            (ID, 7),
        ],
    )
    def test_a_value_that_the_column_cannot_hold_is_refused(self, column: Column[Any], value: Any) -> None:
        with pytest.raises(CursorUnreadable):
            after(value).key(column)

    @pytest.mark.parametrize("values", [(), ("a",), ("a", 1, 2)])
    def test_the_cursor_of_a_list_with_another_key_is_refused(self, values: tuple[Any, ...]) -> None:
        with pytest.raises(CursorUnreadable):
            after(*values).key(CODE, NUMBER)

    @pytest.mark.parametrize("cursor", ["", "%%%", "é", "e30", "W10x", "WzE", "[" * 1000, "WyJhIl0=!"])
    def test_what_nobody_encoded_is_refused(self, cursor: str) -> None:
        with pytest.raises(CursorUnreadable):
            After(cursor).key(CODE)
