"""Schemes: one person drafts, members are heard, others approve and publish; the whole frozen text goes out."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from chassis import outbox
from chassis.db import ReadTx, Tx
from contracts.scheme.content import SchemeContent
from contracts.schemes import ChangeSize, PublishedAs, SchemeAmended, SchemePublished, SchemeWithdrawn
from indicators.domain import scheme as scheme_rules
from indicators.domain import scheme_force, scheme_text
from indicators.domain.checking import check
from indicators.domain.scheme import Amended, SchemeVersion, Withdrawal
from indicators.storage import scheme_rounds, schemes
from indicators.usecases import indicators, scheme_lights, schemes_beside


@dataclass(frozen=True, slots=True)
class Asked:
    """What a draft says about itself: how large the amendment is, and why it is made."""

    size: ChangeSize
    reason: str


async def draft(tx: Tx, content: SchemeContent, asked: Asked | None) -> SchemeVersion:
    """The next version of a scheme, as a draft with its first text.

    Raises AmendmentNeedsChange, NothingToAmend, SchemeTooLarge.
    """
    version, last_published = await schemes.next_version(tx, content.code)
    change = scheme_rules.amendment(
        code=content.code,
        last_published=last_published,
        size=asked.size if asked else None,
        reason=asked.reason if asked else None,
    )
    text, form = scheme_text.written(content, number=1, by=tx.actor.principal, at=tx.now)
    await schemes.add_version(tx, content.code, version, change)
    await schemes.add_text(tx, (content.code, version), text, form)
    return await schemes.get(tx, content.code, version)


async def revise(tx: Tx, code: str, version: int, content: SchemeContent, *, read: int) -> SchemeVersion:
    """Another text of a version that is not approved yet.

    Raises NotFound, SchemeStepNotOpen, RoundStillOpen, TextOutdated, CodeDiffers, SchemeTooLarge.
    """
    current = await schemes.get_for_update(tx, code, version)
    scheme_rules.revise(current, read=read, today=today(tx))
    scheme_text.expect_code(content, code)
    text, form = scheme_text.written(content, number=current.text.number + 1, by=tx.actor.principal, at=tx.now)
    await schemes.add_text(tx, (code, version), text, form)
    return await schemes.get(tx, code, version)


async def approve(tx: Tx, code: str, version: int, *, reason: str) -> SchemeVersion:
    """Raises NotFound and what `approve` of the domain raises."""
    consulted = await schemes.get_for_update(tx, code, version)
    approval = scheme_rules.approve(
        consulted,
        await scheme_rounds.comments(tx, (code, version)),
        by=tx.actor.principal,
        reason=reason,
        at=tx.now,
        today=today(tx),
    )
    await schemes.add_approval(tx, (code, version), approval)
    return await schemes.get(tx, code, version)


async def send_back(tx: Tx, code: str, version: int, *, reason: str) -> SchemeVersion:
    """Raises NotFound, SchemeStepNotOpen, RoundStillOpen."""
    current = await schemes.get_for_update(tx, code, version)
    sent_back = scheme_rules.send_back(current, by=tx.actor.principal, reason=reason, at=tx.now, today=today(tx))
    await schemes.add_return(tx, (code, version), sent_back)
    return await schemes.get(tx, code, version)


async def publish(tx: Tx, code: str, version: int, *, reason: str, english: bool = True) -> SchemeVersion:
    """Publishes the text that was approved; its lights come into force, its indicators enter the library.

    `english` asks for the English of every text; no step before this one does.

    Raises NotFound, LightOfAnotherScheme, and what `publish` of the domain raises.
    """
    approved = await schemes.get_for_update(tx, code, version)
    form = await schemes.content(tx, (code, version), approved.text.number)
    content = scheme_text.read(form)
    publication = scheme_rules.publish(
        approved,
        check=partial(
            check.findings,
            content,
            fiscal_year_start=tx.region.fiscal_year_start,
            beside=await schemes_beside.standing(tx, content),
            english=english,
        ),
        valid=(content.valid_from, content.valid_until),
        amends=await _amends(tx, approved, form),
        by=tx.actor.principal,
        reason=reason,
        at=tx.now,
        today=today(tx),
    )
    sequence = await schemes.add_publication(tx, (code, version), publication)
    await scheme_lights.bring(
        tx, (code, version), content.lights, author=approved.author, sequence=sequence, reason=reason
    )
    await indicators.take_from_scheme(tx, content, scheme=code, version=version, author=approved.author, reason=reason)
    said: dict[str, Any] = {
        "code": code,
        "version": version,
        "scheme": form,
        "sha256": publication.sha256,
        "sm3": publication.sm3,
        "assumed": publication.assumed,
        "published_by": publication.by,
        "approved_by": publication.approved_by,
        "reason": reason,
    }
    event = SchemeAmended(**said, change=approved.change) if approved.change else SchemePublished(**said)
    await outbox.put(tx, event, aggregate=code, sequence=sequence)
    return await schemes.get(tx, code, version)


async def withdraw(tx: Tx, code: str, version: int, *, reason: str) -> SchemeVersion:
    """Withdraws a version with its lights; what it had taken the place of holds again, with its own.

    Raises NotFound, SchemeStepNotOpen.
    """
    published = await schemes.get_for_update(tx, code, version)
    withdrawal = scheme_rules.withdraw(published, by=tx.actor.principal, reason=reason, at=tx.now, today=today(tx))
    sequence = await schemes.add_withdrawal(tx, (code, version), withdrawal)
    holds_again = await in_force(tx, code, on=today(tx))
    await _bring_back_lights(tx, code, holds_again, sequence=sequence, reason=reason)
    form = await schemes.content(tx, (code, version), published.text.number)
    said = _withdrawn(published, withdrawal, form, holds_again=holds_again)
    await outbox.put(tx, said, aggregate=code, sequence=sequence)
    return await schemes.get(tx, code, version)


async def in_force(tx: ReadTx, code: str, *, on: date, known_on: date | None = None) -> int | None:
    """The version in force on a day, as it was known at the end of a day (None: as it is known now)."""
    found = await schemes.standings(tx, [code])
    return scheme_force.in_force(
        found[code],
        on=on,
        end_of_day=tx.region.end_of_day(on),
        known_until=tx.region.end_of_day(today(tx) if known_on is None else known_on),
    )


def today(tx: ReadTx) -> date:
    return tx.region.local_date(tx.now)


async def _amends(tx: Tx, amending: SchemeVersion, form: dict[str, Any]) -> Amended | None:
    """What the version takes the place of; None where that was withdrawn, or there is none."""
    if amending.change is None:
        return None
    base = await schemes.get(tx, amending.code, amending.change.of_version)
    if base.withdrawal is not None or base.publication is None:
        return None
    before = await schemes.content(tx, (base.code, base.version), base.publication.text)
    return Amended(base.publication, differs=not scheme_text.says_the_same(before, form))


def _withdrawn(
    version: SchemeVersion, withdrawal: Withdrawal, form: dict[str, Any], *, holds_again: int | None
) -> SchemeWithdrawn:
    publication = version.publication
    assert publication is not None  # noqa: S101 - only what was published is withdrawn
    return SchemeWithdrawn(
        code=version.code,
        version=version.version,
        scheme=form,
        published=PublishedAs(
            assumed=publication.assumed,
            change=version.change,
            published_by=publication.by,
            approved_by=publication.approved_by,
            published_at=publication.at,
            reason=publication.reason,
        ),
        holds_again=holds_again,
        sha256=publication.sha256,
        sm3=publication.sm3,
        withdrawn_by=withdrawal.by,
        reason=withdrawal.reason,
    )


async def _bring_back_lights(tx: Tx, code: str, holds: int | None, *, sequence: int, reason: str) -> None:
    if holds is None:
        await scheme_lights.bring(tx, (code, 0), (), author="", sequence=sequence, reason=reason)
        return
    former = await schemes.get(tx, code, holds)
    content = scheme_text.read(await schemes.content(tx, (code, holds), former.text.number))
    await scheme_lights.bring(tx, (code, holds), content.lights, author=former.author, sequence=sequence, reason=reason)
