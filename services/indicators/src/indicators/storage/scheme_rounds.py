"""Consultation as rows that are only added: rounds, the days they were due, their ends, what was said and signed."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Subquery, Table, and_, func, insert, select, text, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from chassis.calendar import Due
from chassis.db import ReadTx, Tx
from chassis.paging import After
from chassis.refusal import NotFound
from indicators.domain.consultation import Because, Comment, CommentAnswer, Round, SignOff
from indicators.storage.scheme_tables import (
    scheme_comment_answers,
    scheme_comments,
    scheme_round_closings,
    scheme_round_dues,
    scheme_rounds,
    scheme_sign_offs,
    scheme_texts,
)

Key = tuple[str, int]
"""Code and version of a scheme."""

MEMBERS = text(
    """
    SELECT member->>'code' AS code, member->>'parent' AS parent
    FROM scheme_texts, jsonb_array_elements(content->'members') AS member
    WHERE region = :region AND scheme_texts.code = :code AND version = :version AND number = :text
    """
)
"""Of a content that may be large, no more than this is read."""


async def add_round(tx: Tx, key: Key, *, number: int, shown: int, working_days: int, due: Due) -> None:
    await _add(
        tx,
        scheme_rounds,
        key,
        round=number,
        text=shown,
        working_days=working_days,
        opened_by=tx.actor.principal,
        opened_at=tx.now,
    )
    await add_due(tx, key, round_number=number, number=1, due=due)


async def add_due(tx: Tx, key: Key, *, round_number: int, number: int, due: Due) -> None:
    """The day that a round is due on, from now on."""
    await _add(
        tx,
        scheme_round_dues,
        key,
        round=round_number,
        number=number,
        due_on=due.on,
        provisional=due.provisional,
        set_at=tx.now,
    )


async def close(tx: Tx, key: Key, number: int, because: Because) -> None:
    await _add(tx, scheme_round_closings, key, round=number, because=because, closed_at=tx.now)


async def add_comment(tx: Tx, key: Key, *, round_number: int, at: str, comment: str, unit: str | None) -> Comment:
    """Stores a comment with the next number of its version, whose head is locked."""
    t = scheme_comments
    last = await tx.scalar(select(func.coalesce(func.max(t.c.number), 0)).where(_of(tx, t, key)))
    made = Comment(last + 1, round_number, at, comment, unit, tx.actor.principal, tx.now, None)
    await _add(
        tx,
        t,
        key,
        number=made.number,
        round=made.round,
        at=made.at,
        comment=made.comment,
        unit=made.unit,
        made_by=made.by,
        made_at=made.made_at,
    )
    return made


async def add_answer(tx: Tx, key: Key, number: int, answer: CommentAnswer) -> None:
    await _add(
        tx,
        scheme_comment_answers,
        key,
        comment=number,
        accepted=answer.accepted,
        answer=answer.answer,
        answered_by=answer.by,
        answered_at=answer.at,
    )


async def add_sign_off(tx: Tx, key: Key, given: SignOff) -> None:
    await _add(
        tx,
        scheme_sign_offs,
        key,
        round=given.round,
        unit=given.unit,
        agrees=given.agrees,
        signed_by=given.by,
        signed_at=given.at,
    )


async def rounds(tx: ReadTx, keys: Collection[Key]) -> dict[Key, list[Round]]:
    """The rounds of these versions, in their order."""
    r, c = scheme_rounds, scheme_round_closings
    last_due = _last_due(tx)
    rows = await tx.all(
        select(r, last_due.c.due_on, last_due.c.provisional, last_due.c.number, c.c.because, c.c.closed_at)
        .join(last_due, _same_round(last_due, r))
        .outerjoin(c, _same_round(c, r))
        .where(r.c.region == tx.region.code, tuple_(r.c.code, r.c.version).in_(list(keys)))
        .order_by(r.c.code, r.c.version, r.c.round)
    )
    found: dict[Key, list[Round]] = {}
    for row in rows:
        found.setdefault((row["code"], row["version"]), []).append(_round(row))
    return found


async def provisional_and_open(tx: ReadTx) -> list[tuple[Key, int]]:
    """The rounds whose last day went through a year that nobody has published: their version and number."""
    r, c = scheme_rounds, scheme_round_closings
    last_due = _last_due(tx)
    rows = await tx.all(
        select(r.c.code, r.c.version, r.c.round)
        .join(last_due, _same_round(last_due, r))
        .outerjoin(c, _same_round(c, r))
        .where(r.c.region == tx.region.code, c.c.round.is_(None), last_due.c.provisional)
        .order_by(r.c.code, r.c.version)
    )
    return [((row["code"], row["version"]), row["round"]) for row in rows]


async def comments(
    tx: ReadTx, key: Key, *, of_round: int | None = None, after: After | None = None, limit: int | None = None
) -> list[Comment]:
    """What was said about a version, with its answers, in the order in which it was said."""
    t = scheme_comments
    statement = _comments().where(_of(tx, t, key)).order_by(t.c.number)
    if of_round is not None:
        statement = statement.where(t.c.round == of_round)
    if after is not None:
        statement = statement.where(after.beyond(t.c.number))
    return [_comment(row) for row in await tx.all(statement.limit(limit))]


async def comment(tx: ReadTx, key: Key, number: int) -> Comment:
    """Raises NotFound."""
    t = scheme_comments
    row = await tx.one_or_none(_comments().where(_of(tx, t, key), t.c.number == number))
    if row is None:
        raise NotFound(what="comment", id=f"{key[0]}/{key[1]}/{number}", region=tx.region.code)
    return _comment(row)


async def sign_offs(tx: ReadTx, key: Key, *, of_rounds: Sequence[int]) -> list[SignOff]:
    """What was signed in these rounds, by round and unit."""
    t = scheme_sign_offs
    rows = await tx.all(select(t).where(_of(tx, t, key), t.c.round.in_(list(of_rounds))).order_by(t.c.round, t.c.unit))
    return [SignOff(row["round"], row["unit"], row["agrees"], row["signed_by"], row["signed_at"]) for row in rows]


async def category(tx: ReadTx, key: Key, shown: int) -> str:
    """The code of the category that a text is for."""
    t = scheme_texts
    found: str = await tx.scalar(
        select(t.c.content["category"]["code"].astext).where(_of(tx, t, key), t.c.number == shown)
    )
    return found


async def members(tx: ReadTx, key: Key, shown: int) -> dict[str, str | None]:
    """Whom a text lists as assessed under it, and whom each stands under (child → parent)."""
    rows = await tx.all(MEMBERS, {"region": tx.region.code, "code": key[0], "version": key[1], "text": shown})
    return {row["code"]: row["parent"] for row in rows}


def _comments() -> Any:
    t, a = scheme_comments, scheme_comment_answers
    return select(t, a.c.accepted, a.c.answer, a.c.answered_by, a.c.answered_at).outerjoin(
        a,
        and_(a.c.region == t.c.region, a.c.code == t.c.code, a.c.version == t.c.version, a.c.comment == t.c.number),
    )


def _round(row: RowMapping) -> Round:
    return Round(
        number=row["round"],
        dues=row["number"],
        **{
            name: row[name]
            for name in (
                "text",
                "working_days",
                "opened_by",
                "opened_at",
                "due_on",
                "provisional",
                "closed_at",
                "because",
            )
        },
    )


def _comment(row: RowMapping) -> Comment:
    answer = None
    if row["answered_by"] is not None:
        answer = CommentAnswer(row["accepted"], row["answer"], row["answered_by"], row["answered_at"])
    return Comment(
        row["number"], row["round"], row["at"], row["comment"], row["unit"], row["made_by"], row["made_at"], answer
    )


def _last_due(tx: ReadTx) -> Subquery:
    """Of every round the day that holds now."""
    d = scheme_round_dues
    of_round = (d.c.region, d.c.code, d.c.version, d.c.round)
    return (
        select(d)
        .ext(distinct_on(*of_round))
        .where(d.c.region == tx.region.code)
        .order_by(*of_round, d.c.number.desc())
        .subquery()
    )


def _same_round(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in ("region", "code", "version", "round")))


def _of(tx: ReadTx, table: Table, key: Key) -> ColumnElement[bool]:
    return and_(table.c.region == tx.region.code, table.c.code == key[0], table.c.version == key[1])


async def _add(tx: Tx, table: Table, key: Key, **values: Any) -> None:
    await tx.execute(insert(table).values(region=tx.region.code, code=key[0], version=key[1], **values))
