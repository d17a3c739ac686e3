"""Monitoring rules as versions: drafted, published by somebody else, superseded or withdrawn; never edited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chassis.refusal import Refusal, SamePersonTwice
from contracts import canonical
from contracts.indicators import RuleContent
from indicators.domain.checking.lights import findings
from indicators.domain.checking.texts import without_english

State = Literal["draft", "published", "superseded", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Publication:
    """That a version was published: for ever, whatever happens to it later. `content` is what went out."""

    content: dict[str, Any]
    digest: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawal:
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a rule, and what happened to it.

    `in_force` is the version of the rule that holds now, this one or another; None where there is none.
    `last_published` is the newest that was ever published, whether or not it was withdrawn since.
    """

    code: str
    version: int
    drafted: dict[str, Any]
    author: str
    drafted_at: datetime
    publication: Publication | None
    withdrawal: Withdrawal | None
    in_force: int | None
    last_published: int | None

    @property
    def content(self) -> dict[str, Any]:
        """The JSON as it was published, or drafted, kept as it was: its digest can always be computed again."""
        return self.publication.content if self.publication else self.drafted

    @property
    def rule(self) -> RuleContent:
        """The content as today's model reads it."""
        return canonical.read(RuleContent, self.content)

    @property
    def state(self) -> State:
        if self.withdrawal is not None:
            return "withdrawn"
        if self.publication is None:
            return "draft"
        return "published" if self.in_force == self.version else "superseded"


class RuleNotPublishable(Refusal):
    code = "rule_not_publishable"
    kind = "invalid"
    en = "{rule} version {version} was not published. Findings: {count}; values.findings lists each with its place."
    zh = "规则 {rule} 第 {version} 版有 {count} 处问题，未予发布。逐项位置见 values.findings。"


class RuleVersionNotDraft(Refusal):
    code = "rule_version_not_draft"
    kind = "conflict"
    en = "{rule} version {version} is {state}, and what was published never changes. Draft a new version."
    zh = "规则 {rule} 第 {version} 版的状态为 {state}，已发布的内容不可更改。请起草新版本。"


class RuleVersionOutdated(Refusal):
    code = "rule_version_outdated"
    kind = "conflict"
    en = "{rule} version {version} was drafted before version {published}, which was published. Draft a new version."
    zh = "规则 {rule} 第 {version} 版起草于已发布的第 {published} 版之前。请起草新版本。"


class RuleVersionNotInForce(Refusal):
    code = "rule_version_not_in_force"
    kind = "conflict"
    en = "{rule} version {version} is {state}; only a version in force can be withdrawn."
    zh = "规则 {rule} 第 {version} 版的状态为 {state}，只有现行版本可以撤回。"


def publish(
    draft: RuleVersion, *, by: str, reason: str, at: datetime, fiscal_year_start: tuple[int, int], english: bool
) -> Publication:
    """The publication of a draft, with the digest of its content. `english` asks for the English of every text.

    Raises RuleVersionNotDraft, RuleVersionOutdated, SamePersonTwice (who wrote it may not publish it), or
    RuleNotPublishable with all findings at once.
    """
    if draft.state != "draft":
        raise RuleVersionNotDraft(rule=draft.code, version=draft.version, state=draft.state)
    if draft.last_published is not None and draft.last_published > draft.version:
        raise RuleVersionOutdated(rule=draft.code, version=draft.version, published=draft.last_published)
    if by == draft.author:
        raise SamePersonTwice(principal=by, earlier="draft", step="publish")
    rule = draft.rule
    found = [*findings(rule, fiscal_year_start=fiscal_year_start), *(without_english(rule) if english else ())]
    if found:
        raise RuleNotPublishable(
            rule=draft.code,
            version=draft.version,
            count=len(found),
            findings=[finding.as_value() for finding in found],
        )
    # what goes out: the draft may have been written in an earlier form
    content = canonical.form(rule)
    return Publication(content=content, digest=canonical.digest(content), by=by, reason=reason, at=at)


def withdraw(version: RuleVersion, *, by: str, reason: str, at: datetime) -> Withdrawal:
    """Raises RuleVersionNotInForce for a draft, and for what was superseded or withdrawn already."""
    if version.state != "published":
        raise RuleVersionNotInForce(rule=version.code, version=version.version, state=version.state)
    return Withdrawal(by=by, reason=reason, at=at)
