"""A round of screening: run once, decided by a person indicator by indicator, closed when nothing found is left open.

Nothing of it is ever changed. An item that was returned may come back improved before the round is closed; one that
was removed stays removed, with what was found about it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chassis.refusal import Refusal, SamePersonTwice
from contracts.envelope import Labels, SchemeLabels
from indicators.domain.screening.subject import Item

DecisionKind = Literal["improved", "removed", "returned", "kept"]
"""`returned` goes back to who drafted it; `kept` stays as it is although something was found, with the reason."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one item.

    `improved_version` names the version that mends it, `improved_sha256` is the digest of that content, and
    `remaining` are the codes of findings that it still has.
    """

    kind: DecisionKind
    reason: str
    by: str
    at: datetime
    improved_version: int | None = None
    improved_sha256: str | None = None
    remaining: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screened:
    """One item of a round as it was then, what was found, and the last decision about it.

    `library_version` is the version of the library with this content; `author` wrote it, and has it back if it is
    returned.
    """

    screening: str
    number: int
    item: Item
    labels: SchemeLabels
    sha256: str
    library_version: int | None
    findings: tuple[dict[str, Any], ...]
    decision: Decision | None
    decisions: int = 0
    author: str | None = None

    @property
    def name(self) -> str:
        """As refusals name it."""
        return f"{self.labels.zh} ({self.item.code})"

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(finding["code"] for finding in self.findings)

    @property
    def open(self) -> bool:
        """Something was found, and nobody decided yet."""
        return bool(self.findings) and self.decision is None


@dataclass(frozen=True, slots=True)
class Closing:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """A round without its items. `subject` says what was to be screened, `sha256` is over all of what was."""

    code: str
    labels: Labels
    subject: dict[str, Any]
    sha256: str
    run_by: str
    run_at: datetime
    closing: Closing | None

    @property
    def state(self) -> Literal["open", "closed"]:
        return "open" if self.closing is None else "closed"


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of one kind were screened, have findings, and were decided how."""

    screened: int
    with_findings: int
    improved: int
    removed: int
    returned: int
    kept: int
    open: int


@dataclass(frozen=True, slots=True)
class Report:
    """`findings`: code → how many items it was found about."""

    indicators: Count
    data_items: Count
    findings: Mapping[str, int]


class ScreeningExists(Refusal):
    code = "screening_exists"
    kind = "conflict"
    en = "There is a screening {screening} already, of {run_at}. Choose another code for this round."
    zh = "已有筛查轮次 {screening}（{run_at}）。请为本轮另选编码。"


class ScreeningAlreadyClosed(Refusal):
    code = "screening_closed"
    kind = "conflict"
    en = "Screening {screening} was closed by {closed_by}. What comes up now belongs to a new round."
    zh = "筛查轮次 {screening} 已由 {closed_by} 结束。新情况请列入下一轮。"


class ScreeningUndecided(Refusal):
    code = "screening_undecided"
    kind = "conflict"
    en = (
        "{count} items of screening {screening} have findings and no decision: {first}{more}. "
        "Decide on each: improved, removed, returned or kept."
    )
    zh = "筛查轮次 {screening} 尚有 {count} 项有问题而未处理：{first}{more}。请逐项决定：完善、删除、退回或保留。"


class NothingWasFound(Refusal):
    code = "nothing_was_found"
    kind = "invalid"
    en = "Nothing was found about {item} in screening {screening}; there is nothing to decide."
    zh = "筛查轮次 {screening} 未发现 {item} 有问题，无需处理。"


class AlreadyRemoved(Refusal):
    code = "already_removed"
    kind = "conflict"
    en = "{item} was removed in screening {screening} by {removed_by}, which stays so. Draft it anew if it is needed."
    zh = "{item} 已由 {removed_by} 在筛查轮次 {screening} 中删除，不可更改。确有需要的，请重新起草。"


class ImprovedVersionMissing(Refusal):
    code = "improved_version_missing"
    kind = "invalid"
    en = "{item}: say which version improves it (only an improvement names one, and only an indicator has versions)."
    zh = "{item}：请写明哪一版作了完善（只有“完善”须写版本，且只有指标才有版本）。"


class ImprovedVersionNotPublished(Refusal):
    code = "improved_version_not_published"
    kind = "conflict"
    en = (
        "{item}: version {version} is {state}. What improves it is the newest published version; "
        "publish that, then decide."
    )
    zh = "{item}：第 {version} 版的状态为 {state}。作为完善依据的须是最新发布的版本；请先发布，再作决定。"


class ImprovedVersionOlder(Refusal):
    code = "improved_version_older"
    kind = "invalid"
    en = "{item}: version {version} is older than version {screened}, which was screened. Name a newer one."
    zh = "{item}：第 {version} 版早于已筛查的第 {screened} 版。请写明更新的版本。"


class NothingImproved(Refusal):
    code = "nothing_improved"
    kind = "invalid"
    en = (
        "Version {version} of {item} still has everything that was found ({codes}). "
        "Mend something first, or decide otherwise."
    )
    zh = "{item} 第 {version} 版仍有全部已发现的问题（{codes}）。请先完善，或作其他决定。"


FIRST_NAMED = 5


def expect_decidable(one: Screened, here: Round) -> None:
    """Raises ScreeningAlreadyClosed, NothingWasFound, AlreadyRemoved."""
    if here.closing is not None:
        raise ScreeningAlreadyClosed(screening=here.code, closed_by=here.closing.by)
    if not one.findings:
        raise NothingWasFound(item=one.name, screening=here.code)
    if one.decision is not None and one.decision.kind == "removed":
        raise AlreadyRemoved(item=one.name, screening=here.code, removed_by=one.decision.by)


def decide(
    one: Screened,
    here: Round,
    decision: Decision,
    *,
    found_now: Collection[str] | None = None,
    improved_by: str | None = None,
) -> Decision:
    """The decision as it is kept. `found_now` are the codes found about the version that improves the item.

    Who wrote an item, or what is to improve it (`improved_by`), says neither that it may stay nor that it is mended.
    Raises ScreeningAlreadyClosed, NothingWasFound, AlreadyRemoved, SamePersonTwice, ImprovedVersionMissing,
    NothingImproved.
    """
    expect_decidable(one, here)
    if decision.kind in ("improved", "kept") and decision.by in (one.author, improved_by):
        raise SamePersonTwice(principal=decision.by, earlier="draft", step=decision.kind)
    name = one.name
    if (decision.kind == "improved") != (decision.improved_version is not None and found_now is not None):
        raise ImprovedVersionMissing(item=name)
    if found_now is None:
        return decision
    remaining = tuple(sorted(one.codes & frozenset(found_now)))
    if len(remaining) == len(one.codes):
        raise NothingImproved(item=name, version=decision.improved_version, codes=", ".join(remaining))
    return Decision(
        kind=decision.kind,
        reason=decision.reason,
        by=decision.by,
        at=decision.at,
        improved_version=decision.improved_version,
        improved_sha256=decision.improved_sha256,
        remaining=remaining,
    )


def close(here: Round, left_open: Sequence[Screened], *, by: str, reason: str, at: datetime) -> Closing:
    """Raises ScreeningAlreadyClosed, or ScreeningUndecided with every item that has findings and no decision."""
    if here.closing is not None:
        raise ScreeningAlreadyClosed(screening=here.code, closed_by=here.closing.by)
    if left_open:
        raise ScreeningUndecided(
            screening=here.code,
            count=len(left_open),
            first=", ".join(one.item.code for one in left_open[:FIRST_NAMED]),
            more=" …" if len(left_open) > FIRST_NAMED else "",
            items=[{"kind": one.item.kind, "code": one.item.code} for one in left_open],
        )
    return Closing(reason=reason, by=by, at=at)


def report(items: Sequence[Screened]) -> Report:
    """What a round came to, open or closed."""
    counts = counted(items)
    findings = Counter(code for one in items for code in sorted(one.codes))
    return Report(counts["indicator"], counts["data_item"], dict(sorted(findings.items())))


def counted(items: Iterable[Screened]) -> Mapping[str, Count]:
    """Kind of item → how many; both kinds are always there."""
    listed = list(items)
    return {kind: _count([one for one in listed if one.item.kind == kind]) for kind in ("indicator", "data_item")}


def _count(items: Sequence[Screened]) -> Count:
    decided = Counter(one.decision.kind for one in items if one.decision)
    return Count(
        screened=len(items),
        with_findings=sum(bool(one.findings) for one in items),
        improved=decided["improved"],
        removed=decided["removed"],
        returned=decided["returned"],
        kept=decided["kept"],
        open=sum(one.open for one in items),
    )
