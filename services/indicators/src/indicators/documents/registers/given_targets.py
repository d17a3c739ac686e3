"""What of a scheme is assumed no longer once an office has given its targets."""

import re
from collections.abc import Iterator

from contracts.scheme.basics import Assumption
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import Target
from indicators.domain.checking.places import Places

OF_TARGETS = re.compile(r"indicators\[[^\]]+\]\.targets\b.*")
FIELD = re.compile(r"\.([a-z_]+)")


def still_assumed(before: SchemeContent, after: SchemeContent) -> tuple[Assumption, ...]:
    """The marks of `before` as they stand in `after`, whose targets were changed in place, new ones behind.

    A mark of a value that changed is gone. A mark of all targets of an indicator stays for those that did not change.
    """
    if not any(OF_TARGETS.fullmatch(mark.at) for mark in before.assumed):
        return before.assumed
    older, newer = Places(before), Places(after)
    found: list[Assumption] = []
    for mark in before.assumed:
        if not OF_TARGETS.fullmatch(mark.at):
            found.append(mark)
            continue
        number = next((n for n, one in enumerate(before.indicators) if mark.at.startswith(_targets(one.code))), None)
        if number is None:
            found.append(mark)
            continue
        here = before.indicators[number]
        now = after.indicators[number].targets
        if mark.at == _targets(here.code):
            changed = now != here.targets
            kept = [n for n, one in enumerate(here.targets) if one == now[n]]
            ats = [newer.named(f"indicators[{number}].targets[{n}]") for n in kept] if changed else [mark.at]
        else:
            names = [(older.named(at), newer.named(at)) for at in _numbered(number, here.targets)]
            ats = list(_moved(mark.at, list(zip(names, here.targets, now, strict=False))))
        found += [mark.model_copy(update={"at": at}) for at in ats]
    return tuple(found)


def _moved(at: str, targets: list[tuple[tuple[str, str], Target, Target]]) -> Iterator[str]:
    """Where a mark within one target stands now; nowhere if what it is about was given."""
    for (then, now), before, after in targets:
        if at == then or at.startswith(f"{then}."):
            field = FIELD.match(at, len(then))
            same = getattr(before, field[1], None) == getattr(after, field[1], None) if field else before == after
            if same:
                yield now + at[len(then) :]
            return
    yield at


def _targets(code: str) -> str:
    return f"indicators[{code}].targets"


def _numbered(indicator: int, targets: tuple[Target, ...]) -> list[str]:
    return [f"indicators[{indicator}].targets[{number}]" for number in range(len(targets))]
