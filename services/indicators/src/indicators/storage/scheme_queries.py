"""What the routes read of schemes: no locks, one snapshot, pages in the order of their keys."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.db import ReadTx
from chassis.paging import After
from indicators.storage.scheme_tables import scheme_rounds, scheme_texts, scheme_versions, schemes

Key = tuple[str, int]


async def heads(tx: ReadTx, *, after: After | None, limit: int) -> dict[str, int]:
    """Code → the version that was drafted last, in the order of the codes."""
    statement = (
        select(schemes.c.code, schemes.c.last_drafted)
        .where(schemes.c.region == tx.region.code)
        .order_by(schemes.c.code)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(after.beyond(schemes.c.code))
    return {row["code"]: row["last_drafted"] for row in await tx.all(statement)}


async def last_drafted(tx: ReadTx, code: str) -> int | None:
    """None where there is no such scheme."""
    found: int | None = await tx.scalar(
        select(schemes.c.last_drafted).where(schemes.c.region == tx.region.code, schemes.c.code == code)
    )
    return found


async def version_keys(tx: ReadTx, code: str, *, after: After | None, limit: int) -> Sequence[Key]:
    """Newest first."""
    t = scheme_versions
    statement = (
        select(t.c.version)
        .where(t.c.region == tx.region.code, t.c.code == code)
        .order_by(t.c.version.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(after.before(t.c.version))
    return [(code, row["version"]) for row in await tx.all(statement)]


async def round_numbers(tx: ReadTx, key: Key, *, after: After | None, limit: int) -> list[int]:
    """Newest first."""
    t = scheme_rounds
    statement = (
        select(t.c.round)
        .where(t.c.region == tx.region.code, t.c.code == key[0], t.c.version == key[1])
        .order_by(t.c.round.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(after.before(t.c.round))
    return [row["round"] for row in await tx.all(statement)]


async def content_without(tx: ReadTx, key: Key, text: int, *, sections: Sequence[str]) -> dict[str, Any]:
    """The canonical form of a text without some of its sections: members are many, and few questions are about them."""
    t = scheme_texts.c
    left = t.content.op("-", return_type=JSONB)(literal(list(sections), ARRAY(Text())))
    found: dict[str, Any] = await tx.scalar(
        select(left).where(t.region == tx.region.code, t.code == key[0], t.version == key[1], t.number == text)
    )
    return found
