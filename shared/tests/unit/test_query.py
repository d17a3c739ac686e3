"""A query that is not what it seems."""

import pytest
from fastapi import Request

from chassis.query import Parameters, QueryUnreadable


@pytest.mark.parametrize("query", ["item=灯".encode(), b"item=\xff", b"item=%ff", b"item=%ED%A0%80"])
def test_bytes_that_are_no_percent_encoded_utf8_are_not_guessed(query: bytes) -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": []}
    with pytest.raises(QueryUnreadable):
        Parameters({"item": False}).check(Request(scope))


def test_encoded_text_is_read() -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"item=%E7%81%AF+1", "headers": []}
    Parameters({"item": False}).check(Request(scope))
