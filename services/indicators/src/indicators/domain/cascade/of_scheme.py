"""What a cascade owes the scheme that it serves: that it is published, its levels, and all of its goals."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.cascades import CascadeContent
from contracts.scheme.content import SchemeContent
from indicators.domain.checking.finding import Finding, Flaw

SCHEME_UNKNOWN = Flaw(
    "cascade_scheme_unknown",
    "所属方案 {scheme} 第 {version} 版不存在",
    "the scheme {scheme} has no version {version}",
    "请更正方案编码或版本",
    "correct the code or the version",
)
SCHEME_NOT_PUBLISHED = Flaw(
    "cascade_scheme_not_published",
    "所属方案 {scheme} 第 {version} 版未发布或已撤回",
    "version {version} of the scheme {scheme} is not published, or was withdrawn",
    "请先发布方案，或改为已发布的版本",
    "publish the scheme first, or name a version that is",
)
LEVELS_DIFFER = Flaw(
    "levels_differ",
    "层级为 {found}，方案规定为 {wanted}",
    "the levels are {found}, the scheme has {wanted}",
    "请按方案设置层级，或修订方案",
    "take the levels of the scheme, or amend it",
)
SCHEME_GOAL_LEFT_OUT = Flaw(
    "scheme_goal_left_out",
    "方案 {scheme} 的战略目标 {goal}（{zh}）未列入目标分解",
    "the goal {goal} ({en}) of the scheme {scheme} is not in the cascade",
    "请列入该目标并分解",
    "add it and divide it",
)


@dataclass(frozen=True, slots=True)
class Served:
    """The version of the scheme that a cascade names. `published` is false of a draft and of what was withdrawn."""

    content: SchemeContent
    published: bool


def findings(content: CascadeContent, scheme: Served | None) -> list[Finding]:
    """What keeps this cascade from being approved for its scheme; None: there is no such version.

    A cascade that names no scheme owes it nothing. A goal that others serve is carried through them.
    """
    if content.scheme is None:
        return []
    named: dict[str, str | int] = {"scheme": content.scheme.code, "version": content.scheme.version}
    if scheme is None:
        return [SCHEME_UNKNOWN.found("scheme", **named)]
    if not scheme.published:
        return [SCHEME_NOT_PUBLISHED.found("scheme", **named)]
    return [*_levels(content, scheme.content), *_goals(content, scheme.content)]


def _levels(content: CascadeContent, scheme: SchemeContent) -> Iterator[Finding]:
    wanted = [level.code for level in scheme.cascade]
    found = [level.code for level in content.levels]
    if wanted and found != wanted:
        yield LEVELS_DIFFER.found("levels", wanted=" – ".join(wanted), found=" – ".join(found))


def _goals(content: CascadeContent, scheme: SchemeContent) -> Iterator[Finding]:
    served = {goal.parent for goal in scheme.goals}
    carried = {goal.code for goal in content.goals}
    for goal in scheme.goals:
        if goal.code not in served and goal.code not in carried:
            names = {"zh": goal.labels.zh, "en": goal.labels.said("en")}
            yield SCHEME_GOAL_LEFT_OUT.found("goals", goal=goal.code, scheme=scheme.code, **names)
