"""Screening: a round is run, a person decides on each item with findings, and a closed round tells its report."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Literal

from chassis import outbox
from chassis.db import Tx
from chassis.refusal import NotFound
from contracts import canonical
from contracts.envelope import Labels
from contracts.screenings import ScreeningClosed, ScreeningCount, ScreeningDecided
from indicators.domain.screening import round as rounds
from indicators.domain.screening.round import (
    Count,
    Decision,
    ImprovedVersionMissing,
    ImprovedVersionNotPublished,
    ImprovedVersionOlder,
    Round,
    Screened,
    ScreeningExists,
)
from indicators.domain.screening.screen import screen
from indicators.storage import indicator_queries, regions, screening_queries, screenings
from indicators.storage import indicators as stored
from indicators.usecases import indicators, screening_subjects
from indicators.usecases.schemes import today
from indicators.usecases.screening_subjects import Read


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be screened: a version of a scheme, these indicators of the library, or (both None) all of it."""

    indicators: Sequence[str] | None = None
    scheme: tuple[str, int] | None = None


async def run(tx: Tx, code: str, labels: Labels, asked: Asked) -> Round:
    """Screens, and keeps what was screened with everything that was found. Raises NotFound, ScreeningExists."""
    if asked.scheme is not None:
        read = await screening_subjects.scheme(tx, *asked.scheme)
    else:
        read = await screening_subjects.library(tx, asked.indicators)
    kept = read.kept
    here = Round(
        code=code,
        labels=labels,
        subject=read.told,
        sha256=canonical.digest(kept),
        run_by=tx.actor.principal,
        run_at=tx.now,
        closing=None,
    )
    if not await screenings.add(tx, here, kept, await screening_subjects.screened(tx, read, code)):
        earlier = await screening_queries.get(tx, code)
        raise ScreeningExists(screening=code, run_at=earlier.run_at.isoformat())
    return here


async def improve(tx: Tx, code: str, number: int, *, version: int, reason: str) -> Screened:
    """Decides that a version mends an item: of the library the newest one, of a scheme one of that scheme.

    The version is screened as the item was: what is still found about it is kept as remaining. Raises NotFound,
    ImprovedVersionNotPublished, ImprovedVersionOlder, and what `decide` of the domain raises.
    """
    here, one = await _to_decide(tx, code, number)
    if one.item.kind != "indicator":
        raise ImprovedVersionMissing(item=one.name)
    read = await _read_again(tx, here, one, version)
    if one.item not in read.forms:
        raise NotFound(what="indicator of the scheme version", id=f"{one.item.code} ({version})", region=tx.region.code)
    asked = Decision(
        kind="improved",
        reason=reason,
        by=tx.actor.principal,
        at=tx.now,
        improved_version=version,
        improved_sha256=canonical.digest(read.forms[one.item]),
    )
    found_now = [finding.code for finding in screen(read.subject)[one.item]]
    decision = rounds.decide(one, here, asked, found_now=found_now, improved_by=read.author)
    return await _keep(tx, one, decision)


async def remove(tx: Tx, code: str, number: int, *, reason: str, holds_until: date | None = None) -> Screened:
    """Removes an item, which keeps its findings for ever; what the library has of it ends in the same transaction.

    An indicator holds no more from `holds_until` on (None: from today, or never where it had not begun yet).
    Raises NotFound, WithdrawnBeforeItHeld, and what `decide` of the domain raises.
    """
    here, one = await _to_decide(tx, code, number)
    decision = rounds.decide(one, here, Decision("removed", reason, tx.actor.principal, tx.now))
    if one.library_version is not None:
        for current in await indicator_queries.newest(tx, [one.item.code]):
            await indicators.withdraw(
                tx,
                current.code,
                current.version,
                holds_until=holds_until or max(today(tx), current.valid_from),
                reason=reason,
                screening=code,
            )
    return await _keep(tx, one, decision)


async def decide(tx: Tx, code: str, number: int, kind: Literal["returned", "kept"], *, reason: str) -> Screened:
    """Returns an item to its author with the findings, or keeps it as it is. Raises what the domain raises."""
    here, one = await _to_decide(tx, code, number)
    return await _keep(tx, one, rounds.decide(one, here, Decision(kind, reason, tx.actor.principal, tx.now)))


async def close(tx: Tx, code: str, *, reason: str) -> Round:
    """Ends a round in which everything found was decided; its report goes out.

    Raises NotFound, ScreeningAlreadyClosed, ScreeningUndecided.
    """
    await regions.lock(tx)
    here = await screening_queries.get(tx, code)
    items = await screening_queries.items(tx, code)
    left = [one for one in items if one.open]
    closing = rounds.close(here, left, by=tx.actor.principal, reason=reason, at=tx.now)
    await screenings.add_closing(tx, code, closing)
    report = rounds.report(items)
    said = ScreeningClosed(
        code=code,
        labels=here.labels,
        sha256=here.sha256,
        run_by=here.run_by,
        closed_by=closing.by,
        reason=reason,
        indicators=_count(report.indicators),
        data_items=_count(report.data_items),
        decided=tuple(_decided(one, one.decision) for one in items if one.decision),
    )
    await outbox.put(tx, said, aggregate=code, sequence=1)
    return await screening_queries.get(tx, code)


async def _to_decide(tx: Tx, code: str, number: int) -> tuple[Round, Screened]:
    """The round and one of its items, decided upon by nobody else meanwhile."""
    # the library too: what improves an item must be its newest version when the decision is kept
    await regions.lock(tx)
    here = await screening_queries.get(tx, code)
    one = await screening_queries.item(tx, code, number)
    rounds.expect_decidable(one, here)
    return here, one


async def _read_again(tx: Tx, here: Round, one: Screened, version: int) -> Read:
    if here.subject["kind"] == "scheme":
        screened: int = here.subject["version"]
        if version < screened:
            raise ImprovedVersionOlder(item=one.name, version=version, screened=screened)
        return await screening_subjects.scheme(tx, here.subject["scheme"], version)
    improved = await stored.get(tx, one.item.code, version)
    if improved.state != "published":
        raise ImprovedVersionNotPublished(item=one.name, version=version, state=improved.state)
    return replace(await screening_subjects.library(tx, [one.item.code]), author=improved.author)


async def _keep(tx: Tx, one: Screened, decision: Decision) -> Screened:
    await screenings.add_decision(tx, one, decision)
    return await screening_queries.item(tx, one.screening, one.number)


def _count(count: Count) -> ScreeningCount:
    told = asdict(count)
    del told["open"]  # a closed round has none
    return ScreeningCount(**told)


def _decided(one: Screened, decision: Decision) -> ScreeningDecided:
    return ScreeningDecided(
        kind=one.item.kind,
        code=one.item.code,
        labels=one.labels,
        sha256=one.sha256,
        findings=tuple(sorted(one.codes)),
        decision=decision.kind,
        improved_version=decision.improved_version,
        remaining=decision.remaining,
        author=one.author,
        decided_by=decision.by,
        reason=decision.reason,
    )
