"""Commands on an order from its acknowledgement to its acceptance."""

from datetime import date
from uuid import UUID

from chassis.db import Tx
from scoring.domain import answer as answering
from scoring.domain import cancellation
from scoring.domain.answer import Answer
from scoring.domain.order import Order
from scoring.domain.term import Term
from scoring.storage import answers
from scoring.usecases import changes, lights


async def acknowledge(tx: Tx, order: UUID, *, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    return await changes.keep(tx, loaded, answering.acknowledge(loaded.order, by=loaded.by))


async def prepare_answer(tx: Tx, order: UUID, answer: Answer, *, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    step = answering.prepare(loaded.order, by=loaded.by)
    await answers.draft(tx, order, answer, prepared_by=loaded.by.principal)
    return await changes.keep(tx, loaded, step)


async def answer(tx: Tx, order: UUID, given: Answer | None, *, read_version: int) -> Order:
    """The answer given, or the draft that the clerk prepared. Raises NothingToSubmit where there is neither."""
    loaded = await changes.load(tx, order, read_version=read_version)
    told = given or await answers.drafted(tx, order)
    step = answering.submit(loaded.order, told, by=loaded.by)
    await answers.submit(
        tx, step.order, told, prepared_by=loaded.order.prepared_by, answered_by=loaded.by.principal, at=tx.now
    )
    return await changes.keep(tx, loaded, step)


async def give_back(tx: Tx, order: UUID, *, reason: str, working_days: int, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    term = Term(loaded.today, working_days)
    step = answering.give_back(
        loaded.order, by=loaded.by, reason=reason, term=term, rule=loaded.rule, calendar=loaded.calendar
    )
    return await changes.keep(tx, loaded, step)


async def accept(tx: Tx, order: UUID, *, reason: str | None, recheck_on: date | None, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    steps = answering.accept(
        loaded.order,
        by=loaded.by,
        today=loaded.today,
        reason=reason,
        recheck_on=recheck_on,
        rule=loaded.rule,
        light_is_frozen=(await lights.followed(tx, loaded.order, today=loaded.today)).frozen,
    )
    return await changes.keep(tx, loaded, *steps)


async def cancel(tx: Tx, order: UUID, *, reason: str, read_version: int) -> Order:
    loaded = await changes.load(tx, order, read_version=read_version)
    return await changes.keep(tx, loaded, cancellation.cancel(loaded.order, by=loaded.by, reason=reason))
