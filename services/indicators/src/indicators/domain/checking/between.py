"""What schemes say of each other: the schemes and grades that they name are there, and nothing waits in a circle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from contracts.scheme.content import SchemeContent
from contracts.scheme.results import Quota
from indicators.domain.checking.cycles import cycles
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import At
from indicators.domain.checking.quotas import MOVER_MISSING, against_the_order, without_mover

SCHEME_NOT_PUBLISHED = Flaw(
    "scheme_not_published",
    "所指的方案 {scheme} 未发布",
    "the scheme {scheme}, which is named here, is not published",
    "请先发布该方案，或更正编码",
    "publish it first, or correct the code",
)
GRADE_NOT_IN_SCHEME = Flaw(
    "grade_not_in_scheme",
    "方案 {scheme} 没有等次 {grade}",
    "the scheme {scheme} has no grade {grade}",
    "请改用该方案的等次",
    "name one of its grades",
)
SCHEMES_IN_A_CIRCLE = Flaw(
    "schemes_in_a_circle",
    "方案结果相互依赖，形成循环：{path}",
    "results of schemes wait for each other in a circle: {path}",
    "请删除其中一处挂钩、前提或浮动依据",
    "remove one of the couplings, gates or movers",
)


SCHEME_MISSPELT = Flaw(
    "scheme_misspelt",
    "没有编码为 {code} 的方案，最接近的是 {nearest}（编码 {nearest_code}）",
    "there is no scheme with the code {code}; the nearest is {nearest} (code {nearest_code})",
    "请更正编码",
    "correct the code",
)
UNIT_UNKNOWN = Flaw(
    "unit_unknown",
    "没有编码为 {code} 的单位：本方案和同一文件夹的方案都没有列出它",
    "there is no unit with the code {code}: neither this scheme nor one beside it lists it",
    "请改用已列出的考核对象，或补列 {code}",
    "name a listed member, or list {code}",
)
ALIKE = Decimal("0.75")
"""From this likeness on a code is taken for a slip of another one."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The schemes beside one, by code. `complete`: what is not among them is published nowhere."""

    schemes: Mapping[str, SchemeContent]
    complete: bool


def named(content: SchemeContent) -> list[tuple[At, str]]:
    """Every place where a scheme names another one, with its code: its results wait for those of the other."""
    traits = {trait.code for trait in content.traits}
    links = [
        *((f"couplings[{n}].scheme", one.scheme) for n, one in enumerate(content.couplings)),
        *(
            (f"quotas[{n}].moved_by", one.moved_by)
            for n, one in enumerate(content.quotas)
            if one.moved_by not in traits
        ),
        *((f"gates[{n}].scheme", one.scheme) for n, one in enumerate(content.gates)),
    ]
    return [(at, code) for at, code in links if code is not None and code != content.code]


def units(content: SchemeContent) -> list[tuple[At, str]]:
    """Every place where a scheme names a unit that it does not list, with its code: it may be assessed elsewhere."""
    own = {member.code for member in content.members}
    links = [
        *((f"members[{n}].parent", one.parent) for n, one in enumerate(content.members)),
        *((f"indicators[{n}].lead", one.lead) for n, one in enumerate(content.indicators)),
        *(
            (f"indicators[{n}].joint[{m}].unit", joint.unit)
            for n, one in enumerate(content.indicators)
            for m, joint in enumerate(one.joint)
        ),
    ]
    return [(at, code) for at, code in links if code is not None and code not in own]


def in_order(contents: Sequence[SchemeContent]) -> list[SchemeContent]:
    """The order in which they can be published: each after those that it names; else as they were given."""
    waiting, ordered = list(contents), list[SchemeContent]()
    while waiting:
        open_ = {content.code for content in waiting}
        free = (one for one in waiting if not any(code in open_ for _, code in named(one)))
        # in a circle nobody is free: publication itself refuses it, with its path
        following = next(free, waiting[0])
        waiting.remove(following)
        ordered.append(following)
    return ordered


def findings(content: SchemeContent, beside: Beside) -> Iterator[Finding]:
    """What the scheme says of others that does not hold there. Of its own results other checks speak."""
    for at, code in named(content):
        if code in beside.schemes:
            continue
        nearest = _alike(code, [*beside.schemes, *(trait.code for trait in content.traits)])
        if nearest is not None and not beside.complete:
            yield SCHEME_MISSPELT.found(at, code=code, nearest=nearest, nearest_code=nearest)
        elif beside.complete:
            yield SCHEME_NOT_PUBLISHED.found(at, scheme=code)
    yield from _of_units(content, beside)
    for n, gate in enumerate(content.gates):
        other = beside.schemes.get(gate.scheme or "")
        if other is not None and other.code != content.code:
            yield from _of_grades(other, [(f"gates[{n}].requires[{m}]", one) for m, one in enumerate(gate.requires)])
    moved = {at: code for at, code in named(content) if code in beside.schemes}
    for n, quota in enumerate(content.quotas):
        if f"quotas[{n}].moved_by" in moved:
            yield from _of_movers(f"quotas[{n}].movers", quota, beside.schemes[moved[f"quotas[{n}].moved_by"]])
    yield from _of_circle(content, beside)


def _of_units(content: SchemeContent, beside: Beside) -> Iterator[Finding]:
    """Units that lead or join and that nobody lists, where a scheme takes its units from these lists.

    A scheme whose units stand in the register alone names none of a list; there, and where not all lists are at hand,
    only a slip of a listed code is told.
    """
    own = {member.code for member in content.members}
    listed = own | {member.code for other in beside.schemes.values() for member in other.members}
    elsewhere = [(at, code) for at, code in units(content) if ".parent" not in at]
    unknown = [(at, code) for at, code in elsewhere if code not in listed]
    leads = [one.lead for one in content.indicators] + [each.unit for one in content.indicators for each in one.joint]
    from_lists = any(code in listed for code in leads if code is not None)
    for at, code in unknown:
        if (from_lists and not beside.complete) or _alike(code, sorted(listed)) is not None:
            yield UNIT_UNKNOWN.found(at, code=code)


def _alike(code: str, known: Sequence[str]) -> str | None:
    nearest = max(known, key=lambda one: SequenceMatcher(None, code, one).ratio(), default=None)
    return nearest if nearest is not None and SequenceMatcher(None, code, nearest).ratio() >= ALIKE else None


def _of_grades(other: SchemeContent, required: list[tuple[At, str]]) -> Iterator[Finding]:
    grades = {grade.code for grade in other.grades}
    for at, grade in required:
        if grade not in grades:
            yield GRADE_NOT_IN_SCHEME.found(at, scheme=other.code, grade=grade)


def _of_movers(at: At, quota: Quota, other: SchemeContent) -> Iterator[Finding]:
    unknown = list(_of_grades(other, [(f"{at}[{m}].value", mover.value) for m, mover in enumerate(quota.movers)]))
    yield from unknown
    missing = without_mover(quota, [grade.code for grade in other.grades])
    if missing and not unknown:
        yield MOVER_MISSING.found(at, quota=quota.code, values=", ".join(missing))
    yield from against_the_order(at, quota, other.grades)


def _of_circle(content: SchemeContent, beside: Beside) -> Iterator[Finding]:
    own = named(content)
    edges = {content.code: [code for _, code in own]}
    for other in beside.schemes.values():
        edges.setdefault(other.code, [code for _, code in named(other)])
    circle = next(iter(cycles(edges)), None)
    if circle is not None and circle[0] == content.code:
        at = next(at for at, code in own if code == circle[1])
        yield SCHEMES_IN_A_CIRCLE.found(at, path=" → ".join(circle))
