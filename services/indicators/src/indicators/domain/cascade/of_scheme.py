"""What a cascade owes the scheme that it serves: that it is published, its levels, and all of its goals."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.cascades import CascadeContent
from contracts.scheme.content import SchemeContent
from indicators.domain.cascade import flaws
from indicators.domain.checking.finding import Finding


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
        return [flaws.SCHEME_UNKNOWN.found("scheme", **named)]
    if not scheme.published:
        return [flaws.SCHEME_NOT_PUBLISHED.found("scheme", **named)]
    return [*_levels(content, scheme.content), *_goals(content, scheme.content)]


def _levels(content: CascadeContent, scheme: SchemeContent) -> Iterator[Finding]:
    wanted = [level.code for level in scheme.cascade]
    found = [level.code for level in content.levels]
    if wanted and found != wanted:
        yield flaws.LEVELS_DIFFER.found("levels", wanted=" – ".join(wanted), found=" – ".join(found))


def _goals(content: CascadeContent, scheme: SchemeContent) -> Iterator[Finding]:
    served = {goal.parent for goal in scheme.goals}
    carried = {goal.code for goal in content.goals}
    for goal in scheme.goals:
        if goal.code not in served and goal.code not in carried:
            names = {"zh": goal.labels.zh, "en": goal.labels.en}
            yield flaws.SCHEME_GOAL_LEFT_OUT.found("goals", goal=goal.code, scheme=scheme.code, **names)
