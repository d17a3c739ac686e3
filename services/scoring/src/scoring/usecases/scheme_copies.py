"""Following schemes: each version is kept as it arrived, if it is what was sent, and answered with its digests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from chassis.db import ReadTx, Tx
from chassis.paging import After
from chassis.refusal import NotFound
from contracts.canonical import Digests, digests
from contracts.envelope import Event
from contracts.schemes import PublishedAs, SchemeAmended, SchemePublished, SchemeWithdrawn
from scoring.domain import scheme_copy, seal
from scoring.domain.scheme_copy import SchemeCopy, State, Withdrawal
from scoring.storage import scheme_copies

WHAT = "scheme version"


class Frame(BaseModel):
    """What is read of a content when it arrives. The rest is kept unread: it may be newer than this service."""

    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A copy, what it is today among its versions, and from when a later one takes its place."""

    copy: SchemeCopy
    state: State
    superseded_from: date | None


@dataclass(frozen=True, slots=True)
class ShownWhole:
    """`recomputed` is computed from the content as the database returned it, when it was asked for."""

    shown: Shown
    content: dict[str, Any]
    recomputed: Digests


async def on_published(tx: Tx, event: Event) -> None:
    await _keep_published(tx, event, event.read(SchemePublished))


async def on_amended(tx: Tx, event: Event) -> None:
    await _keep_published(tx, event, event.read(SchemeAmended))


async def on_withdrawn(tx: Tx, event: Event) -> None:
    """Kept also before its version has arrived, which is then withdrawn from the start.

    To wait for the version would be to wait for ever: within a key, what came later is handled later. A withdrawal
    that is sent whole brings the version itself, for who never received it. Raises SealBroken, and CopyDiffers where
    the content that was withdrawn is another than the one that is kept.
    """
    said = event.read(SchemeWithdrawn)
    withdrawn = Digests(sha256=said.sha256, sm3=said.sm3)
    named = _named(said.code, said.version)
    if said.scheme is not None:
        seal.expect(said.scheme, withdrawn, **named)
    if said.scheme is not None and said.published is not None:
        copy = _copy(said.code, said.version, withdrawn, said.scheme, said.published)
        await _keep(tx, copy, said.scheme)
    kept = await scheme_copies.seal(tx, said.code, said.version)
    if kept is not None:
        seal.expect_same(kept, withdrawn, **named)
    withdrawal = Withdrawal(seal=withdrawn, by=said.withdrawn_by, reason=said.reason, at=event.time)
    await scheme_copies.add_withdrawal(tx, said.code, said.version, withdrawal)


async def _keep_published(tx: Tx, event: Event, said: SchemePublished) -> None:
    published = PublishedAs(
        assumed=said.assumed,
        change=said.change if isinstance(said, SchemeAmended) else None,
        published_by=said.published_by,
        approved_by=said.approved_by,
        published_at=event.time,
        reason=said.reason,
    )
    sent = Digests(sha256=said.sha256, sm3=said.sm3)
    await _keep(tx, _copy(said.code, said.version, sent, said.scheme, published), said.scheme)


async def _keep(tx: Tx, copy: SchemeCopy, content: dict[str, Any]) -> None:
    """Keeps a version once. Raises SealBroken, CopyDiffers; then nothing of it is kept."""
    named = _named(copy.code, copy.version)
    kept = await scheme_copies.add(tx, copy, content)
    if kept is not None:
        # over what the database returns: a copy that cannot be answered with its digest is none
        seal.expect(kept, copy.seal, **named)
    for known in (
        await scheme_copies.seal(tx, copy.code, copy.version),
        await scheme_copies.withdrawal_seal(tx, copy.code, copy.version),
    ):
        if known is not None:
            seal.expect_same(known, copy.seal, **named)


def _copy(code: str, version: int, sent: Digests, content: dict[str, Any], published: PublishedAs) -> SchemeCopy:
    frame = Frame.model_validate(content)
    return SchemeCopy(
        code=code,
        version=version,
        seal=sent,
        assumed=published.assumed,
        change=published.change,
        valid_from=frame.valid_from,
        valid_until=frame.valid_until,
        approved_by=published.approved_by,
        published_by=published.published_by,
        published_at=published.published_at,
        reason=published.reason,
        withdrawal=None,
    )


def _named(code: str, version: int) -> dict[str, str]:
    return {"what": WHAT, "id": f"{code}/{version}"}


async def listed(tx: ReadTx, *, after: After | None, limit: int) -> list[Shown]:
    """Of each scheme the version in force today, else the newest that has arrived."""
    today = _today(tx)
    codes = await scheme_copies.codes(tx, after=after, limit=limit)
    found = await scheme_copies.versions(tx, codes)
    end = tx.region.end_of_day(today)
    return [
        _shown(tx, scheme_copy.in_force(found[code], on=today, end_of_day=end) or found[code][0], found[code])
        for code in codes
    ]


async def versions(tx: ReadTx, code: str, *, before: int | None, limit: int) -> list[Shown]:
    """Newest first, below a version where one is given. Raises NotFound where none has arrived."""
    found = (await scheme_copies.versions(tx, [code]))[code]
    if not found:
        raise NotFound(what="scheme copy", id=code, region=tx.region.code)
    shown = [one for one in found if before is None or one.version < before]
    return [_shown(tx, one, found) for one in shown[:limit]]


async def whole(tx: ReadTx, code: str, version: int) -> ShownWhole:
    """One version with its content. Raises NotFound."""
    content = await scheme_copies.content(tx, code, version)
    found = (await scheme_copies.versions(tx, [code]))[code]
    (copy,) = [one for one in found if one.version == version]
    return ShownWhole(shown=_shown(tx, copy, found), content=content, recomputed=digests(content))


def _shown(tx: ReadTx, copy: SchemeCopy, versions: list[SchemeCopy]) -> Shown:
    return Shown(copy, copy.state(versions, today=_today(tx)), copy.superseded_from(versions))


def _today(tx: ReadTx) -> date:
    return tx.region.local_date(tx.now)
