"""What nobody needs, and what needs itself."""

from collections.abc import Iterator

from indicators.domain.checking.cycles import cycles
from indicators.domain.checking.finding import Finding
from indicators.domain.screening import flaws
from indicators.domain.screening.formulas import Read
from indicators.domain.screening.subject import Item, Subject, called, data_item, indicator


def findings(subject: Subject, read: Read) -> Iterator[Finding]:
    yield from _circular(subject, read)
    if subject.around is not None:
        yield from _unused(subject, read)
    yield from _not_needed(subject, read)


def _circular(subject: Subject, read: Read) -> Iterator[Finding]:
    """Everybody on a circle hears of it, each with the path that begins at itself."""
    edges = {
        code: [item.code for item in items if item.kind == "indicator"] for code, items in read.computed_from.items()
    }
    for circle in cycles(edges):
        around = circle[:-1]
        for n, code in enumerate(around):
            path = [*around[n:], *around[:n], code]
            steps = [called(subject.indicators[step]) for step in path]
            zh, en = (" → ".join(step[name] for step in steps) for name in ("name", "name_en"))
            values = {**steps[0], "path": path, "path_text": zh, "path_text_en": en}
            yield Finding(flaws.CYCLE, indicator(code).place, values)


def _unused(subject: Subject, read: Read) -> Iterator[Finding]:
    """An indicator that only another one's formula names is used by that: whether that one is, is its own finding."""
    used = {*subject.around.uses, *read.named_elsewhere} if subject.around else set()
    for code, items in read.named.items():
        used |= {item for item in items if item != indicator(code)}
    for code, one in subject.indicators.items():
        if indicator(code) not in used:
            yield flaws.UNUSED.found(indicator(code).place, **called(one))


def _not_needed(subject: Subject, read: Read) -> Iterator[Finding]:
    needed: set[Item] = set(read.named_elsewhere)
    for items in read.named.values():
        needed.update(items)
    needed.update(data_item(one.normaliser) for one in subject.indicators.values() if one.normaliser)
    for code, one in subject.data_items.items():
        if data_item(code) not in needed:
            yield flaws.DATA_ITEM_NOT_NEEDED.found(data_item(code).place, **called(one))
