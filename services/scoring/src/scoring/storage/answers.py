"""Drafts (one an order, replaced) and answers (numbered, kept)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.db import ReadTx, Tx
from contracts.scoring import Evidence
from scoring.domain.answer import Answer, Measure
from scoring.domain.order import Order
from scoring.domain.refusals import NothingToSubmit
from scoring.storage.tables import answers, drafts


def _content(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "measures": [
            {"text": measure.text, "until": measure.until.isoformat() if measure.until else None}
            for measure in answer.measures
        ],
        "evidence": [file.model_dump(mode="json") for file in answer.evidence],
    }


async def draft(tx: Tx, order: UUID, answer: Answer, *, prepared_by: str) -> None:
    values = _content(answer) | {"prepared_by": prepared_by, "prepared_at": tx.now}
    statement = upsert(drafts).values(region=tx.region.code, order_id=order, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["region", "order_id"], set_=values))


async def drafted(tx: ReadTx, order: UUID) -> Answer:
    """The draft as an answer. Raises NothingToSubmit where there is none."""
    row = await draft_of(tx, order)
    if row is None:
        raise NothingToSubmit(id=order)
    return Answer(
        text=row["text"],
        measures=tuple(
            Measure(one["text"], date.fromisoformat(one["until"]) if one["until"] else None) for one in row["measures"]
        ),
        evidence=tuple(Evidence.model_validate(file) for file in row["evidence"]),
    )


async def draft_of(tx: ReadTx, order: UUID) -> RowMapping | None:
    return await tx.one_or_none(select(drafts).where(drafts.c.region == tx.region.code, drafts.c.order_id == order))


async def submit(
    tx: Tx, order: Order, answer: Answer, *, prepared_by: str | None, answered_by: str, at: datetime
) -> None:
    """Keeps the answer under its number."""
    await tx.execute(
        insert(answers).values(
            region=tx.region.code,
            order_id=order.id,
            number=order.answers,
            round=order.round,
            prepared_by=prepared_by,
            answered_by=answered_by,
            answered_at=at,
            **_content(answer),
        )
    )


async def discard_draft(tx: Tx, order: UUID) -> None:
    await tx.execute(delete(drafts).where(drafts.c.region == tx.region.code, drafts.c.order_id == order))


async def of_order(tx: ReadTx, order: UUID) -> list[RowMapping]:
    t = answers.c
    return await tx.all(select(answers).where(t.region == tx.region.code, t.order_id == order).order_by(t.number))
