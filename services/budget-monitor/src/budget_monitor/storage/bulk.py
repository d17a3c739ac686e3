"""Many rows in one statement: `INSERT … SELECT … FROM unnest(…)`, one array per column."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, RowMapping, Table, Text, TextClause, Uuid, any_, literal, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.db import Tx

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


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
    jsonb = {name for name in columns if isinstance(table.c[name].type, JSONB)}
    values: dict[str, Any] = {
        f"v_{name}": [_json(row[name]) if name in jsonb else row[name] for row in rows] for name in columns
    }
    statement = _insert(table, columns, returning, skip_known)
    result = await tx.execute(statement, {"v_region": tx.region.code, **values})
    return list(result.mappings()) if returning else []


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


@cache
def _insert(table: Table, columns: tuple[str, ...], returning: tuple[str, ...], skip_known: bool) -> TextClause:
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(f"CAST(:v_{name} AS {array_type(table, name)})" for name in columns)
    selected = ", ".join(
        f'CAST(given."{name}" AS jsonb)' if isinstance(table.c[name].type, JSONB) else f'given."{name}"'
        for name in columns
    )
    conflict = " ON CONFLICT DO NOTHING" if skip_known else ""
    back = f" RETURNING {', '.join(returning)}" if returning else ""
    # text built from our own table definitions, never from a request
    return text(
        f"INSERT INTO {table.name} (region, {names}) SELECT :v_region, {selected} "  # noqa: S608
        f"FROM unnest({arrays}) WITH ORDINALITY AS given({names}, place) ORDER BY place{conflict}{back}"
    )


def array_type(table: Table, column: str) -> str:
    """The SQL type of an array of a column's values."""
    kind = table.c[column].type
    if isinstance(kind, JSONB):
        return "text[]"
    return f"{kind.compile(dialect=_DIALECT).split(' COLLATE')[0]}[]"
