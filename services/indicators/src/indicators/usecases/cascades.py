"""Cascades: some draft and propose, somebody else approves; the whole frozen cascade goes out with its digests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis import auth, outbox
from chassis.db import ReadTx, Tx
from chassis.problems import expect_version
from chassis.refusal import OutsideYourUnits
from contracts.canonical import form
from contracts.cascades import CascadeApproved, CascadeContent, CascadeScheme
from indicators.domain import scheme_text
from indicators.domain.cascade import coverage, of_scheme
from indicators.domain.cascade import proposal as proposals
from indicators.domain.cascade import version as cascade_rules
from indicators.domain.cascade.of_scheme import Served
from indicators.domain.cascade.proposal import Asked, Proposal
from indicators.domain.cascade.version import CascadeCodeDiffers, CascadeNeverApproved, CascadeVersion
from indicators.domain.checking.finding import Finding
from indicators.storage import assessees, cascades, schemes


@dataclass(frozen=True, slots=True)
class Split:
    """What is asked to be divided. `last_year` is the approved version that shares of last year are taken from."""

    asked: Asked
    last_year: CascadeScheme | None = None


async def draft(tx: Tx, content: CascadeContent) -> CascadeVersion:
    """The next version of a cascade as a draft."""
    version = await cascades.draft(tx, content.code, form(content))
    return await cascades.get_for_update(tx, content.code, version)


async def propose(
    tx: Tx, code: str, version: int, splits: Sequence[Split]
) -> tuple[CascadeVersion, list[Proposal]]:  # fmt: skip
    """Divides goals, one after the other, and makes that the draft's next text.

    Raises NotFound, CascadeNotDraft, OutsideYourUnits, CascadeNeverApproved, and what `propose` of the domain raises.
    """
    draft = await cascades.get_for_update(tx, code, version)
    cascade_rules.check_draft(draft)
    content = draft.cascade
    await require(tx, content, [split.asked.of for split in splits])
    made: list[Proposal] = []
    for split in splits:
        last_year = await _approved(tx, split.last_year)
        made.append(proposals.propose(content, split.asked, last_year=last_year))
        content = proposals.applied(content, made[-1:])
    revision = draft.revision + 1
    await cascades.add_text(tx, code, version, revision=revision, content=form(content))
    await cascades.add_proposals(tx, code, version, revision=revision, proposals=made)
    return await cascades.get_for_update(tx, code, version), made


async def revise(tx: Tx, code: str, version: int, *, given_revision: int, content: CascadeContent) -> CascadeVersion:
    """Another text of a draft. Raises NotFound, CascadeNotDraft, VersionDiffers, CascadeCodeDiffers."""
    draft = await cascades.get_for_update(tx, code, version)
    cascade_rules.check_draft(draft)
    expect_version(given_revision, draft.revision)
    if content.code != code:
        raise CascadeCodeDiffers(given=content.code, cascade=code)
    await cascades.add_text(tx, code, version, revision=draft.revision + 1, content=form(content))
    return await cascades.get_for_update(tx, code, version)


async def approve(tx: Tx, code: str, version: int, *, given_revision: int, reason: str) -> CascadeVersion:
    """Raises NotFound, CascadeNotDraft, VersionDiffers, CascadeOutdated, SamePersonTwice, CascadeIncomplete."""
    draft = await cascades.get_for_update(tx, code, version)
    cascade_rules.check_draft(draft)
    expect_version(given_revision, draft.revision)
    found = await findings(tx, draft.cascade)
    approval = cascade_rules.approve(draft, found=found, by=tx.actor.principal, reason=reason, at=tx.now)
    sequence = await cascades.add_approval(tx, draft, approval)
    await outbox.put(
        tx,
        CascadeApproved(
            code=code,
            version=version,
            cascade=approval.content,
            sha256=approval.sha256,
            sm3=approval.sm3,
            drafted_by=draft.author,
            approved_by=approval.by,
            reason=reason,
        ),
        aggregate=code,
        sequence=sequence,
    )
    return await cascades.get_for_update(tx, code, version)


async def findings(tx: ReadTx, content: CascadeContent) -> list[Finding]:
    """Everything that keeps a cascade from being approved: what it owes its scheme, and what nobody carries."""
    return [*of_scheme.findings(content, await _served(tx, content.scheme)), *coverage.findings(content)]


async def parents(tx: ReadTx, content: CascadeContent) -> Mapping[str, str | None]:
    """Who stands above whom: in this cascade, and above its top as the units are registered."""
    registered: Mapping[str, str | None] = await assessees.parents(tx)
    inside = {node.code: node.parent for node in content.nodes}
    return {**registered, **{code: parent or registered.get(code) for code, parent in inside.items()}}


async def require(tx: ReadTx, content: CascadeContent, nodes: Sequence[str | None]) -> None:
    """Raises OutsideYourUnits where one of the nodes is beyond the actor's units; the top is beyond every unit."""
    if tx.actor.units is None:
        return
    above = await parents(tx, content)
    for node in nodes:
        if node is None or not auth.covers(tx.actor, node, above):
            raise OutsideYourUnits(unit=node or content.code)


async def _served(tx: ReadTx, reference: CascadeScheme | None) -> Served | None:
    if reference is None:
        return None
    key = (reference.code, reference.version)
    for version in await schemes.load(tx, [key]):
        published = version.publication
        text = published.text if published is not None else version.text.number
        content = scheme_text.read(await schemes.content(tx, key, text))
        return Served(content, published=published is not None and version.withdrawal is None)
    return None


async def _approved(tx: ReadTx, reference: CascadeScheme | None) -> CascadeContent | None:
    if reference is None:
        return None
    found = await cascades.get(tx, reference.code, reference.version)
    if found.approval is None:
        raise CascadeNeverApproved(cascade=found.code, version=found.version)
    return found.cascade
