"""What is read of screening rounds: rounds, items with the last decision on each, what was screened."""

from typing import Any

from sqlalchemy import RowMapping, Select, and_, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on

from chassis.db import ReadTx
from chassis.paging import After
from chassis.refusal import NotFound
from contracts.envelope import Labels, SchemeLabels
from indicators.domain.screening.round import Closing, Decision, Round, Screened
from indicators.domain.screening.subject import Item
from indicators.storage.indicator_tables import indicator_versions
from indicators.storage.screening_tables import (
    screened_items,
    screening_closings,
    screening_decisions,
    screenings,
)

OPEN = "open"
"""Something was found, and nobody decided yet."""


async def list_rounds(tx: ReadTx, *, after: After | None, limit: int) -> list[Round]:
    """In the order of their codes."""
    statement = _rounds(tx).order_by(screenings.c.code).limit(limit)
    if after is not None:
        statement = statement.where(after.beyond(screenings.c.code))
    return [_round(row) for row in await tx.all(statement)]


async def get(tx: ReadTx, code: str) -> Round:
    """Raises NotFound."""
    row = await tx.one_or_none(_rounds(tx).where(screenings.c.code == code))
    if row is None:
        raise NotFound(what="screening", id=code, region=tx.region.code)
    return _round(row)


async def items(tx: ReadTx, code: str) -> list[Screened]:
    """Every item of a round, in the order in which they were screened."""
    rows = await tx.all(_items(tx).where(screened_items.c.screening == code).order_by(screened_items.c.number))
    return [_screened(row) for row in rows]


async def list_items(
    tx: ReadTx,
    code: str,
    *,
    finding: str | None,
    decision: str | None,
    author: str | None,
    after: After | None,
    limit: int,
) -> list[Screened]:
    """Items of a round with this finding, with this last decision (or `open`), of this author."""
    i = screened_items.c
    statement = _items(tx).where(i.screening == code)
    if finding is not None:
        statement = statement.where(i.findings.contains([{"code": finding}]))
    if after is not None:
        statement = statement.where(after.beyond(i.number))
    shown = statement.subquery()
    filtered = select(shown).order_by(shown.c.number).limit(limit)
    if decision == OPEN:
        filtered = filtered.where(shown.c.decision.is_(None), func.jsonb_array_length(shown.c.findings) > 0)
    elif decision is not None:
        filtered = filtered.where(shown.c.decision == decision)
    if author is not None:
        filtered = filtered.where(shown.c.author == author)
    return [_screened(row) for row in await tx.all(filtered)]


async def item(tx: ReadTx, code: str, number: int) -> Screened:
    """Raises NotFound."""
    i = screened_items.c
    row = await tx.one_or_none(_items(tx).where(i.screening == code, i.number == number))
    if row is None:
        raise NotFound(what="screened item", id=f"{code}/{number}", region=tx.region.code)
    return _screened(row)


async def list_of_indicator(tx: ReadTx, code: str, *, after: After | None, limit: int) -> list[Screened]:
    """What every round says about one indicator, in the order of the codes of rounds."""
    i = screened_items.c
    statement = _items(tx).where(i.kind == "indicator", i.code == code).order_by(i.screening).limit(limit)
    if after is not None:
        statement = statement.where(after.beyond(i.screening))
    return [_screened(row) for row in await tx.all(statement)]


async def decisions(tx: ReadTx, one: Screened) -> list[Decision]:
    """Every decision on an item, the first one first."""
    d = screening_decisions.c
    rows = await tx.all(
        select(screening_decisions)
        .where(d.region == tx.region.code, d.screening == one.screening)
        .where(d.kind == one.item.kind, d.code == one.item.code)
        .order_by(d.number)
    )
    return [_decision(row) for row in rows]


async def content(tx: ReadTx, one: Screened) -> dict[str, Any]:
    """The canonical form of an item as it was screened: what its digest is over."""
    s = screenings.c
    found: dict[str, Any] = await tx.scalar(
        select(s.screened[f"{one.item.kind}s"][one.item.code]).where(
            s.region == tx.region.code, s.code == one.screening
        )
    )
    return found


def _rounds(tx: ReadTx) -> Select[Any]:
    """Without what was screened, which is large."""
    s, c = screenings.c, screening_closings.c
    return (
        select(s.code, s.labels, s.subject, s.sha256, s.run_by, s.run_at, c.reason, c.closed_by, c.closed_at)
        .select_from(screenings.outerjoin(screening_closings, and_(c.region == s.region, c.code == s.code)))
        .where(s.region == tx.region.code)
    )


def _items(tx: ReadTx) -> Select[Any]:
    i, s, v, d = screened_items.c, screenings.c, indicator_versions.c, screening_decisions
    last = (
        select(d)
        .where(d.c.region == tx.region.code)
        .ext(distinct_on(d.c.screening, d.c.kind, d.c.code))
        .order_by(d.c.screening, d.c.kind, d.c.code, d.c.number.desc())
        .subquery()
    )
    same = and_(last.c.screening == i.screening, last.c.kind == i.kind, last.c.code == i.code)
    version = and_(v.region == i.region, v.code == i.code, v.version == i.library_version, i.kind == "indicator")
    names = ("decision", "improved_version", "improved_sha256", "remaining", "reason", "decided_by", "decided_at")
    return (
        select(
            screened_items,
            *(last.c[name] for name in names),
            func.coalesce(last.c.number, literal(0)).label("decisions"),
            func.coalesce(s.subject["author"].astext, v.author).label("author"),
        )
        .select_from(
            screened_items.join(screenings, and_(s.region == i.region, s.code == i.screening))
            .outerjoin(last, same)
            .outerjoin(indicator_versions, version)
        )
        .where(i.region == tx.region.code)
    )


def _round(row: RowMapping) -> Round:
    closing = None
    if row["closed_by"] is not None:
        closing = Closing(reason=row["reason"], by=row["closed_by"], at=row["closed_at"])
    return Round(
        **{name: row[name] for name in ("code", "subject", "sha256", "run_by", "run_at")},
        labels=Labels.model_validate(row["labels"]),
        closing=closing,
    )


def _screened(row: RowMapping) -> Screened:
    return Screened(
        **{name: row[name] for name in ("screening", "number", "sha256", "library_version", "decisions", "author")},
        item=Item(row["kind"], row["code"]),
        labels=SchemeLabels.model_validate(row["labels"]),
        findings=tuple(row["findings"]),
        decision=None if row["decision"] is None else _decision(row),
    )


def _decision(row: RowMapping) -> Decision:
    return Decision(
        kind=row["decision"],
        reason=row["reason"],
        by=row["decided_by"],
        at=row["decided_at"],
        improved_version=row["improved_version"],
        improved_sha256=row["improved_sha256"],
        remaining=tuple(row["remaining"]),
    )
