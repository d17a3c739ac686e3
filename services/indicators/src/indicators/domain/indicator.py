"""The library of indicators: versions that are drafted by one, published by another, and never changed.

Two days belong to every version: the day from which it holds (`valid_from`) and the moment at which it became known.
The last word holds: a version published later takes the place of all earlier ones from its first day on, also where
that day lies before theirs. A withdrawal ends it on a day and revives nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from chassis.refusal import Refusal, SamePersonTwice
from contracts import canonical
from contracts.scheme.basics import Assumption
from contracts.scheme.indicator import Indicator, LibraryIndicator
from indicators.domain.checking.finding import Finding

State = Literal["draft", "published", "superseded", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Origin:
    """The version of a scheme from which an indicator came into the library."""

    scheme: str
    version: int


@dataclass(frozen=True, slots=True)
class Publication:
    """That a version was published: for ever. `content` is the canonical form that went out."""

    content: dict[str, Any]
    sha256: str
    sm3: str
    by: str
    reason: str
    at: datetime
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a version holds no more from a day on; `screening` names the round that removed it."""

    holds_until: date
    by: str
    reason: str
    at: datetime
    screening: str | None = None


@dataclass(frozen=True, slots=True)
class IndicatorVersion:
    """One version and what happened to it. `last_published` is the newest version that was ever published."""

    code: str
    version: int
    drafted: dict[str, Any]
    valid_from: date
    author: str
    drafted_at: datetime
    publication: Publication | None
    withdrawal: Withdrawal | None
    last_published: int | None

    @property
    def content(self) -> dict[str, Any]:
        """The canonical form as it was published, or drafted: its digests can always be computed again."""
        return self.publication.content if self.publication else self.drafted

    @property
    def indicator(self) -> LibraryIndicator:
        """The content as today's model reads it."""
        return canonical.read(LibraryIndicator, self.content)

    @property
    def state(self) -> State:
        if self.withdrawal is not None:
            return "withdrawn"
        if self.publication is None:
            return "draft"
        return "published" if self.last_published == self.version else "superseded"


class IndicatorNotPublishable(Refusal):
    code = "indicator_not_publishable"
    kind = "invalid"
    en = "{indicator} version {version} was not published. Findings: {count}; values.findings lists each."
    zh = "指标 {indicator} 第 {version} 版有 {count} 处问题，未予发布。逐项见 values.findings。"


class IndicatorVersionNotDraft(Refusal):
    code = "indicator_version_not_draft"
    kind = "conflict"
    en = "{indicator} version {version} is {state}, and what was published never changes. Draft a new version."
    zh = "指标 {indicator} 第 {version} 版的状态为 {state}，已发布的内容不可更改。请起草新版本。"


class IndicatorVersionOutdated(Refusal):
    code = "indicator_version_outdated"
    kind = "conflict"
    en = (
        "{indicator} version {version} was drafted before version {published}, which was published. "
        "Draft a new version."
    )
    zh = "指标 {indicator} 第 {version} 版起草于已发布的第 {published} 版之前。请起草新版本。"


class IndicatorVersionNotPublished(Refusal):
    code = "indicator_version_not_published"
    kind = "conflict"
    en = "{indicator} version {version} is {state}; only the newest published version can be withdrawn."
    zh = "指标 {indicator} 第 {version} 版的状态为 {state}，只有最新发布的版本可以撤回。"


class WithdrawnBeforeItHeld(Refusal):
    code = "withdrawn_before_it_held"
    kind = "invalid"
    en = "{indicator} version {version} holds from {valid_from}; it cannot end on {holds_until}. Choose a later day."
    zh = "指标 {indicator} 第 {version} 版自 {valid_from} 起生效，不能于 {holds_until} 终止。请选择更晚的日期。"


def publish(draft: IndicatorVersion, findings: list[Finding], *, by: str, reason: str, at: datetime) -> Publication:
    """The publication of a draft, with both digests over the canonical form of its content.

    Raises IndicatorVersionNotDraft, IndicatorVersionOutdated, SamePersonTwice (who wrote it may not publish it), or
    IndicatorNotPublishable with all findings at once.
    """
    if draft.state != "draft":
        raise IndicatorVersionNotDraft(indicator=draft.code, version=draft.version, state=draft.state)
    if draft.last_published is not None and draft.last_published > draft.version:
        raise IndicatorVersionOutdated(indicator=draft.code, version=draft.version, published=draft.last_published)
    if by == draft.author:
        raise SamePersonTwice(principal=by, earlier="draft", step="publish")
    if findings:
        raise IndicatorNotPublishable(
            indicator=draft.code,
            version=draft.version,
            count=len(findings),
            findings=[finding.as_value() for finding in findings],
        )
    return published(draft.indicator, by=by, reason=reason, at=at)


def alone(indicator: Indicator, assumed: Iterable[Assumption]) -> LibraryIndicator:
    """An indicator of a scheme by itself, with what is assumed of it there."""
    inside = f"indicators[{indicator.code}]"
    return LibraryIndicator(
        **{name: getattr(indicator, name) for name in Indicator.model_fields},
        assumed=tuple(one for one in assumed if one.at == inside or one.at.startswith(f"{inside}.")),
    )


def published(
    indicator: LibraryIndicator, *, by: str, reason: str, at: datetime, origin: Origin | None = None
) -> Publication:
    """What goes out of an indicator that may be published."""
    content = canonical.form(indicator)
    digests = canonical.digests(content)
    return Publication(
        content=content, sha256=digests.sha256, sm3=digests.sm3, by=by, reason=reason, at=at, origin=origin
    )


def says_the_same(kept: dict[str, Any] | None, publication: Publication) -> bool:
    """Whether a kept form, of whatever number, is of the content that is published; None: nothing is kept."""
    if kept is None:
        return False
    return kept == publication.content or canonical.form(canonical.read(LibraryIndicator, kept)) == publication.content


def withdraw(
    version: IndicatorVersion,
    *,
    holds_until: date,
    by: str,
    reason: str,
    at: datetime,
    screening: str | None = None,
) -> Withdrawal:
    """The end of the newest published version on a day, which is the first on which it holds no more.

    Raises IndicatorVersionNotPublished, WithdrawnBeforeItHeld.
    """
    if version.state != "published":
        raise IndicatorVersionNotPublished(indicator=version.code, version=version.version, state=version.state)
    if holds_until < version.valid_from:
        raise WithdrawnBeforeItHeld(
            indicator=version.code,
            version=version.version,
            valid_from=version.valid_from,
            holds_until=holds_until,
        )
    return Withdrawal(holds_until=holds_until, by=by, reason=reason, at=at, screening=screening)
