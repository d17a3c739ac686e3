"""Idempotency-Key: a command that is sent again is answered again, and not done again.

Scope: region and principal. Kept: 14 days (see the table). Stored: answers of commands that took effect; a refusal
leaves nothing behind, so the retry of a refused command is decided anew.
"""

import hashlib
from typing import Any

from fastapi import Request, Response
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis import tables
from chassis.db import ReadTx, Tx
from chassis.refusal import Refusal

LONGEST_KEY = 255
KEPT_HEADERS = ("location", "etag", "content-type")


class KeyReused(Refusal):
    code = "idempotency_key_reused"
    kind = "invalid"
    en = "Idempotency-Key {key} was used for another request. Use a new key for a new command."
    zh = "Idempotency-Key {key} 已用于另一请求。新的指令请使用新的键。"


class KeyTooLong(Refusal):
    code = "idempotency_key_too_long"
    kind = "invalid"
    en = "An Idempotency-Key has 1 to {longest} visible ASCII characters; this one has {length}."
    zh = "Idempotency-Key 须为 1 至 {longest} 个可见 ASCII 字符，当前为 {length} 个。"


def fingerprint(request: Request, body: bytes) -> str:
    """What makes two requests the same: method, path with query, body."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    digest.update(body)
    return digest.hexdigest()


async def claim(tx: Tx, key: str, mark: str) -> Response | None:
    """Claims a key for this transaction; the stored answer where the same command took effect before.

    A concurrent request with the same key waits here until the first one committed or gave up.
    Raises KeyReused where the key stands for another request, KeyTooLong.
    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise KeyTooLong(longest=LONGEST_KEY, length=len(key))
    claimed = await tx.scalar(
        insert(tables.idempotency_keys)
        .values(region=tx.region.code, principal=tx.actor.principal, key=key, fingerprint=mark, recorded_at=tx.wall)
        .on_conflict_do_nothing()
        .returning(tables.idempotency_keys.c.key)
    )
    if claimed is not None:
        return None
    answer = await stored(tx, key, mark)
    if answer is None:
        raise KeyReused(key=key)
    return answer


async def stored(tx: ReadTx, key: str, mark: str) -> Response | None:
    """The answer that was given under this key, None where it is unused; claims nothing.

    For a command that asks other services before it opens its transaction. Raises KeyReused.
    """
    row = await tx.one_or_none(select(tables.idempotency_keys).where(*_mine(tx, key)))
    if row is None:
        return None
    if row["fingerprint"] != mark:
        raise KeyReused(key=key)
    return Response(
        content=bytes(row["body"]),
        status_code=row["status"],
        headers={**row["headers"], "Idempotency-Replayed": "true"},
    )


async def remember(tx: Tx, key: str, response: Response) -> None:
    """Stores the answer beside the effect, in the same transaction."""
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    await tx.execute(
        update(tables.idempotency_keys)
        .where(*_mine(tx, key))
        .values(status=response.status_code, headers=headers, body=bytes(response.body))
    )


def _mine(tx: ReadTx, key: str) -> tuple[Any, ...]:
    t = tables.idempotency_keys.c
    return t.region == tx.region.code, t.principal == tx.actor.principal, t.key == key
