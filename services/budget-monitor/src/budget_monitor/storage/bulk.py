"""Many rows in one statement: `INSERT … SELECT … FROM` one document that holds them all."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, RowMapping, Table, Text, TextClause, Uuid, any_, literal, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.db import Tx

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # untyped there


def among(column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """The column is one of the values, as one array: the statement's text, and so its plan, stays the same."""
    kind = Uuid() if isinstance(column.type, Uuid) else Text()
    return column == any_(literal(list(values), ARRAY(kind)))


async def insert(
    tx: Tx,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    returning: tuple[str, ...] = (),
    skip_known: bool = False,
) -> list[RowMapping]:
    """Inserts rows of one table in the order given, all with the same columns; the region is filled in.

    An identity column counts in that order. With `skip_known` a row that exists already is left as it is.
    """
    if not rows:
        return []
    columns = tuple(rows[0])
    statement = _insert(table, columns, returning, skip_known)
    # one document is written several times faster than an array per column
    document = json.dumps([[row[name] for name in columns] for row in rows], ensure_ascii=False, default=str)
    result = await tx.execute(statement, {"region": tx.region.code, "document": document})
    return list(result.mappings()) if returning else []


@cache
def _insert(table: Table, columns: tuple[str, ...], returning: tuple[str, ...], skip_known: bool) -> TextClause:
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(_value(table, name, place) for place, name in enumerate(columns))
    conflict = " ON CONFLICT DO NOTHING" if skip_known else ""
    back = f" RETURNING {', '.join(returning)}" if returning else ""
    # text built from our own table definitions, never from a request
    return text(
        f"INSERT INTO {table.name} (region, {names}) SELECT :region, {values} "  # noqa: S608  # our own names
        "FROM json_array_elements(CAST(:document AS json)) WITH ORDINALITY AS given(line, place) "
        f"ORDER BY place{conflict}{back}"
    )


def _value(table: Table, column: str, place: int) -> str:
    kind = table.c[column].type
    if isinstance(kind, JSONB):
        return f"CAST(nullif(CAST(given.line->{place} AS text), 'null') AS jsonb)"
    return f"CAST(given.line->>{place} AS {kind.compile(dialect=_DIALECT).split(' COLLATE')[0]})"
