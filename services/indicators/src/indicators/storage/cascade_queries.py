"""What the routes read of cascades: no locks, one snapshot, pages in the order of their keys."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, Select, and_, select

from chassis.db import ReadTx
from chassis.paging import After
from chassis.refusal import NotFound
from contracts.envelope import Labels
from indicators.domain.cascade.proposal import Basis, Proposal
from indicators.domain.cascade.version import CascadeVersion, State
from indicators.storage import cascade_tables as tables
from indicators.storage import cascades, heads


@dataclass(frozen=True, slots=True)
class Listed:
    """A version without its content."""

    code: str
    version: int
    revision: int
    state: State
    labels: Labels
    period: str
    drafted_by: str
    drafted_at: datetime


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal and who made it; `revision` is the text that it led to."""

    revision: int
    number: int
    proposal: Proposal
    by: str
    at: datetime


async def list_cascades(tx: ReadTx, *, after: After | None, limit: int) -> list[Listed]:
    """Of each cascade the version in force, else the one drafted last."""
    drafted, head = tables.cascade_versions, tables.cascades
    shown = (drafted.c.version == head.c.in_force) | (
        head.c.in_force.is_(None) & (drafted.c.version == head.c.last_drafted)
    )
    statement = _listed().where(drafted.c.region == tx.region.code, shown).order_by(drafted.c.code).limit(limit)
    if after is not None:
        statement = statement.where(after.beyond(drafted.c.code))
    return [_listed_of(row) for row in await tx.all(statement)]


async def list_versions(tx: ReadTx, code: str, *, after: After | None, limit: int) -> list[Listed]:
    """Newest first."""
    drafted = tables.cascade_versions
    statement = (
        _listed()
        .where(drafted.c.region == tx.region.code, drafted.c.code == code)
        .order_by(drafted.c.version.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(after.before(drafted.c.version))
    return [_listed_of(row) for row in await tx.all(statement)]


async def cascade(tx: ReadTx, code: str) -> CascadeVersion:
    """The version in force, else the one drafted last. Raises NotFound."""
    version = await heads.shown(tx, tables.cascades, code)
    if version is None:
        raise NotFound(what="cascade", id=code, region=tx.region.code)
    return await cascades.get(tx, code, version)


async def list_proposals(
    tx: ReadTx, code: str, number: int, *, after: After | None, limit: int
) -> list[Proposed]:  # fmt: skip
    """What was proposed for a version, newest first."""
    t = tables.cascade_proposals
    statement = (
        select(t)
        .where(t.c.region == tx.region.code, t.c.code == code, t.c.version == number)
        .order_by(t.c.revision.desc(), t.c.number.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(after.before(t.c.revision, t.c.number))
    return [_proposed_of(row) for row in await tx.all(statement)]


def _listed() -> Select[Any]:
    head, drafted = tables.cascades, tables.cascade_versions
    text, approved = tables.cascade_texts, tables.cascade_approvals
    return select(
        drafted.c.code,
        drafted.c.version,
        drafted.c.author,
        drafted.c.drafted_at,
        head.c.in_force,
        text.c.revision,
        text.c.content["labels"].label("labels"),
        text.c.content["period"].astext.label("period"),
        approved.c.approved_by,
    ).select_from(
        drafted.join(head, and_(head.c.region == drafted.c.region, head.c.code == drafted.c.code))
        .join(text, and_(cascades.same_version(text), text.c.revision == cascades.newest_text()))
        .outerjoin(approved, cascades.same_version(approved))
    )


def _listed_of(row: RowMapping) -> Listed:
    state: State = "draft"
    if row["approved_by"] is not None:
        state = "approved" if row["in_force"] == row["version"] else "superseded"
    return Listed(
        code=row["code"],
        version=row["version"],
        revision=row["revision"],
        state=state,
        labels=Labels(**row["labels"]),
        period=row["period"],
        drafted_by=row["author"],
        drafted_at=row["drafted_at"],
    )


def _proposed_of(row: RowMapping) -> Proposed:
    basis: Basis = row["basis"]
    proposal = Proposal(
        goal=row["goal"],
        of=row["of_node"],
        by=basis,
        weights={code: Decimal(weight) for code, weight in row["weights"].items()},
        shares={code: Decimal(share) for code, share in row["shares"].items()},
        left_out=tuple(row["left_out"]),
    )
    return Proposed(row["revision"], row["number"], proposal, row["proposed_by"], row["proposed_at"])
