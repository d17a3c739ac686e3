"""Which versions of monitoring rules a scheme put into force."""

from sqlalchemy import func, insert, select, tuple_

from chassis.db import ReadTx, Tx
from indicators.storage.scheme_tables import scheme_lights


async def put(tx: Tx, key: tuple[str, int], *, rule: str, rule_version: int, sequence: int) -> None:
    await tx.execute(
        insert(scheme_lights).values(
            region=tx.region.code,
            code=key[0],
            version=key[1],
            rule=rule,
            rule_version=rule_version,
            sequence=sequence,
            put_at=tx.now,
        )
    )


async def of_scheme(tx: ReadTx, code: str) -> dict[str, int]:
    """Rule → the version of it that this scheme put into force last."""
    t = scheme_lights
    rows = await tx.all(
        select(t.c.rule, t.c.rule_version).where(t.c.region == tx.region.code, t.c.code == code).order_by(t.c.sequence)
    )
    return {row["rule"]: row["rule_version"] for row in rows}


async def held_by_another(tx: ReadTx, code: str, *, rule: str, rule_version: int) -> str | None:
    """Another scheme whose light this version of a rule is; None where there is none."""
    t = scheme_lights
    newest = (
        select(t.c.code, func.max(t.c.sequence))
        .where(t.c.region == tx.region.code, t.c.rule == rule, t.c.code != code)
        .group_by(t.c.code)
    )
    found: str | None = await tx.scalar(
        select(func.min(t.c.code)).where(
            t.c.region == tx.region.code,
            t.c.rule == rule,
            t.c.rule_version == rule_version,
            tuple_(t.c.code, t.c.sequence).in_(newest),
        )
    )
    return found
