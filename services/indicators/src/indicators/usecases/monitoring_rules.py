"""Rules: one person drafts, another publishes; the whole frozen rule goes out with its digest."""

from chassis import outbox
from chassis.db import Tx
from contracts import canonical
from contracts.indicators import MonitoringRulePublished, MonitoringRuleWithdrawn, RuleContent
from indicators.domain import monitoring_rule
from indicators.domain.monitoring_rule import RuleVersion
from indicators.storage import monitoring_rules


async def draft(tx: Tx, rule: RuleContent) -> RuleVersion:
    """The next version of a rule as a draft. Its content never changes again; whoever wants to, drafts anew."""
    version = await monitoring_rules.draft(tx, rule.code, canonical.form(rule))
    return await monitoring_rules.get_for_update(tx, rule.code, version)


async def publish(tx: Tx, code: str, version: int, *, reason: str, english: bool = True) -> RuleVersion:
    """Raises NotFound, RuleVersionNotDraft, RuleVersionOutdated, SamePersonTwice, RuleNotPublishable."""
    drafted = await monitoring_rules.get_for_update(tx, code, version)
    publication = monitoring_rule.publish(
        drafted,
        by=tx.actor.principal,
        reason=reason,
        at=tx.now,
        fiscal_year_start=tx.region.fiscal_year_start,
        english=english,
    )
    sequence = await monitoring_rules.add_publication(tx, drafted, publication)
    await outbox.put(
        tx,
        MonitoringRulePublished(
            version=version,
            rule=publication.content,
            digest=publication.digest,
            published_by=publication.by,
            reason=reason,
        ),
        aggregate=code,
        sequence=sequence,
    )
    return await monitoring_rules.get_for_update(tx, code, version)


async def withdraw(tx: Tx, code: str, version: int, *, reason: str) -> RuleVersion:
    """Raises NotFound, RuleVersionNotInForce."""
    in_force = await monitoring_rules.get_for_update(tx, code, version)
    withdrawal = monitoring_rule.withdraw(in_force, by=tx.actor.principal, reason=reason, at=tx.now)
    sequence = await monitoring_rules.add_withdrawal(tx, in_force, withdrawal)
    await outbox.put(
        tx,
        MonitoringRuleWithdrawn(code=code, version=version, reason=reason),
        aggregate=code,
        sequence=sequence,
    )
    return await monitoring_rules.get_for_update(tx, code, version)
