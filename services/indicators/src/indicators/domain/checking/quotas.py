"""Quotas that can be met: shares that are some, heads that suffice where another result waits for a grade."""

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from contracts.scheme.content import SchemeContent
from contracts.scheme.people import Member
from contracts.scheme.results import Grade, Quota
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import HUNDRED, meaningful

QUOTA_MOVED_OUT_OF_RANGE = Flaw(
    "quota_moved_out_of_range",
    "比例 {share} 经 {delta} 浮动后为 {moved}，不在 0 至 100 之间",
    "the share {share} moved by {delta} is {moved}, which does not lie between 0 and 100",
    "请调整比例或浮动幅度",
    "change the share, or by how much it moves",
)
MOVED_BY_NOTHING = Flaw(
    "moved_by_nothing",
    "等次比例 {quota} 有浮动幅度，但没有浮动依据",
    "the quota {quota} moves, and nothing is named that moves it",
    "请填写浮动依据（特征或方案）",
    "name the trait or the scheme whose value moves it",
)
MOVED_BY_ITSELF = Flaw(
    "moved_by_itself",
    "等次比例 {quota} 不能随本方案自身的结果浮动",
    "the quota {quota} cannot be moved by the result that it bounds",
    "请改为特征或另一方案的编码",
    "name a trait or another scheme",
)
MOVER_MISSING = Flaw(
    "mover_missing",
    "等次比例 {quota} 没有写明取值为 {values} 时如何浮动",
    "the quota {quota} does not say how it moves where the value is {values}",
    "请逐一填写，不浮动的填 0",
    "write a move for each, 0 where it stays",
)
GATED_BY_ITSELF = Flaw(
    "gated_by_itself",
    "等次前提 {gate} 指的是本方案自身",
    "the gate {gate} names its own scheme",
    "请改为另一方案的编码；以本方案结果为前提的不填前提方案",
    "name another scheme, or none where its own result is meant",
)
QUOTA_WITHOUT_HEAD = Flaw(
    "quota_without_head",
    "等次 {grade} 的比例在 {counted} 人（个）中取整后为 0，而前提 {gate} 需要有该等次",
    "the quota of {grade} rounds to no head among {counted}, and the gate {gate} needs one",
    "请提高比例、改变取整方式，或合并计算",
    "raise the share, round another way, or pool",
)
QUOTA_COUNTS_NOBODY = Flaw(
    "quota_counts_nobody",
    "等次比例 {quota} 计入的对象类型中，本方案没有任何考核对象",
    "the quota {quota} counts kinds of which the scheme has no member",
    "请更正计入对象，或将基数改为参评人数",
    "correct whom it counts, or let its base be heads",
)
QUOTAS_LEAVE_SOME_OUT = Flaw(
    "quotas_leave_some_out",
    "每个等次都有比例上限，合计 {room}，少于参评的 {counted}",
    "every grade has a ceiling, and together they hold {room} of {counted}",
    "请提高某个等次的比例，或取消其中一个上限",
    "raise one of the shares, or leave one grade without a ceiling",
)
MOVED_AGAINST_THE_ORDER = Flaw(
    "moved_against_the_order",
    "较差的等次“{worse_zh}”浮动 {more}，反高于较好的“{better_zh}”的 {less}",
    "the worse grade “{worse_en}” moves the share by {more}, more than the better “{better_en}” ({less})",
    "请核对各等次的增减",
    "check how far each grade moves it",
)


def findings(index: Index) -> Iterator[Finding]:
    for n, quota in enumerate(index.content.quotas):
        at = f"quotas[{n}]"
        sound = quota.share is None or meaningful(quota.share)
        own = list(_of_movers(index, at, quota)) if sound else []
        yield from own
        if sound and not own:
            yield from _of_heads(index, at, quota)
    yield from _of_all(index)
    for n, gate in enumerate(index.content.gates):
        if gate.scheme == index.content.code:
            yield GATED_BY_ITSELF.found(f"gates[{n}].scheme", gate=gate.code)


def moved_by_itself(content: SchemeContent, quota: Quota) -> bool:
    """Whether the quota waits for the result that it bounds.

    Within a unit, the share of its people may follow the unit's own grade in the same scheme; that of members or of
    persons may not follow theirs.
    """
    if quota.moved_by != content.code or any(trait.code == content.code for trait in content.traits):
        return False
    of_units = quota.base != "members" and content.category.kind != "person"
    return not of_units or not {mover.value for mover in quota.movers} & {grade.code for grade in content.grades}


def without_mover(quota: Quota, values: Iterable[str]) -> list[str]:
    """Of the values that may move it those for which it does not say how."""
    told = {mover.value for mover in quota.movers}
    return [value for value in values if value not in told]


def against_the_order(at: str, quota: Quota, grades: Sequence[Grade]) -> Iterator[Finding]:
    """A worse one of these grades, which stand best first, that moves the share further up than a better one."""
    order = {grade.code: place for place, grade in enumerate(grades)}
    known = sorted((one for one in quota.movers if one.value in order), key=lambda one: order[one.value])
    for better, worse in pairwise(known):
        if worse.delta > better.delta:
            good, bad = grades[order[better.value]].labels, grades[order[worse.value]].labels
            yield MOVED_AGAINST_THE_ORDER.found(
                f"{at}[{quota.movers.index(worse)}].delta",
                worse_zh=bad.zh, worse_en=bad.said("en"), better_zh=good.zh, better_en=good.said("en"),
                more=worse.delta, less=better.delta,
            )  # fmt: skip


def _of_movers(index: Index, at: str, quota: Quota) -> Iterator[Finding]:
    if moved_by_itself(index.content, quota):
        yield MOVED_BY_ITSELF.found(f"{at}.moved_by", quota=quota.code)
    else:
        yield from _of_missing_movers(index, at, quota)
    if quota.movers and quota.moved_by is None:
        yield MOVED_BY_NOTHING.found(f"{at}.moved_by", quota=quota.code)
    for n, mover in enumerate(quota.movers):
        if quota.share is not None and not meaningful(quota.share + mover.delta):
            yield QUOTA_MOVED_OUT_OF_RANGE.found(
                f"{at}.movers[{n}].delta", share=quota.share, delta=mover.delta, moved=quota.share + mover.delta
            )


def _of_missing_movers(index: Index, at: str, quota: Quota) -> Iterator[Finding]:
    """Of a trait, or of the own grades; of other schemes nothing is known here."""
    content = index.content
    values = [value.code for trait in content.traits if trait.code == quota.moved_by for value in trait.values]
    if not values and quota.moved_by == content.code:
        values = [grade.code for grade in content.grades]
    missing = without_mover(quota, values)
    if missing and all(mover.value in values for mover in quota.movers):
        yield MOVER_MISSING.found(f"{at}.movers", quota=quota.code, values=", ".join(missing))


def _of_heads(index: Index, at: str, quota: Quota) -> Iterator[Finding]:
    if not index.content.members:
        return
    counted = _counted(index, quota)
    if quota.base == "members" and quota.counts and not counted:
        yield QUOTA_COUNTS_NOBODY.found(f"{at}.counts", quota=quota.code)
        return
    waiting = [gate.code for gate in index.content.gates if gate.scheme is None and quota.grade in gate.requires]
    if waiting and quota.share is not None and not _most(index, quota, counted):
        heads = _heads(quota, counted)
        yield QUOTA_WITHOUT_HEAD.found(f"{at}.share", grade=quota.grade, counted=heads, gate=waiting[0])


def _of_all(index: Index) -> Iterator[Finding]:
    """Where every grade has a ceiling, all of them together must hold everybody.

    Each quota is taken as wide as it can be, so that nothing is found that some result could avoid. Quotas over
    different people are not added up.
    """
    content = index.content
    quotas = [quota for quota in content.quotas if quota.base == "members" and not quota.counts and quota.share]
    grades = [quota.grade for quota in quotas]
    if len(grades) < 2 or set(grades) != index.codes["grade"] or len(set(grades)) < len(content.quotas):
        return
    if not all(quota.share is not None and meaningful(quota.share) for quota in quotas):
        return
    if content.members:
        room = sum(_most(index, quota, list(content.members)) for quota in quotas)
        if room < len(content.members):
            yield QUOTAS_LEAVE_SOME_OUT.found("quotas", room=room, counted=len(content.members))
    else:
        total = sum((_widest(index, quota) for quota in quotas), Decimal(0))
        if total < HUNDRED:
            yield QUOTAS_LEAVE_SOME_OUT.found("quotas", room=f"{total:f} %", counted="100 %")


def _counted(index: Index, quota: Quota) -> list[Member]:
    kind = index.content.category.kind
    members = index.content.members
    counted = [member for member in members if not quota.counts or (member.kind or kind) in quota.counts]
    # heads of a unit are people whatever the kind of the unit
    return counted if counted or quota.base == "members" else list(members)


def _heads(quota: Quota, counted: list[Member]) -> int:
    return len(counted) if quota.base == "members" else sum(member.counted for member in counted)


def _most(index: Index, quota: Quota, counted: list[Member]) -> int:
    """The most heads that the quota can give, all of them pooled and its share moved up as far as it goes."""
    exact = Fraction(_heads(quota, counted)) * Fraction(_widest(index, quota)) / 100
    match quota.rounding:
        case "down":
            return math.floor(exact)
        case "half_up":
            return math.floor(exact + Fraction(1, 2))
        case "up":
            return math.ceil(exact)


def _widest(index: Index, quota: Quota) -> Decimal:
    """Its share with the highest move that some member can have."""
    share = quota.share if quota.share is not None else HUNDRED
    listed = index.values_of_traits.get(quota.moved_by or "")
    values = {mover.value for mover in quota.movers}
    if listed is not None and index.content.members:
        values &= index.members_with.keys()
    return share + max((mover.delta for mover in quota.movers if mover.value in values), default=Decimal(0))
