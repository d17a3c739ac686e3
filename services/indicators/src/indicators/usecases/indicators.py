"""The library: one person drafts, another publishes; the whole frozen indicator goes out with both digests."""

from collections.abc import Mapping
from datetime import date

from chassis import outbox
from chassis.db import Tx
from chassis.outbox import Happened
from contracts import canonical
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import LibraryIndicator
from contracts.schemes import IndicatorPublished, IndicatorWithdrawn, TakenFrom
from indicators.domain import indicator as library
from indicators.domain import indicator_findings
from indicators.domain.checking.finding import Finding
from indicators.domain.indicator import IndicatorVersion, Origin, Publication
from indicators.domain.indicator_findings import Known
from indicators.storage import indicator_queries, indicators, regions
from indicators.storage.indicators import Taken
from indicators.usecases import schemes_in_force


async def draft(tx: Tx, indicator: LibraryIndicator, *, valid_from: date) -> IndicatorVersion:
    """The next version of an indicator as a draft. Its content never changes again; whoever wants to, drafts anew."""
    version = await indicators.draft(tx, indicator.code, canonical.form(indicator), valid_from=valid_from)
    return await indicators.get(tx, indicator.code, version)


async def publish(tx: Tx, code: str, version: int, *, reason: str, english: bool = True) -> IndicatorVersion:
    """Raises NotFound, IndicatorVersionNotDraft, IndicatorVersionOutdated, SamePersonTwice, IndicatorNotPublishable."""
    # the whole library: two publications at once could close a circle of formulas that neither of them sees
    await regions.lock(tx)
    drafted = await indicators.get_for_update(tx, code, version)
    indicator = drafted.indicator
    known = await indicator_queries.known(tx)
    reached = indicator_findings.leads_to(indicator, known)
    others = [one.indicator for one in await indicator_queries.newest(tx, reached)]
    findings = indicator_findings.findings(indicator, others, english=english)
    findings += await _names_nothing(tx, drafted, known)
    publication = library.publish(drafted, findings, by=tx.actor.principal, reason=reason, at=tx.now)
    sequence = await indicators.add_publication(tx, drafted, publication)
    said = _published(code, version, drafted.valid_from, publication)
    await outbox.put(tx, said, aggregate=code, sequence=sequence)
    return await indicators.get(tx, code, version)


async def withdraw(
    tx: Tx, code: str, version: int, *, holds_until: date, reason: str, screening: str | None = None
) -> IndicatorVersion:
    """Ends the newest published version on a day.

    Raises NotFound, IndicatorVersionNotPublished, WithdrawnBeforeItHeld.
    """
    current = await indicators.get_for_update(tx, code, version)
    withdrawal = library.withdraw(
        current, holds_until=holds_until, by=tx.actor.principal, reason=reason, at=tx.now, screening=screening
    )
    sequence = await indicators.add_withdrawal(tx, current, withdrawal)
    digests = canonical.digests(current.content)
    said = IndicatorWithdrawn(
        code=code,
        version=version,
        holds_until=holds_until,
        sha256=digests.sha256,
        sm3=digests.sm3,
        withdrawn_by=withdrawal.by,
        reason=reason,
    )
    await outbox.put(tx, said, aggregate=code, sequence=sequence)
    return await indicators.get(tx, code, version)


async def take_from_scheme(
    tx: Tx, content: SchemeContent, *, scheme: str, version: int, author: str, reason: str
) -> list[tuple[str, int]]:
    """What a published scheme brings to the library: code and version of each indicator that became a new version.

    An indicator that says what its newest published version says already is left alone. What was found about it was
    found about the scheme; who published that publishes this.
    """
    heads = await indicators.heads_for_update(tx, [one.code for one in content.indicators])
    taken = []
    for one in sorted(content.indicators, key=lambda indicator: indicator.code):
        publication = library.published(
            library.alone(one, content.assumed),
            by=tx.actor.principal,
            reason=reason,
            at=tx.now,
            origin=Origin(scheme, version),
        )
        head = heads[one.code]
        if not library.says_the_same(head.content, publication):
            taken.append(
                Taken(
                    code=one.code,
                    version=head.last_drafted + 1,
                    sequence=head.version + 1,
                    valid_from=content.valid_from,
                    author=author,
                    publication=publication,
                )
            )
    await indicators.add_published(tx, taken)
    await outbox.put_many(
        tx,
        [
            Happened(_published(one.code, one.version, one.valid_from, one.publication), one.code, one.sequence)
            for one in taken
        ],
    )
    return [(one.code, one.version) for one in taken]


async def _names_nothing(tx: Tx, drafted: IndicatorVersion, library: Mapping[str, Known]) -> list[Finding]:
    outside = indicator_findings.named_outside(drafted.indicator, library)
    if not outside:
        return []
    # next year's indicators are published before next year's schemes begin
    first_day = max(drafted.valid_from, tx.region.local_date(tx.now))
    schemes = await schemes_in_force.in_force(tx, on=first_day, without=("members", "indicators"))
    data_items = [item for _, scheme in sorted(schemes.items()) for item in scheme.content.data_items]
    return indicator_findings.names_nothing(outside, library, data_items)


def _published(code: str, version: int, valid_from: date, publication: Publication) -> IndicatorPublished:
    origin = publication.origin
    return IndicatorPublished(
        code=code,
        version=version,
        indicator=publication.content,
        valid_from=valid_from,
        sha256=publication.sha256,
        sm3=publication.sm3,
        reason=publication.reason,
        taken_from=TakenFrom(scheme=origin.scheme, version=origin.version) if origin else None,
    )
