"""Cascades as versions: drafted and proposed by some, approved by somebody else, superseded; never edited after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chassis.refusal import Refusal, SamePersonTwice
from contracts.canonical import digests, form, read
from contracts.cascades import CascadeContent
from indicators.domain.checking.finding import Finding

State = Literal["draft", "approved", "superseded"]


@dataclass(frozen=True, slots=True)
class Approval:
    """That a revision of a version was approved: for ever. `content` is the form that went out."""

    content: dict[str, Any]
    sha256: str
    sm3: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CascadeVersion:
    """One version of a cascade. While it is a draft, each change of its text is a revision.

    `author` drafted it, `authors` are all who wrote or proposed a part of it. `in_force` is the version of the
    cascade that holds now.
    """

    code: str
    version: int
    revision: int
    drafted: dict[str, Any]
    author: str
    authors: tuple[str, ...]
    drafted_at: datetime
    approval: Approval | None
    in_force: int | None

    @property
    def content(self) -> dict[str, Any]:
        """The JSON as it was approved, or drafted last, kept as it was."""
        return self.approval.content if self.approval else self.drafted

    @property
    def cascade(self) -> CascadeContent:
        """The content as today's model reads it."""
        return read(CascadeContent, self.content)

    @property
    def state(self) -> State:
        if self.approval is None:
            return "draft"
        return "approved" if self.in_force == self.version else "superseded"


class CascadeNotDraft(Refusal):
    code = "cascade_not_draft"
    kind = "conflict"
    en = "{cascade} version {version} is {state}, and what was approved never changes. Draft a new version."
    zh = "目标分解 {cascade} 第 {version} 版的状态为 {state}，已批准的内容不可更改。请起草新版本。"


class CascadeOutdated(Refusal):
    code = "cascade_outdated"
    kind = "conflict"
    en = "{cascade} version {version} was drafted before version {approved}, which was approved. Draft a new version."
    zh = "目标分解 {cascade} 第 {version} 版起草于已批准的第 {approved} 版之前。请起草新版本。"


class CascadeIncomplete(Refusal):
    code = "cascade_incomplete"
    kind = "invalid"
    en = "{cascade} version {version} was not approved. Findings: {count}; values.findings lists each."
    zh = "目标分解 {cascade} 第 {version} 版有 {count} 处问题，未予批准。逐项见 values.findings。"


class CascadeNeverApproved(Refusal):
    code = "cascade_never_approved"
    kind = "conflict"
    en = "{cascade} version {version} was never approved, so it is nobody's last year. Name an approved version."
    zh = "目标分解 {cascade} 第 {version} 版未经批准，不能作为上年份额的依据。请指定已批准的版本。"


class CascadeCodeDiffers(Refusal):
    code = "cascade_code_differs"
    kind = "invalid"
    en = "The content is of {given}, the address of {cascade}. A version keeps its code."
    zh = "内容的编码为 {given}，地址中为 {cascade}。同一版本不得更改编码。"


def check_draft(version: CascadeVersion) -> None:
    """Only a draft changes. Raises CascadeNotDraft."""
    if version.state != "draft":
        raise CascadeNotDraft(cascade=version.code, version=version.version, state=version.state)


def approve(
    draft: CascadeVersion, *, found: Sequence[Finding], by: str, reason: str, at: datetime
) -> Approval:  # fmt: skip
    """The approval of a draft, with both digests of its content. `found` is what was found wrong with it.

    Raises CascadeNotDraft, CascadeOutdated, SamePersonTwice (who wrote or proposed a part of it may not approve it),
    or CascadeIncomplete with all findings at once.
    """
    check_draft(draft)
    if draft.in_force is not None and draft.in_force > draft.version:
        raise CascadeOutdated(cascade=draft.code, version=draft.version, approved=draft.in_force)
    if by in draft.authors:
        raise SamePersonTwice(principal=by, earlier="propose", step="approve")
    if found:
        values = [finding.as_value() for finding in found]
        raise CascadeIncomplete(cascade=draft.code, version=draft.version, count=len(found), findings=values)
    content = form(draft.cascade)
    both = digests(content)
    return Approval(content=content, sha256=both.sha256, sm3=both.sm3, by=by, reason=reason, at=at)
