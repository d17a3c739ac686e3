"""Screening rounds: what was screened, what was decided, that it was closed. Rows are only added."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.db import Tx
from indicators.domain.screening.round import Closing, Decision, Round, Screened
from indicators.storage.screening_tables import (
    screened_items,
    screening_closings,
    screening_decisions,
    screenings,
)


async def add(tx: Tx, here: Round, screened: Mapping[str, Any], items: Sequence[Screened]) -> bool:
    """Stores a round with everything that was screened; False where its code is taken."""
    values = {
        "region": tx.region.code,
        "code": here.code,
        "labels": here.labels.model_dump(),
        "subject": here.subject,
        "screened": screened,
        "sha256": here.sha256,
        "run_by": here.run_by,
        "run_at": here.run_at,
    }
    statement = upsert(screenings).values(**values).on_conflict_do_nothing().returning(screenings.c.code)
    if await tx.one_or_none(statement) is None:
        return False
    if items:
        await tx.execute(insert(screened_items), [_item(tx, one) for one in items])
    return True


async def add_decision(tx: Tx, one: Screened, decision: Decision) -> None:
    await tx.execute(
        insert(screening_decisions).values(
            region=tx.region.code,
            screening=one.screening,
            kind=one.item.kind,
            code=one.item.code,
            number=one.decisions + 1,
            decision=decision.kind,
            improved_version=decision.improved_version,
            improved_sha256=decision.improved_sha256,
            remaining=list(decision.remaining),
            reason=decision.reason,
            decided_by=decision.by,
            decided_at=decision.at,
        )
    )


async def add_closing(tx: Tx, code: str, closing: Closing) -> None:
    await tx.execute(
        insert(screening_closings).values(
            region=tx.region.code, code=code, reason=closing.reason, closed_by=closing.by, closed_at=closing.at
        )
    )


def _item(tx: Tx, one: Screened) -> dict[str, Any]:
    return {
        "region": tx.region.code,
        "screening": one.screening,
        "kind": one.item.kind,
        "code": one.item.code,
        "number": one.number,
        "labels": one.labels.model_dump(),
        "sha256": one.sha256,
        "library_version": one.library_version,
        "findings": list(one.findings),
    }
